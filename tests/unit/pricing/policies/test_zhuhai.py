"""What the city of Zhuhai, its districts and one of its canteens add up to, from figures and sentences."""

import pytest

from pricing import Diner
from tests.unit.pricing.policies.visits import (
    TOMORROW,
    Days,
    aged,
    dish,
    eat,
    fee,
    pays,
    policy,
    weigh,
)

GAOXIN = policy("zh_gaoxin_2024")
YOUTE = policy("zh_youte_order")


@pytest.mark.parametrize(
    ("diner", "list_fen", "total_fen"),
    [
        (aged(60, hukou="gaoxin"), 10_00, 4_00),
        (aged(60, hukou="zhuhai"), 10_00, 7_00),
        (aged(60, lives="gaoxin", hukou="zhuhai"), 10_00, 7_00),
        (aged(60, hukou="macao"), 10_00, 10_00),
        (aged(60, hukou="gaoxin"), 9_99, 9_99),
        (aged(60, hukou="zhuhai"), 9_99, 9_99),
        (aged(59, hukou="gaoxin"), 10_00, 10_00),
    ],
)
def test_gaoxin_adds_city_and_district_once_a_day(diner: Diner, list_fen: int, total_fen: int) -> None:
    days = Days(GAOXIN, diner)
    assert days.pays(dish(list_fen)) == total_fen
    assert days.pays(dish(list_fen), meal_period="dinner", site="elsewhere") == list_fen
    assert days.pays(dish(list_fen), on_date=TOMORROW) == total_fen


def test_gaoxin_does_not_count_the_delivery_fee() -> None:
    local = aged(60, hukou="gaoxin")
    assert pays(GAOXIN, local, dish(9_99), fee(3_00), channel="delivery") == 12_99
    assert pays(GAOXIN, local, dish(10_00), fee(3_00), channel="delivery") == 7_00


@pytest.mark.parametrize(
    ("diner", "list_fen", "total_fen"),
    [
        (aged(60, hukou="xiangzhou"), 20_00, 12_60),
        (aged(60, hukou="xiangzhou"), 10_00, 3_60),
        (aged(60, hukou="xiangzhou"), 9_99, 8_99),
        (aged(60, hukou="zhuhai"), 20_00, 15_30),
        (aged(60, hukou="zhuhai"), 9_99, 8_99),
        (aged(60, lives="xiangzhou", hukou="macao"), 20_00, 18_00),
        (aged(59, hukou="xiangzhou"), 20_00, 20_00),
    ],
)
def test_youte_takes_the_subsidies_off_first(diner: Diner, list_fen: int, total_fen: int) -> None:
    assert pays(YOUTE, diner, dish(list_fen)) == total_fen


def test_youte_does_so_by_weight_and_once_a_day() -> None:
    local = aged(60, hukou="xiangzhou")
    assert weigh(4_00, per_g=50, weight_g=250, scheme=YOUTE, diner=local) == 12_60
    days = Days(YOUTE, local)
    assert days.pays(dish(20_00)) == 12_60
    assert days.pays(dish(20_00), meal_period="dinner", site="elsewhere") == 18_00
    assert days.pays(dish(20_00), on_date=TOMORROW) == 12_60


def test_youte_would_take_twelve_yuan_in_the_other_order() -> None:
    turned = policy("zh_youte_order", ("layer = 1", "layer = 3"))
    assert pays(turned, aged(60, hukou="xiangzhou"), dish(20_00)) == 12_00


def test_youte_tells_its_payers_apart() -> None:
    quote = eat(YOUTE, aged(60, hukou="xiangzhou"), dish(20_00))
    assert [(one.payer, one.amount_fen) for one in quote.reductions] == [
        ("city", 3_00),
        ("district", 3_00),
        ("store", 1_40),
    ]
