"""What can be expected on a visit? The values that a prospect consists of."""

from collections.abc import Mapping
from typing import NamedTuple

from pricing.engine.counting import Counted
from pricing.engine.plan import Place
from pricing.engine.standing import Offer
from pricing.money import Rounding
from pricing.quotes import Declined
from pricing.scheme.conditions import Items
from pricing.scheme.rules import Choice, Rule


class LineRival(NamedTuple):
    """A rule that may price a line on its own; without an ``offer`` it is declined, for items that pass.

    ``items`` is None where category and vendor decide alone.
    """

    rule: Rule
    items: Items | None
    offer: Offer | None
    declined: Declined | None
    rounding: Rounding


class LineGroup(NamedTuple):
    """Rules of which a line gets one. ``sure`` holds the granted ones where no single item decides."""

    rivals: tuple[LineRival, ...]
    sure: tuple[LineRival, ...]
    choose: Choice


class LaneOffers(NamedTuple):
    """What one layer offers for the items of one place; ``declined`` holds for all of them."""

    groups: tuple[LineGroup, ...]
    declined: tuple[Declined, ...]


class BillRival(NamedTuple):
    """A rule granted to the diner that looks at the bill: its items, its terms, and what it is counted by."""

    rule: Rule
    position: int
    places: frozenset[Place]
    items: Items | None
    offers: tuple[Offer, ...]
    rounding: Rounding
    counted: Counted


Lanes = Mapping[Place, LaneOffers]


class BillGroup(NamedTuple):
    """Rules of which each line gets one, where some look at the bill.

    ``rivals`` are those that do; ``lanes`` hold the others by place (none: there are no others).
    ``order`` says where each rule stands in the scheme.
    """

    rivals: tuple[BillRival, ...]
    lanes: Lanes
    choose: Choice
    order: Mapping[str, int]


class LayerOffers(NamedTuple):
    """What one layer offers: line by line (no lanes: nothing), and for the bill."""

    lanes: Lanes
    bill: tuple[BillGroup, ...]
