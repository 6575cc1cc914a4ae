"""A diner's age counts completed years, by the birthday."""

from datetime import date

import pytest

from pricing import completed_years


@pytest.mark.parametrize(
    ("birth_date", "on_date", "years"),
    [
        (date(1966, 11, 26), date(2026, 11, 25), 59),  # the day before the birthday
        (date(1966, 11, 25), date(2026, 11, 25), 60),  # the birthday itself
        (date(1966, 12, 1), date(2026, 11, 25), 59),
        (date(1966, 10, 30), date(2026, 11, 25), 60),
        (date(2026, 11, 25), date(2026, 11, 25), 0),  # born today
        (date(1956, 2, 29), date(2026, 2, 27), 69),
        (date(1956, 2, 29), date(2026, 2, 28), 70),  # no 29th in 2026: the month's last day counts
        (date(1956, 2, 29), date(2024, 2, 28), 67),  # there is one in 2024
        (date(1956, 2, 29), date(2024, 2, 29), 68),
        (date(1900, 3, 1), date(2000, 2, 29), 99),
        (date(1896, 2, 29), date(1900, 2, 28), 4),  # 1900 was no leap year
    ],
)
def test_a_year_is_completed_on_the_birthday(birth_date: date, on_date: date, years: int) -> None:
    assert completed_years(birth_date, on_date) == years


def test_nobody_is_born_tomorrow() -> None:
    with pytest.raises(ValueError, match="lies after 2026-11-25"):
        completed_years(date(2026, 11, 26), date(2026, 11, 25))
