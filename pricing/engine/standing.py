"""How does a diner stand with each rule, before any line is looked at?"""

from dataclasses import dataclass
from typing import NamedTuple

from pricing.engine import wording
from pricing.engine.fitting import find_lack, fits
from pricing.engine.moments import Moment, is_running, refuse_moment
from pricing.engine.plan import counts_the_day
from pricing.engine.profile import Profile
from pricing.quotes import Declined
from pricing.scheme.people import TierDefinition, Who
from pricing.scheme.rules import Rule, Term
from pricing.scheme.scheme import Scheme
from pricing.text import Text


class Offer(NamedTuple):
    """A term that fits the diner, and as whom and what in words."""

    term: Term
    reason: Text


class Granted(NamedTuple):
    """A rule that the diner gets as far as the person is concerned: the terms that fit, in order."""

    rule: Rule
    offers: tuple[Offer, ...]


class Refused(NamedTuple):
    """A rule that the diner may expect but does not get."""

    rule: Rule
    declined: Declined


Standing = Granted | Refused


@dataclass(frozen=True, slots=True)
class Visit:
    """All that a standing depends on: who comes, and when and where."""

    profile: Profile
    tier: TierDefinition | None
    moment: Moment


def find_standing(rule: Rule, scheme: Scheme, visit: Visit) -> Standing | None:
    """Find how the diner stands with a rule; None where nobody would expect the rule.

    Nobody expects a rule whose dates are over or still to come, whose payer's agreement does not run, which
    is for younger people, or which is for a class that the diner is not in.
    """
    if not _runs(rule, scheme, visit):
        return None
    profile = visit.profile
    refusal = refuse_moment(rule.when, scheme.calendar, visit.moment)
    tier_code = None if visit.tier is None else visit.tier.tier.code
    fitting = [term for term in rule.terms if fits(term.who, profile, tier_code)]
    if fitting and refusal is None and not (profile.is_guest and needs_a_person(rule)):
        return Granted(rule, tuple(Offer(term, _words_of(term, visit)) for term in fitting))
    if fitting:
        lack: Text | None = wording.NO_CARD
    else:
        lack = find_lack(tuple(term.who for term in rule.terms), scheme, profile)
    return None if lack is None else Refused(rule, Declined(rule.code, refusal or lack))


def needs_a_person(rule: Rule) -> bool:
    """Tell whether a rule is counted per person, so that a guest cannot have it."""
    return any(cap.per != "bill" for cap in rule.caps) or any(counts_the_day(term) for term in rule.terms)


def _runs(rule: Rule, scheme: Scheme, visit: Visit) -> bool:
    on_date = visit.moment.on_date
    agreements = [payer for payer in scheme.payers if payer.code == rule.payer]
    return is_running(rule.when, on_date) and all(is_running(payer, on_date) for payer in agreements)


def _words_of(term: Term, visit: Visit) -> Text:
    """Say as whom the diner gets the benefit: by age, by tier, or both, as the rule asks for them."""
    who, profile = term.who, visit.profile
    tier = visit.tier if who.tiers else None
    asked = [one for one in (who, None if tier is None else tier.who) if one is not None and _asks_age(one)]
    at_year_end = any(one.age_on == "year_end" for one in asked)
    age = profile.year_end_age if at_year_end else profile.age
    name = None if tier is None else tier.tier.name
    held = min(who.classes & profile.classes, default=None)
    return wording.granted(age if asked else None, name, held, wording.gives(term))


def _asks_age(who: Who) -> bool:
    return who.min_age is not None or who.max_age is not None
