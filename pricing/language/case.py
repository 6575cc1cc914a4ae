"""Which basket and which diner does a case file describe?"""

import json
from dataclasses import dataclass
from typing import NoReturn

from pricing.basket import Basket, BasketLine, Diner, Item
from pricing.errors import CaseError
from pricing.reading import Table

HIGHEST_PRICE_FEN = 100_000_00
HIGHEST_QUANTITY = 10_000


@dataclass(frozen=True, slots=True)
class Case:
    """A basket and the diner who wants it: all that a quote needs besides the scheme."""

    basket: Basket
    diner: Diner


def parse_case(text: str, *, source: str) -> Case:
    """Read a case from JSON, as `docs/pricing.md` shows it; without ``diner`` it is a guest's.

    :raises CaseError: when the text is no JSON, a key is unknown, missing or given twice, a value is out of
        bounds, or the birth date lies after the basket's date.
    """

    def refuse(field: str, problem: str) -> NoReturn:
        raise CaseError(source, field or None, problem)

    def refuse_twice(pairs: list[tuple[str, object]]) -> dict[str, object]:
        members = dict(pairs)
        if len(members) < len(pairs):
            keys = [key for key, _ in pairs]
            raise CaseError(source, next(key for key in keys if keys.count(key) > 1), "is given twice")
        return members

    try:
        values = json.loads(text, object_pairs_hook=refuse_twice)
    except CaseError:
        raise
    except (ValueError, RecursionError) as error:
        # Beside its own error, json lets those of endless numbers and of deep nesting through.
        raise CaseError(source, None, f"is no JSON: {error}") from error
    top = Table(values, "", refuse, ("basket", "diner"))
    basket = _read_basket(top.table("basket", ("on_date", "meal_period", "channel", "lines")))
    diner_table = top.maybe_table("diner", ("birth_date", "classes"))
    diner = Diner(diner_table.maybe_day("birth_date"), diner_table.codes("classes"))
    if diner.birth_date is not None and diner.birth_date > basket.on_date:
        diner_table.refuse("birth_date", f"lies after the basket's date {basket.on_date}")
    return Case(basket, diner)


def _read_basket(table: Table) -> Basket:
    on_date, meal_period = table.day("on_date"), table.code("meal_period")
    lines = tuple(_read_line(line) for line in table.tables("lines", ("item", "quantity")))
    if "channel" in table:
        return Basket(lines, on_date, meal_period, table.code("channel"))
    return Basket(lines, on_date, meal_period)


def _read_line(table: Table) -> BasketLine:
    item = table.table("item", ("code", "category", "vendor", "unit_price_fen", "tags"))
    return BasketLine(
        Item(
            code=item.code("code"),
            category=item.code("category"),
            vendor=item.code("vendor"),
            unit_price_fen=item.whole("unit_price_fen", 0, HIGHEST_PRICE_FEN),
            tags=item.codes("tags"),
        ),
        table.whole("quantity", 1, HIGHEST_QUANTITY),
    )
