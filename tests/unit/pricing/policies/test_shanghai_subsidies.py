"""What the government pays in Shanghai, from its policies' sentences."""

from datetime import date

import pytest

from pricing import Diner
from tests.unit.pricing.policies.visits import (
    GUEST,
    SATURDAY,
    TOMORROW,
    YESTERDAY,
    Days,
    aged,
    claims_fen,
    dish,
    pays,
    policy,
    until,
)

YUEYANG = policy("sh_sj_yueyang_2025")
RUIJIN = policy("sh_hp_ruijin2_2023")
JINHAI = policy("sh_fx_jinhai_2019")
MONDAY, TUESDAY = date(2026, 11, 30), date(2026, 12, 1)


@pytest.mark.parametrize(
    ("diner", "total_fen"),
    [
        (aged(64, "dibao", hukou="shanghai"), 10_00),
        (aged(65, "dibao", hukou="shanghai"), 6_00),
        (aged(65, "low_income", hukou="shanghai"), 6_00),
        (aged(65, "tekun", hukou="shanghai"), 6_00),
        (aged(65, "severely_disabled", hukou="shanghai"), 6_00),
        (aged(65, "disabled", hukou="shanghai"), 8_00),
        (until(TOMORROW, aged(65, "dibao", hukou="shanghai")), 6_00),
        (until(YESTERDAY, aged(65, "dibao", hukou="shanghai")), 8_00),
        (aged(64, hukou="shanghai"), 10_00),
        (aged(65, hukou="shanghai"), 8_00),
        (aged(79, hukou="shanghai"), 8_00),
        (aged(79, lives="shanghai", hukou="hangzhou"), 10_00),
        (aged(80, hukou="shanghai"), 6_00),
        (aged(80, "dibao", hukou="shanghai"), 6_00),
        (aged(80, "dibao", lives="shanghai", hukou="hangzhou"), 10_00),
    ],
)
def test_yueyang_gives_an_amount_once_a_day(diner: Diner, total_fen: int) -> None:
    days = Days(YUEYANG, diner)
    assert days.pays(dish(10_00)) == total_fen
    assert days.pays(dish(10_00), meal_period="dinner", site="elsewhere") == 10_00
    assert days.pays(dish(10_00), on_date=TOMORROW, channel="delivery") == total_fen


def test_yueyang_gives_no_more_than_the_bill() -> None:
    assert pays(YUEYANG, aged(80, hukou="shanghai"), dish(3_99)) == 0


def entitled(age: int = 80) -> Diner:
    return aged(age, lives="ruijin2", hukou="ruijin2")


def test_ruijin_gives_four_yuan_five_times_a_month() -> None:
    days = Days(RUIJIN, entitled())
    paid = [days.pays(dish(15_00), on_date=date(2026, 12, day)) for day in (1, 1, 2, 3, 4, 31)]
    assert paid == [11_00, 11_00, 11_00, 11_00, 11_00, 15_00]
    assert days.pays(dish(15_00), on_date=date(2026, 12, 31), site="elsewhere") == 15_00
    assert days.pays(dish(15_00), on_date=date(2027, 1, 1)) == 11_00


def test_ruijin_gives_them_from_fifteen_yuan_to_those_who_live_and_are_registered_there() -> None:
    assert pays(RUIJIN, entitled(), dish(14_99)) == 14_99
    assert pays(RUIJIN, entitled(79), dish(15_00)) == 15_00
    assert pays(RUIJIN, aged(80, lives="huangpu", hukou="ruijin2"), dish(15_00)) == 15_00
    assert pays(RUIJIN, aged(80, lives="ruijin2", hukou="huangpu"), dish(15_00)) == 15_00


def test_ruijin_has_a_cheap_meal_on_mondays_beside_the_five() -> None:
    days = Days(RUIJIN, entitled())
    meal = dish(25_00, "elder_meal", "set", "elder_meal_25")
    assert days.pays(meal, dish(15_00), on_date=MONDAY) == 30_00
    # The second one of the day is a bill like others.
    assert days.pays(meal, on_date=MONDAY, meal_period="dinner", site="elsewhere") == 21_00
    assert days.pays(meal, on_date=TUESDAY) == 21_00
    assert pays(RUIJIN, entitled(), meal, meal, on_date=MONDAY) == 40_00
    assert pays(RUIJIN, entitled(), dish(25_00), on_date=MONDAY) == 21_00
    for other in (entitled(79), aged(80, lives="ruijin2"), aged(80, hukou="ruijin2")):
        assert pays(RUIJIN, other, meal, on_date=MONDAY) == 25_00


def test_bansongyuan_gives_ten_vouchers_a_month() -> None:
    days = Days(policy("sh_hp_bansongyuan_2024"), aged(76, lives="bansongyuan"))
    visits = [(date(2026, 11, day), site) for day in (1, 9, 17, 25, 29) for site in ("one", "other")]
    assert [days.pays(dish(12_00), on_date=day, site=site) for day, site in visits] == [7_00] * 10
    assert days.pays(dish(12_00), on_date=MONDAY) == 12_00
    assert days.pays(dish(12_00), on_date=date(2026, 12, 1)) == 7_00


def test_bansongyuan_gives_them_to_residents_from_75() -> None:
    town = policy("sh_hp_bansongyuan_2024")
    assert pays(town, aged(74, lives="bansongyuan"), dish(12_00)) == 12_00
    assert pays(town, aged(75, lives="huangpu", hukou="bansongyuan"), dish(12_00)) == 12_00


def test_bansongyuan_takes_one_whole_voucher_on_a_bill_unless_the_settings_say_otherwise() -> None:
    elder = aged(75, lives="bansongyuan")
    town = policy("sh_hp_bansongyuan_2024")
    part = policy("sh_hp_bansongyuan_2024", ("whole_only = true", "whole_only = false"))
    several = policy("sh_hp_bansongyuan_2024", (', { per = "bill", times = 1 }', ""))
    assert [pays(town, elder, dish(fen)) for fen in (4_99, 5_00, 12_00)] == [4_99, 0, 7_00]
    assert [pays(part, elder, dish(fen)) for fen in (4_99, 5_00, 12_00)] == [0, 0, 7_00]
    assert [pays(several, elder, dish(fen)) for fen in (4_99, 5_00, 12_00)] == [4_99, 0, 2_00]


@pytest.mark.parametrize(("age", "claimed"), [(64, []), (65, [80]), (74, [80]), (75, [1_50])])
def test_huangpu_pays_the_operator_by_the_meal(age: int, claimed: list[int]) -> None:
    days = Days(policy("sh_hp_operating_2024"), aged(age))
    first = days.buy(dish(10_00), channel="take_away")
    assert (first.total_fen, claims_fen(first)) == (10_00, claimed)
    assert claims_fen(days.buy(dish(10_00), site="elsewhere")) == []
    assert claims_fen(days.buy(dish(10_00), meal_period="dinner")) == claimed


def test_huangpu_pays_the_operator_nothing_for_guests() -> None:
    assert claims_fen(Days(policy("sh_hp_operating_2024"), GUEST).buy(dish(10_00))) == []


def test_jinhai_delivers_a_free_lunch() -> None:
    old, lunch = aged(90, hukou="jinhai"), dish(15_00, "lunch", "set", "delivered_lunch")
    days = Days(JINHAI, old)
    assert days.pays(lunch, lunch, channel="delivery") == 15_00
    assert days.pays(lunch, channel="delivery", site="elsewhere") == 15_00
    assert days.pays(lunch, channel="delivery", on_date=SATURDAY) == 0


@pytest.mark.parametrize(
    ("diner", "where"),
    [
        (aged(89, hukou="jinhai"), {}),
        (aged(90, lives="jinhai", hukou="shanghai"), {}),
        (aged(90, hukou="jinhai"), {"channel": "dine_in"}),
        (aged(90, hukou="jinhai"), {"channel": "take_away"}),
        (aged(90, hukou="jinhai"), {"meal_period": "dinner"}),
    ],
)
def test_jinhai_delivers_it_to_no_others(diner: Diner, where: dict[str, str]) -> None:
    lunch = dish(15_00, "lunch", "set", "delivered_lunch")
    assert pays(JINHAI, diner, lunch, **{"channel": "delivery", **where}) == 15_00


def test_jinhai_gives_no_other_dish_free() -> None:
    assert pays(JINHAI, aged(90, hukou="jinhai"), dish(15_00), channel="delivery") == 15_00


@pytest.mark.parametrize(
    ("diner", "total_fen"),
    [
        (aged(59, lives="xuhui", hukou="shanghai"), 10_00),
        (aged(60, lives="xuhui", hukou="hangzhou"), 9_00),
        (aged(60, lives="xuhui", hukou="shanghai"), 7_00),
        (aged(60, lives="xuhui", hukou="putuo"), 7_00),
        (aged(60, lives="putuo", hukou="xuhui"), 6_00),
        (aged(60, lives="putuo", hukou="hangzhou"), 9_00),
        (aged(59, lives="putuo", hukou="xuhui"), 10_00),
        (aged(60, lives="shanghai", hukou="shanghai"), 9_00),
        (aged(60, lives="hangzhou", hukou="shanghai"), 10_00),
        (GUEST, 10_00),
    ],
)
def test_the_city_gives_the_discount_by_residence_and_the_subsidy_of_the_residence_by_hukou(
    diner: Diner, total_fen: int
) -> None:
    assert pays(policy("sh_city_2024"), diner, dish(10_00)) == total_fen


def test_the_city_gives_the_subsidy_once_a_day() -> None:
    days = Days(policy("sh_city_2024"), aged(60, lives="xuhui", hukou="shanghai"))
    assert days.pays(dish(10_00)) == 7_00
    assert days.pays(dish(10_00), meal_period="dinner", site="elsewhere") == 9_00
    assert days.pays(dish(10_00), on_date=TOMORROW) == 7_00
