"""How is one rule of a scheme read?"""

from pricing.benefits import Benefit, Percent
from pricing.checks import find_overlap
from pricing.reading import Table
from pricing.scheme import RULE_KINDS, Items, Rule, Term, When, Who

RULE_KEYS = ("code", "name", "kind", "payer", "layer", "group", "items", "when", "terms")
ITEMS_KEYS = ("categories", "vendors", "exclude_vendors", "tags", "exclude_tags", "max_unit_price_fen")
WHEN_KEYS = ("meal_periods", "channels", "from_date", "until_date")
WHO_KEYS = ("min_age", "max_age", "classes", "tiers")

OLDEST = 150
HIGHEST_PRICE_FEN = 100_000_00


def read_rule(table: Table, tier_codes: frozenset[str], vendor_codes: frozenset[str]) -> Rule:
    """Read a rule whose tiers and vendors have to be among those that the scheme declares."""
    return Rule(
        code=table.code("code"),
        name=table.text("name"),
        kind=table.choice("kind", RULE_KINDS),
        payer=table.code("payer"),
        layer=table.whole("layer", 1, 99),
        group=table.code("group") if "group" in table else None,
        items=_read_items(table.table("items", ITEMS_KEYS), vendor_codes),
        when=_read_when(table.maybe_table("when", WHEN_KEYS)),
        terms=_read_terms(table, tier_codes),
    )


def read_who(table: Table, tier_codes: frozenset[str]) -> Who:
    """Read the conditions on a diner."""
    who = Who(
        min_age=table.maybe_whole("min_age", 0, OLDEST),
        max_age=table.maybe_whole("max_age", 0, OLDEST),
        classes=table.codes("classes"),
        tiers=table.codes("tiers"),
    )
    if who.min_age is not None and who.max_age is not None and who.min_age > who.max_age:
        table.refuse("max_age", f"must not be below min_age, which is {who.min_age}")
    _require_declared(table, "tiers", who.tiers, tier_codes)
    return who


def _read_items(table: Table, vendor_codes: frozenset[str]) -> Items:
    items = Items(
        categories=table.codes("categories"),
        vendors=table.codes("vendors"),
        exclude_vendors=table.codes("exclude_vendors"),
        tags=table.codes("tags"),
        exclude_tags=table.codes("exclude_tags"),
        max_unit_price_fen=table.maybe_whole("max_unit_price_fen", 0, HIGHEST_PRICE_FEN),
    )
    _require_declared(table, "vendors", items.vendors, vendor_codes)
    _require_declared(table, "exclude_vendors", items.exclude_vendors, vendor_codes)
    _refuse_both(table, "exclude_vendors", items.vendors & items.exclude_vendors)
    _refuse_both(table, "exclude_tags", items.tags & items.exclude_tags)
    return items


def _require_declared(table: Table, key: str, codes: frozenset[str], declared: frozenset[str]) -> None:
    """Refuse a slip of the pen, which would otherwise silently take a discount away."""
    unknown = codes - declared
    if unknown:
        table.refuse(key, f"names {min(unknown)}, which the scheme does not declare")


def _refuse_both(table: Table, key: str, both: frozenset[str]) -> None:
    if both:
        table.refuse(key, f"leaves out {min(both)}, which is included as well")


def _read_when(table: Table) -> When:
    when = When(
        meal_periods=table.codes("meal_periods"),
        channels=table.codes("channels"),
        from_date=table.maybe_day("from_date"),
        until_date=table.maybe_day("until_date"),
    )
    if when.from_date is not None and when.until_date is not None and when.from_date >= when.until_date:
        table.refuse("until_date", f"must lie after from_date, which is {when.from_date}")
    return when


def _read_terms(table: Table, tier_codes: frozenset[str]) -> tuple[Term, ...]:
    tables = table.tables("terms", ("who", "benefit"))
    if not tables:
        table.refuse("terms", "is empty: the rule would give nothing to anybody")
    terms = tuple(
        Term(read_who(row.table("who", WHO_KEYS), tier_codes), _read_benefit(row)) for row in tables
    )
    overlap = find_overlap(tuple(term.who for term in terms))
    if overlap is not None:
        first, second = overlap
        tables[second].refuse("who", f"someone could also be meant by terms[{first}]")
    return terms


def _read_benefit(row: Table) -> Benefit:
    table = row.table("benefit", ("kind", "pays_bp"))
    table.choice("kind", ("percent",))
    # 10000 would be a benefit of nothing: whoever pays in full is left out of the terms.
    return Percent(table.whole("pays_bp", 0, 9_999))
