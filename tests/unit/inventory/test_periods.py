"""Which meal is served when, and whose dishes may still be sold."""

from datetime import time

import pytest

from inventory.errors import UnknownPeriod
from inventory.periods import MealPeriod, period_at, periods_begun, require_period

DAY = (
    MealPeriod("breakfast", "早餐", "Breakfast", 6 * 60 + 30, 9 * 60),
    MealPeriod("lunch", "午餐", "Lunch", 10 * 60 + 30, 13 * 60 + 30),
    MealPeriod("dinner", "晚餐", "Dinner", 16 * 60 + 30, 19 * 60 + 30),
)


@pytest.mark.parametrize(
    ("local", "code"),
    [
        (time(0, 0), "breakfast"),
        (time(8, 59, 59), "breakfast"),
        (time(9, 0), "lunch"),
        (time(13, 29, 59), "lunch"),
        (time(13, 30), "dinner"),
        (time(19, 29), "dinner"),
        (time(19, 30), "dinner"),
        (time(23, 59), "dinner"),
    ],
)
def test_a_moment_counts_for_the_present_or_the_next_meal(local: time, code: str) -> None:
    assert period_at(DAY, local).code == code


def test_dishes_of_earlier_meals_may_still_be_sold_and_of_later_ones_not_yet() -> None:
    assert periods_begun(DAY, time(13, 29)) == {"breakfast", "lunch"}
    assert periods_begun(DAY, time(13, 30)) == {"breakfast", "lunch", "dinner"}


def test_hours_look_as_on_a_clock() -> None:
    assert (DAY[0].starts, DAY[0].ends) == ("06:30", "09:00")


def test_an_unknown_meal_is_refused() -> None:
    with pytest.raises(UnknownPeriod):
        require_period(DAY, "supper")
