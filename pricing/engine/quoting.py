"""What does the basket cost this diner? Pure: the same arguments give the same quote, on any day.

Layers follow one another, each on the price that the one before has left. Within a layer all rules see the
same price. Rules for single lines are decided line by line, rules for the bill once, and what they take off
is split over the lines.
"""

from datetime import date

from pricing.basket import Basket, Diner
from pricing.engine.access import pass_gates
from pricing.engine.bill import Bill, claim_for_operator, price_group
from pricing.engine.counting import Counting
from pricing.engine.fitting import find_tier
from pricing.engine.lines import OpenLine, price_line
from pricing.engine.plan import plan_of
from pricing.engine.profile import profile_of
from pricing.engine.prospect import Prospect, prospect_of
from pricing.quotes import Barred, Declined, OperatorClaim, Quote, QuoteLine, Reduction, RuleTotal
from pricing.scheme.people import Tier
from pricing.scheme.scheme import Scheme
from pricing.text import Text
from pricing.usage import NO_USAGE, Usage, Use


def quote_basket(basket: Basket, diner: Diner, scheme: Scheme, usage: Usage = NO_USAGE) -> Quote:
    """Price a basket for a diner under a scheme.

    The age is that on the basket's date. ``usage`` is what the diner has used before, by the keys of
    `usage_keys`; a key that is missing was not used. Every line and the whole satisfy: list - discounts -
    subsidies = total, and no total is below 0. The order of the lines changes no amount.

    :raises ValueError: when the diner's birth date lies after the basket's date.
    """
    occasion = basket.occasion
    plan = plan_of(scheme)
    profile = profile_of(diner, plan, occasion.on_date)
    prospect = prospect_of(scheme, profile, occasion)
    weighing = scheme.weighing
    lines = [OpenLine(line, plan.find_place(line.item), weighing) for line in basket.lines]
    bill = Bill(lines, Counting(usage))
    for layer in prospect.layers:
        if layer.bill:
            bill.begin_layer()
        lanes = layer.lanes
        for line in lines:
            price_line(lanes[line.place], line)
        for group in layer.bill:
            price_group(group, bill)
    claims = claim_for_operator(prospect.operators, bill) if prospect.operators and lines else []
    barred = pass_gates(prospect.gates, basket.lines, bill.counting) if prospect.gates else []
    uses = () if profile.is_guest else bill.counting.uses()
    return _close(bill, scheme, prospect, claims, barred, uses)


def tier_of(diner: Diner, scheme: Scheme, on_date: date) -> Tier | None:
    """Find the diner's price class on a date, as a quote of that date would name it; None: in no tier.

    :raises ValueError: when the diner's birth date lies after the date.
    """
    entry = find_tier(scheme, profile_of(diner, plan_of(scheme), on_date))
    return None if entry is None else entry.tier


def _close(
    bill: Bill,
    scheme: Scheme,
    prospect: Prospect,
    claims: list[OperatorClaim],
    barred: list[Barred],
    uses: tuple[Use, ...],
) -> Quote:
    """Freeze the lines and add them up."""
    by_rule: dict[str, int] = {}
    first: dict[str, Reduction] = {}
    quote_lines = []
    list_fen = total_fen = subsidy_fen = 0
    for line in bill.lines:
        list_fen += line.list_fen
        total_fen += line.left_fen
        for reduction in line.reductions:
            code, amount_fen = reduction.rule_code, reduction.amount_fen
            if code in by_rule:
                by_rule[code] += amount_fen
            else:
                by_rule[code] = amount_fen
                first[code] = reduction
            if reduction.kind == "subsidy":
                subsidy_fen += amount_fen
        declined = line.declined if len(line.declined) < 2 else _without_repeats(line.declined)
        quote_lines.append(
            QuoteLine(
                line.item,
                line.quantity,
                line.weight_g,
                line.list_fen,
                line.reductions,
                declined,
                line.left_fen,
            )
        )
    totals = tuple(
        [
            first[rule.code]._replace(amount_fen=by_rule[rule.code])
            for rule in scheme.rules
            if rule.code in by_rule
        ]
    )
    return Quote(
        scheme.code,
        scheme.version,
        scheme.hash,
        prospect.tier,
        tuple(quote_lines),
        tuple([RuleTotal(*total) for total in totals]),
        _without_repeats((*prospect.declined, *bill.declined)) if bill.lines else (),
        tuple(claims),
        tuple(barred),
        uses,
        list_fen,
        list_fen - total_fen - subsidy_fen,
        subsidy_fen,
        total_fen,
    )


def _without_repeats(declined: tuple[Declined, ...]) -> tuple[Declined, ...]:
    """Keep the first of several rules that were declined for the same reason in one place."""
    if len(declined) < 2:
        return declined
    first: dict[Text, Declined] = {}
    for one in declined:
        first.setdefault(one.reason, one)
    return tuple(first.values())
