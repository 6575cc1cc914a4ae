"""Which diners does a rule mean? Conditions on age, class, residence and hukou, and the price classes."""

from dataclasses import dataclass
from typing import Literal

from pricing.basket import NO_CODES
from pricing.text import Text

AgeBasis = Literal["birthday", "year_end"]
AGE_BASES: tuple[AgeBasis, ...] = ("birthday", "year_end")


@dataclass(frozen=True, slots=True)
class Who:
    """Which diners are meant; every condition that is given has to hold, and none given means everyone.

    ``min_age`` and ``max_age`` are completed years, both inclusive, and need a birth date; ``age_on`` says
    whether they are counted on the day of the meal or at the end of its year. Of ``classes`` (proven and not
    lapsed), ``tiers``, and of the areas in ``residence`` and in ``hukou`` one is enough, and an area holds
    for all areas within it. ``without_classes`` names classes that shut a diner out. ``members`` asks for a
    card, ``on_birthday`` for the day itself.
    """

    min_age: int | None = None
    max_age: int | None = None
    age_on: AgeBasis = "birthday"
    classes: frozenset[str] = NO_CODES
    without_classes: frozenset[str] = NO_CODES
    tiers: frozenset[str] = NO_CODES
    residence: frozenset[str] = NO_CODES
    hukou: frozenset[str] = NO_CODES
    members: bool = False
    on_birthday: bool = False


EVERYONE = Who()


@dataclass(frozen=True, slots=True)
class Tier:
    """A price class by name, as the till and the receipt show it."""

    code: str
    name: Text


@dataclass(frozen=True, slots=True)
class TierDefinition:
    """A tier and who is in it; ``who.tiers`` is empty. A diner is in the first tier that fits."""

    tier: Tier
    who: Who


@dataclass(frozen=True, slots=True)
class Area:
    """A place where people live and canteens stand; ``within`` is the next larger one, or None."""

    code: str
    name: Text
    within: str | None = None
