"""A case file says which basket and which diner, exactly, or it is refused by field."""

import json
from datetime import date
from typing import Any

import pytest

from pricing import Basket, BasketLine, CaseError, Diner, Item, parse_case


def good_case() -> dict[str, Any]:
    return {
        "basket": {
            "on_date": "2026-11-25",
            "meal_period": "lunch",
            "channel": "take_away",
            "lines": [
                {
                    "item": {
                        "code": "hongshaorou",
                        "category": "main",
                        "vendor": "canteen",
                        "unit_price_fen": 1600,
                        "tags": ["special"],
                    },
                    "quantity": 2,
                }
            ],
        },
        "diner": {"birth_date": "1948-03-01", "classes": ["dibao"]},
    }


def refusal_of(text: str) -> CaseError:
    with pytest.raises(CaseError) as caught:
        parse_case(text, source="case.json")
    assert caught.value.file == "case.json"
    return caught.value


def test_a_case_is_read_in_full() -> None:
    case = parse_case(json.dumps(good_case()), source="case.json")
    item = Item("hongshaorou", "main", "canteen", 1600, frozenset({"special"}))
    assert case.basket == Basket((BasketLine(item, 2),), date(2026, 11, 25), "lunch", "take_away")
    assert case.diner == Diner(date(1948, 3, 1), frozenset({"dibao"}))


def test_what_may_be_left_out_has_the_plain_meaning() -> None:
    values = good_case()
    del values["diner"], values["basket"]["channel"], values["basket"]["lines"][0]["item"]["tags"]
    case = parse_case(json.dumps(values), source="case.json")
    assert case.diner.is_guest
    assert case.basket.channel == "dine_in"
    assert case.basket.lines[0].item.tags == frozenset()


@pytest.mark.parametrize(
    "text",
    ["", "{", "[" * 100_000, '{"basket": ' + "9" * 5_000 + "}"],
    ids=["empty", "cut off", "endless nesting", "endless number"],
)
def test_a_text_that_is_no_json_is_refused(text: str) -> None:
    refusal = refusal_of(text)
    assert refusal.field is None
    assert str(refusal).startswith("case.json: is no JSON: ")


def test_a_key_that_is_given_twice_is_refused() -> None:
    refusal = refusal_of('{"basket": {}, "diner": {}, "diner": {"classes": ["dibao"]}}')
    assert str(refusal) == "case.json: diner: is given twice"


def test_a_case_that_is_no_table_is_refused() -> None:
    assert str(refusal_of("[]")) == "case.json: must be a table, not []"


@pytest.mark.parametrize(
    ("path", "value", "field", "problem"),
    [
        (("basket",), None, "basket", "must be a table, not None"),
        (("Diner",), {}, "Diner", "is not known here; known are basket, diner"),
        (("diner",), None, "diner", "must be a table, not None"),
        (("diner", "name"), "王", "diner.name", "is not known here"),
        (("diner", "birth_date"), "1948-3-1", "diner.birth_date", "must be a day as YYYY-MM-DD"),
        (("diner", "birth_date"), "19480301", "diner.birth_date", "must be a day as YYYY-MM-DD"),
        (("diner", "birth_date"), "1949-02-29", "diner.birth_date", "must be a day as YYYY-MM-DD"),
        (("diner", "birth_date"), 1948, "diner.birth_date", "must be a day as YYYY-MM-DD"),
        (
            ("diner", "birth_date"),
            "2026-11-26",
            "diner.birth_date",
            "lies after the basket's date 2026-11-25",
        ),
        (("diner", "classes"), [], "diner.classes", "is empty"),
        (("basket", "on_date"), "today", "basket.on_date", "must be a day"),
        (("basket", "meal_period"), "", "basket.meal_period", "must be a code"),
        (("basket", "channel"), 1, "basket.channel", "must be a code"),
        (("basket", "lines"), {}, "basket.lines", "must be a list"),
        (("basket", "lines"), [1], "basket.lines[0]", "must be a table"),
        (("basket", "lines", 0, "quantity"), 0, "basket.lines[0].quantity", "from 1 to 10000, not 0"),
        (("basket", "lines", 0, "quantity"), 10_001, "basket.lines[0].quantity", "from 1 to 10000"),
        (("basket", "lines", 0, "quantity"), 1.0, "basket.lines[0].quantity", "not 1.0"),
        (("basket", "lines", 0, "quantity"), True, "basket.lines[0].quantity", "not True"),
        (("basket", "lines", 0, "price"), 3, "basket.lines[0].price", "is not known here"),
        (
            ("basket", "lines", 0, "item", "unit_price_fen"),
            -1,
            "basket.lines[0].item.unit_price_fen",
            "not -1",
        ),
        (
            ("basket", "lines", 0, "item", "unit_price_fen"),
            16.0,
            "basket.lines[0].item.unit_price_fen",
            "16.0",
        ),
        (
            ("basket", "lines", 0, "item", "unit_price_fen"),
            "16",
            "basket.lines[0].item.unit_price_fen",
            "'16'",
        ),
        (("basket", "lines", 0, "item", "code"), "红烧肉", "basket.lines[0].item.code", "must be a code"),
        (
            ("basket", "lines", 0, "item", "tags"),
            ["a", "a"],
            "basket.lines[0].item.tags",
            "names something twice",
        ),
    ],
)
def test_a_fault_is_named_by_its_path(
    path: tuple[str | int, ...], value: object, field: str, problem: str
) -> None:
    values = good_case()
    place: Any = values
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    refusal = refusal_of(json.dumps(values))
    assert refusal.field == field
    assert problem in refusal.problem
    assert str(refusal) == f"case.json: {field}: {refusal.problem}"


def test_who_was_born_on_the_day_may_eat() -> None:
    values = good_case()
    values["diner"]["birth_date"] = values["basket"]["on_date"]
    assert parse_case(json.dumps(values), source="case.json").diner.birth_date == date(2026, 11, 25)


@pytest.mark.parametrize("key", ["on_date", "meal_period", "lines"])
def test_a_basket_without_a_part_is_refused(key: str) -> None:
    values = good_case()
    del values["basket"][key]
    assert str(refusal_of(json.dumps(values))) == f"case.json: basket.{key}: is missing"


@pytest.mark.parametrize("key", ["code", "category", "vendor", "unit_price_fen"])
def test_an_item_without_a_part_is_refused(key: str) -> None:
    values = good_case()
    del values["basket"]["lines"][0]["item"][key]
    assert str(refusal_of(json.dumps(values))) == f"case.json: basket.lines[0].item.{key}: is missing"
