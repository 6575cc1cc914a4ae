"""The examples in ``docs/pricing.md`` work, and come to the amounts that the page shows."""

import re
import tomllib
from datetime import date, time

import pytest

from pricing import Basket, BasketLine, Diner, Item, Occasion, Quote, parse_case, parse_scheme, quote_basket
from pricing.money import format_yuan
from tests.unit.pricing.samples import DEMO_PATH, TOWN, dish, scheme_of

PAGE = (DEMO_PATH.parents[2] / "docs" / "pricing.md").read_text(encoding="utf-8")
OCCASION = Occasion(date(2026, 11, 25), "lunch", at_time=time(11, 40), site="tianping", site_area="tianping")
MEMBER = Diner(date(1944, 5, 1), {"dibao": None, "basic_eldercare": None}, "tianping", "tianping")
SHAPES = 11


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, flags=re.DOTALL)


def rows() -> list[list[str]]:
    return [[cell.strip() for cell in text.split("|")[1:-1]] for text in PAGE.splitlines() if text[:1] == "|"]


SHAPE_ROWS = [row for row in rows() if row[0].isdigit()]


@pytest.fixture
def quote() -> Quote:
    case = parse_case(blocks("json")[0], source="pricing.md")
    return quote_basket(case.basket, case.diner, parse_scheme(blocks("toml")[0], source="pricing.md"))


def test_the_table_shows_the_quote_of_the_example(quote: Quote) -> None:
    shown = [row[:5] for row in rows()]
    for line in quote.lines:
        name = line.item.code if line.quantity == 1 else f"{line.item.code}, {line.quantity}"
        taken = {one.kind: format_yuan(one.amount_fen) for one in line.reductions}
        discount, subsidy = taken.get("discount", ""), taken.get("subsidy", "")
        assert [name, format_yuan(line.list_fen), discount, subsidy, format_yuan(line.total_fen)] in shown


def test_the_reasons_in_the_table_are_those_of_the_quote(quote: Quote) -> None:
    for line in quote.lines:
        (row,) = [text for text in PAGE.splitlines() if text.startswith(f"| {line.item.code}")]
        reasons = [one.reason for one in line.reductions] + [one.reason for one in line.declined]
        assert all(reason.zh in row for reason in reasons)


def test_each_of_the_eleven_shapes_has_a_scheme_and_an_amount() -> None:
    assert len(blocks("toml")) == 1 + SHAPES + 1
    assert {int(row[0]) for row in SHAPE_ROWS} == set(range(1, SHAPES + 1))


@pytest.mark.parametrize("row", SHAPE_ROWS, ids=" ".join)
def test_a_shape_comes_to_what_the_table_shows(row: list[str]) -> None:
    shape, list_yuan, pays_yuan, because = row
    item = Item("dish", "main", "canteen", int(list_yuan.replace(".", "")))
    basket = Basket((BasketLine(item, 1),), OCCASION)
    quoted = quote_basket(basket, MEMBER, scheme_of(blocks("toml")[int(shape)]))
    assert format_yuan(quoted.total_fen) == pays_yuan
    assert "; ".join(one.reason.zh for one in quoted.reductions) == because


def test_what_is_owed_for_serving_touches_no_bill() -> None:
    basket = Basket((BasketLine(dish(20_00), 1),), OCCASION)
    quoted = quote_basket(basket, MEMBER, scheme_of(blocks("toml")[-1]))
    assert quoted.total_fen == 20_00
    assert [claim.amount_fen for claim in quoted.operator_claims] == [1_50]


def test_every_key_of_the_language_is_described() -> None:
    (text,) = re.findall(r"## The language\n(.*?)\n## ", PAGE, flags=re.DOTALL)
    described = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`([^`]+)`", text))))
    assert keys_of(tomllib.loads(TOWN)) - {"noodles", "cake.small", "zh", "en"} <= described


def keys_of(value: object) -> set[str]:
    if isinstance(value, dict):
        return {*value, *(key for member in value.values() for key in keys_of(member))}
    return {key for member in value for key in keys_of(member)} if isinstance(value, list) else set()
