"""What can a diner expect of the items of one category and vendor, on this visit?

The scheme's plan says which rules concern an item, the standings which of them the diner gets. Both together
are the same for everyone of one age and the same classes at one meal, so they are worked out once for all.
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from pricing.quotes import Declined
from pricing.scheme import Group, Lane, Scheme, Tier
from pricing.standing import Granted, Refused, Standing, Visit, find_standing, find_tier


class Rivals(NamedTuple):
    """The rules of one group that can be expected, of which the best for the diner counts.

    ``given`` are those that are granted, as long as none of them depends on the single item; else it is
    empty, and ``standings`` have to be gone through item by item.
    """

    standings: tuple[Standing, ...]
    given: tuple[Granted, ...]


class Offers(NamedTuple):
    """What one layer offers for the items of one category and vendor; ``declined`` holds for all."""

    groups: tuple[Rivals, ...]
    declined: tuple[Declined, ...]


class Prospect(NamedTuple):
    """What a diner can expect on a visit: the tier, and the offers of each layer by category and vendor."""

    tier: Tier | None
    layers: tuple[Mapping[tuple[str, str], Offers], ...]


# A day has few different visits (an age, a meal), and every tap on the till asks for the same one again.
@lru_cache(maxsize=512)
def find_prospect(
    scheme: Scheme, age: int | None, classes: frozenset[str], on_date: date, meal_period: str, channel: str
) -> Prospect:
    """Find what a diner, ``age`` years old (None: unknown) and of these classes, can expect of a scheme."""
    tier = find_tier(scheme, age, classes)
    visit = Visit(age, classes, on_date, meal_period, channel, tier)
    standings = [
        find_standing(rule, min_ages, visit)
        for rule, min_ages in zip(scheme.rules, scheme.plan.min_ages, strict=True)
    ]
    return Prospect(
        tier=None if tier is None else tier.tier,
        layers=tuple(
            {place: _find_offers(lane, standings) for place, lane in lanes.items()}
            for lanes in scheme.plan.layers
        ),
    )


def _find_offers(lane: Lane, standings: list[Standing | None]) -> Offers:
    declined: list[Declined] = []
    groups = [_find_rivals(group, standings, declined) for group in lane.groups]
    for position, reason in lane.refusals:
        refused = standings[position]
        if refused is not None:
            declined.append(Declined(refused.rule.code, reason))
    return Offers(tuple(rivals for rivals in groups if rivals.standings), tuple(declined))


def _find_rivals(group: Group, standings: list[Standing | None], declined: list[Declined]) -> Rivals:
    kept: list[Standing] = []
    for position in group:
        standing = standings[position]
        if isinstance(standing, Refused) and standing.items is None:
            declined.append(standing.declined)
        elif standing is not None:
            kept.append(standing)
    is_sure = all(standing.items is None for standing in kept)
    given = [standing for standing in kept if isinstance(standing, Granted)] if is_sure else []
    return Rivals(tuple(kept), tuple(given))
