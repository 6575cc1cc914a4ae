"""Shenzhen's amounts, which are never more than the bill, from the policy's sentences."""

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
    eat,
    fee,
    pays,
    policy,
    until,
)

SHENZHEN = policy("sz_city_2025")


@pytest.mark.parametrize(
    ("diner", "list_fen", "total_fen"),
    [
        (aged(66, "dibao", hukou="shenzhen"), 12_00, 0),
        (aged(66, "dibao", hukou="shenzhen"), 15_00, 0),
        (aged(66, "dibao", hukou="shenzhen"), 15_01, 1),
        (aged(60, "tekun", hukou="shenzhen"), 20_00, 5_00),
        (aged(60, "dibao_edge", hukou="shenzhen"), 20_00, 5_00),
        (aged(60, "youfu", hukou="shenzhen"), 20_00, 5_00),
        (aged(60, "lost_only_child", hukou="shenzhen"), 20_00, 5_00),
        (aged(60, "shineng", hukou="shenzhen"), 20_00, 20_00),
        (aged(59, "dibao", hukou="shenzhen"), 12_00, 12_00),
        (until(YESTERDAY, aged(66, "dibao", hukou="shenzhen")), 12_00, 12_00),
        (aged(66, "dibao", hukou="guangzhou"), 12_00, 12_00),
        (aged(69, hukou="shenzhen"), 12_00, 12_00),
        (aged(70, hukou="shenzhen"), 12_00, 7_00),
        (aged(70, hukou="shenzhen"), 5_00, 0),
        (aged(70, hukou="shenzhen"), 5_01, 1),
        (aged(99, hukou="shenzhen"), 20_00, 15_00),
        (aged(100, hukou="shenzhen"), 20_00, 5_00),
        (aged(100, lives="shenzhen", hukou="guangzhou"), 20_00, 20_00),
        (aged(70, lives="shenzhen", hukou="guangzhou"), 20_00, 20_00),
        (GUEST, 12_00, 12_00),
    ],
)
def test_shenzhen_pays_up_to_an_amount(diner: Diner, list_fen: int, total_fen: int) -> None:
    quote = eat(SHENZHEN, diner, dish(list_fen))
    assert quote.total_fen == total_fen
    # Each subsidised diner is worth 2.00 to the canteen.
    assert claims_fen(quote) == ([] if total_fen == list_fen else [2_00])


@pytest.mark.parametrize(
    ("day", "meal", "total_fen"),
    [
        (date(2026, 11, 23), "lunch", 7_00),
        (date(2026, 11, 27), "lunch", 7_00),
        (date(2026, 11, 27), "dinner", 12_00),
        (date(2026, 11, 27), "breakfast", 12_00),
        (SATURDAY, "lunch", 12_00),
        (date(2026, 2, 14), "lunch", 7_00),
        (date(2026, 2, 16), "lunch", 12_00),
        (date(2026, 9, 20), "lunch", 7_00),
        (date(2026, 10, 7), "lunch", 12_00),
        (date(2026, 10, 8), "lunch", 7_00),
        (date(2026, 10, 10), "lunch", 7_00),
        (date(2026, 10, 11), "lunch", 12_00),
    ],
)
def test_shenzhen_pays_at_working_day_lunch(day: date, meal: str, total_fen: int) -> None:
    quote = eat(SHENZHEN, aged(81, hukou="shenzhen"), dish(12_00), on_date=day, meal_period=meal)
    assert (quote.total_fen, claims_fen(quote)) == (total_fen, [2_00] if total_fen == 7_00 else [])


def test_shenzhen_pays_for_a_meal_once() -> None:
    days = Days(SHENZHEN, aged(80, hukou="shenzhen"))
    first, second = days.buy(dish(12_00), site="one"), days.buy(dish(12_00), site="other")
    assert (first.total_fen, claims_fen(first)) == (7_00, [2_00])
    assert (second.total_fen, claims_fen(second)) == (12_00, [])
    assert days.pays(dish(12_00), on_date=TOMORROW) == 7_00


@pytest.mark.parametrize(
    ("diner", "fee_fen"),
    [
        (aged(100, hukou="shenzhen"), 1_00),
        (aged(99, hukou="shenzhen"), 3_00),
        (aged(99, "shineng", hukou="shenzhen"), 1_00),
        (aged(70, "shineng", hukou="shenzhen"), 1_00),
        (aged(69, "shineng", hukou="shenzhen"), 3_00),
        (aged(70, "shineng", hukou="guangzhou"), 3_00),
        (aged(100, hukou="guangzhou"), 3_00),
    ],
)
def test_shenzhen_pays_two_yuan_of_the_fee_for_a_delivery(diner: Diner, fee_fen: int) -> None:
    quote = eat(SHENZHEN, diner, fee(3_00), channel="delivery")
    assert (quote.total_fen, claims_fen(quote)) == (fee_fen, [])
    assert pays(SHENZHEN, diner, fee(3_00)) == 3_00


def test_shenzhen_pays_for_meal_and_delivery_apart() -> None:
    frail = aged(70, "shineng", hukou="shenzhen")
    assert pays(SHENZHEN, frail, dish(12_00), fee(3_00), channel="delivery") == 8_00
    assert pays(SHENZHEN, frail, dish(4_00), fee(3_00), channel="delivery") == 1_00
    assert pays(SHENZHEN, frail, dish(12_00), channel="delivery") == 7_00
