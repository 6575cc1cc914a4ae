"""What a back-test holds at a time depends on members and pages, not on how much was sold."""

import gc
from datetime import timedelta

import pytest

from pos.database import Database
from pos.reports.backtest.counters import counted_from
from pos.reports.backtest.reading import Sold
from pos.reports.backtest.repricing import Backtest
from pricing import parse_scheme
from tests.sold_periods import Period, write_sales
from tests.trial_schemes import COUNTED, PLAIN

PAGE = 20
MEMBERS = 9
# Of the meal's rule a day, a week and a month; of the other one three meals.
COUNTERS_OF_A_MEMBER = 6


def live_orders() -> int:
    """Return how many orders are in memory."""
    return sum(isinstance(each, Sold) for each in gc.get_objects())


@pytest.mark.parametrize("days", [3, 12])
def test_orders_are_held_a_page_at_a_time_and_counters_as_long_as_they_count(
    database: Database, days: int
) -> None:
    period = Period(orders=60 * days, days=days, members=MEMBERS)
    write_sales(database, period)
    scheme = parse_scheme(COUNTED, source="trial")
    trial = Backtest(database, scheme, from_date=period.first, until_date=period.until, page_orders=PAGE)
    held: list[tuple[int, int]] = []

    trial.run(lambda _: held.append((live_orders(), trial.counters.live)))

    assert len(held) == 60 * days // PAGE
    assert max(orders for orders, _ in held) <= PAGE
    assert 0 < max(counters for _, counters in held) <= MEMBERS * COUNTERS_OF_A_MEMBER


def test_sales_before_the_period_are_priced_where_weeks_or_months_are_counted() -> None:
    wednesday = Period(orders=0, days=1).first.replace(month=7, day=1)
    assert wednesday.isoweekday() == 3

    counted, plain = (parse_scheme(text, source="trial") for text in (COUNTED, PLAIN))
    weekly = parse_scheme(COUNTED.replace(', { per = "month", amount_fen = 5000 }', ""), source="trial")

    assert counted_from(plain, wednesday) == wednesday
    # The month begins on that day, its week two days before.
    assert counted_from(counted, wednesday) == wednesday - timedelta(days=2)
    assert counted_from(counted, wednesday + timedelta(days=20)) == wednesday
    assert counted_from(weekly, wednesday + timedelta(days=20)) == wednesday + timedelta(days=19)
