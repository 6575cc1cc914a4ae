"""Does a scheme name only what the canteen has?

Rule: a slip of the pen would be a rule that never applies, and that nobody notices.
"""

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, Text, column, select, table

from inventory.tables import categories, dishes, vendors
from pos.errors import Refusal
from pricing import Scheme
from pricing.scheme.benefits import Benefit, SetMeal, SetPrice
from pricing.scheme.conditions import Items, When
from pricing.scheme.rules import Rule

# By its name: the table belongs to a room further up.
_SITES = select(column("code", Text)).select_from(table("sites"))


class UnknownCategory(Refusal):
    """A rule names a category that the kitchen does not have."""

    code = "unknown_category"


class UnknownInScheme(Refusal):
    """A scheme names a vendor, a dish or a site that the canteen does not have; `kind` says which."""

    code = "unknown_in_scheme"


def require_known(connection: Connection, scheme: Scheme) -> None:
    """Refuse a scheme that names what the canteen does not have.

    :raises UnknownCategory: for a category.
    :raises UnknownInScheme: for a vendor, a dish or a site.
    """
    known_categories = set(connection.execute(select(categories.c.code)).scalars())
    known_dishes = set(connection.execute(select(dishes.c.code)).scalars())
    for code, items in _selections(scheme):
        unknown = (items.categories | items.exclude_categories) - known_categories
        if unknown:
            raise UnknownCategory(rule=code, categories=sorted(unknown))
        _require("dish", code, items.dishes | items.exclude_dishes, known_dishes)
    for rule in scheme.rules:
        priced = {dish for term in rule.terms for dish in _dishes_of(term.benefit)}
        _require("dish", rule.code, priced, known_dishes)
    known_sites = set(connection.execute(_SITES).scalars())
    for code, when in _occasions(scheme):
        _require("site", code, when.sites, known_sites)
    known_vendors = set(connection.execute(select(vendors.c.code)).scalars())
    _require("vendor", None, {vendor.code for vendor in scheme.vendors}, known_vendors)


def _require(kind: str, rule: str | None, named: Iterable[str], known: set[str]) -> None:
    unknown = sorted(set(named) - known)
    if unknown:
        raise UnknownInScheme(kind=kind, rule=rule, codes=unknown)


def _selections(scheme: Scheme) -> Iterator[tuple[str, Items]]:
    """Return everything by which the scheme picks dishes, with the code of its rule."""
    for access in scheme.access:
        yield access.code, access.items
    for rule in scheme.rules:
        yield rule.code, rule.items
        yield from ((rule.code, items) for items in _within_terms(rule))


def _occasions(scheme: Scheme) -> Iterator[tuple[str, When]]:
    """Return when and where each rule of the scheme holds, with its code."""
    for access in scheme.access:
        yield access.code, access.when
    for rule in scheme.rules:
        yield rule.code, rule.when


def _within_terms(rule: Rule) -> Iterator[Items]:
    for term in rule.terms:
        if term.threshold is not None and term.threshold.items is not None:
            yield term.threshold.items
        if isinstance(term.benefit, SetMeal):
            yield from (part.items for part in term.benefit.parts)


def _dishes_of(benefit: Benefit) -> Iterator[str]:
    if isinstance(benefit, SetPrice):
        yield from (dish for dish, _ in benefit.prices)
