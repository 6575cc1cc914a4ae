"""Which basket, which diner and which use before does a case file describe?

What a case may hold is told to other programs by ``docs/case.schema.json``; both have to be changed together.
"""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import NoReturn

from pricing.basket import Basket, BasketLine, Diner, Item, Occasion
from pricing.errors import CaseError
from pricing.language.conditions import HIGHEST_AMOUNT_FEN, HIGHEST_COUNT, HIGHEST_PRICE_FEN
from pricing.language.spellings import is_code, show
from pricing.language.tables import Table
from pricing.scheme.conditions import CapSpan
from pricing.usage import ALL_SITES, NO_USAGE, Usage, UsageKey, Used, period_of

HIGHEST_QUANTITY = 10_000
HEAVIEST_G = 1_000_000

OCCASION_KEYS = ("on_date", "meal_period", "channel", "at_time", "site", "site_area")
ITEM_KEYS = ("code", "category", "vendor", "unit_price_fen", "tags", "per_g")
DINER_KEYS = ("birth_date", "classes", "residence", "hukou")
MEASURES = ("times", "amount_fen", "portions", "base_fen")
PERIODS: tuple[CapSpan, ...] = ("meal", "day", "week", "month")


@dataclass(frozen=True, slots=True)
class Case:
    """A basket, the diner who wants it and what the diner used before: all that a quote needs beside the
    scheme."""

    basket: Basket
    diner: Diner
    usage: Usage


def parse_case(text: str, *, source: str) -> Case:
    """Read a case from JSON, as `docs/pricing.md` shows it; without ``diner`` it is a guest's.

    :raises CaseError: when the text is no JSON, a key is unknown, missing or given twice, a value is out of
        bounds, the birth date lies after the basket's date, or a guest is said to have used something.
    """

    def refuse(field: str, problem: str) -> NoReturn:
        raise CaseError(source, field or None, problem)

    top = Table(_load(text, source), "", refuse, ("basket", "diner", "usage"))
    basket = _read_basket(top.table("basket", ("occasion", "lines")))
    diner = _read_diner(top.maybe_table("diner", DINER_KEYS), basket.occasion.on_date)
    if "usage" in top and diner.is_guest:
        top.refuse("usage", "is counted by person, and the diner is a guest")
    return Case(basket, diner, _read_usage(top, basket.occasion))


def _load(text: str, source: str) -> object:
    def refuse_twice(pairs: list[tuple[str, object]]) -> dict[str, object]:
        members = dict(pairs)
        if len(members) < len(pairs):
            counts = Counter(key for key, _ in pairs)
            twice = next(key for key, count in counts.items() if count > 1)
            raise CaseError(source, twice if is_code(twice) else show(twice), "is given twice")
        return members

    try:
        values: object = json.loads(text, object_pairs_hook=refuse_twice)
    except CaseError:
        raise
    except (ValueError, RecursionError) as error:
        # Beside its own error, json lets those of endless numbers and of deep nesting through.
        raise CaseError(source, None, f"is no JSON: {error}") from error
    return values


def _read_basket(table: Table) -> Basket:
    occasion = table.table("occasion", OCCASION_KEYS)
    return Basket(
        lines=tuple(_read_line(line) for line in table.tables("lines", ("item", "quantity", "weight_g"))),
        occasion=Occasion(
            on_date=occasion.day("on_date"),
            meal_period=occasion.code("meal_period"),
            channel=occasion.maybe_code("channel") or "dine_in",
            at_time=occasion.maybe_time("at_time"),
            site=occasion.maybe_code("site") or "",
            site_area=occasion.maybe_code("site_area") or "",
        ),
    )


def _read_line(table: Table) -> BasketLine:
    values = table.table("item", ITEM_KEYS)
    item = Item(
        code=values.code("code"),
        category=values.code("category"),
        vendor=values.code("vendor"),
        unit_price_fen=values.whole("unit_price_fen", 0, HIGHEST_PRICE_FEN),
        tags=values.codes("tags"),
        per_g=values.maybe_whole("per_g", 1, HEAVIEST_G),
    )
    weight_g = table.maybe_whole("weight_g", 1, HEAVIEST_G)
    quantity = table.maybe_whole("quantity", 1, HIGHEST_QUANTITY) or 1
    if item.per_g is not None and weight_g is None:
        table.refuse("weight_g", "is missing: the item's price is for a weight")
    if item.per_g is None and weight_g is not None:
        table.refuse("weight_g", "is out of place: the item's price is for a portion, as it has no per_g")
    if item.per_g is not None and quantity != 1:
        table.refuse("quantity", f"must be 1 for what is weighed, not {quantity}")
    return BasketLine(item, quantity, weight_g)


def _read_diner(table: Table, on_date: date) -> Diner:
    diner = Diner(
        birth_date=table.maybe_day("birth_date"),
        classes=_read_classes(table),
        residence=table.maybe_code("residence") or "",
        hukou=table.maybe_code("hukou") or "",
    )
    if diner.birth_date is not None and diner.birth_date > on_date:
        table.refuse("birth_date", f"lies after the basket's date {on_date}")
    return diner


def _read_classes(table: Table) -> dict[str, date | None]:
    """Read classes, each by its code alone or with the last day on which its proof counts."""
    classes: dict[str, date | None] = {}
    for code, proof in table.codes_or_tables("classes", ("code", "valid_until")):
        if code in classes:
            table.refuse("classes", f"names {code} twice")
        classes[code] = None if proof is None else proof.maybe_day("valid_until")
    return classes


def _read_usage(top: Table, occasion: Occasion) -> Usage:
    """Read the sums of counters; their periods are those in which the occasion lies."""
    usage: dict[UsageKey, Used] = {}
    for table in top.maybe_tables("usage", ("counter", "per", "site", *MEASURES)):
        period = period_of(table.choice("per", PERIODS), occasion.on_date, occasion.meal_period)
        key = UsageKey(table.code("counter"), period, table.maybe_code("site") or ALL_SITES)
        if key in usage:
            table.refuse("counter", f"is given twice for the same period and site: {key.counter}")
        usage[key] = Used(
            times=table.maybe_whole("times", 0, HIGHEST_COUNT) or 0,
            amount_fen=table.maybe_whole("amount_fen", 0, HIGHEST_AMOUNT_FEN) or 0,
            portions=table.maybe_whole("portions", 0, HIGHEST_COUNT) or 0,
            base_fen=table.maybe_whole("base_fen", 0, HIGHEST_AMOUNT_FEN) or 0,
        )
    return usage or NO_USAGE
