"""What do the rules of a scheme see of a diner? Only what they ask for, so that like diners are one."""

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from pricing.age import completed_years, is_birthday
from pricing.basket import NO_CODES, Diner
from pricing.engine.plan import Plan


class Profile(NamedTuple):
    """A diner as the rules see them.

    ``age`` and ``year_end_age`` are None without a birth date. ``classes`` are those whose proof counts on
    the day, ``lapsed`` those whose proof does not any more, with its last day. ``residence`` and ``hukou``
    hold all areas around the place as well; they are None where the place is not known.
    """

    is_guest: bool
    age: int | None
    year_end_age: int | None
    has_birthday: bool
    classes: frozenset[str]
    lapsed: frozenset[tuple[str, date]]
    residence: frozenset[str] | None
    hukou: frozenset[str] | None


def profile_of(diner: Diner, plan: Plan, on_date: date) -> Profile:
    """Look at a diner with the eyes of a scheme.

    :raises ValueError: when the diner's birth date lies after the day.
    """
    age, year_end_age, has_birthday = _ages_on(diner.birth_date, on_date)
    classes, lapsed = NO_CODES, frozenset[tuple[str, date]]()
    if diner.classes:
        held = [(code, until) for code, until in diner.classes.items() if code in plan.classes]
        classes = frozenset([code for code, until in held if until is None or on_date <= until])
        lapsed = frozenset([(code, until) for code, until in held if until is not None and until < on_date])
    return Profile(
        diner.is_guest,
        age,
        year_end_age,
        has_birthday,
        classes,
        lapsed,
        plan.ancestors.get(diner.residence, NO_CODES) if diner.residence else None,
        plan.ancestors.get(diner.hukou, NO_CODES) if diner.hukou else None,
    )


# The members who come today were born on few thousand days, and every tap asks again.
@lru_cache(maxsize=8192)
def _ages_on(birth_date: date | None, on_date: date) -> tuple[int | None, int | None, bool]:
    if birth_date is None:
        return None, None, False
    return (
        completed_years(birth_date, on_date),
        on_date.year - birth_date.year,
        is_birthday(birth_date, on_date),
    )
