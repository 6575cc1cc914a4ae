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
    month, day = birth_date.month, birth_date.day
    if (month, day) == (2, 29) and not isleap(on_date.year):
        day = 28
    return on_date.year - birth_date.year - ((on_date.month, on_date.day) < (month, day))
