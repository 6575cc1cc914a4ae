"""What would a tray cost somebody under a scheme that is not in force, and what does it cost now?

Rule: nothing is written; the price is that of `quote_basket`, with the uses that the manager gives, or for a
member those in the books.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from inventory.errors import UnknownDish
from inventory.menu import Dish, library
from pos.members.joining import BornInTheFuture
from pos.members.members import Member, require_member
from pos.members.people import masked_name
from pos.pricebook.pricebook import find_scheme
from pos.sales.tickets import EmptyBasket
from pos.shifts.shifts import Site
from pos.usage.usage import usage_of
from pos.vault import Vault
from pos.web.prices_wire import Names
from pos.web.wire import Json, said
from pricing import (
    Basket,
    BasketLine,
    Diner,
    Item,
    Occasion,
    Scheme,
    Text,
    Usage,
    UsageKey,
    Used,
    completed_years,
    period_of,
    quote_basket,
    quote_to_json,
    usage_keys,
)
from pricing.review.vocabulary import Vocabulary
from pricing.scheme.conditions import Cap, CapSpan
from pricing.scheme.rules import Access, Rule
from pricing.usage import ALL_SITES


@dataclass(frozen=True)
class Trial:
    """A tray, its diner and what was used before."""

    basket: Basket
    diner: Diner
    member: Member | None
    given: Usage


def read_trial(connection: Connection, body: Json, site: Site) -> Trial:
    """Return what a request wants priced.

    :raises UnknownDish: when the library has no such dish.
    :raises EmptyBasket: when there is none at all.
    :raises UnknownMember: when there is no member of that code.
    :raises BornInTheFuture: when the birth date lies after the day of the meal.
    """
    asked = body["occasion"]
    occasion = Occasion(
        on_date=asked["on_date"],
        meal_period=asked["meal_period"],
        channel=asked["channel"],
        at_time=asked["at_time"],
        site=site.code,
        site_area=site.area,
    )
    if not body["lines"]:
        raise EmptyBasket
    dishes = {dish.code: dish for dish in library(connection)}
    basket = Basket(tuple(_line(dishes, line) for line in body["lines"]), occasion)
    member, diner = _diner(connection, body["person"], occasion.on_date)
    given = {} if diner.is_guest else dict(_used(one, occasion) for one in body["usage"])
    return Trial(basket, diner, member, given)


def try_scheme(connection: Connection, scheme: Scheme, trial: Trial, names: Names) -> Json:
    """Price a trial under a scheme, and say what was counted on."""
    keys = usage_keys(scheme, trial.basket.occasion)
    booked = usage_of(connection, trial.member.id, keys) if trial.member else {}
    usage = {**booked, **{key: used for key, used in trial.given.items() if key in keys}}
    words = Vocabulary(scheme, names)
    quote = quote_basket(trial.basket, trial.diner, scheme, usage)
    payers = {rule.payer: said(words.word("payer", rule.payer)) for rule in scheme.rules}
    return {
        "scheme": {"code": scheme.code, "version": scheme.version, "hash": scheme.hash},
        "quote": quote_to_json(quote),
        "payers": payers,
        "rules": {rule.code: said(rule.name) for rule in scheme.rules},
        "counters": list(_counters(scheme, trial.basket.occasion, usage)) if not trial.diner.is_guest else [],
    }


def try_in_force(connection: Connection, site: Site, trial: Trial, names: Names) -> Json | None:
    """Price a trial under the version in force on its day, if there is one."""
    scheme = find_scheme(connection, site.scheme_code, trial.basket.occasion.on_date)
    return None if scheme is None else try_scheme(connection, scheme, trial, names)


def person_json(vault: Vault, trial: Trial) -> Json:
    """Return who the trial is for, as the engine sees them."""
    birth_date = trial.diner.birth_date
    on_date = trial.basket.occasion.on_date
    return {
        "name": trial.member and masked_name(vault, trial.member.person),
        "age": None if birth_date is None else completed_years(birth_date, on_date),
        "classes": [
            {"code": code, "valid_until": until and until.isoformat()}
            for code, until in sorted(trial.diner.classes.items())
        ],
        "residence": trial.diner.residence,
        "hukou": trial.diner.hukou,
        "is_guest": trial.diner.is_guest,
    }


def _line(dishes: Mapping[str, Dish], line: Json) -> BasketLine:
    dish = dishes.get(line["dish"])
    if dish is None:
        raise UnknownDish(dishes=[line["dish"]])
    item = Item(dish.code, dish.category_code, dish.vendor_code, dish.list_price_fen)
    return BasketLine(item, line["quantity"])


def _diner(connection: Connection, person: Json, on_date: date) -> tuple[Member | None, Diner]:
    if person["kind"] == "guest":
        return None, Diner()
    if person["kind"] == "member":
        member = require_member(connection, person["member"])
        diner = member.diner_on(on_date)
    else:
        member = None
        classes = {one["code"]: one["valid_until"] for one in person["classes"]}
        diner = Diner(person["birth_date"], classes, person["residence"], person["hukou"])
    if diner.birth_date is not None and diner.birth_date > on_date:
        raise BornInTheFuture(birth_date=diner.birth_date.isoformat())
    return member, diner


def _used(one: Json, occasion: Occasion) -> tuple[UsageKey, Used]:
    period = period_of(one["per"], occasion.on_date, occasion.meal_period)
    used = Used(one["times"], one["amount_fen"], one["portions"], one["base_fen"])
    return UsageKey(one["counter"], period, one["site"]), used


def _counters(scheme: Scheme, occasion: Occasion, usage: Usage) -> Iterator[Json]:
    """Return what the scheme counts of a diner, by the rule that is first to ask for it."""
    asked: dict[tuple[str, CapSpan, str], tuple[Text, dict[str, None]]] = {}
    rules: tuple[Rule | Access, ...] = (*scheme.access, *scheme.rules)
    for rule in rules:
        for counter, per, across, measure in _measures(rule):
            site = ALL_SITES if across == "sites" else occasion.site
            asked.setdefault((counter, per, site), (rule.name, {}))[1][measure] = None
    for (counter, per, site), (name, measures) in asked.items():
        key = UsageKey(counter, period_of(per, occasion.on_date, occasion.meal_period), site)
        yield {
            "counter": counter,
            "per": per,
            "site": site,
            "name": said(name),
            "measures": list(measures),
            "used": usage.get(key, Used())._asdict(),
        }


def _measures(rule: Rule | Access) -> Iterator[tuple[str, CapSpan, str, str]]:
    for cap in rule.caps:
        if cap.per != "bill":
            yield cap.counter, cap.per, cap.across, _measure(cap)
    if isinstance(rule, Access):
        return
    for term in rule.terms:
        if term.nth_meal is not None:
            yield rule.day_counter, "day", "sites", "times"
        if term.threshold is not None and term.threshold.span == "day":
            yield rule.day_counter, "day", "sites", "base_fen"


def _measure(cap: Cap) -> str:
    if cap.times is not None:
        return "times"
    return "portions" if cap.amount_fen is None else "amount_fen"
