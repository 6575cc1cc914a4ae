"""What canteens in Yangzhou, Wuxi, Hangzhou and Ningbo charge elders, from their sentences."""

import pytest

from pricing import Diner
from tests.unit.pricing.policies.visits import (
    DAY,
    GUEST,
    TOMORROW,
    YESTERDAY,
    Days,
    aged,
    dish,
    pays,
    policy,
    until,
    weigh,
)

XINSHENG = policy("yz_xinsheng_2023")
HUANGXIANG = policy("wx_huangxiang")


@pytest.mark.parametrize(
    ("age", "total_fen"), [(59, 14_00), (60, 11_20), (74, 11_20), (75, 9_80), (84, 9_80), (85, 0)]
)
def test_xinsheng_by_age(age: int, total_fen: int) -> None:
    assert weigh(3_50, per_g=50, weight_g=200, scheme=XINSHENG, diner=aged(age)) == total_fen


def test_xinsheng_gives_the_first_meal_and_half_the_second() -> None:
    days = Days(XINSHENG, aged(85))
    assert [days.pays(dish(14_00)) for _ in range(3)] == [0, 7_00, 14_00]
    assert days.pays(dish(14_00), on_date=TOMORROW) == 0
    younger = Days(XINSHENG, aged(84))
    assert [younger.pays(dish(14_00)) for _ in range(3)] == [9_80, 9_80, 9_80]


def test_xinsheng_joins_the_bills_of_a_meal_where_the_setting_says_so() -> None:
    nth = ("nth_meal = 2 },\n]\n", 'nth_meal = 2 },\n]\ncaps = [{ per = "meal", times = 1 }]\n')
    days = Days(policy("yz_xinsheng_2023", nth), aged(85))
    assert [days.pays(dish(14_00)) for _ in range(2)] == [0, 14_00]
    assert [days.pays(dish(14_00), meal_period="dinner") for _ in range(2)] == [7_00, 14_00]


def test_xinsheng_bounds_the_free_meal_where_the_setting_says_so() -> None:
    bound = ("nth_meal = 2 },\n]\n", 'nth_meal = 2 },\n]\ncaps = [{ per = "bill", amount_fen = 2000 }]\n')
    days = Days(policy("yz_xinsheng_2023", bound), aged(85))
    assert [days.pays(dish(30_00)) for _ in range(2)] == [10_00, 15_00]


@pytest.mark.parametrize(
    ("diner", "total_fen"),
    [
        (aged(60, "tekun"), 10_00),
        (aged(60, "martyr_family"), 10_00),
        (aged(60, "dibao"), 10_00),
        (aged(60, "disability_1_2"), 10_00),
        (aged(60, "empty_nest"), 10_00),
        (aged(85, "living_alone"), 10_00),
        (until(DAY, aged(60, "dibao")), 10_00),
        (until(YESTERDAY, aged(60, "dibao")), 12_00),
        (aged(60, "youfu"), 12_00),
        (aged(60), 12_00),
        (aged(59, "dibao"), 15_00),
        (aged(59), 15_00),
        (GUEST, 15_00),
    ],
)
def test_huangxiang_sells_one_set_at_a_meal(diner: Diner, total_fen: int) -> None:
    meal = dish(15_00, "set_meal", "set")
    days = Days(HUANGXIANG, diner)
    assert days.pays(meal, meal, dish(20_00)) == total_fen + 35_00
    assert days.pays(meal, site="elsewhere") == 15_00
    assert days.pays(meal, meal_period="dinner") == total_fen


@pytest.mark.parametrize(
    ("age", "total_fen"), [(59, 10_00), (60, 8_00), (79, 8_00), (80, 7_00), (89, 7_00), (90, 5_00)]
)
def test_dayin_by_age(age: int, total_fen: int) -> None:
    dayin = policy("hz_shangcheng_dayin_2025")
    assert pays(dayin, aged(age), dish(10_00)) == total_fen
    assert pays(dayin, aged(age), dish(10_00), channel="take_away") == total_fen


@pytest.mark.parametrize(
    ("age", "paid"),
    [
        (59, [15_00, 20_00, 25_00]),
        (60, [10_00, 15_00, 20_00]),
        (79, [10_00, 15_00, 20_00]),
        (80, [9_00, 14_00, 19_00]),
    ],
)
def test_wanan_by_set_and_age(age: int, paid: list[int]) -> None:
    sets = [dish(15_00, "set_a", "set"), dish(20_00, "set_b", "set"), dish(25_00, "set_c", "set")]
    canteen = policy("nb_wanan_2023")
    assert [pays(canteen, aged(age), one) for one in sets] == paid
    assert [pays(canteen, GUEST, one) for one in sets] == [15_00, 20_00, 25_00]


def test_wanan_sells_one_set_at_a_meal() -> None:
    days = Days(policy("nb_wanan_2023"), aged(60))
    one = dish(15_00, "set_a", "set")
    assert [days.pays(one, site=site) for site in ("here", "elsewhere")] == [10_00, 15_00]
    assert days.pays(one, meal_period="dinner") == 10_00
