"""How does a diner stand with each rule, before any line is looked at?"""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from pricing import wording
from pricing.benefits import Benefit
from pricing.quotes import Declined
from pricing.scheme import Items, Rule, Scheme, TierDefinition, When, Who
from pricing.selection import looks_closer
from pricing.text import Text


class Granted(NamedTuple):
    """A rule that the diner gets, for items that pass ``items`` (None: all), and why."""

    rule: Rule
    items: Items | None
    benefit: Benefit
    reason: Text


class Refused(NamedTuple):
    """A rule that the diner may expect, for items that pass ``items`` (None: all), but does not get."""

    rule: Rule
    items: Items | None
    declined: Declined


Standing = Granted | Refused


@dataclass(frozen=True, slots=True)
class Visit:
    """All that a standing depends on: who comes (``age`` None: unknown), and when."""

    age: int | None
    classes: frozenset[str]
    on_date: date
    meal_period: str
    channel: str
    tier: TierDefinition | None

    @property
    def is_guest(self) -> bool:
        return self.age is None and not self.classes


def find_tier(scheme: Scheme, age: int | None, classes: frozenset[str]) -> TierDefinition | None:
    """Find the first tier of the scheme that a diner is in."""
    for entry in scheme.tiers:
        if _fits(entry.who, age, classes, None):
            return entry
    return None


def find_standing(rule: Rule, min_ages: tuple[int, ...], visit: Visit) -> Standing | None:
    """Find how the diner stands with a rule; None where nobody would expect the rule.

    ``min_ages`` are the ages from which its terms start. Nobody expects a rule whose dates are over or still
    to come, which is for younger people, or which is for a class that the diner is not in.
    """
    if not _is_in_force(rule.when, visit.on_date):
        return None
    refusal = _refuse_moment(rule.when, visit)
    items = rule.items if looks_closer(rule.items) else None
    tier_code = None if visit.tier is None else visit.tier.tier.code
    for term in rule.terms:
        if _fits(term.who, visit.age, visit.classes, tier_code):
            if refusal is not None:
                return Refused(rule, items, Declined(rule.code, refusal))
            return Granted(rule, items, term.benefit, _grant(term.who, term.benefit, visit))
    missing = _missing(min_ages, visit)
    return None if missing is None else Refused(rule, items, Declined(rule.code, refusal or missing))


def _is_in_force(when: When, on_date: date) -> bool:
    if when.from_date is not None and on_date < when.from_date:
        return False
    return when.until_date is None or on_date < when.until_date


def _refuse_moment(when: When, visit: Visit) -> Text | None:
    if when.meal_periods and visit.meal_period not in when.meal_periods:
        return wording.OTHER_MEAL
    if when.channels and visit.channel not in when.channels:
        return wording.OTHER_CHANNEL
    return None


def _fits(who: Who, age: int | None, classes: frozenset[str], tier_code: str | None) -> bool:
    if who.tiers and tier_code not in who.tiers:
        return False
    if who.min_age is not None and (age is None or age < who.min_age):
        return False
    if who.max_age is not None and (age is None or age > who.max_age):
        return False
    return not who.classes or not who.classes.isdisjoint(classes)


def _grant(who: Who, benefit: Benefit, visit: Visit) -> Text:
    """Say as whom the diner gets the benefit: by age, by tier, or both, as the rule asks for them."""
    tier = visit.tier if who.tiers else None
    asks_age = _asks_age(who) or (tier is not None and _asks_age(tier.who))
    name = None if tier is None else tier.tier.name
    return wording.granted(visit.age if asks_age else None, name, benefit.words())


def _asks_age(who: Who) -> bool:
    return who.min_age is not None or who.max_age is not None


def _missing(min_ages: tuple[int, ...], visit: Visit) -> Text | None:
    """Say what the diner lacks for a rule that might be expected."""
    if visit.is_guest:
        return wording.NO_CARD
    if visit.age is None:
        return wording.NO_BIRTH_DATE if min_ages else None
    for min_age in min_ages:
        if visit.age < min_age:
            return wording.too_young(visit.age, min_age)
    return None
