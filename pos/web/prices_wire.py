"""How schemes, their sentences and their trials look as JSON.

Rule: every word comes from the scheme, from the canteen's own names, or from `pricing.review`.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection

from inventory.menu import Named, all_categories, all_vendors, library
from inventory.periods import periods_of_a_day
from pos.pricebook.areas import areas_of
from pos.pricebook.pricebook import SchemeVersion
from pos.shifts.shifts import Site
from pos.web.wire import Json, dish_json, moment, named_json, period_json, said
from pricing import Scheme, Text
from pricing.review.changes import Change
from pricing.review.compare import compare
from pricing.review.explain import Paragraph, explain
from pricing.review.findings import Finding
from pricing.review.lint import lint
from pricing.review.vocabulary import CATEGORY_NAMES, CHANNEL_NAMES, PAYER_NAMES
from pricing.scheme.names import CLASS_NAMES

Names = Mapping[str, Text]


def names_of(connection: Connection, site: Site) -> Names:
    """Return the canteen's own words for what schemes name by code."""
    names = {
        **{f"dish:{dish.code}": Text(zh=dish.name_zh, en=dish.name_en) for dish in library(connection)},
        **{f"category:{one.code}": _category(one) for one in all_categories(connection)},
        **{f"meal:{one.code}": Text(one.name_zh, one.name_en) for one in periods_of_a_day(connection)},
    }
    return {**names, f"site:{site.code}": Text(site.name_zh, site.name_en)}


def words_json(connection: Connection) -> Json:
    """Return what a form can choose from."""
    return {
        "categories": [named_json(one) for one in all_categories(connection)],
        "vendors": [named_json(one) for one in all_vendors(connection)],
        "meal_periods": [period_json(one) for one in periods_of_a_day(connection)],
        "dishes": [dish_json(dish) for dish in library(connection)],
        "classes": _named(CLASS_NAMES),
        "channels": _named(CHANNEL_NAMES),
        "payers": _named(PAYER_NAMES),
    }


def areas_json(versions: Iterable[SchemeVersion]) -> list[Json]:
    """Return every area that a version declares, by the words of the newest."""
    return [{"code": area.code, "name": said(area.name)} for area in areas_of(versions)]


def version_json(version: SchemeVersion, versions: Iterable[SchemeVersion], today: date) -> Json:
    """Return a version with what it is today: in force, scheduled, past or withdrawn."""
    return {
        "code": version.code,
        "version": version.version,
        "hash": version.hash,
        "name": said(version.scheme().name),
        "rules": len(version.scheme().rules),
        "effective_from": version.effective_from.isoformat(),
        "loaded_at": moment(version.loaded_at),
        "withdrawn_at": version.withdrawn_at and moment(version.withdrawn_at),
        "state": _state(version, versions, today),
    }


def review_json(scheme: Scheme, names: Names) -> Json:
    """Return a scheme in sentences, with its weak places."""
    return {
        "paragraphs": [_paragraph(one) for one in explain(scheme, names)],
        "findings": [_finding(one) for one in lint(scheme)],
    }


def changes_json(old: Scheme, new: Scheme, names: Names) -> list[Json]:
    """Return what differs between two schemes."""
    return [_change(one) for one in compare(old, new, names)]


def _state(version: SchemeVersion, versions: Iterable[SchemeVersion], today: date) -> str:
    if version.withdrawn_at is not None:
        return "withdrawn"
    if version.effective_from > today:
        return "scheduled"
    begun = [one for one in versions if one.withdrawn_at is None and one.effective_from <= today]
    newest = max(begun, key=lambda one: (one.effective_from, one.version))
    return "in_force" if newest.version == version.version else "past"


def _category(category: Named) -> Text:
    """Name a category as the canteen does; in English as it stands inside a sentence, where that is known."""
    usual = CATEGORY_NAMES.get(category.code)
    return Text(zh=category.name_zh, en=category.name_en if usual is None else usual.en)


def _paragraph(paragraph: Paragraph) -> Json:
    return {
        "kind": paragraph.kind,
        "code": paragraph.code,
        "title": said(paragraph.title),
        "sentences": [said(sentence) for sentence in paragraph.sentences],
    }


def _finding(finding: Finding) -> Json:
    return {"severity": finding.severity, "place": finding.place, "problem": said(finding.problem)}


def _change(change: Change) -> Json:
    return {
        "kind": change.kind,
        "place": change.place,
        "before": change.before and said(change.before),
        "after": change.after and said(change.after),
    }


def _named(names: Mapping[str, Any]) -> list[Json]:
    return [{"code": code, "name": said(name)} for code, name in names.items()]
