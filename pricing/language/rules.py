"""How are the rules of a scheme read: those that change prices, and those that say who is served?"""

from pricing.language.benefits import read_benefit
from pricing.language.conditions import WHEN_KEYS, read_caps, read_items, read_threshold, read_when
from pricing.language.overlaps import find_overlap
from pricing.language.people import PERSON_KEYS, TERM_PERSON_KEYS, read_who
from pricing.language.references import Codes, require_declared
from pricing.language.stating import order_of_who
from pricing.language.tables import Table
from pricing.money import ROUNDING_MODES, ROUNDING_PLACES, Rounding
from pricing.scheme.benefits import Amount
from pricing.scheme.rules import RULE_KINDS, Access, Rule, RuleKind, Term

RULE_KEYS = (
    "code",
    "name",
    "kind",
    "payer",
    "layer",
    "group",
    "items",
    "when",
    "rounding",
    "terms",
    "caps",
)
ACCESS_KEYS = ("code", "name", "items", "when", "who", "caps")


def read_rule(table: Table, codes: Codes) -> Rule:
    """Read a rule; what it names has to be among what the scheme declares."""
    code, kind = table.code("code"), table.choice("kind", RULE_KINDS)
    rule = Rule(
        code=code,
        name=table.text("name"),
        kind=kind,
        payer=table.code("payer"),
        layer=table.whole("layer", 1, 99),
        group=table.maybe_code("group"),
        items=read_items(table, "items", codes),
        when=read_when(table.maybe_table("when", WHEN_KEYS), codes),
        terms=_read_terms(table, kind, codes),
        caps=read_caps(table, code),
        rounding=read_rounding(table, "rounding") if "rounding" in table else None,
    )
    if codes.payers:
        require_declared(table, "payer", frozenset({rule.payer}), codes.payers)
    if codes.groups and rule.group is not None:
        require_declared(table, "group", frozenset({rule.group}), codes.groups)
    return rule


def read_access(table: Table, codes: Codes) -> Access:
    """Read a rule of access; it counts portions, and nothing else."""
    code, name = table.code("code"), table.text("name")
    items = read_items(table, "items", codes)
    when = read_when(table.maybe_table("when", WHEN_KEYS), codes)
    tables = table.tables("who", PERSON_KEYS)
    if not tables:
        table.refuse("who", "is empty: nobody would be served; write [{}] for everyone")
    # One of them is enough, so that their order means nothing.
    who = tuple(sorted((read_who(row, codes) for row in tables), key=order_of_who))
    return Access(code, name, items, when, who, read_caps(table, code, ("portions",)))


def read_rounding(parent: Table, key: str) -> Rounding:
    """Read how fractions of a fen become money."""
    table = parent.table(key, ("unit_fen", "mode", "place"))
    return Rounding(
        unit_fen=table.whole("unit_fen", 1, 1_00),
        mode=table.choice("mode", ROUNDING_MODES),
        place=table.choice("place", ROUNDING_PLACES),
    )


def _read_terms(table: Table, kind: RuleKind, codes: Codes) -> tuple[Term, ...]:
    tables = table.tables("terms", ("who", "benefit", "threshold", "nth_meal"))
    if not tables:
        table.refuse("terms", "is empty: the rule would give nothing to anybody")
    terms = tuple(_read_term(row, kind, codes) for row in tables)
    overlap = find_overlap(tuple(term.who for term in terms), tuple(term.nth_meal for term in terms))
    if overlap is not None:
        first, second = overlap
        tables[second].refuse("who", f"someone could also be meant by terms[{first}]")
    return terms


def _read_term(row: Table, kind: RuleKind, codes: Codes) -> Term:
    who = read_who(row.table("who", TERM_PERSON_KEYS), codes)
    benefit = read_benefit(row, codes)
    if kind == "operator" and not isinstance(benefit, Amount):
        row.refuse("benefit.kind", "must be amount: a rule of kind operator touches no price")
    return Term(who, benefit, read_threshold(row, codes), row.maybe_whole("nth_meal", 1, 9))
