"""A case file says which basket and which diner, exactly, or it is refused by field."""

import json
from datetime import date, time
from typing import Any

import pytest

from pricing import Basket, BasketLine, CaseError, Diner, Item, Occasion, UsageKey, Used, parse_case


def good_case() -> dict[str, Any]:
    return {
        "basket": {
            "occasion": {
                "on_date": "2026-11-25",
                "meal_period": "lunch",
                "channel": "take_away",
                "at_time": "11:30",
                "site": "site1",
                "site_area": "tianping",
            },
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
                },
                {
                    "item": {
                        "code": "duck",
                        "category": "main",
                        "vendor": "canteen",
                        "unit_price_fen": 3880,
                        "per_g": 500,
                    },
                    "weight_g": 312,
                },
            ],
        },
        "diner": {
            "birth_date": "1948-03-01",
            "classes": ["dibao", {"code": "disabled", "valid_until": "2026-12-31"}],
            "residence": "tianping",
            "hukou": "shanghai",
        },
        "usage": [
            {"counter": "meal", "per": "day", "times": 1, "amount_fen": 300, "portions": 2, "base_fen": 1600},
            {"counter": "meal", "per": "week", "site": "site1", "times": 3},
        ],
    }


def refusal_of(text: str) -> CaseError:
    with pytest.raises(CaseError) as caught:
        parse_case(text, source="case.json")
    assert caught.value.file == "case.json"
    return caught.value


def test_a_case_is_read_in_full() -> None:
    case = parse_case(json.dumps(good_case()), source="case.json")
    pork = Item("hongshaorou", "main", "canteen", 1600, frozenset({"special"}))
    duck = Item("duck", "main", "canteen", 3880, per_g=500)
    occasion = Occasion(date(2026, 11, 25), "lunch", "take_away", time(11, 30), "site1", "tianping")
    assert case.basket == Basket((BasketLine(pork, 2), BasketLine(duck, 1, 312)), occasion)
    classes = {"dibao": None, "disabled": date(2026, 12, 31)}
    assert case.diner == Diner(date(1948, 3, 1), classes, "tianping", "shanghai")
    assert case.usage == {
        UsageKey("meal", "2026-11-25", ""): Used(1, 300, 2, 1600),
        UsageKey("meal", "2026-W48", "site1"): Used(3),
    }


def test_what_may_be_left_out_has_the_plain_meaning() -> None:
    values = good_case()
    del values["diner"], values["usage"]
    values["basket"]["occasion"] = {"on_date": "2026-11-25", "meal_period": "lunch"}
    values["basket"]["lines"] = values["basket"]["lines"][:1]
    del values["basket"]["lines"][0]["item"]["tags"], values["basket"]["lines"][0]["quantity"]
    case = parse_case(json.dumps(values), source="case.json")
    assert case.diner.is_guest
    assert case.usage == {}
    assert case.basket.occasion == Occasion(date(2026, 11, 25), "lunch", "dine_in", None, "", "")
    assert case.basket.lines[0].item.tags == frozenset()
    assert case.basket.lines[0].quantity == 1


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
        (("Diner",), {}, "Diner", "is not known here; known are basket, diner, usage"),
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
        (("diner", "classes"), "dibao", "diner.classes", "must be a list"),
        (("diner", "classes", 1), "dibao", "diner.classes", "names dibao twice"),
        (("diner", "classes", 1, "code"), "dibao", "diner.classes", "names dibao twice"),
        (("diner", "classes", 1, "code"), "", "diner.classes[1].code", "must be a code"),
        (("diner", "classes", 1, "until"), "2026-12-31", "diner.classes[1].until", "is not known here"),
        (("diner", "classes", 1, "valid_until"), None, "diner.classes[1].valid_until", "must be a day"),
        (("diner", "classes", 0), 7, "diner.classes[0]", "must be a code"),
        (("diner", "residence"), "", "diner.residence", "must be a code"),
        (("diner", "hukou"), ["shanghai"], "diner.hukou", "must be a code"),
        (("basket", "on_date"), "2026-11-25", "basket.on_date", "is not known here; known are occasion, lin"),
        (("basket", "occasion"), [], "basket.occasion", "must be a table"),
        (("basket", "occasion", "on_date"), "today", "basket.occasion.on_date", "must be a day"),
        (("basket", "occasion", "meal_period"), "", "basket.occasion.meal_period", "must be a code"),
        (("basket", "occasion", "channel"), 1, "basket.occasion.channel", "must be a code"),
        (
            ("basket", "occasion", "at_time"),
            "1130",
            "basket.occasion.at_time",
            "must be a time of day as HH:MM",
        ),
        (("basket", "occasion", "at_time"), "24:00", "basket.occasion.at_time", "must be a time of day"),
        (("basket", "occasion", "at_time"), "11:30:00", "basket.occasion.at_time", "must be a time of day"),
        (("basket", "occasion", "site"), "", "basket.occasion.site", "must be a code"),
        (("basket", "occasion", "site_area"), None, "basket.occasion.site_area", "must be a code"),
        (("basket", "lines", 0, "weight_g"), 5, "basket.lines[0].weight_g", "is out of place"),
        (("basket", "lines", 1, "quantity"), 2, "basket.lines[1].quantity", "must be 1 for what is weighed"),
        (("basket", "lines", 1, "weight_g"), 0, "basket.lines[1].weight_g", "from 1 to 1000000, not 0"),
        (
            ("basket", "lines", 1, "item", "per_g"),
            0,
            "basket.lines[1].item.per_g",
            "from 1 to 1000000, not 0",
        ),
        (("usage",), {}, "usage", "must be a list"),
        (("usage", 0, "per"), "bill", "usage[0].per", "must be one of meal, day, week, month"),
        (("usage", 0, "counter"), 1, "usage[0].counter", "must be a code"),
        (("usage", 0, "period"), "2026-11-25", "usage[0].period", "is not known here"),
        (("usage", 0, "times"), -1, "usage[0].times", "must be a whole number from 0"),
        (("usage", 0, "amount_fen"), 3.5, "usage[0].amount_fen", "there are no fractions of a fen"),
        (("usage", 0, "portions"), "2", "usage[0].portions", "must be a whole number from 0"),
        (("usage", 0, "base_fen"), True, "usage[0].base_fen", "must be a whole number from 0"),
        (("usage", 1), {"counter": "meal", "per": "day"}, "usage[1].counter", "is given twice for the same"),
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


@pytest.mark.parametrize("diner", [None, {}])
def test_a_guest_cannot_have_used_anything(diner: dict[str, Any] | None) -> None:
    values = good_case()
    del values["diner"]
    if diner is not None:
        values["diner"] = diner
    assert str(refusal_of(json.dumps(values))) == (
        "case.json: usage: is counted by person, and the diner is a guest"
    )


def test_what_is_weighed_needs_its_weight() -> None:
    values = good_case()
    del values["basket"]["lines"][1]["weight_g"]
    assert str(refusal_of(json.dumps(values))) == (
        "case.json: basket.lines[1].weight_g: is missing: the item's price is for a weight"
    )


def test_who_was_born_on_the_day_may_eat() -> None:
    values = good_case()
    values["diner"]["birth_date"] = values["basket"]["occasion"]["on_date"]
    assert parse_case(json.dumps(values), source="case.json").diner.birth_date == date(2026, 11, 25)


@pytest.mark.parametrize("key", ["occasion", "lines"])
def test_a_basket_without_a_part_is_refused(key: str) -> None:
    values = good_case()
    del values["basket"][key]
    assert str(refusal_of(json.dumps(values))) == f"case.json: basket.{key}: is missing"


@pytest.mark.parametrize("key", ["on_date", "meal_period"])
def test_an_occasion_without_a_part_is_refused(key: str) -> None:
    values = good_case()
    del values["basket"]["occasion"][key]
    assert str(refusal_of(json.dumps(values))) == f"case.json: basket.occasion.{key}: is missing"


@pytest.mark.parametrize("key", ["counter", "per"])
def test_a_use_without_a_part_is_refused(key: str) -> None:
    values = good_case()
    del values["usage"][0][key]
    assert str(refusal_of(json.dumps(values))) == f"case.json: usage[0].{key}: is missing"


@pytest.mark.parametrize("key", ["code", "category", "vendor", "unit_price_fen"])
def test_an_item_without_a_part_is_refused(key: str) -> None:
    values = good_case()
    del values["basket"]["lines"][0]["item"][key]
    assert str(refusal_of(json.dumps(values))) == f"case.json: basket.lines[0].item.{key}: is missing"
