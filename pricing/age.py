"""How old is a diner on a date? In completed years, by the birthday."""

from calendar import isleap
from datetime import date


def completed_years(birth_date: date, on_date: date) -> int:
    """Count the completed years of a person on a date; the birthday itself counts.

    Who was born on 29 February completes a year on 28 February where the year has no 29th: "where the month
    has no corresponding day, its last day ends the period" (Civil Code of the PRC, article 202). Published
    canteen policies go by the birthday, apart from single cities that use the end of the year.

    :raises ValueError: when the birth date lies after the date.
    """
    if birth_date > on_date:
        raise ValueError(f"the birth date {birth_date} lies after {on_date}")
    return on_date.year - birth_date.year - (on_date < birthday_in(birth_date, on_date.year))


def is_birthday(birth_date: date, on_date: date) -> bool:
    """Tell whether a date is the birthday of a person, by the same reading of 29 February."""
    return on_date == birthday_in(birth_date, on_date.year)


def birthday_in(birth_date: date, year: int) -> date:
    """Return on which day of a year a person completes a year, by the same reading of 29 February."""
    if birth_date.month == 2 and birth_date.day == 29 and not isleap(year):
        return date(year, 2, 28)
    return birth_date.replace(year=year)
