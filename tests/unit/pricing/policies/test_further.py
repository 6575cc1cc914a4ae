"""Combinations of shapes that no published file has fit without a change of the code."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pricing import Scheme, parse_scheme, scheme_to_toml
from pricing.review.lint import lint
from tests.unit.pricing.policies.visits import LUNCH, Days, aged, dish, eat, pays

FILES = sorted((Path(__file__).parent / "further").glob("*.toml"))
SATURDAY = date(2026, 11, 28)


def further(name: str) -> Scheme:
    """Return one of the further schemes."""
    [path] = [file for file in FILES if file.stem == name]
    return parse_scheme(path.read_text(encoding="utf-8"), source=path.name)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_further_scheme_is_sound(file: Path) -> None:
    scheme = further(file.stem)

    assert [one for one in lint(scheme) if one.severity == "error"] == []
    assert parse_scheme(scheme_to_toml(scheme), source="written").hash == scheme.hash


def test_a_percentage_with_a_threshold_a_cap_for_the_bill_and_one_for_the_month() -> None:
    days = Days(further("percent_with_threshold_and_caps"), aged(40))
    tea = dish(9_00, "tea", "drink")
    assert days.pays(dish(19_99), tea, on_date=SATURDAY) == 28_99
    assert days.pays(dish(20_00), tea, on_date=SATURDAY) == 26_00
    assert days.pays(dish(60_00), on_date=SATURDAY) == 54_00
    assert days.pays(dish(60_00), on_date=date(2026, 11, 27)) == 60_00
    # 3.00 and 6.00 are gone of the month's 40.00; five times 6.00 more leave 1.00.
    rest = [days.pays(dish(60_00), on_date=SATURDAY) for _ in range(7)]
    assert rest == [54_00, 54_00, 54_00, 54_00, 54_00, 59_00, 60_00]


def test_the_first_of_a_group_and_then_two_payers() -> None:
    scheme = further("first_of_three_and_layers")
    here = {"site": "xinli137", "site_area": "xuhui"}
    old = aged(85, "youfu", lives="xuhui")
    # 20.00 x 80 % = 16.00, less 1.50 = 14.50, of which 90 % are 13.05.
    assert pays(scheme, old, dish(20_00), **here) == 13_05
    # On Saturday the district does not pay, elsewhere the street office does not: 16.00 x 90 % = 14.40.
    assert pays(scheme, old, dish(20_00), on_date=SATURDAY, **here) == 14_50
    assert pays(scheme, old, dish(20_00)) == 14_40
    assert pays(scheme, aged(85, lives="putuo"), dish(20_00), **here) == 17_00
    assert pays(scheme, aged(40), dish(20_00), **here) == 19_00
    # 7.00 - 1.00 - 1.00: what is left has to exceed 5.00 for the district.
    assert pays(scheme, aged(65, lives="xuhui"), dish(6_00), **here) == 5_00


def test_vouchers_at_the_second_meal_of_the_day() -> None:
    days = Days(further("second_meal_with_vouchers"), aged(70))
    assert [days.pays(dish(10_00)) for _ in range(3)] == [9_99, 4_00, 10_00]


def test_a_set_by_class_and_a_free_soup() -> None:
    scheme = further("set_meal_by_class_with_free_soup")
    tray = (
        dish(9_00, "rou"),
        dish(4_00, "a", "vegetable"),
        dish(3_00, "b", "vegetable"),
        dish(1_00, "rice", "staple"),
    )
    soup = dish(3_00, "soup", "soup")
    assert pays(scheme, aged(50, "tekun"), *tray, soup) == 10_00
    assert pays(scheme, aged(60), *tray, soup) == 13_00
    assert pays(scheme, aged(50), *tray, soup) == 17_00
    assert pays(scheme, aged(50), dish(7_99), soup) == 10_99
    assert pays(scheme, aged(50), dish(8_00), soup, soup) == 11_00
    days = Days(scheme, aged(60))
    assert [days.pays(*tray) for _ in range(2)] == [13_00, 17_00]
    assert days.pays(*tray, site="elsewhere") == 13_00


def test_the_sum_of_a_day_and_the_better_claim_of_the_operator() -> None:
    scheme = further("day_sum_with_operator")
    days = Days(scheme, aged(90))
    # 90 % of 11.15 are 10.035, in whole jiao 10.00; twice that reaches 20.00.
    first = days.buy(dish(11_15))
    second = days.buy(dish(11_15), channel="take_away")
    assert (first.total_fen, second.total_fen, days.pays(dish(11_15))) == (10_00, 7_00, 10_00)
    assert [one.amount_fen for one in first.operator_claims] == [50]
    assert [one.amount_fen for one in eat(scheme, aged(89), dish(5_00)).operator_claims] == [30]
    after = Days(scheme, aged(90))
    december = replace(LUNCH, on_date=date(2026, 12, 1)).on_date
    assert [after.pays(dish(22_30), on_date=december) for _ in range(2)] == [20_00, 20_00]
