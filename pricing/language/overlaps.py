"""Can two entries of a scheme be meant for the same person by mistake?"""

from collections.abc import Hashable

from pricing.scheme.people import Who


def find_overlap(whos: tuple[Who, ...], meals: tuple[int | None, ...] = ()) -> tuple[int, int] | None:
    """Find the first two positions whose conditions the same diner can meet, but for age and tier alike.

    ``meals`` says for which meal of the day each entry is. Published tables overlap in words ("60 to 70",
    "70 and over"); which row then counts has to be decided by the person who types them in. Entries that ask
    for different classes, areas, meals, cards or birthdays may overlap: the first one counts.
    """
    kinds = [(_kind_of(who), meal) for who, meal in zip(whos, meals or (None,) * len(whos), strict=True)]
    for second, later in enumerate(whos):
        for first in range(second):
            if kinds[first] == kinds[second] and _overlap(whos[first], later):
                return first, second
    return None


def _kind_of(who: Who) -> Hashable:
    """Return all that an entry asks for besides age and tier."""
    return (who.classes, who.without_classes, who.residence, who.hukou, who.members, who.on_birthday)


def _overlap(one: Who, other: Who) -> bool:
    if one.tiers and other.tiers and one.tiers.isdisjoint(other.tiers):
        return False
    return not (_ends_before(one, other) or _ends_before(other, one))


def _ends_before(one: Who, other: Who) -> bool:
    if one.max_age is None or other.min_age is None:
        return False
    # At the end of the year a diner may be a year older than today.
    ahead = 1 if (one.age_on, other.age_on) == ("birthday", "year_end") else 0
    return one.max_age + ahead < other.min_age
