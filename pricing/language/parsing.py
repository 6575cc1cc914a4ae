"""How does the text of a scheme become a `Scheme`? All of it is understood, or it is refused."""

import re
import tomllib
from dataclasses import replace
from typing import NoReturn

from pricing.errors import SchemeError
from pricing.language.canonical import hash_scheme
from pricing.language.declared import read_declared
from pricing.language.references import Codes
from pricing.language.rules import ACCESS_KEYS, RULE_KEYS, read_access, read_rounding, read_rule
from pricing.language.spellings import is_code
from pricing.language.tables import Refuse, Table
from pricing.money import ROUNDING_MODES, Rounding
from pricing.scheme.rules import Access, Rule
from pricing.scheme.scheme import FEN, Scheme

# Sixteen and more keys with dots between them; a scheme has none. Possessive, so that it is quick.
_KEY = r"""(?:[\w-]++|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')"""
_DEEP_KEY = re.compile(rf"""(?<![\w"'\\-])(?:{_KEY}[ \t]*+\.[ \t]*+){{16}}""")

SCHEME_KEYS = (
    "code",
    "version",
    "name",
    "rounding",
    "weighing",
    "tiers",
    "payers",
    "vendors",
    "areas",
    "calendar",
    "groups",
    "access",
    "rules",
)


def parse_scheme(text: str, *, source: str) -> Scheme:
    """Read a scheme from TOML, as `docs/pricing.md` describes the language.

    ``source`` is the file name, or what else a person will find the text by; it appears in refusals only.

    :raises SchemeError: when the text is no TOML, a key is unknown or missing, a value is out of bounds, a
        code is used twice or refers to nothing, two rows are meant for the same diner, or rules do not fit
        their group.
    """
    if _DEEP_KEY.search(text):
        # Read in a time that grows with the square of its depth: seconds for a text of 60 kB.
        raise SchemeError(source, None, None, "is no TOML: a key has too many dots")
    try:
        values = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        # Beside its own error, tomllib lets those of endless numbers and of deep nesting through.
        raise SchemeError(source, None, None, f"is no TOML: {error}") from error
    top = Table(values, "", _refuse_in(source, None), SCHEME_KEYS)
    code, version, name = top.code("code"), top.whole("version", 1, 1_000_000), top.text("name")
    rounding, weighing = read_rounding(top, "rounding"), _read_weighing(top)
    declared = read_declared(top)
    codes = declared.codes()
    access = _read_accesses(top, codes)
    scheme = Scheme(
        code=code,
        version=version,
        name=name,
        rounding=rounding,
        weighing=weighing,
        tiers=declared.tiers,
        payers=declared.payers,
        vendors=declared.vendors,
        areas=declared.areas,
        calendar=declared.calendar,
        groups=declared.groups,
        access=access,
        rules=_read_rules(top, source, codes, frozenset(one.code for one in access)),
        hash="",
    )
    return replace(scheme, hash=hash_scheme(scheme))


def _refuse_in(source: str, rule: str | None) -> Refuse:
    def refuse(field: str, problem: str) -> NoReturn:
        raise SchemeError(source, rule, field or None, problem)

    return refuse


def _read_weighing(top: Table) -> Rounding:
    if "weighing" not in top:
        return FEN
    table = top.table("weighing", ("unit_fen", "mode"))
    return replace(FEN, unit_fen=table.whole("unit_fen", 1, 1_00), mode=table.choice("mode", ROUNDING_MODES))


def _read_accesses(top: Table, codes: Codes) -> tuple[Access, ...]:
    accesses: dict[str, Access] = {}
    for table in top.maybe_tables("access", ACCESS_KEYS):
        access = read_access(table, codes)
        if access.code in accesses:
            table.refuse("code", f"is used twice: {access.code}")
        accesses[access.code] = access
    return tuple(accesses.values())


def _read_rules(top: Table, source: str, codes: Codes, access_codes: frozenset[str]) -> tuple[Rule, ...]:
    rules: dict[str, Rule] = {}
    leaders: dict[str, Rule] = {}
    for place, values in enumerate(top.raw("rules")):
        table = Table(values, "", _refuse_in(source, _name_rule(values, place)), RULE_KEYS)
        rule = read_rule(table, codes)
        # What both are counted by, if they name no other counter, is their code.
        if rule.code in rules or rule.code in access_codes:
            table.refuse("code", f"is used twice: {rule.code}")
        rules[rule.code] = rule
        if rule.group is not None:
            _require_like(table, rule, leaders.setdefault(rule.group, rule))
    return tuple(rules.values())


def _require_like(table: Table, rule: Rule, leader: Rule) -> None:
    """Refuse a rule that cannot be weighed against the first one of its group."""
    if leader.layer != rule.layer:
        table.refuse("layer", f"must be {leader.layer}, as in {leader.code} of the same group {rule.group}")
    if (leader.kind == "operator") != (rule.kind == "operator"):
        problem = f"{leader.code} of the same group {rule.group} is of kind {leader.kind}"
        table.refuse("kind", f"cannot be {rule.kind}: {problem}")


def _name_rule(values: object, place: int) -> str:
    """Name a rule by its code, or by its place as long as the code cannot be trusted."""
    code = values.get("code") if isinstance(values, dict) else None
    return code if isinstance(code, str) and is_code(code) else f"#{place + 1}"
