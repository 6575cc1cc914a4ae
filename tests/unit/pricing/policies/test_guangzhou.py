"""Guangzhou's quarter, and the layers of its town Zhengguo in Zengcheng, from figures and sentences."""

import pytest

from pricing import Diner
from tests.unit.pricing.policies.visits import (
    GUEST,
    YESTERDAY,
    Days,
    aged,
    claims_fen,
    dish,
    eat,
    fee,
    pays,
    policy,
    until,
)

GUANGZHOU = policy("gz_city_2025")
ZENGCHENG = policy("gz_zengcheng_2020")


def cantonese(age: int, *classes: str) -> Diner:
    return aged(age, *classes, lives="guangzhou", hukou="guangzhou")


@pytest.mark.parametrize(
    ("list_fen", "subsidy_fen"),
    [(10_00, 2_50), (11_96, 2_99), (12_00, 3_00), (12_01, 3_00), (20_00, 3_00), (9_90, 2_47)],
)
def test_guangzhou_pays_a_quarter_up_to_three_yuan(list_fen: int, subsidy_fen: int) -> None:
    days = Days(GUANGZHOU, cantonese(60))
    assert days.buy(dish(list_fen)).subsidy_total_fen == subsidy_fen
    assert days.buy(dish(list_fen), site="elsewhere").subsidy_total_fen == 0
    assert days.buy(dish(list_fen), meal_period="dinner").subsidy_total_fen == subsidy_fen
    assert days.buy(dish(list_fen), meal_period="breakfast").subsidy_total_fen == 0


def test_guangzhou_takes_the_quarter_of_the_whole_bill() -> None:
    # Three quarters of 0.99 are 0.7425; three dishes cost 2.97, of which they are 2.2275.
    assert pays(GUANGZHOU, cantonese(60), dish(99), dish(99), dish(99)) == 2_23
    by_line = policy("gz_city_2025", ('place = "bill"', 'place = "line"'))
    assert pays(by_line, cantonese(60), dish(99), dish(99), dish(99)) == 2_22


@pytest.mark.parametrize(
    ("mode", "paid_fen"), [("half_up", 7_43), ("half_even", 7_42), ("down", 7_42), ("up", 7_43)]
)
def test_what_guangzhou_leaves_open_is_settled_by_the_mode(mode: str, paid_fen: int) -> None:
    # Three quarters of 9.90 are 7.425.
    settled = policy("gz_city_2025", ('mode = "half_up"', f'mode = "{mode}"'))
    assert pays(settled, cantonese(60), dish(9_90)) == paid_fen


def test_guangzhou_pays_for_those_of_sixty_who_live_and_are_registered_there() -> None:
    assert pays(GUANGZHOU, cantonese(59), dish(10_00)) == 10_00
    assert pays(GUANGZHOU, aged(60, lives="foshan", hukou="guangzhou"), dish(10_00)) == 10_00
    assert pays(GUANGZHOU, aged(60, lives="guangzhou", hukou="foshan"), dish(10_00)) == 10_00
    assert pays(GUANGZHOU, GUEST, dish(10_00)) == 10_00


@pytest.mark.parametrize(
    ("care", "fee_fen", "total_fen"),
    [("care_1_3", 5_00, 3_00), ("care_4_6", 5_00, 1_00), ("care_4_6", 3_99, 0), ("care_0", 5_00, 5_00)],
)
def test_guangzhou_pays_for_delivery_by_the_grade_of_care(care: str, fee_fen: int, total_fen: int) -> None:
    assert pays(GUANGZHOU, aged(50, care, hukou="guangzhou"), fee(fee_fen), channel="delivery") == total_fen
    assert pays(GUANGZHOU, aged(50, care, hukou="foshan"), fee(fee_fen), channel="delivery") == fee_fen
    assert pays(GUANGZHOU, aged(50, care, hukou="guangzhou"), fee(fee_fen)) == fee_fen
    assert pays(GUANGZHOU, aged(50, care, hukou="guangzhou"), dish(12_00), channel="delivery") == 12_00


def test_guangzhou_counts_the_fee_in_no_quarter() -> None:
    # 10.00 less 2.50, and 5.00 less 4.00.
    assert pays(GUANGZHOU, cantonese(70), dish(10_00), fee(5_00), channel="delivery") == 12_50
    assert pays(GUANGZHOU, cantonese(70, "care_4_6"), dish(10_00), fee(5_00), channel="delivery") == 8_50
    assert claims_fen(eat(GUANGZHOU, cantonese(70), fee(5_00), channel="delivery")) == []


def test_guangzhou_pays_the_canteen_by_its_kitchen() -> None:
    days = Days(GUANGZHOU, cantonese(60))
    assert claims_fen(days.buy(dish(10_00))) == [3_00]
    assert claims_fen(days.buy(dish(10_00), site="elsewhere")) == []
    assert claims_fen(days.buy(dish(10_00), meal_period="dinner")) == [3_00]
    assert claims_fen(days.buy(dish(10_00), meal_period="breakfast")) == []
    without = policy(
        "gz_city_2025",
        ('"amount", amount_fen = 300 } },\n]\ncaps', '"amount", amount_fen = 150 } },\n]\ncaps'),
    )
    assert claims_fen(eat(without, cantonese(60), dish(10_00))) == [1_50]
    for other in (cantonese(59), aged(60, lives="guangzhou"), aged(60, hukou="guangzhou"), GUEST):
        assert claims_fen(eat(GUANGZHOU, other, dish(10_00))) == []


MEAL = dish(12_00, "standard_meal", "set")


@pytest.mark.parametrize(
    ("diner", "total_fen"),
    [
        (aged(59, hukou="zhengguo"), 12_00),
        (aged(60, hukou="zhengguo"), 5_00),
        (aged(65, hukou="zhengguo"), 5_00),
        (aged(79, hukou="zhengguo"), 5_00),
        (aged(80, hukou="zhengguo"), 3_00),
        (aged(82, hukou="zhengguo"), 3_00),
        (aged(59, "dibao", hukou="zhengguo"), 12_00),
        (aged(60, "dibao", hukou="zhengguo"), 1_00),
        (aged(60, "tekun", hukou="zhengguo"), 1_00),
        (aged(60, "low_income", hukou="zhengguo"), 1_00),
        (aged(82, "youfu", hukou="zhengguo"), 1_00),
        (until(YESTERDAY, aged(60, "dibao", hukou="zhengguo")), 5_00),
        (aged(82, lives="zhengguo", hukou="xintang"), 6_00),
        (aged(65, lives="zhengguo", hukou="xintang"), 6_00),
        (aged(82, "dibao", hukou="xintang"), 6_00),
        (aged(82, lives="zhengguo", hukou="tianhe"), 12_00),
    ],
)
def test_zengcheng_adds_three_layers(diner: Diner, total_fen: int) -> None:
    days = Days(ZENGCHENG, diner)
    assert days.pays(MEAL, site_area="zhengguo") == total_fen
    assert days.pays(MEAL, site_area="zhengguo", site="elsewhere") == 12_00
    assert days.pays(MEAL, site_area="zhengguo", meal_period="dinner") == total_fen


@pytest.mark.parametrize(
    ("area", "payers"),
    [
        ("zhengguo", ["city", "district", "town"]),
        ("xintang", ["city", "district"]),
        ("tianhe", ["city"]),
        ("elsewhere", []),
    ],
)
def test_zengcheng_loses_layers_with_the_distance(area: str, payers: list[str]) -> None:
    quote = eat(ZENGCHENG, aged(82, hukou="zhengguo"), MEAL, site_area=area)
    assert [(one.payer, one.amount_fen) for one in quote.reductions] == [(one, 3_00) for one in payers]
    assert quote.total_fen == {"zhengguo": 3_00, "xintang": 6_00, "tianhe": 9_00, "elsewhere": 12_00}[area]


def test_zengcheng_pays_for_the_standard_meal_alone() -> None:
    assert pays(ZENGCHENG, aged(82, hukou="zhengguo"), dish(12_00), site_area="zhengguo") == 12_00
