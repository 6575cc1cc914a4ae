"""Does a rule hold on this day, at this time and place, and if not, why not?"""

from datetime import date, time
from typing import NamedTuple

from pricing.engine import wording
from pricing.scheme.conditions import WEEKDAYS, Calendar, When
from pricing.scheme.scheme import Payer
from pricing.text import Text


class Moment(NamedTuple):
    """When and where a meal is bought, as the conditions of a rule see it."""

    on_date: date
    meal_period: str
    channel: str
    at_time: time | None
    site: str
    site_areas: frozenset[str]


def is_running(term: When | Payer, on_date: date) -> bool:
    """Tell whether a day lies within the dates of a rule or of an agreement."""
    if term.from_date is not None and on_date < term.from_date:
        return False
    return term.until_date is None or on_date < term.until_date


def refuse_moment(when: When, calendar: Calendar, moment: Moment) -> Text | None:
    """Say why a rule that is in force does not hold at this moment and place; None when it does."""
    if when.meal_periods and moment.meal_period not in when.meal_periods:
        return wording.OTHER_MEAL
    if when.channels and moment.channel not in when.channels:
        return wording.OTHER_CHANNEL
    if not _is_day(when, calendar, moment.on_date):
        return wording.OTHER_DAY
    if not _is_time(when, moment.at_time):
        return wording.OTHER_TIME
    return None if _is_site(when, moment) else wording.OTHER_SITE


def _is_day(when: When, calendar: Calendar, on_date: date) -> bool:
    if when.weekdays and WEEKDAYS[on_date.weekday()] not in when.weekdays:
        return False
    return when.days is None or (when.days == "working") == calendar.is_working_day(on_date)


def _is_time(when: When, at_time: time | None) -> bool:
    if when.from_time is None and when.until_time is None:
        return True
    if at_time is None:
        return False
    return (when.from_time is None or when.from_time <= at_time) and (
        when.until_time is None or at_time < when.until_time
    )


def _is_site(when: When, moment: Moment) -> bool:
    if not when.sites and not when.site_areas:
        return True
    return moment.site in when.sites or not when.site_areas.isdisjoint(moment.site_areas)
