"""Which meal is being served.

Rule: a moment outside every meal period counts for the next one of the day, and after the last one for that.
"""

from dataclasses import dataclass
from datetime import time

from sqlalchemy import Connection, select

from inventory.errors import UnknownPeriod
from inventory.tables import meal_periods

MINUTES_AN_HOUR = 60

_ALL = select(meal_periods).order_by(meal_periods.c.starts_minute)


@dataclass(frozen=True, slots=True)
class MealPeriod:
    """A meal with its hours of local time, in minutes after midnight; the end is not part of it."""

    code: str
    name_zh: str
    name_en: str
    starts_minute: int
    ends_minute: int

    @property
    def starts(self) -> str:
        """Return the start as a clock shows it, such as 10:30."""
        return clock_text(self.starts_minute)

    @property
    def ends(self) -> str:
        """Return the end as a clock shows it."""
        return clock_text(self.ends_minute)


def clock_text(minute: int) -> str:
    """Return minutes after midnight as a clock shows them."""
    hours, minutes = divmod(minute, MINUTES_AN_HOUR)
    return f"{hours:02}:{minutes:02}"


def periods_of_a_day(connection: Connection) -> tuple[MealPeriod, ...]:
    """Return the meal periods in the order of the day."""
    return tuple(MealPeriod(*row) for row in connection.execute(_ALL))


def require_period(periods: tuple[MealPeriod, ...], code: str) -> MealPeriod:
    """Return the meal period of that code.

    :raises UnknownPeriod: when there is none.
    """
    for period in periods:
        if period.code == code:
            return period
    raise UnknownPeriod(period=code)


def periods_begun(periods: tuple[MealPeriod, ...], local: time) -> frozenset[str]:
    """Return the codes of the present meal and of those before it, whose dishes are cooked."""
    present = period_at(periods, local)
    return frozenset(period.code for period in periods if period.starts_minute <= present.starts_minute)


def period_at(periods: tuple[MealPeriod, ...], local: time) -> MealPeriod:
    """Return the meal period that a local time counts for."""
    minute = local.hour * MINUTES_AN_HOUR + local.minute
    return next((period for period in periods if minute < period.ends_minute), periods[-1])
