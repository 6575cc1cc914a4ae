"""What does a condition on diners imply? Whether a guest can meet it, and whether it shuts out another one.

Rule: an answer is "yes" only where it is proven; whatever is not understood counts as "may be".
"""

from typing import NamedTuple

from pricing.scheme.areas import ancestors_of
from pricing.scheme.people import AGE_BASES, AgeBasis, Who
from pricing.scheme.scheme import Scheme

NO_HIGHEST_AGE = 1_000
"""Stands for an age that is not bounded: beyond every age that a scheme can name."""


class Band(NamedTuple):
    """An age band, both ends included."""

    min_age: int
    max_age: int


class Way(NamedTuple):
    """A way to meet a row: conditions that hold at once, its own and those of one tier (by code) it names."""

    whos: tuple[Who, ...]
    tier: str | None


def band_of(who: Who) -> Band:
    """Return the ages that a condition allows."""
    return Band(who.min_age or 0, NO_HIGHEST_AGE if who.max_age is None else who.max_age)


def asks_age(who: Who) -> bool:
    """Tell whether a condition asks for an age."""
    return who.min_age is not None or who.max_age is not None


def may_be_a_guest(who: Who, scheme: Scheme) -> bool:
    """Tell whether somebody without a card meets a condition."""
    if who.tiers:
        entries = [entry for entry in scheme.tiers if entry.tier.code in who.tiers]
        if not any(may_be_a_guest(entry.who, scheme) for entry in entries):
            return False
    asked = asks_age(who) or who.classes or who.residence or who.hukou or who.members or who.on_birthday
    return not asked


def ways_to_meet(who: Who, scheme: Scheme) -> list[Way]:
    """Return in which ways a condition can be met: by each tier that it names, or by itself."""
    if not who.tiers:
        return [Way((who,), None)]
    return [Way((who, entry.who), entry.tier.code) for entry in scheme.tiers if entry.tier.code in who.tiers]


def ages_of(way: Way, basis: AgeBasis) -> Band:
    """Return the ages, counted on a basis, of whoever comes by a way."""
    lowest, highest = 0, NO_HIGHEST_AGE
    for who in way.whos:
        band = band_of(who)
        # Within its year a person is as old as at its end, or a year younger.
        later = int((who.age_on, basis) == ("birthday", "year_end"))
        earlier = int((who.age_on, basis) == ("year_end", "birthday"))
        if who.min_age is not None:
            lowest = max(lowest, band.min_age - earlier)
        if who.max_age is not None:
            highest = min(highest, band.max_age + later)
    return Band(lowest, highest)


def is_impossible(way: Way) -> bool:
    """Tell whether nobody at all can come by a way."""
    for basis in {who.age_on for who in way.whos}:
        ages = ages_of(way, basis)
        if ages.min_age > ages.max_age:
            return True
    without = frozenset[str]().union(*(who.without_classes for who in way.whos))
    return any(who.classes and who.classes <= without for who in way.whos)


def implies_but_for_age(way: Way, general: Who, scheme: Scheme) -> bool:
    """Tell whether whoever comes by a way meets a general condition, its ages left aside."""
    whos = way.whos
    if general.tiers and way.tier not in general.tiers:
        return False
    if general.classes and not any(who.classes and who.classes <= general.classes for who in whos):
        return False
    without = frozenset[str]().union(*(who.without_classes for who in whos))
    if not general.without_classes <= without:
        return False
    if general.members and all(may_be_a_guest(who, scheme) for who in whos):
        return False
    if general.on_birthday and not any(who.on_birthday for who in whos):
        return False
    if general.residence and not any(_lie_in(who.residence, general.residence, scheme) for who in whos):
        return False
    return not general.hukou or any(_lie_in(who.hukou, general.hukou, scheme) for who in whos)


def _lie_in(areas: frozenset[str], around: frozenset[str], scheme: Scheme) -> bool:
    return bool(areas) and all(not around.isdisjoint(ancestors_of(area, scheme.areas)) for area in areas)


def are_covered(way: Way, generals: list[Who], scheme: Scheme) -> bool:
    """Tell whether whoever comes by a way meets one at least of several conditions."""
    fitting = [who for who in generals if implies_but_for_age(way, who, scheme)]
    if not all(asks_age(who) for who in fitting):
        return True
    # Somebody without a birth date is meant by whoever asks for no age, and by nobody who does.
    if not any(asks_age(who) for who in way.whos):
        return False
    return any(
        _fill(sorted(band_of(who) for who in fitting if who.age_on == basis), ages_of(way, basis))
        for basis in AGE_BASES
    )


def _fill(bands: list[Band], whole: Band) -> bool:
    """Tell whether bands, in their order, leave no age of a whole one out."""
    missing = whole.min_age
    for band in bands:
        if band.min_age <= missing <= band.max_age:
            missing = band.max_age + 1
    return missing > whole.max_age
