"""What does the basket cost this diner? Pure: the same arguments give the same quote, on any day.

Layers follow one another, each on the price that the one before has left. Within a layer all rules see the
same price; of a group only the rule that is best for the diner counts, decided line by line.
"""

from collections.abc import Sequence
from datetime import date

from pricing import wording
from pricing.age import completed_years
from pricing.basket import Basket, BasketLine, Diner
from pricing.money import Rounding
from pricing.prospect import Offers, find_prospect
from pricing.quotes import Declined, Quote, QuoteLine, Reduction, RuleTotal
from pricing.scheme import Scheme, Tier
from pricing.selection import find_outside
from pricing.standing import Granted, Standing, find_tier
from pricing.text import Text


def quote_basket(basket: Basket, diner: Diner, scheme: Scheme) -> Quote:
    """Price a basket for a diner under a scheme.

    The age is that on the basket's date. Every line and the whole satisfy: list - discounts - subsidies =
    total, and no total is below 0. The order of the lines changes no amount.

    :raises ValueError: when the diner's birth date lies after the basket's date.
    """
    age = _find_age(diner, basket.on_date)
    prospect = find_prospect(scheme, age, diner.classes, basket.on_date, basket.meal_period, basket.channel)
    lines = [_OpenLine(line) for line in basket.lines]
    for layer in prospect.layers:
        for line in lines:
            item = line.item
            offers = layer.get((item.category, item.vendor)) or layer[scheme.plan.find_place(item)]
            _apply_offers(offers, line, scheme.rounding)
    return _close(lines, scheme, prospect.tier)


def tier_of(diner: Diner, scheme: Scheme, on_date: date) -> Tier | None:
    """Find the diner's price class on a date, as a quote of that date would name it; None: in no tier.

    :raises ValueError: when the diner's birth date lies after the date.
    """
    entry = find_tier(scheme, _find_age(diner, on_date), diner.classes)
    return None if entry is None else entry.tier


def _find_age(diner: Diner, on_date: date) -> int | None:
    return None if diner.birth_date is None else completed_years(diner.birth_date, on_date)


class _OpenLine:
    """A line while it is being priced: what is left to pay, and what has been said about it."""

    __slots__ = ("declined", "item", "left_fen", "list_fen", "quantity", "reductions")

    def __init__(self, wanted: BasketLine) -> None:
        self.item = item = wanted.item
        self.quantity = quantity = wanted.quantity
        self.list_fen = self.left_fen = item.unit_price_fen * quantity
        self.reductions: tuple[Reduction, ...] = ()
        self.declined: tuple[Declined, ...] = ()


def _apply_offers(offers: Offers, line: _OpenLine, rounding: Rounding) -> None:
    """Apply one layer to a line, every group to the price at which the layer found it."""
    price_fen = line.left_fen
    for rivals in offers.groups:
        given = rivals.given or _find_given(rivals.standings, line)
        if not given or not price_fen:
            continue
        best = given[0]
        cut_fen = best.benefit.cut_fen(price_fen, line.quantity, rounding)
        if len(given) > 1:
            best, cut_fen = _find_best(given, price_fen, line.quantity, rounding)
        left_fen = line.left_fen
        if cut_fen > left_fen:
            cut_fen = left_fen
        rule = best.rule
        if cut_fen:
            line.left_fen = left_fen - cut_fen
            line.reductions += (Reduction(rule.code, rule.kind, rule.payer, cut_fen, rule.name, best.reason),)
            if len(given) > 1:
                instead = wording.better_offer(rule.name)
                line.declined += tuple(Declined(one.rule.code, instead) for one in given if one is not best)
        else:
            reason = wording.ROUNDED_AWAY if left_fen else wording.NOTHING_LEFT
            line.declined += (Declined(rule.code, reason),)
    if offers.declined:
        line.declined += offers.declined


def _find_given(standings: tuple[Standing, ...], line: _OpenLine) -> list[Granted]:
    """Find the rules of a group that the diner gets on this line, and note why not the others."""
    given = []
    for standing in standings:
        outside = None if standing.items is None else find_outside(standing.items, line.item)
        if outside is not None:
            if outside.reason is not None:
                line.declined += (Declined(standing.rule.code, outside.reason),)
        elif isinstance(standing, Granted):
            given.append(standing)
        else:
            line.declined += (standing.declined,)
    return given


def _find_best(
    given: Sequence[Granted], price_fen: int, quantity: int, rounding: Rounding
) -> tuple[Granted, int]:
    """Find the rule that takes most off the price, the first of equals, and how much that is."""
    cuts_fen = [granted.benefit.cut_fen(price_fen, quantity, rounding) for granted in given]
    best_fen = max(cuts_fen)
    return given[cuts_fen.index(best_fen)], best_fen


def _close(lines: list[_OpenLine], scheme: Scheme, tier: Tier | None) -> Quote:
    """Freeze the lines and add them up."""
    by_rule: dict[str, int] = {}
    quote_lines = []
    list_fen = total_fen = 0
    for line in lines:
        list_fen += line.list_fen
        total_fen += line.left_fen
        for reduction in line.reductions:
            code = reduction.rule_code
            by_rule[code] = by_rule.get(code, 0) + reduction.amount_fen
        declined = line.declined if len(line.declined) < 2 else _without_repeats(line.declined)
        quote_lines.append(
            QuoteLine(line.item, line.quantity, line.list_fen, line.reductions, declined, line.left_fen)
        )
    totals = [
        RuleTotal(rule.code, rule.kind, rule.payer, by_rule[rule.code], rule.name)
        for rule in scheme.rules
        if rule.code in by_rule
    ]
    subsidy_fen = sum([total.amount_fen for total in totals if total.kind == "subsidy"])
    discount_fen = list_fen - total_fen - subsidy_fen
    return Quote(
        scheme.code,
        scheme.version,
        scheme.hash,
        tier,
        tuple(quote_lines),
        tuple(totals),
        list_fen,
        discount_fen,
        subsidy_fen,
        total_fen,
    )


def _without_repeats(declined: tuple[Declined, ...]) -> tuple[Declined, ...]:
    """Keep the first of several rules that were declined for the same reason on one line."""
    first: dict[Text, Declined] = {}
    for one in declined:
        first.setdefault(one.reason, one)
    return tuple(first.values())
