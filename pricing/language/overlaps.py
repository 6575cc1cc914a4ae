"""Can two entries of a scheme be meant for the same person by mistake?"""

from pricing.scheme import Who


def find_overlap(whos: tuple[Who, ...]) -> tuple[int, int] | None:
    """Find the first two positions whose conditions the same diner can meet, with the same classes.

    Published tables overlap in words ("60 to 70", "70 and over"); which row then counts has to be decided by
    the person who types them in. Entries that ask for different classes may overlap: the first one counts.
    """
    for second, later in enumerate(whos):
        for first in range(second):
            if _overlap(whos[first], later):
                return first, second
    return None


def _overlap(one: Who, other: Who) -> bool:
    if one.classes != other.classes:
        return False
    if one.tiers and other.tiers and one.tiers.isdisjoint(other.tiers):
        return False
    return not (_ends_before(one, other) or _ends_before(other, one))


def _ends_before(one: Who, other: Who) -> bool:
    return one.max_age is not None and other.min_age is not None and one.max_age < other.min_age
