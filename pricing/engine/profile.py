"""What do the rules of a scheme see of a diner? Only what they ask for, so that like diners are one."""

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from pricing.age import completed_years, is_birthday
from pricing.basket import NO_CODES, Diner
from pricing.engine.plan import plan_of
from pricing.scheme.scheme import Scheme


class Profile(NamedTuple):
    """A diner as the rules see them.

    ``age`` and ``year_end_age`` are None without a birth date, or where no rule asks for them. ``classes``
    are those whose proof counts on the day, ``lapsed`` those whose proof does not any more, with its last
    day. ``residence`` and ``hukou`` hold all areas around the place as well; None where it is not known.
    """

    is_guest: bool
    age: int | None
    year_end_age: int | None
    has_birthday: bool
    classes: frozenset[str]
    lapsed: frozenset[tuple[str, date]]
    residence: frozenset[str] | None
    hukou: frozenset[str] | None


def profile_of(diner: Diner, scheme: Scheme, on_date: date) -> Profile:
    """Look at a diner with the eyes of a scheme.

    :raises ValueError: when the diner's birth date lies after the day.
    """
    plain = _plain_profile(scheme, diner.birth_date, diner.residence, diner.hukou, on_date)
    if not diner.classes:
        return plain
    asked = plan_of(scheme).classes
    held = [(code, until) for code, until in diner.classes.items() if code in asked]
    return plain._replace(
        is_guest=False,
        classes=frozenset([code for code, until in held if until is None or on_date <= until]),
        lapsed=frozenset([(code, until) for code, until in held if until is not None and until < on_date]),
    )


# The members who come today were born on few thousand days, and every tap asks again.
@lru_cache(maxsize=8192)
def _plain_profile(
    scheme: Scheme, birth_date: date | None, residence: str, hukou: str, on_date: date
) -> Profile:
    """Look at a diner of no class."""
    plan = plan_of(scheme)
    ancestors = plan.ancestors
    age = year_end_age = None
    if birth_date is not None:
        age = completed_years(birth_date, on_date)
        year_end_age = on_date.year - birth_date.year if plan.asks_year_end else None
    return Profile(
        birth_date is None and not (residence or hukou),
        age,
        year_end_age,
        plan.asks_birthday and birth_date is not None and is_birthday(birth_date, on_date),
        NO_CODES,
        frozenset(),
        ancestors.get(residence, NO_CODES) if residence else None,
        ancestors.get(hukou, NO_CODES) if hukou else None,
    )
