"""How is a benefit read? Its ``kind`` decides which other keys are known."""

from itertools import combinations

from pricing.language.conditions import (
    HIGHEST_AMOUNT_FEN,
    HIGHEST_PRICE_FEN,
    read_items,
)
from pricing.language.references import Codes
from pricing.language.spellings import is_code, show
from pricing.language.tables import Table
from pricing.scheme.benefits import Amount, Benefit, Percent, SetMeal, SetPart, SetPrice, Voucher
from pricing.scheme.conditions import Items

MOST_PORTIONS = 99
KINDS = {
    "percent": ("pays_bp",),
    "amount": ("amount_fen",),
    "voucher": ("value_fen", "whole_only"),
    "set_price": ("unit_price_fen", "prices"),
    "set_meal": ("price_fen", "parts"),
}


def read_benefit(row: Table, codes: Codes) -> Benefit:
    """Read what a term gives."""
    kind, table = row.variant("benefit", KINDS)
    if kind == "percent":
        # 10000 would be a benefit of nothing: whoever pays in full is left out of the terms.
        return Percent(table.whole("pays_bp", 0, 9_999))
    if kind == "amount":
        return Amount(table.whole("amount_fen", 1, HIGHEST_AMOUNT_FEN))
    if kind == "voucher":
        return Voucher(table.whole("value_fen", 1, HIGHEST_AMOUNT_FEN), table.boolean("whole_only"))
    return _read_set_price(table) if kind == "set_price" else _read_set_meal(table, codes)


def _read_set_price(table: Table) -> SetPrice:
    if table.only_one_of(("unit_price_fen", "prices")) == "unit_price_fen":
        return SetPrice(unit_price_fen=table.whole("unit_price_fen", 0, HIGHEST_PRICE_FEN))
    prices = table.open_table("prices")
    dishes = prices.keys()
    if not dishes:
        table.refuse("prices", "is empty: no dish would have a set price")
    for dish in dishes:
        if not is_code(dish):
            table.refuse("prices", f"must name dishes by code, not {show(dish)}")
    return SetPrice(prices=tuple((dish, prices.whole(dish, 0, HIGHEST_PRICE_FEN)) for dish in sorted(dishes)))


def _read_set_meal(table: Table, codes: Codes) -> SetMeal:
    price_fen = table.whole("price_fen", 0, HIGHEST_AMOUNT_FEN)
    tables = table.tables("parts", ("items", "portions"))
    if not tables:
        table.refuse("parts", "is empty: nothing would belong to the set meal")
    parts = tuple(
        SetPart(read_items(part, "items", codes), part.whole("portions", 1, MOST_PORTIONS)) for part in tables
    )
    for (first, one), (second, other) in combinations(enumerate(parts), 2):
        if not _are_apart(one.items, other.items):
            tables[second].refuse(
                "items", f"could fit an item of parts[{first}] too; tell them apart by categories or dishes"
            )
    return SetMeal(price_fen, parts)


def _are_apart(one: Items, other: Items) -> bool:
    """Tell whether no item can be among both: the lists that both state have nothing in common."""
    return _are_disjoint(one.categories, other.categories) or _are_disjoint(one.dishes, other.dishes)


def _are_disjoint(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one) and bool(other) and one.isdisjoint(other)
