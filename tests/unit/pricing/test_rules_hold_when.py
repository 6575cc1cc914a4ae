"""When a rule holds: meal period, channel and dates."""

from datetime import date

import pytest

from pricing import quote_basket
from tests.unit.pricing.samples import GUEST, basket_of, born, dish, reasons, rule_text, scheme_of


@pytest.mark.parametrize(
    ("when", "meal_period", "channel", "total_fen", "expected"),
    [
        ('{ meal_periods = ["lunch", "dinner"] }', "dinner", "dine_in", 9_00, []),
        ('{ meal_periods = ["lunch"] }', "dinner", "dine_in", 10_00, [("elders", "此优惠不适用于本餐次")]),
        ('{ channels = ["dine_in"] }', "lunch", "dine_in", 9_00, []),
        ('{ channels = ["dine_in"] }', "lunch", "take_away", 10_00, [("elders", "此优惠不适用于本就餐方式")]),
    ],
)
def test_a_rule_keeps_to_its_meals_and_channels(
    when: str, meal_period: str, channel: str, total_fen: int, expected: list[tuple[str, str]]
) -> None:
    basket = basket_of(dish(10_00), meal_period=meal_period, channel=channel)
    quoted = quote_basket(basket, born(70), scheme_of(rule_text(when=when)))
    assert quoted.total_fen == total_fen
    assert reasons(quoted.lines[0]) == expected


def test_the_meal_is_named_before_the_missing_card() -> None:
    scheme = scheme_of(rule_text(when='{ meal_periods = ["lunch"] }'))
    quoted = quote_basket(basket_of(dish(10_00), meal_period="dinner"), GUEST, scheme)
    assert reasons(quoted.lines[0]) == [("elders", "此优惠不适用于本餐次")]


@pytest.mark.parametrize(
    ("on_date", "total_fen"),
    [
        (date(2026, 9, 30), 10_00),
        (date(2026, 10, 1), 9_00),
        (date(2026, 10, 31), 9_00),
        (date(2026, 11, 1), 10_00),
    ],
)
def test_a_rule_holds_from_its_first_day_until_the_day_after_its_last(on_date: date, total_fen: int) -> None:
    scheme = scheme_of(rule_text(when="{ from_date = 2026-10-01, until_date = 2026-11-01 }"))
    quoted = quote_basket(basket_of(dish(10_00), on_date=on_date), born(70), scheme)
    assert quoted.total_fen == total_fen
    assert reasons(quoted.lines[0]) == []
