"""In which one form is a scheme compared, hashed and written, however it was typed?

Only what the scheme states is in the form, so that a key that the language gains later changes no hash that
is already printed on receipts. Lists whose order means nothing are sorted; tiers, rules and terms keep their
order.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import date

from pricing.language.stating import (
    Stated,
    order_of_who,
    state_benefit,
    state_caps,
    state_items,
    state_rounding,
    state_text,
    state_threshold,
    state_when,
    state_who,
    stated,
)
from pricing.scheme.people import Area, TierDefinition
from pricing.scheme.rules import Access, Group, Rule, Term
from pricing.scheme.scheme import FEN, Payer, Scheme, Vendor


def hash_scheme(scheme: Scheme) -> str:
    """Return the SHA-256 (64 hex digits) of the canonical form as JSON: sorted keys, no spaces, UTF-8."""
    text = json.dumps(
        canonical_table(scheme),
        default=date.isoformat,
        ensure_ascii=False,
        separators=(",", ":"),
        sort_keys=True,
    )
    return hashlib.sha256(text.encode()).hexdigest()


def canonical_table(scheme: Scheme) -> Stated:
    """Return the scheme as the table that a TOML text of it reads as."""
    table = canonical_head(scheme)
    for key, tables in canonical_lists(scheme).items():
        if tables:
            table[key] = [*tables]
    return table


def canonical_head(scheme: Scheme) -> Stated:
    """Return what the scheme states of itself."""
    head: Stated = {
        "code": scheme.code,
        "version": scheme.version,
        "name": state_text(scheme.name),
        "rounding": state_rounding(scheme.rounding),
    }
    weighing, calendar = scheme.weighing, scheme.calendar
    if weighing != FEN:
        head["weighing"] = {"unit_fen": weighing.unit_fen, "mode": weighing.mode}
    dates = stated(rest_dates=calendar.rest_dates, working_dates=calendar.working_dates)
    return {**head, **stated(calendar=dates)}


def canonical_lists(scheme: Scheme) -> dict[str, list[Stated]]:
    """Return the tables of which the scheme has many, by the key of their list."""
    return {
        "tiers": [_tier(entry) for entry in scheme.tiers],
        "payers": _by_code(_payer(payer) for payer in scheme.payers),
        "vendors": _by_code(_vendor(vendor) for vendor in scheme.vendors),
        "areas": _by_code(_area(area) for area in scheme.areas),
        "groups": _by_code(_group(group) for group in scheme.groups),
        "access": [_access(access) for access in scheme.access],
        "rules": [_rule(rule) for rule in scheme.rules],
    }


def _by_code(tables: Iterable[Stated]) -> list[Stated]:
    """Sort what is only looked up by its code."""
    return sorted(tables, key=lambda table: str(table["code"]))


def _tier(entry: TierDefinition) -> Stated:
    return {"code": entry.tier.code, "name": state_text(entry.tier.name), "who": state_who(entry.who)}


def _payer(payer: Payer) -> Stated:
    return stated(
        code=payer.code,
        name=state_text(payer.name),
        from_date=payer.from_date,
        until_date=payer.until_date,
    )


def _vendor(vendor: Vendor) -> Stated:
    return {
        "code": vendor.code,
        "name": state_text(vendor.name),
        "takes_discounts": vendor.takes_discounts,
    }


def _area(area: Area) -> Stated:
    return stated(code=area.code, name=state_text(area.name), within=area.within)


def _group(group: Group) -> Stated:
    return {"code": group.code, "choose": group.choose}


def _access(access: Access) -> Stated:
    return {
        "code": access.code,
        "name": state_text(access.name),
        "items": state_items(access.items),
        **stated(when=state_when(access.when)),
        "who": [state_who(who) for who in sorted(access.who, key=order_of_who)],
        **stated(caps=state_caps(access.caps, access.code)),
    }


def _rule(rule: Rule) -> Stated:
    return {
        **stated(
            code=rule.code,
            name=state_text(rule.name),
            kind=rule.kind,
            payer=rule.payer,
            layer=rule.layer,
            group=rule.group,
        ),
        # Items are required, so that "all items" is something that a person has said.
        "items": state_items(rule.items),
        **stated(
            when=state_when(rule.when),
            rounding=None if rule.rounding is None else state_rounding(rule.rounding),
        ),
        "terms": [_term(term) for term in rule.terms],
        **stated(caps=state_caps(rule.caps, rule.code)),
    }


def _term(term: Term) -> Stated:
    threshold = None if term.threshold is None else state_threshold(term.threshold)
    return {
        "who": state_who(term.who),
        **stated(nth_meal=term.nth_meal, threshold=threshold),
        "benefit": state_benefit(term.benefit),
    }
