"""How are the conditions of a rule read: for which items, when, from which amount, and how often?"""

from collections.abc import Hashable

from pricing.language.references import Codes, refuse_both, require_declared
from pricing.language.stating import order_of_cap
from pricing.language.tables import Table
from pricing.scheme.conditions import (
    CAP_SCOPES,
    CAP_SPANS,
    DAY_KINDS,
    THRESHOLD_PRICES,
    THRESHOLD_SPANS,
    WEEKDAYS,
    Cap,
    Items,
    Threshold,
    When,
)
from pricing.scheme.rules import DAY_SUFFIX

HIGHEST_PRICE_FEN = 100_000_00
HIGHEST_AMOUNT_FEN = 1_000_000_00
HIGHEST_COUNT = 10_000

ITEMS_KEYS = (
    "categories",
    "exclude_categories",
    "vendors",
    "exclude_vendors",
    "dishes",
    "exclude_dishes",
    "tags",
    "exclude_tags",
    "max_unit_price_fen",
)
WHEN_KEYS = (
    "meal_periods",
    "channels",
    "weekdays",
    "days",
    "sites",
    "site_areas",
    "from_date",
    "until_date",
    "from_time",
    "until_time",
)
THRESHOLD_KEYS = ("from_fen", "above_fen", "price", "span", "items")
MEASURES = ("times", "amount_fen", "portions")
CAP_KEYS = ("per", *MEASURES, "across", "counter")


def read_items(parent: Table, key: str, codes: Codes) -> Items:
    """Read which items are meant; their vendors have to be declared."""
    table = parent.table(key, ITEMS_KEYS)
    items = Items(
        categories=table.codes("categories"),
        exclude_categories=table.codes("exclude_categories"),
        vendors=table.codes("vendors"),
        exclude_vendors=table.codes("exclude_vendors"),
        dishes=table.codes("dishes"),
        exclude_dishes=table.codes("exclude_dishes"),
        tags=table.codes("tags"),
        exclude_tags=table.codes("exclude_tags"),
        max_unit_price_fen=table.maybe_whole("max_unit_price_fen", 0, HIGHEST_PRICE_FEN),
    )
    require_declared(table, "vendors", items.vendors, codes.vendors)
    require_declared(table, "exclude_vendors", items.exclude_vendors, codes.vendors)
    refuse_both(table, "exclude_categories", items.categories & items.exclude_categories)
    refuse_both(table, "exclude_vendors", items.vendors & items.exclude_vendors)
    refuse_both(table, "exclude_dishes", items.dishes & items.exclude_dishes)
    refuse_both(table, "exclude_tags", items.tags & items.exclude_tags)
    return items


def read_when(table: Table, codes: Codes) -> When:
    """Read when and where a rule holds; its areas have to be declared."""
    when = When(
        meal_periods=table.codes("meal_periods"),
        channels=table.codes("channels"),
        weekdays=table.choices("weekdays", WEEKDAYS),
        days=table.maybe_choice("days", DAY_KINDS),
        sites=table.codes("sites"),
        site_areas=table.codes("site_areas"),
        from_date=table.maybe_day("from_date"),
        until_date=table.maybe_day("until_date"),
        from_time=table.maybe_time("from_time"),
        until_time=table.maybe_time("until_time"),
    )
    table.require_order("from_date", "until_date")
    table.require_order("from_time", "until_time")
    require_declared(table, "site_areas", when.site_areas, codes.areas)
    return when


def read_threshold(row: Table, codes: Codes) -> Threshold | None:
    """Read from which amount a term holds; None where the row states none."""
    if "threshold" not in row:
        return None
    table = row.table("threshold", THRESHOLD_KEYS)
    table.only_one_of(("from_fen", "above_fen"))
    return Threshold(
        # From nothing would be no threshold; above nothing asks for some price at least.
        from_fen=table.maybe_whole("from_fen", 1, HIGHEST_AMOUNT_FEN),
        above_fen=table.maybe_whole("above_fen", 0, HIGHEST_AMOUNT_FEN),
        price=table.maybe_choice("price", THRESHOLD_PRICES) or "list",
        span=table.maybe_choice("span", THRESHOLD_SPANS) or "bill",
        items=read_items(table, "items", codes) if "items" in table else None,
    )


def read_caps(parent: Table, code: str, measures: tuple[str, ...] = MEASURES) -> tuple[Cap, ...]:
    """Read how much one diner gets; ``code`` is the counter of caps that name none.

    All caps hold at once, so their order means nothing: the shortest span comes first.
    """
    caps: dict[Hashable, Cap] = {}
    for table in parent.maybe_tables("caps", CAP_KEYS):
        cap = _read_cap(table, code, measures)
        if cap.counter.endswith(DAY_SUFFIX):
            table.refuse("counter", f"must not end in {DAY_SUFFIX}, which names the meals of a rule's day")
        order = order_of_cap(cap)
        if order in caps:
            measure = table.only_one_of(MEASURES)
            table.refuse(measure, f"is bounded a second time per {cap.per} under the counter {cap.counter}")
        caps[order] = cap
    return tuple(sorted(caps.values(), key=order_of_cap))


def _read_cap(table: Table, code: str, measures: tuple[str, ...]) -> Cap:
    per = table.choice("per", CAP_SPANS)
    measure = table.only_one_of(MEASURES)
    if measure not in measures:
        table.refuse(measure, f"is not counted here; only {', '.join(measures)} can be")
    if per == "bill" and "across" in table:
        table.refuse("across", "says nothing of a bill, which is of one site")
    return Cap(
        per=per,
        counter=table.maybe_code("counter") or code,
        times=table.maybe_whole("times", 1, HIGHEST_COUNT),
        amount_fen=table.maybe_whole("amount_fen", 1, HIGHEST_AMOUNT_FEN),
        portions=table.maybe_whole("portions", 1, HIGHEST_COUNT),
        across=table.maybe_choice("across", CAP_SCOPES) or "sites",
    )
