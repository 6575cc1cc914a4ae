"""In which one form is a scheme compared, hashed and written, however it was typed?

Only what the scheme states is in the form, so that a key that the language gains later changes no hash that
is already printed on receipts. Lists whose order means nothing are sorted; tiers, rules and terms keep their
order.
"""

import hashlib
import json
from datetime import date

from pricing.money import Rounding
from pricing.scheme import Items, Rule, Scheme, Term, TierDefinition, Vendor, When, Who
from pricing.text import Text

Value = str | int | bool | date | list["Value"] | dict[str, "Value"]
Stated = dict[str, Value]


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
    return {
        "code": scheme.code,
        "version": scheme.version,
        "name": _text(scheme.name),
        "rounding": _rounding(scheme.rounding),
    }


def canonical_lists(scheme: Scheme) -> dict[str, list[Stated]]:
    """Return the tables of which the scheme has many, by the key of their list."""
    return {
        "tiers": [_tier(entry) for entry in scheme.tiers],
        "vendors": [_vendor(vendor) for vendor in sorted(scheme.vendors, key=lambda vendor: vendor.code)],
        "rules": [_rule(rule) for rule in scheme.rules],
    }


def _stated(**values: Value | frozenset[str] | None) -> Stated:
    """Leave out what is None or empty, and sort sets."""
    stated: Stated = {}
    for key, value in values.items():
        if isinstance(value, frozenset):
            value = [*sorted(value)]
        if value is not None and value != [] and value != {}:
            stated[key] = value
    return stated


def _text(text: Text) -> Stated:
    return {"zh": text.zh, "en": text.en}


def _rounding(rounding: Rounding) -> Stated:
    return {"unit_fen": rounding.unit_fen, "mode": rounding.mode, "place": rounding.place}


def _tier(entry: TierDefinition) -> Stated:
    return {"code": entry.tier.code, "name": _text(entry.tier.name), "who": _who(entry.who)}


def _who(who: Who) -> Stated:
    return _stated(min_age=who.min_age, max_age=who.max_age, classes=who.classes, tiers=who.tiers)


def _vendor(vendor: Vendor) -> Stated:
    return {"code": vendor.code, "name": _text(vendor.name), "takes_discounts": vendor.takes_discounts}


def _rule(rule: Rule) -> Stated:
    table = _stated(
        code=rule.code,
        name=_text(rule.name),
        kind=rule.kind,
        payer=rule.payer,
        layer=rule.layer,
        group=rule.group,
        when=_when(rule.when),
    )
    # These two are required, so that "all items" is something that a person has said.
    return {**table, "items": _items(rule.items), "terms": [_term(term) for term in rule.terms]}


def _items(items: Items) -> Stated:
    return _stated(
        categories=items.categories,
        vendors=items.vendors,
        exclude_vendors=items.exclude_vendors,
        tags=items.tags,
        exclude_tags=items.exclude_tags,
        max_unit_price_fen=items.max_unit_price_fen,
    )


def _when(when: When) -> Stated:
    return _stated(
        meal_periods=when.meal_periods,
        channels=when.channels,
        from_date=when.from_date,
        until_date=when.until_date,
    )


def _term(term: Term) -> Stated:
    return {"who": _who(term.who), "benefit": {"kind": "percent", "pays_bp": term.benefit.pays_bp}}
