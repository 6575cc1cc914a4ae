"""How much of a rule has a person had in a meal, a day, a week or a month? The caller keeps the sums."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from pricing.scheme.conditions import CapSpan

ALL_SITES = ""


class UsageKey(NamedTuple):
    """One counter of a person: its name, the period, and the site (`ALL_SITES` where all count together).

    A period is written as "2026-11-25", "2026-11-25/lunch", "2026-W48" or "2026-11".
    """

    counter: str
    period: str
    site: str


class Used(NamedTuple):
    """What was used under a key; ``base_fen`` are the prices that count towards a day's threshold."""

    times: int = 0
    amount_fen: int = 0
    portions: int = 0
    base_fen: int = 0


UNUSED = Used()
Usage = Mapping[UsageKey, Used]
NO_USAGE: Usage = {}


class Use(NamedTuple):
    """What a basket, once it is sold, adds to a counter of the diner."""

    key: UsageKey
    used: Used


def period_of(span: CapSpan, on_date: date, meal_period: str) -> str:
    """Name the period of a span in which a meal lies; weeks are those of ISO 8601, from Monday.

    :raises ValueError: when the span is a bill, which is no period.
    """
    if span == "meal":
        return f"{on_date.isoformat()}/{meal_period}"
    if span == "day":
        return on_date.isoformat()
    if span == "week":
        year, week, _ = on_date.isocalendar()
        return f"{year}-W{week:02}"
    if span == "month":
        return f"{on_date.year}-{on_date.month:02}"
    raise ValueError("a bill is counted in the quote itself")


def add(one: Used, other: Used) -> Used:
    """Add two uses of the same counter."""
    return Used(*(first + second for first, second in zip(one, other, strict=True)))
