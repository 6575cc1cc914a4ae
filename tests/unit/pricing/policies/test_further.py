"""Combinations of shapes that no published file has fit without a change of the code."""

from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest

from pricing import Diner, Scheme, parse_scheme, scheme_to_toml
from pricing.review.lint import lint
from tests.unit.pricing.policies.visits import (
    GUEST,
    SATURDAY,
    YESTERDAY,
    Days,
    aged,
    claims_fen,
    dish,
    eat,
    pays,
    until,
    weigh,
)

FILES = sorted((Path(__file__).parent / "further").glob("*.toml"))


def further(name: str) -> Scheme:
    """Return one of the further schemes."""
    [path] = [file for file in FILES if file.stem == name]
    return parse_scheme(path.read_text(encoding="utf-8"), source=path.name)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_further_scheme_is_sound(file: Path) -> None:
    scheme = further(file.stem)

    assert [one for one in lint(scheme) if one.severity != "note"] == []
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
    assert pays(scheme, old, dish(20_00), on_date=date(2026, 11, 27), **here) == 14_50
    assert pays(scheme, aged(85, lives="putuo"), dish(20_00), **here) == 17_00
    assert pays(scheme, aged(40), dish(20_00), **here) == 19_00
    # 7.00 - 1.00 - 1.00: what is left has to exceed 5.00 for the district.
    assert pays(scheme, aged(65, lives="xuhui"), dish(6_00), **here) == 5_00


def test_vouchers_at_the_second_meal_of_the_day() -> None:
    days = Days(further("second_meal_with_vouchers"), aged(70))
    assert [days.pays(dish(10_00)) for _ in range(3)] == [9_00, 4_00, 10_00]


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
    assert claims_fen(first) == [50]
    assert claims_fen(eat(scheme, aged(89), dish(5_00))) == [30]
    after = Days(scheme, aged(90))
    assert [after.pays(dish(22_30), on_date=date(2026, 12, 1)) for _ in range(2)] == [20_00, 20_00]


SPECIAL = dish(25_00, "xiao_tipang", "main", "special")
BREAD = replace(dish(8_00, "bread", "bread"), vendor="bakery")
CAKE = replace(dish(5_00, "cake", "pastry"), vendor="pastry")


@pytest.mark.parametrize(
    ("diner", "day", "total_fen"),
    [
        # 85 % of 25.00 are 21.25, in the diner's favour 21.20; the street office pays 2.00 of what is left.
        (aged(70), date(2026, 10, 31), 19_20),
        (aged(70), date(2026, 11, 1), 17_00),
        (aged(70), date(2026, 11, 30), 17_00),
        (aged(70), date(2026, 12, 1), 19_20),
        # 70 % are 17.50, less than the special's 19.00.
        (aged(82), date(2026, 11, 30), 15_50),
        (aged(70, "staff"), date(2026, 11, 30), 19_00),
        (aged(70, "staff"), date(2026, 12, 1), 25_00),
        (GUEST, date(2026, 11, 30), 19_00),
    ],
)
def test_a_special_and_a_percentage_do_not_add_up(diner: Diner, day: date, total_fen: int) -> None:
    assert pays(further("vendors_and_specials"), diner, SPECIAL, on_date=day) == total_fen


def test_vendors_give_no_discount_and_count_towards_no_threshold() -> None:
    scheme = further("vendors_and_specials")
    # 85 % of 17.60 are 14.96, so 14.90; of 17.70 they are 15.045, so 15.00.
    assert pays(scheme, aged(70), dish(17_60), BREAD) == 22_90
    assert pays(scheme, aged(70), dish(17_70), BREAD) == 21_00
    assert pays(scheme, aged(70), dish(17_60), CAKE) == 19_90
    assert pays(scheme, aged(70), dish(17_70), CAKE) == 18_00
    # A drink has no percentage, but counts: 10.20 and 5.00 reach 15.00.
    assert pays(scheme, aged(70), dish(12_00), dish(5_00, "tea", "drink")) == 13_20
    [bread] = [line for line in eat(scheme, aged(70), dish(17_70), BREAD).lines if line.item.code == "bread"]
    assert bread.total_fen == 8_00


def test_a_person_has_two_specials_a_day_in_one_canteen() -> None:
    scheme = further("vendors_and_specials")
    days = Days(scheme, aged(70))
    assert days.buy(SPECIAL, site="here").barred == ()
    assert [one.rule_code for one in eat(scheme, aged(70), SPECIAL, SPECIAL, SPECIAL).barred] == [
        "two_specials"
    ]
    assert days.buy(SPECIAL, dish(5_00), site="here").barred == ()
    assert [one.rule_code for one in days.buy(SPECIAL, site="here").barred] == ["two_specials"]
    assert days.buy(SPECIAL, site="elsewhere").barred == ()
    assert days.buy(dish(5_00), site="here").barred == ()


def test_two_rules_share_what_a_day_a_week_and_a_month_allow() -> None:
    days = Days(further("shared_counters"), aged(70, lives="xuhui"))
    visits = [
        (date(2026, 11, 23), "lunch", 8_00),
        (date(2026, 11, 23), "dinner", 12_00),
        (date(2026, 11, 24), "dinner", 9_00),
        (date(2026, 11, 25), "lunch", 8_00),
        (date(2026, 11, 26), "lunch", 12_00),
        # A new week, and 2.00 are left of the month's 13.00.
        (date(2026, 11, 30), "lunch", 10_00),
        (date(2026, 12, 1), "breakfast", 12_00),
        (date(2026, 12, 1), "lunch", 8_00),
        (date(2026, 12, 2), "dinner", 9_00),
        (date(2026, 12, 3), "dinner", 12_00),
    ]
    assert [days.pays(dish(12_00), on_date=day, meal_period=meal) for day, meal, _ in visits] == [
        fen for _, _, fen in visits
    ]


def test_residence_or_hukou_is_enough_while_the_payer_pays() -> None:
    scheme = further("shared_counters")
    assert pays(scheme, aged(70, lives="putuo", hukou="xuhui"), dish(12_00)) == 8_00
    assert pays(scheme, aged(70, lives="xuhui", hukou="putuo"), dish(12_00)) == 8_00
    assert pays(scheme, aged(70, lives="putuo", hukou="putuo"), dish(12_00)) == 12_00
    assert pays(scheme, aged(70, lives="xuhui"), dish(12_00), on_date=date(2026, 10, 31)) == 12_00


@pytest.mark.parametrize(
    ("day", "claimed"),
    [
        (date(2026, 11, 25), []),
        (date(2026, 11, 26), [1_00]),
        (date(2026, 11, 28), []),
        (date(2026, 11, 29), [1_00]),
    ],
)
def test_the_canteen_is_paid_for_days_of_rest(day: date, claimed: list[int]) -> None:
    days = Days(further("shared_counters"), aged(60))
    assert claims_fen(days.buy(dish(12_00), on_date=day, site="here")) == claimed
    assert claims_fen(days.buy(dish(12_00), on_date=day, site="here", meal_period="dinner")) == []
    assert claims_fen(days.buy(dish(12_00), on_date=day, site="elsewhere")) == claimed


@pytest.mark.parametrize(
    ("diner", "at", "weight_g", "total_fen"),
    [
        # 230 g cost 16.10; nine tenths are 14.49, so 14.50, and at 2.50 they are 11.50.
        (aged(30, "courier"), time(13, 29), 230, 14_50),
        (aged(30, "courier"), time(13, 30), 230, 11_50),
        (aged(30, "street_cleaner"), time(14, 59), 230, 11_50),
        (aged(30, "courier"), time(15, 0), 230, 14_50),
        (aged(30, "courier"), None, 230, 14_50),
        (until(YESTERDAY, aged(30, "courier")), time(14, 0), 230, 16_10),
        (aged(60), time(14, 0), 230, 14_50),
        (GUEST, time(14, 0), 230, 16_10),
        # 500 g cost 35.00, of which 3.00 at most are taken off; 455 g cost 31.85, so 31.90.
        (aged(60), time(12, 0), 500, 32_00),
        (aged(60), time(12, 0), 455, 28_90),
        (aged(30, "courier"), time(14, 0), 500, 25_00),
        (Diner(date(1966, 12, 31)), time(12, 0), 230, 14_50),
        (Diner(date(1967, 1, 1)), time(12, 0), 230, 16_10),
    ],
)
def test_late_lunch_by_weight(diner: Diner, at: time | None, weight_g: int, total_fen: int) -> None:
    scheme = further("late_lunch_by_weight")
    paid = weigh(3_50, per_g=50, weight_g=weight_g, scheme=scheme, diner=diner, at_time=at)
    assert paid == total_fen


def test_sweets_are_free_on_the_birthday() -> None:
    scheme = further("late_lunch_by_weight")
    cheap, dear, cake = (dish(fen, f"sweet_{fen}", "pastry") for fen in (5_00, 6_00, 6_01))
    assert pays(scheme, aged(30), cheap, dear) == 5_00
    assert pays(scheme, aged(30), cake) == 6_01
    assert pays(scheme, aged(30, on=YESTERDAY), cheap) == 5_00
