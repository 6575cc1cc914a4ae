"""Which rules can concern an item at all? Worked out once for a scheme, so that a quote only looks it up."""

from pricing.scheme import ANY_OTHER, Lane, Lanes, Plan, Rule, Term, TierDefinition, Vendor
from pricing.text import Text
from pricing.wording import OTHER_VENDOR, vendor_closed, vendor_takes_no_part

PlacedRule = tuple[int, Rule]


def make_plan(
    tiers: tuple[TierDefinition, ...], vendors: tuple[Vendor, ...], rules: tuple[Rule, ...]
) -> Plan:
    """Arrange the rules of a scheme, whose references hold, for the engine."""
    categories = frozenset(category for rule in rules for category in rule.items.categories)
    declared = {vendor.code: vendor for vendor in vendors}
    layers = sorted({rule.layer for rule in rules})
    return Plan(
        layers=tuple(_make_lanes(number, rules, categories, declared) for number in layers),
        categories=categories,
        vendors=frozenset(declared),
        min_ages=tuple(_min_ages(rule, tiers) for rule in rules),
    )


def _make_lanes(
    number: int, rules: tuple[Rule, ...], categories: frozenset[str], declared: dict[str, Vendor]
) -> Lanes:
    here = [(position, rule) for position, rule in enumerate(rules) if rule.layer == number]
    return {
        (category, vendor): _make_lane(here, category, vendor, declared.get(vendor))
        for category in (*categories, ANY_OTHER)
        for vendor in (*declared, ANY_OTHER)
    }


def _make_lane(here: list[PlacedRule], category: str, vendor: str, declared: Vendor | None) -> Lane:
    groups: dict[str | int, list[int]] = {}
    refusals: list[tuple[int, Text]] = []
    closed: list[tuple[int, Text]] = []
    for position, rule in here:
        # A group stands where its first rule stands, whether or not that one is for these items.
        group = groups.setdefault(position if rule.group is None else rule.group, [])
        concerned = not rule.items.categories or category in rule.items.categories
        if declared is not None and not declared.takes_discounts and rule.kind == "discount":
            # Said even where no rule names the category: a diner expects it of every counter in the house.
            (refusals if concerned else closed).append((position, vendor_closed(declared.name)))
        elif concerned and _leaves_out(rule, vendor):
            words = OTHER_VENDOR if declared is None else vendor_takes_no_part(declared.name)
            refusals.append((position, words))
        elif concerned:
            group.append(position)
    return Lane(tuple(tuple(group) for group in groups.values() if group), (*refusals, *closed))


def _leaves_out(rule: Rule, vendor: str) -> bool:
    items = rule.items
    return vendor in items.exclude_vendors or (bool(items.vendors) and vendor not in items.vendors)


def _min_ages(rule: Rule, tiers: tuple[TierDefinition, ...]) -> tuple[int, ...]:
    """Collect the ages from which a term starts, leaving out terms that ask for a class as well.

    Someone too young expects a rule that only age stands in the way of; of a class we cannot say so.
    """
    return tuple(sorted({age for term in rule.terms for age in _starts(term, tiers)}))


def _starts(term: Term, tiers: tuple[TierDefinition, ...]) -> set[int]:
    if term.who.classes:
        return set()
    own_age = term.who.min_age or 0
    if not term.who.tiers:
        return {own_age}
    return {
        max(own_age, entry.who.min_age or 0)
        for entry in tiers
        if entry.tier.code in term.who.tiers and not entry.who.classes
    }
