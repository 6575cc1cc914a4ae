"""How does the text of a scheme become a `Scheme`? All of it is understood, or it is refused."""

import tomllib
from collections.abc import Callable
from dataclasses import replace
from typing import NoReturn, TypeVar

from pricing.basket import NO_CODES
from pricing.canonical import hash_scheme
from pricing.checks import find_overlap
from pricing.errors import SchemeError
from pricing.money import ROUNDING_MODES, ROUNDING_PLACES, Rounding
from pricing.plan import make_plan
from pricing.reading import CODE, Refuse, Table
from pricing.rules import RULE_KEYS, read_rule, read_who
from pricing.scheme import Rule, Scheme, Tier, TierDefinition, Vendor

SCHEME_KEYS = ("code", "version", "name", "rounding", "tiers", "vendors", "rules")
NamedT = TypeVar("NamedT")


def parse_scheme(text: str, *, source: str) -> Scheme:
    """Read a scheme from TOML, as `docs/pricing.md` describes the language.

    ``source`` is the file name, or what else a person will find the text by; it appears in refusals only.

    :raises SchemeError: when the text is no TOML, a key is unknown or missing, a value is out of bounds, a
        code is used twice or refers to nothing, ages overlap, or rules of one group stand in different
        layers.
    """
    try:
        values = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        # Beside its own error, tomllib lets those of endless numbers and of deep nesting through.
        raise SchemeError(source, None, None, f"is no TOML: {error}") from error
    top = Table(values, "", _refuse_in(source, None), SCHEME_KEYS)
    code, version, name = top.code("code"), top.whole("version", 1, 1_000_000), top.text("name")
    rounding = _read_rounding(top.table("rounding", ("unit_fen", "mode", "place")))
    tiers = _read_tiers(top)
    vendors = _read_vendors(top)
    rules = _read_rules(top, source, tiers, vendors)
    plan = make_plan(tiers, vendors, rules)
    scheme = Scheme(code, version, name, rounding, tiers, vendors, rules, hash="", plan=plan)
    return replace(scheme, hash=hash_scheme(scheme))


def _refuse_in(source: str, rule: str | None) -> Refuse:
    def refuse(field: str, problem: str) -> NoReturn:
        raise SchemeError(source, rule, field or None, problem)

    return refuse


def _read_rounding(table: Table) -> Rounding:
    return Rounding(
        unit_fen=table.whole("unit_fen", 1, 1_00),
        mode=table.choice("mode", ROUNDING_MODES),
        place=table.choice("place", ROUNDING_PLACES),
    )


def _read_tiers(top: Table) -> tuple[TierDefinition, ...]:
    if "tiers" not in top:
        return ()
    tables = top.tables("tiers", ("code", "name", "who"))
    entries = _read_named(tables, _read_tier, lambda entry: entry.tier.code)
    overlap = find_overlap(tuple(entry.who for entry in entries))
    if overlap is not None:
        first, second = overlap
        tables[second].refuse("who", f"someone could also be in the tier {entries[first].tier.code}")
    return entries


def _read_tier(table: Table) -> TierDefinition:
    tier = Tier(table.code("code"), table.text("name"))
    return TierDefinition(tier, read_who(table.table("who", ("min_age", "max_age", "classes")), NO_CODES))


def _read_vendors(top: Table) -> tuple[Vendor, ...]:
    if "vendors" not in top:
        return ()
    tables = top.tables("vendors", ("code", "name", "takes_discounts"))
    return _read_named(tables, _read_vendor, lambda vendor: vendor.code)


def _read_vendor(table: Table) -> Vendor:
    return Vendor(table.code("code"), table.text("name"), table.boolean("takes_discounts"))


def _read_named(
    tables: tuple[Table, ...], read: Callable[[Table], NamedT], code_of: Callable[[NamedT], str]
) -> tuple[NamedT, ...]:
    """Read entries that are told apart by their codes."""
    entries: dict[str, NamedT] = {}
    for table in tables:
        entry = read(table)
        code = code_of(entry)
        if code in entries:
            table.refuse("code", f"is used twice: {code}")
        entries[code] = entry
    return tuple(entries.values())


def _read_rules(
    top: Table, source: str, tiers: tuple[TierDefinition, ...], vendors: tuple[Vendor, ...]
) -> tuple[Rule, ...]:
    tier_codes = frozenset(entry.tier.code for entry in tiers)
    vendor_codes = frozenset(vendor.code for vendor in vendors)
    rules: dict[str, Rule] = {}
    layers: dict[str, Rule] = {}
    for place, values in enumerate(top.raw("rules")):
        table = Table(values, "", _refuse_in(source, _name_rule(values, place)), RULE_KEYS)
        rule = read_rule(table, tier_codes, vendor_codes)
        if rule.code in rules:
            table.refuse("code", f"is used twice: {rule.code}")
        rules[rule.code] = rule
        if rule.group is not None:
            first = layers.setdefault(rule.group, rule)
            if first.layer != rule.layer:
                table.refuse(
                    "layer", f"must be {first.layer}, as in {first.code} of the same group {rule.group}"
                )
    return tuple(rules.values())


def _name_rule(values: object, place: int) -> str:
    """Name a rule by its code, or by its place as long as the code cannot be trusted."""
    code = values.get("code") if isinstance(values, dict) else None
    return code if isinstance(code, str) and CODE.fullmatch(code) else f"#{place + 1}"
