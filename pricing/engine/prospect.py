"""What can a diner expect of the items of one category and vendor, and of the bill, on this visit?

The scheme's plan says which rules concern an item, the standings which of them the diner gets. Both together
are the same for everyone of one profile at one meal, so they are worked out once for all.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from datetime import date, time
from functools import lru_cache
from typing import NamedTuple

from pricing.basket import NO_CODES, Occasion
from pricing.engine.access import Gate, find_gates
from pricing.engine.counting import count_rule
from pricing.engine.fitting import find_tier
from pricing.engine.moments import Moment
from pricing.engine.offers import (
    BillGroup,
    BillRival,
    LaneOffers,
    Lanes,
    LayerOffers,
    LineGroup,
    LineRival,
)
from pricing.engine.plan import BillGroupPlan, GroupPlan, Lane, LayerPlan, Place, Plan, plan_of
from pricing.engine.profile import Profile
from pricing.engine.selection import looks_closer
from pricing.engine.standing import Granted, Refused, Standing, Visit, find_standing
from pricing.quotes import Declined, QuoteLine
from pricing.scheme.people import Tier
from pricing.scheme.scheme import Scheme
from pricing.text import Text

LineKey = tuple[str, int, int, int | None]
"""Of a line the dish, its price, the portions and the weight."""


class PricedLine(NamedTuple):
    """A line as the early layers leave it.

    ``taken`` is what each rule (by position) took off it, ``reached`` are the rules for the bill that it
    counts for.
    """

    line: QuoteLine
    list_fen: int
    left_fen: int
    portions: int
    reached: frozenset[int]
    place: Place
    taken: tuple[tuple[int, int], ...]


class RefusedOnBill(NamedTuple):
    """A rule for the bill that is not to be had; it is spoken of where something is of one of its places."""

    places: frozenset[Place]
    declined: Declined


class Prospect(NamedTuple):
    """What a diner can expect on a visit.

    ``early`` are the layers that price each line on its own, before any rule looks at the bill; ``layers``
    are all from there on. ``reasons`` says why a rule (by position) is granted, ``declined`` which rules for
    the bill are not to be had. ``memo`` keeps what the early layers made of lines: dishes come again with
    every tray.
    """

    tier: Tier | None
    reasons: Mapping[int, Text]
    early: tuple[Lanes, ...]
    layers: tuple[LayerOffers, ...]
    operators: tuple[BillGroup, ...]
    declined: tuple[RefusedOnBill, ...]
    gates: tuple[Gate, ...]
    memo: dict[LineKey, PricedLine]

    def bill_rivals(self) -> Iterator[BillRival]:
        """Return all rules that look at the bill, those for the operator last."""
        groups = [*(group for layer in self.layers for group in layer.bill), *self.operators]
        for group in groups:
            yield from group.rivals


def prospect_of(scheme: Scheme, plan: Plan, profile: Profile, occasion: Occasion) -> Prospect:
    """Find what a diner can expect of a scheme, whose plan this is, on an occasion."""
    return _find_prospect(
        scheme,
        profile,
        occasion.on_date,
        occasion.meal_period,
        occasion.channel,
        _edge_before(plan.time_edges, occasion.at_time),
        occasion.site,
        occasion.site_area,
    )


def _edge_before(edges: tuple[time, ...], at_time: time | None) -> time | None:
    """Return a time that stands for all between the same two edges, so that like visits are one."""
    if at_time is None or not edges:
        return None
    place = bisect_right(edges, at_time)
    return edges[place - 1] if place else time.min


# A day has few different visits (an age, a meal), and every tap on the till asks for the same one again.
@lru_cache(maxsize=2048)
def _find_prospect(
    scheme: Scheme,
    profile: Profile,
    on_date: date,
    meal_period: str,
    channel: str,
    at_time: time | None,
    site: str,
    site_area: str,
) -> Prospect:
    plan, tier = plan_of(scheme), find_tier(scheme, profile)
    site_areas = plan.ancestors.get(site_area, NO_CODES)
    moment = Moment(on_date, meal_period, channel, at_time, site, site_areas)
    visit = Visit(profile, tier, moment)
    outlook = _Outlook(
        scheme, plan, visit, tuple(find_standing(rule, scheme, visit) for rule in scheme.rules)
    )
    early, later = _part_layers([_find_layer(layer, outlook) for layer in plan.layers])
    bill_groups = [group for layer in plan.layers for group in layer.bill_groups]
    return Prospect(
        None if tier is None else tier.tier,
        {
            position: standing.offers[0].reason
            for position, standing in enumerate(outlook.standings)
            if isinstance(standing, Granted)
        },
        early,
        later,
        tuple(_find_bill_group(group, outlook) for group in plan.operator_groups),
        tuple(one for group in bill_groups for one in _find_refusals(group, outlook)),
        find_gates(scheme, profile, moment),
        {},
    )


class _Outlook(NamedTuple):
    """What the parts of a prospect are made from; ``standings`` are by the position of the rule."""

    scheme: Scheme
    plan: Plan
    visit: Visit
    standings: tuple[Standing | None, ...]


def _find_layer(layer: LayerPlan, outlook: _Outlook) -> LayerOffers:
    return LayerOffers(
        {place: _find_lane(lane, outlook) for place, lane in layer.lanes.items()},
        tuple(_find_bill_group(group, outlook) for group in layer.bill_groups),
    )


def _part_layers(layers: list[LayerOffers]) -> tuple[tuple[Lanes, ...], tuple[LayerOffers, ...]]:
    """Part the layers that price lines on their own from those that come with the bill or after it.

    Of a later layer that prices no line on its own, what it says of lines is said early.
    """
    early: list[Lanes] = []
    later: list[LayerOffers] = []
    for layer in layers:
        prices_lines = any(offers.groups for offers in layer.lanes.values())
        if not prices_lines or not (later or layer.bill):
            early.append(layer.lanes)
            layer = layer._replace(lanes={})
        if layer.bill or layer.lanes:
            later.append(layer)
    return tuple(early), tuple(later)


def _find_lane(lane: Lane, outlook: _Outlook) -> LaneOffers:
    declined: list[Declined] = []
    groups = [_find_line_group(group, outlook, declined) for group in lane.groups]
    for position, reason in lane.refusals:
        refused = outlook.standings[position]
        if refused is not None:
            declined.append(Declined(refused.rule.code, reason))
    return LaneOffers(tuple(group for group in groups if group.rivals), tuple(declined))


def _find_line_group(group: GroupPlan, outlook: _Outlook, declined: list[Declined]) -> LineGroup:
    rivals = []
    for position in group.rules:
        standing = outlook.standings[position]
        if standing is None:
            continue
        items = standing.rule.items if looks_closer(standing.rule.items) else None
        rounding = standing.rule.rounding or outlook.scheme.rounding
        if isinstance(standing, Granted):
            rivals.append(LineRival(standing.rule, items, standing.offers[0], None, rounding))
        elif items is None:
            declined.append(standing.declined)
        else:
            rivals.append(LineRival(standing.rule, items, None, standing.declined, rounding))
    is_sure = all(rival.items is None for rival in rivals)
    return LineGroup(tuple(rivals), tuple(rivals) if is_sure else (), group.choose)


def _find_bill_group(group: BillGroupPlan, outlook: _Outlook) -> BillGroup:
    lanes = {}
    for place, on_lines in group.lanes.items():
        declined: list[Declined] = []
        offers = _find_line_group(on_lines, outlook, declined)
        lanes[place] = LaneOffers((offers,) if offers.rivals else (), tuple(declined))
    return BillGroup(
        tuple(_find_bill_rivals(group.rules, outlook)), lanes, group.choose, outlook.plan.positions
    )


def _find_bill_rivals(positions: tuple[int, ...], outlook: _Outlook) -> Iterator[BillRival]:
    moment = outlook.visit.moment
    for position in positions:
        standing = outlook.standings[position]
        if isinstance(standing, Granted):
            rule = standing.rule
            yield BillRival(
                rule,
                position,
                outlook.plan.reach[position],
                rule.items if looks_closer(rule.items) else None,
                standing.offers,
                rule.rounding or outlook.scheme.rounding,
                count_rule(rule, moment.on_date, moment.meal_period, moment.site),
            )


def _find_refusals(group: BillGroupPlan, outlook: _Outlook) -> Iterator[RefusedOnBill]:
    for position in group.rules:
        standing = outlook.standings[position]
        if isinstance(standing, Refused):
            yield RefusedOnBill(outlook.plan.reach[position], standing.declined)
