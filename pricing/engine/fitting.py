"""Is a diner one of those who are meant, and if not, what stands in the way?"""

from collections.abc import Iterator
from typing import NamedTuple

from pricing.engine import wording
from pricing.engine.profile import Profile
from pricing.scheme.people import Area, TierDefinition, Who
from pricing.scheme.scheme import Scheme
from pricing.text import Text


class Obstacle(NamedTuple):
    """A condition that a diner does not meet.

    Words of None: nobody in the diner's place would expect to meet it. Of several rows of a table the one of
    the lowest ``rank`` is spoken of.
    """

    words: Text | None
    rank: int


_NEVER = Obstacle(None, 0)
_LAPSED_RANK, _AGE_RANK, _PLACE_RANK = 0, 1, 1_000


def find_tier(scheme: Scheme, profile: Profile) -> TierDefinition | None:
    """Find the first tier of the scheme that a diner is in."""
    return next((entry for entry in scheme.tiers if fits(entry.who, profile, None)), None)


def fits(who: Who, profile: Profile, tier_code: str | None) -> bool:
    """Tell whether a diner of a tier meets all conditions."""
    if who.tiers and tier_code not in who.tiers:
        return False
    return next(_obstacles(who, profile, ()), None) is None


def find_lack(whos: tuple[Who, ...], scheme: Scheme, profile: Profile) -> Text | None:
    """Say what a diner, who fits no row of a table, lacks for one; None where no row could be expected.

    A row is spoken of when one thing alone stands in the way.
    """
    if profile.is_guest:
        return wording.NO_CARD
    single = [
        obstacles[0]
        for who in whos
        for asked in _asked_together(who, scheme)
        if len(obstacles := _find_obstacles(asked, profile, scheme.areas)) == 1
    ]
    spoken = [obstacle for obstacle in single if obstacle.words is not None]
    return min(spoken, key=lambda obstacle: obstacle.rank).words if spoken else None


def _asked_together(who: Who, scheme: Scheme) -> list[tuple[Who, ...]]:
    """Return what has to be met at once: the row's own conditions, and those of one of its tiers."""
    if not who.tiers:
        return [(who,)]
    return [(who, entry.who) for entry in scheme.tiers if entry.tier.code in who.tiers]


def _find_obstacles(whos: tuple[Who, ...], profile: Profile, areas: tuple[Area, ...]) -> list[Obstacle]:
    found = [obstacle for who in whos for obstacle in _obstacles(who, profile, areas)]
    ages = [obstacle for obstacle in found if _AGE_RANK <= obstacle.rank < _PLACE_RANK]
    if len(ages) < 2:
        return found
    # The row and its tier may both ask for an age: the higher one is what has to be reached.
    highest = max(ages, key=lambda age: age.rank)
    return [obstacle for obstacle in found if obstacle not in ages] + [highest]


def _obstacles(who: Who, profile: Profile, areas: tuple[Area, ...]) -> Iterator[Obstacle]:
    if who.members and profile.is_guest:
        yield Obstacle(wording.NO_CARD, _LAPSED_RANK)
    if who.min_age is not None or who.max_age is not None:
        yield from _age_obstacles(who, profile)
    if who.classes and who.classes.isdisjoint(profile.classes):
        yield _class_obstacle(who, profile)
    if not who.without_classes.isdisjoint(profile.classes):
        yield _NEVER
    if who.on_birthday and not profile.has_birthday:
        yield _NEVER
    if who.residence and (profile.residence is None or who.residence.isdisjoint(profile.residence)):
        unknown = profile.residence is None
        yield Obstacle(
            wording.NO_RESIDENCE if unknown else wording.other_residence(_name(who.residence, areas)),
            _PLACE_RANK,
        )
    if who.hukou and (profile.hukou is None or who.hukou.isdisjoint(profile.hukou)):
        unknown = profile.hukou is None
        yield Obstacle(
            wording.NO_HUKOU if unknown else wording.other_hukou(_name(who.hukou, areas)), _PLACE_RANK
        )


def _age_obstacles(who: Who, profile: Profile) -> Iterator[Obstacle]:
    age = profile.age if who.age_on == "birthday" else profile.year_end_age
    if age is None:
        yield Obstacle(wording.NO_BIRTH_DATE, _AGE_RANK)
    elif who.min_age is not None and age < who.min_age:
        yield Obstacle(wording.too_young(age, who.min_age), _AGE_RANK + who.min_age)
    elif who.max_age is not None and age > who.max_age:
        yield _NEVER


def _class_obstacle(who: Who, profile: Profile) -> Obstacle:
    lapsed = [one for one in sorted(profile.lapsed) if one[0] in who.classes]
    return Obstacle(wording.proof_lapsed(*lapsed[0]), _LAPSED_RANK) if lapsed else _NEVER


def _name(codes: frozenset[str], areas: tuple[Area, ...]) -> Text:
    names = [area.name for area in areas if area.code in codes]
    return Text(zh="、".join(name.zh for name in names), en=", ".join(name.en for name in names))
