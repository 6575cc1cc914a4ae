"""Do two rules concern the same items at the same time? One all of the other's, or nothing of it?

Rule: an answer is "yes" only where it is proven from the scheme alone; the menu is not known here.
"""

from datetime import date
from typing import NamedTuple

from pricing.scheme.areas import ancestors_of
from pricing.scheme.conditions import WEEKDAYS, Calendar, Items, When
from pricing.scheme.rules import Rule
from pricing.scheme.scheme import Payer, Scheme


class Dates(NamedTuple):
    """A half-open span of days; ``until_date`` of None: without end."""

    from_date: date
    until_date: date | None

    @property
    def is_empty(self) -> bool:
        """Tell whether no day lies in the span."""
        return self.until_date is not None and self.until_date <= self.from_date


def dates_of(rule: Rule, scheme: Scheme) -> Dates:
    """Return on which days a rule holds: its own, within those of its payer's agreement."""
    spans: list[When | Payer] = [rule.when, *(payer for payer in scheme.payers if payer.code == rule.payer)]
    starts = [one.from_date for one in spans if one.from_date is not None]
    ends = [one.until_date for one in spans if one.until_date is not None]
    return Dates(max(starts, default=date.min), min(ends, default=None))


def never_has_a_day(when: When, calendar: Calendar) -> bool:
    """Tell whether weekdays and kind of day exclude each other, but for the days that the calendar names."""
    if when.days is None or not when.weekdays:
        return False
    weekend = frozenset({"sat", "sun"})
    if when.days == "working":
        usual, special = when.weekdays - weekend, calendar.working_dates
    else:
        usual, special = when.weekdays & weekend, calendar.rest_dates
    return not usual and not any(WEEKDAYS[day.weekday()] in when.weekdays for day in special)


def items_cover(general: Items, special: Items) -> bool:
    """Tell whether every item of the special selection is among those of the general one."""
    limit, dearest = general.max_unit_price_fen, special.max_unit_price_fen
    return (
        _includes(general.categories, special.categories)
        and _includes(general.vendors, special.vendors)
        and _includes(general.dishes, special.dishes)
        and _includes(general.tags, special.tags)
        and _leaves(general.exclude_categories, special.categories, special.exclude_categories)
        and _leaves(general.exclude_vendors, special.vendors, special.exclude_vendors)
        and _leaves(general.exclude_dishes, special.dishes, special.exclude_dishes)
        and general.exclude_tags <= special.exclude_tags
        and (limit is None or (dearest is not None and dearest <= limit))
    )


def items_are_apart(one: Items, other: Items) -> bool:
    """Tell whether no item can be among both selections."""
    return (
        _are_apart(one.categories, other.categories, one.exclude_categories, other.exclude_categories)
        or _are_apart(one.vendors, other.vendors, one.exclude_vendors, other.exclude_vendors)
        or _are_apart(one.dishes, other.dishes, one.exclude_dishes, other.exclude_dishes)
    )


def when_covers(general: Rule, special: Rule, scheme: Scheme) -> bool:
    """Tell whether one rule holds at every moment and place at which another one does."""
    one, other = general.when, special.when
    return (
        _includes(one.meal_periods, other.meal_periods)
        and _includes(one.channels, other.channels)
        and _includes(one.weekdays, other.weekdays)
        and one.days in (None, other.days)
        and _covers_dates(dates_of(general, scheme), dates_of(special, scheme))
        and _covers_times(one, other)
        and _covers_places(one, other, scheme)
    )


def whens_are_apart(one: Rule, other: Rule, scheme: Scheme) -> bool:
    """Tell whether two rules can never hold at the same moment."""
    first, second = one.when, other.when
    dates, later = dates_of(one, scheme), dates_of(other, scheme)
    starts, ends = max(dates.from_date, later.from_date), (dates.until_date, later.until_date)
    return (
        _exclude(first.meal_periods, second.meal_periods)
        or _exclude(first.channels, second.channels)
        or _exclude(first.weekdays, second.weekdays)
        or (first.days is not None and second.days is not None and first.days != second.days)
        or any(end is not None and end <= starts for end in ends)
        or _ends_before(first, second)
        or _ends_before(second, first)
    )


def _includes(general: frozenset[str], special: frozenset[str]) -> bool:
    return not general or (bool(special) and special <= general)


def _leaves(excluded: frozenset[str], wanted: frozenset[str], also_excluded: frozenset[str]) -> bool:
    """Tell whether what one selection leaves out is not in the other one either."""
    return all(code in also_excluded or (wanted and code not in wanted) for code in excluded)


def _exclude(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one) and bool(other) and one.isdisjoint(other)


def _are_apart(
    one: frozenset[str], other: frozenset[str], without: frozenset[str], without_other: frozenset[str]
) -> bool:
    nothing_left = (bool(one) and one <= without_other) or (bool(other) and other <= without)
    return nothing_left or _exclude(one, other)


def _covers_dates(general: Dates, special: Dates) -> bool:
    if special.from_date < general.from_date:
        return False
    return general.until_date is None or (
        special.until_date is not None and special.until_date <= general.until_date
    )


def _covers_times(general: When, special: When) -> bool:
    starts, ends = (general.from_time, special.from_time), (general.until_time, special.until_time)
    return (starts[0] is None or (starts[1] is not None and starts[0] <= starts[1])) and (
        ends[0] is None or (ends[1] is not None and ends[1] <= ends[0])
    )


def _covers_places(general: When, special: When, scheme: Scheme) -> bool:
    if not general.sites and not general.site_areas:
        return True
    if not special.sites and not special.site_areas:
        return False
    return special.sites <= general.sites and all(
        not general.site_areas.isdisjoint(ancestors_of(area, scheme.areas)) for area in special.site_areas
    )


def _ends_before(one: When, other: When) -> bool:
    return one.until_time is not None and other.from_time is not None and one.until_time <= other.from_time
