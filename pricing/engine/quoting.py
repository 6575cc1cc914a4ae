"""What does the basket cost this diner? Pure: the same arguments give the same quote, on any day.

Layers follow one another, each on the price that the one before has left. Within a layer all rules see the
same price. Rules for single lines are decided line by line, rules for the bill once, and what they take off
is split over the lines.
"""

from datetime import date

from pricing.basket import Basket, Diner
from pricing.engine.access import pass_gates
from pricing.engine.bill import Bill, claim_for_operator
from pricing.engine.counting import Counting
from pricing.engine.early import price_early
from pricing.engine.fitting import find_tier
from pricing.engine.groups import price_layer
from pricing.engine.plan import Plan, plan_of
from pricing.engine.profile import profile_of
from pricing.engine.prospect import Prospect, prospect_of
from pricing.quotes import (
    Barred,
    Declined,
    OperatorClaim,
    Quote,
    Reduction,
    RuleTotal,
    Scope,
    make,
    without_repeats,
)
from pricing.scheme.people import Tier
from pricing.scheme.scheme import Scheme
from pricing.usage import NO_USAGE, Usage, Use


def quote_basket(basket: Basket, diner: Diner, scheme: Scheme, usage: Usage = NO_USAGE) -> Quote:
    """Price a basket for a diner under a scheme.

    The age is that on the basket's date. ``usage`` is what the diner has used before, by the keys of
    `usage_keys`; a key that is missing was not used. Every line and the whole satisfy: list - discounts -
    subsidies = total, and no total is below 0. The order of the lines changes no amount.

    :raises ValueError: when the diner's birth date lies after the basket's date.
    """
    occasion, lines = basket.occasion, basket.lines
    plan = plan_of(scheme)
    profile = profile_of(diner, scheme, occasion.on_date)
    prospect = prospect_of(scheme, plan, profile, occasion)
    bill = Bill(lines, price_early(lines, prospect, plan, scheme.weighing), Counting(usage))
    for layer in prospect.layers:
        price_layer(layer, bill)
    claims = tuple(claim_for_operator(prospect.operators, bill)) if prospect.operators else ()
    barred = tuple(pass_gates(prospect.gates, lines, bill.counting)) if prospect.gates else ()
    uses = () if profile.is_guest else bill.counting.uses()
    return _close(bill, scheme, plan, prospect, claims, barred, uses)


def tier_of(diner: Diner, scheme: Scheme, on_date: date) -> Tier | None:
    """Find the diner's price class on a date, as a quote of that date would name it; None: in no tier.

    :raises ValueError: when the diner's birth date lies after the date.
    """
    entry = find_tier(scheme, profile_of(diner, scheme, on_date))
    return None if entry is None else entry.tier


def _close(
    bill: Bill,
    scheme: Scheme,
    plan: Plan,
    prospect: Prospect,
    claims: tuple[OperatorClaim, ...],
    barred: tuple[Barred, ...],
    uses: tuple[Use, ...],
) -> Quote:
    """Freeze the quote and add it up."""
    early = bill.early
    totals, discount_fen, subsidy_fen = _add_up(bill, scheme, plan, prospect)
    list_fen = sum(early.list_fen)
    return make(
        Quote,
        (
            scheme.code,
            scheme.version,
            scheme.hash,
            prospect.tier,
            early.lines,
            tuple(bill.changes),
            tuple(bill.line_declined),
            totals,
            _declined(bill, prospect),
            claims,
            barred,
            uses,
            list_fen,
            discount_fen,
            subsidy_fen,
            list_fen - discount_fen - subsidy_fen,
        ),
    )


def _declined(bill: Bill, prospect: Prospect) -> tuple[Declined, ...]:
    """Say which rules do not apply to the bill, of those that are for something on it."""
    places = bill.early.places
    refused = [one.declined for one in prospect.declined if not one.places.isdisjoint(places)]
    return without_repeats((*refused, *bill.declined))


def _add_up(
    bill: Bill, scheme: Scheme, plan: Plan, prospect: Prospect
) -> tuple[tuple[RuleTotal, ...], int, int]:
    """Add the reductions up by rule, in the order of the scheme's rules, and by discount and subsidy."""
    # Made for this quote, and not looked at again.
    sums_fen = bill.early.taken_fen
    changed: dict[int, Reduction] = {}
    for change in bill.changes:
        reduction = change.reduction
        position = plan.positions[reduction.rule_code]
        sums_fen[position] = sums_fen.get(position, 0) + reduction.amount_fen
        changed[position] = reduction
    totals = []
    discount_fen = subsidy_fen = 0
    for position in sorted(sums_fen):
        rule, fen, last = scheme.rules[position], sums_fen[position], changed.get(position)
        reason = prospect.reasons[position] if last is None else last.reason
        scope: Scope = "line" if last is None else last.scope
        totals.append(make(RuleTotal, (rule.code, rule.kind, rule.payer, fen, rule.name, reason, scope)))
        if rule.kind == "subsidy":
            subsidy_fen += fen
        else:
            discount_fen += fen
    return tuple(totals), discount_fen, subsidy_fen
