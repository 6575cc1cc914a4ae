"""Which rules can concern an item at all? Worked out once for a scheme, so that a quote only looks it up."""

from collections.abc import Mapping
from datetime import time
from functools import lru_cache
from typing import NamedTuple

from pricing.basket import Item
from pricing.engine.wording import OTHER_VENDOR, vendor_closed, vendor_takes_no_part
from pricing.scheme.areas import ancestors_of
from pricing.scheme.benefits import Percent, SetPrice
from pricing.scheme.conditions import CapScope, CapSpan, Items, When
from pricing.scheme.rules import Choice, Rule, Term
from pricing.scheme.scheme import Scheme, Vendor, all_caps, all_whos
from pricing.text import Text

ANY_OTHER = ""

Place = tuple[str, str]
"""A category and a vendor; `ANY_OTHER` stands for all that the scheme does not name."""


class GroupPlan(NamedTuple):
    """Rules by their position in the scheme, of which one is taken; a rule alone is a group of one."""

    rules: tuple[int, ...]
    choose: Choice


class BillGroupPlan(NamedTuple):
    """A group of which some rule looks at the bill.

    ``rules`` are those that do; ``lanes`` hold the others, which price lines on their own, by place (none:
    there are no others).
    """

    rules: tuple[int, ...]
    lanes: Mapping[Place, GroupPlan]
    choose: Choice


class Lane(NamedTuple):
    """What a layer means for the items of one place.

    ``groups`` may reduce the price line by line; ``refusals`` are rules (by position) that leave the vendor
    out, and the words for it.
    """

    groups: tuple[GroupPlan, ...]
    refusals: tuple[tuple[int, Text], ...]


class LayerPlan(NamedTuple):
    """One layer: the lanes of all places, and the groups that look at the bill as a whole."""

    lanes: Mapping[Place, Lane]
    bill_groups: tuple[BillGroupPlan, ...]


class CounterPlan(NamedTuple):
    """A counter of a person that the scheme needs to know."""

    counter: str
    span: CapSpan
    across: CapScope


class Plan(NamedTuple):
    """What the engine looks up in a scheme.

    ``positions`` gives the place of each rule in the scheme, ``reach`` (by that) the places of its items;
    ``ancestors`` for each area itself and the areas around it; ``time_edges`` the times of day at which some
    rule begins or ends.
    """

    layers: tuple[LayerPlan, ...]
    operator_groups: tuple[BillGroupPlan, ...]
    positions: Mapping[str, int]
    reach: tuple[frozenset[Place], ...]
    categories: frozenset[str]
    vendors: frozenset[str]
    classes: frozenset[str]
    asks_year_end: bool
    asks_birthday: bool
    ancestors: Mapping[str, frozenset[str]]
    time_edges: tuple[time, ...]
    counters: tuple[CounterPlan, ...]

    def find_place(self, item: Item) -> Place:
        """Find the place of an item whose category or vendor the scheme may not name."""
        return (
            item.category if item.category in self.categories else ANY_OTHER,
            item.vendor if item.vendor in self.vendors else ANY_OTHER,
        )


@lru_cache(maxsize=64)
def plan_of(scheme: Scheme) -> Plan:
    """Arrange the rules of a scheme for the engine."""
    whos = all_whos(scheme)
    whens = [rule.when for rule in scheme.rules] + [access.when for access in scheme.access]
    categories, vendors = _named_places(scheme)
    places = [(category, vendor) for category in (*categories, ANY_OTHER) for vendor in (*vendors, ANY_OTHER)]
    priced = [position for position, rule in enumerate(scheme.rules) if rule.kind != "operator"]
    numbers = sorted({scheme.rules[position].layer for position in priced})
    return Plan(
        layers=tuple(_plan_layer(number, scheme, priced, places) for number in numbers),
        operator_groups=tuple(
            BillGroupPlan(group.rules, {}, group.choose)
            for group in _group(
                [position for position, rule in enumerate(scheme.rules) if rule.kind == "operator"], scheme
            )
        ),
        positions={rule.code: position for position, rule in enumerate(scheme.rules)},
        reach=tuple(
            frozenset(place for place in places if _reaches(rule, place, scheme)) for rule in scheme.rules
        ),
        categories=categories,
        vendors=vendors,
        classes=frozenset(code for who in whos for code in who.classes | who.without_classes),
        asks_year_end=any(who.age_on == "year_end" for who in whos),
        asks_birthday=any(who.on_birthday for who in whos),
        ancestors={area.code: ancestors_of(area.code, scheme.areas) for area in scheme.areas},
        time_edges=_time_edges(whens),
        counters=_counters(scheme),
    )


def works_on_the_bill(rule: Rule, scheme: Scheme) -> bool:
    """Say whether a rule looks at the bill as a whole; else each line can be priced on its own."""
    rounding = rule.rounding or scheme.rounding
    if rule.caps or rounding.place == "bill":
        return True
    return any(
        term.threshold is not None
        or term.nth_meal is not None
        or not isinstance(term.benefit, Percent | SetPrice)
        for term in rule.terms
    )


def _named_places(scheme: Scheme) -> tuple[frozenset[str], frozenset[str]]:
    """Collect the categories and vendors between which some rule tells apart."""
    selections = [rule.items for rule in scheme.rules]
    categories = frozenset(
        code for items in selections for code in items.categories | items.exclude_categories
    )
    vendors = frozenset(code for items in selections for code in items.vendors | items.exclude_vendors)
    return categories, vendors | frozenset(vendor.code for vendor in scheme.vendors)


def _plan_layer(number: int, scheme: Scheme, priced: list[int], places: list[Place]) -> LayerPlan:
    here = [position for position in priced if scheme.rules[position].layer == number]
    groups = _group(here, scheme)
    on_bill = {
        position
        for group in groups
        for position in group.rules
        if any(works_on_the_bill(scheme.rules[other], scheme) for other in group.rules)
    }
    return LayerPlan(
        lanes={place: _plan_lane(groups, on_bill, place, scheme) for place in places},
        bill_groups=tuple(
            _plan_bill_group(group, places, scheme) for group in groups if group.rules[0] in on_bill
        ),
    )


def _plan_bill_group(group: GroupPlan, places: list[Place], scheme: Scheme) -> BillGroupPlan:
    """Part the rules of a group that look at the bill from those that price lines on their own."""
    by_bill = tuple(position for position in group.rules if works_on_the_bill(scheme.rules[position], scheme))
    by_line = [position for position in group.rules if position not in by_bill]
    lanes = {
        place: GroupPlan(
            tuple(position for position in by_line if _reaches(scheme.rules[position], place, scheme)),
            group.choose,
        )
        for place in places
        if by_line
    }
    return BillGroupPlan(by_bill, lanes, group.choose)


def _group(here: list[int], scheme: Scheme) -> list[GroupPlan]:
    """Bring the rules of a group together, where the first of them stands."""
    choices = {group.code: group.choose for group in scheme.groups}
    members: dict[str | int, list[int]] = {}
    for position in here:
        code = scheme.rules[position].group
        members.setdefault(position if code is None else code, []).append(position)
    return [
        GroupPlan(tuple(positions), choices.get(code, "best") if isinstance(code, str) else "best")
        for code, positions in members.items()
    ]


def _plan_lane(groups: list[GroupPlan], on_bill: set[int], place: Place, scheme: Scheme) -> Lane:
    kept: list[GroupPlan] = []
    refusals: list[tuple[int, Text]] = []
    closed: list[tuple[int, Text]] = []
    vendor = next((vendor for vendor in scheme.vendors if vendor.code == place[1]), None)
    for group in groups:
        taken = []
        for position in group.rules:
            rule = scheme.rules[position]
            concerned = _is_for_category(rule.items, place[0])
            if vendor is not None and _is_closed(vendor, rule):
                # Said even where no rule names the category: a diner expects it of every counter here.
                (refusals if concerned else closed).append((position, vendor_closed(vendor.name)))
            elif concerned and not _is_for_vendor(rule.items, place[1]):
                words = OTHER_VENDOR if vendor is None else vendor_takes_no_part(vendor.name)
                refusals.append((position, words))
            elif concerned and position not in on_bill:
                taken.append(position)
        if taken:
            kept.append(GroupPlan(tuple(taken), group.choose))
    return Lane(tuple(kept), (*refusals, *closed))


def _is_closed(vendor: Vendor, rule: Rule) -> bool:
    return not vendor.takes_discounts and rule.kind == "discount"


def _is_for_category(items: Items, category: str) -> bool:
    return category not in items.exclude_categories and (not items.categories or category in items.categories)


def _is_for_vendor(items: Items, vendor: str) -> bool:
    return vendor not in items.exclude_vendors and (not items.vendors or vendor in items.vendors)


def _reaches(rule: Rule, place: Place, scheme: Scheme) -> bool:
    vendor = next((vendor for vendor in scheme.vendors if vendor.code == place[1]), None)
    return (
        _is_for_category(rule.items, place[0])
        and _is_for_vendor(rule.items, place[1])
        and not (vendor is not None and _is_closed(vendor, rule))
    )


def _time_edges(whens: list[When]) -> tuple[time, ...]:
    edges = {edge for when in whens for edge in (when.from_time, when.until_time) if edge is not None}
    return tuple(sorted(edges))


def _counters(scheme: Scheme) -> tuple[CounterPlan, ...]:
    caps = (cap for cap in all_caps(scheme) if cap.per != "bill")
    found = {CounterPlan(cap.counter, cap.per, cap.across) for cap in caps}
    for rule in scheme.rules:
        if any(counts_the_day(term) for term in rule.terms):
            found.add(CounterPlan(rule.day_counter, "day", "sites"))
    return tuple(sorted(found))


def counts_the_day(term: Term) -> bool:
    """Say whether a term has to know what the diner had of its rule earlier on the day."""
    return term.nth_meal is not None or (term.threshold is not None and term.threshold.span == "day")
