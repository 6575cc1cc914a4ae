"""For which items, when, from which amount and how often does a rule hold?"""

from dataclasses import dataclass
from datetime import date, time
from typing import Literal

from pricing.basket import NO_CODES

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

DayKind = Literal["working", "rest"]
DAY_KINDS: tuple[DayKind, ...] = ("working", "rest")


@dataclass(frozen=True, slots=True)
class Items:
    """Which items a rule is for; a condition that is empty or None does not narrow.

    ``categories``, ``vendors`` and ``dishes`` name what is included, ``tags`` what has to be there (one is
    enough), and ``exclude_…`` what is left out in any case. ``max_unit_price_fen`` is the dearest list price
    of one portion (of a weighed dish: of its unit of weight) that still counts.
    """

    categories: frozenset[str] = NO_CODES
    exclude_categories: frozenset[str] = NO_CODES
    vendors: frozenset[str] = NO_CODES
    exclude_vendors: frozenset[str] = NO_CODES
    dishes: frozenset[str] = NO_CODES
    exclude_dishes: frozenset[str] = NO_CODES
    tags: frozenset[str] = NO_CODES
    exclude_tags: frozenset[str] = NO_CODES
    max_unit_price_fen: int | None = None


ALL_ITEMS = Items()


@dataclass(frozen=True, slots=True)
class When:
    """When and where a rule holds; a condition that is empty or None does not narrow.

    ``from_date`` is the first day and ``until_date`` the first day after it, ``from_time`` and
    ``until_time`` likewise by the site's clock. ``days`` goes by the scheme's calendar. Of ``sites`` and of
    ``site_areas`` (an area holds for all areas within it) one is enough.
    """

    meal_periods: frozenset[str] = NO_CODES
    channels: frozenset[str] = NO_CODES
    weekdays: frozenset[Weekday] = frozenset()
    days: DayKind | None = None
    sites: frozenset[str] = NO_CODES
    site_areas: frozenset[str] = NO_CODES
    from_date: date | None = None
    until_date: date | None = None
    from_time: time | None = None
    until_time: time | None = None


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days differ from their weekday: public holidays, and weekends that are worked instead."""

    rest_dates: frozenset[date] = frozenset()
    working_dates: frozenset[date] = frozenset()

    def is_working_day(self, day: date) -> bool:
        """Tell whether a day is worked: Monday to Friday, but for the exceptions."""
        if day in self.working_dates:
            return True
        return day.weekday() < 5 and day not in self.rest_dates


ThresholdPrice = Literal["list", "left"]
THRESHOLD_PRICES: tuple[ThresholdPrice, ...] = ("list", "left")
ThresholdSpan = Literal["bill", "day"]
THRESHOLD_SPANS: tuple[ThresholdSpan, ...] = ("bill", "day")


@dataclass(frozen=True, slots=True)
class Threshold:
    """From which amount a term holds: at least ``from_fen``, or strictly more than ``above_fen``.

    What is compared is the list price of the items, or (``left``) what the layers before have left of it; of
    this bill, or (``day``) of the diner's bills of the day under the same rule, this one included. ``items``
    says which goods count towards it; None: those of the rule.
    """

    from_fen: int | None = None
    above_fen: int | None = None
    price: ThresholdPrice = "list"
    span: ThresholdSpan = "bill"
    items: Items | None = None


CapSpan = Literal["bill", "meal", "day", "week", "month"]
CAP_SPANS: tuple[CapSpan, ...] = ("bill", "meal", "day", "week", "month")
CapScope = Literal["sites", "site"]
CAP_SCOPES: tuple[CapScope, ...] = ("sites", "site")


@dataclass(frozen=True, slots=True)
class Cap:
    """How much of a rule one diner gets in a span: exactly one of times, an amount, or portions.

    Weeks start on Monday, months on their first. ``across`` says whether all sites count together.
    ``counter`` is the name under which uses are counted: the rule's own code, or a name that several rules
    share ("once a day" for a table that is written as three rules).
    """

    per: CapSpan
    counter: str
    times: int | None = None
    amount_fen: int | None = None
    portions: int | None = None
    across: CapScope = "sites"
