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
from pricing.engine.counting import Counted, count_rule
from pricing.engine.fitting import find_tier
from pricing.engine.moments import Moment
from pricing.engine.plan import GroupPlan, Lane, Place, Plan, plan_of
from pricing.engine.profile import Profile
from pricing.engine.selection import looks_closer
from pricing.engine.standing import Granted, Offer, Refused, Standing, Visit, find_standing
from pricing.money import Rounding
from pricing.quotes import Declined
from pricing.scheme.conditions import Items
from pricing.scheme.people import Tier
from pricing.scheme.rules import Choice, Rule
from pricing.scheme.scheme import Scheme


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
    places: frozenset[Place]
    items: Items | None
    offers: tuple[Offer, ...]
    rounding: Rounding
    counted: Counted


class BillGroup(NamedTuple):
    """Rules of which the bill gets one."""

    rivals: tuple[BillRival, ...]
    choose: Choice


class LayerOffers(NamedTuple):
    """What one layer offers: line by line, and for the bill."""

    lanes: Mapping[Place, LaneOffers]
    bill: tuple[BillGroup, ...]


class Prospect(NamedTuple):
    """What a diner can expect on a visit. ``declined`` are the rules for the bill that are not to be had."""

    plan: Plan
    tier: Tier | None
    layers: tuple[LayerOffers, ...]
    operators: tuple[BillRival, ...]
    declined: tuple[Declined, ...]
    gates: tuple[Gate, ...]


def prospect_of(scheme: Scheme, profile: Profile, occasion: Occasion) -> Prospect:
    """Find what a diner can expect of a scheme on an occasion."""
    plan = plan_of(scheme)
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
@lru_cache(maxsize=1024)
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
    on_bill = [position for layer in plan.layers for group in layer.bill_groups for position in group.rules]
    return Prospect(
        plan,
        None if tier is None else tier.tier,
        tuple(
            LayerOffers(
                {place: _find_lane(lane, outlook) for place, lane in layer.lanes.items()},
                tuple(_find_bill_group(group, outlook) for group in layer.bill_groups),
            )
            for layer in plan.layers
        ),
        tuple(_find_bill_rivals(plan.operator_rules, outlook)),
        tuple(_refusals(on_bill, outlook)),
        find_gates(scheme, profile, moment),
    )


class _Outlook(NamedTuple):
    """What the parts of a prospect are made from; ``standings`` are by the position of the rule."""

    scheme: Scheme
    plan: Plan
    visit: Visit
    standings: tuple[Standing | None, ...]


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


def _find_bill_group(group: GroupPlan, outlook: _Outlook) -> BillGroup:
    return BillGroup(tuple(_find_bill_rivals(group.rules, outlook)), group.choose)


def _find_bill_rivals(positions: tuple[int, ...], outlook: _Outlook) -> Iterator[BillRival]:
    moment = outlook.visit.moment
    for position in positions:
        standing = outlook.standings[position]
        if isinstance(standing, Granted):
            rule = standing.rule
            yield BillRival(
                rule,
                outlook.plan.reach[position],
                rule.items if looks_closer(rule.items) else None,
                standing.offers,
                rule.rounding or outlook.scheme.rounding,
                count_rule(rule, moment.on_date, moment.meal_period, moment.site),
            )


def _refusals(positions: list[int], outlook: _Outlook) -> Iterator[Declined]:
    for position in positions:
        standing = outlook.standings[position]
        if isinstance(standing, Refused):
            yield standing.declined
