"""Which parts of a scheme can nobody ever reach, because something before them always comes first?

Rule: an error is reported only where it is proven; rounding to nothing aside, nothing else can happen.
"""

from collections.abc import Callable, Iterator

from pricing.review.findings import Finding, error, warning
from pricing.review.persons import Way, are_covered, is_impossible, ways_to_meet
from pricing.review.weak_places.extents import items_cover, never_has_a_day, when_covers
from pricing.scheme.benefits import Amount, Benefit, Percent
from pricing.scheme.rules import Rule, Term
from pricing.scheme.scheme import Scheme

Compare = Callable[[Benefit, Benefit], bool]
"""Says whether the first benefit makes the second one idle."""


def lint_reach(scheme: Scheme) -> Iterator[Finding]:
    """Find tiers, terms and rules that are never reached."""
    yield from _lint_tiers(scheme)
    for rule in scheme.rules:
        yield from _lint_terms(rule, scheme)
        yield from _lint_meals(rule)
    for place, rule in enumerate(scheme.rules):
        yield from _lint_rivals(rule, scheme.rules[:place], scheme)
        yield from _lint_layers(rule, scheme)
    for of, when in [(f"rule {rule.code}", rule.when) for rule in scheme.rules] + [
        (f"access {access.code}", access.when) for access in scheme.access
    ]:
        if never_has_a_day(when, scheme.calendar):
            yield error(
                f"{of}: when",
                zh="所列星期中没有这类日子，日历中也没有例外",
                en="none of its weekdays is such a day, and the calendar names no exception",
            )


def _lint_tiers(scheme: Scheme) -> Iterator[Finding]:
    for number, entry in enumerate(scheme.tiers):
        place, way = f"tier {entry.tier.code}", Way((entry.who,), None)
        if is_impossible(way):
            yield _nobody(place)
        elif are_covered(way, [earlier.who for earlier in scheme.tiers[:number]], scheme):
            yield error(
                place,
                zh="前面的优惠档已包括这里的所有人，此档没有人",
                en="nobody is ever in it: the tiers before it take everybody",
            )


def _lint_terms(rule: Rule, scheme: Scheme) -> Iterator[Finding]:
    for number, term in enumerate(rule.terms):
        place = f"rule {rule.code}: terms[{number}]"
        ways = [way for way in ways_to_meet(term.who, scheme) if not is_impossible(way)]
        earlier = [one.who for one in rule.terms[:number] if one.nth_meal in (None, term.nth_meal)]
        if not ways:
            yield _nobody(place)
        elif all(are_covered(way, earlier, scheme) for way in ways):
            yield error(
                place,
                zh="前面的各行已包括这里的所有人，此行不会生效",
                en="it never counts: the terms before it are for everybody whom it is for",
            )


def _nobody(place: str) -> Finding:
    return error(place, zh="没有人能同时满足这些条件", en="nobody can meet all of its conditions")


def _lint_meals(rule: Rule) -> Iterator[Finding]:
    """Find meals of the day that a cap never lets a diner come to."""
    most = [cap.times for cap in rule.caps if cap.per in ("day", "week", "month") and cap.across == "sites"]
    limit = min((times for times in most if times is not None), default=None)
    for number, term in enumerate(rule.terms):
        if limit is not None and term.nth_meal is not None and term.nth_meal > limit:
            yield error(
                f"rule {rule.code}: terms[{number}]: nth_meal",
                zh=f"每人最多{limit}次，到不了第{term.nth_meal}餐",
                en=f"no diner comes to meal {term.nth_meal}: the caps allow {limit} at most",
            )
    yield from _lint_gaps(rule)


def _lint_gaps(rule: Rule) -> Iterator[Finding]:
    """Find meals of the day before which none is counted: only meals that the rule gave something to are."""
    numbers = {term.nth_meal for term in rule.terms}
    if None in numbers:
        return
    for number, term in enumerate(rule.terms):
        before = next((meal for meal in range(1, term.nth_meal or 1) if meal not in numbers), None)
        if before is not None:
            yield error(
                f"rule {rule.code}: terms[{number}]: nth_meal",
                zh=f"第{before}餐没有优惠，不会计数，到不了第{term.nth_meal}餐",
                en=f"meal {before} gives nothing and is not counted: no diner comes to meal {term.nth_meal}",
            )


def _lint_rivals(rule: Rule, before: tuple[Rule, ...], scheme: Scheme) -> Iterator[Finding]:
    """Find rules of a group that another rule of it always comes before."""
    if rule.group is None:
        return
    is_first = any(group.code == rule.group and group.choose == "first" for group in scheme.groups)
    rivals = [one for one in (before if is_first else scheme.rules) if one.group == rule.group]
    for rival in rivals:
        if rival.code == rule.code or rival.kind != rule.kind:
            continue
        if is_first and _takes_all(rival, rule, scheme):
            yield error(
                f"rule {rule.code}",
                zh=f"同组在前的“{rival.code}”总能享受，此规则不会生效",
                en=f"it is never taken: {rival.code} before it in the group always gives something",
            )
        elif not is_first and _is_better(rival, rule, scheme):
            yield warning(
                f"rule {rule.code}",
                zh=f"同组的“{rival.code}”总是同样或更优惠，此规则用不上",
                en=f"it changes no price: {rival.code} of the same group always gives as much or more",
            )
        else:
            continue
        return


def _lint_layers(rule: Rule, scheme: Scheme) -> Iterator[Finding]:
    """Find rules that come when nothing is left to pay."""
    for earlier in scheme.rules:
        if (
            earlier.layer < rule.layer
            and "operator" not in (earlier.kind, rule.kind)
            and _is_alone(earlier, scheme)
            and _covers(earlier, rule, scheme, lambda free, _: free == Percent(0))
        ):
            yield error(
                f"rule {rule.code}",
                zh=f"“{earlier.code}”已使这些菜品免费，没有可减的金额",
                en=f"nothing is ever left to reduce: {earlier.code} makes all of it free of charge",
            )
            return


def _is_alone(rule: Rule, scheme: Scheme) -> bool:
    """Tell whether no other rule can be taken instead: on a bill, one that gives more elsewhere may be."""
    return rule.group is None or not any(
        one.group == rule.group and one.code != rule.code for one in scheme.rules
    )


def _takes_all(rival: Rule, rule: Rule, scheme: Scheme) -> bool:
    # Of coarse steps a percentage may leave nothing, and the next rule has its turn.
    is_fine = (rival.rounding or scheme.rounding).unit_fen == 1

    def gives_something(benefit: Benefit, _: Benefit) -> bool:
        return isinstance(benefit, Amount) or (
            isinstance(benefit, Percent) and (is_fine or not benefit.pays_bp)
        )

    return _covers(rival, rule, scheme, gives_something)


def _is_better(rival: Rule, rule: Rule, scheme: Scheme) -> bool:
    return rival.rounding == rule.rounding and _covers(rival, rule, scheme, _gives_more)


def _gives_more(one: Benefit, other: Benefit) -> bool:
    if isinstance(one, Percent) and isinstance(other, Percent):
        return one.pays_bp < other.pays_bp
    return isinstance(one, Amount) and isinstance(other, Amount) and one.amount_fen > other.amount_fen


def _covers(general: Rule, special: Rule, scheme: Scheme, is_enough: Compare) -> bool:
    """Tell whether a rule surely gives enough to whoever may get something from another one."""
    if general.caps or not items_cover(general.items, special.items):
        return False
    if not when_covers(general, special, scheme) or _is_shut_out(general, special, scheme):
        return False
    return all(
        _surely_gives(general, term, way, scheme, is_enough)
        for term in special.terms
        for way in ways_to_meet(term.who, scheme)
        if not is_impossible(way)
    )


def _surely_gives(rule: Rule, to: Term, way: Way, scheme: Scheme, is_enough: Compare) -> bool:
    """Look at the first term of a rule that a diner may be meant by."""
    for term in rule.terms:
        alternatives = [
            one
            for one in ways_to_meet(term.who, scheme)
            if None in (one.tier, way.tier) or one.tier == way.tier
        ]
        if all(is_impossible(Way((*way.whos, *one.whos), None)) for one in alternatives):
            continue
        return (
            term.threshold is None
            and term.nth_meal is None
            and are_covered(way, [term.who], scheme)
            and is_enough(term.benefit, to.benefit)
        )
    return False


def _is_shut_out(general: Rule, special: Rule, scheme: Scheme) -> bool:
    """Tell whether goods of a vendor without discounts are reached by the other rule alone."""
    if general.kind != "discount" or special.kind == "discount":
        return False
    items = special.items
    closed = [vendor.code for vendor in scheme.vendors if not vendor.takes_discounts]
    return any(
        code not in items.exclude_vendors and (not items.vendors or code in items.vendors) for code in closed
    )
