"""What does a line cost after the layers that price each line on its own?

They come before any rule looks at the bill, so their answer is the same whatever else is on the tray.
"""

from pricing.basket import BasketLine
from pricing.engine.lines import list_price_fen, price_line
from pricing.engine.plan import Plan
from pricing.engine.prospect import PricedLine, Prospect
from pricing.money import Rounding
from pricing.quotes import Declined, QuoteLine, Reduction, without_repeats

MOST_REMEMBERED = 512


def price_early(prospect: Prospect, plan: Plan, line: BasketLine, weighing: Rounding) -> PricedLine:
    """Price a line on its own, and keep the answer."""
    priced = _price(prospect, plan, line, weighing)
    if len(prospect.memo) >= MOST_REMEMBERED:
        prospect.memo.clear()
    item = line.item
    prospect.memo[item.code, item.unit_price_fen, line.quantity, line.weight_g] = priced
    return priced


def remembered(prospect: Prospect, plan: Plan, line: BasketLine, weighing: Rounding) -> PricedLine:
    """Return what a line costs on its own, as it was worked out before, or now."""
    item = line.item
    known = prospect.memo.get((item.code, item.unit_price_fen, line.quantity, line.weight_g))
    if known is not None:
        known_item = known.line.item
        if known_item is item or known_item == item:
            return known
    return price_early(prospect, plan, line, weighing)


def _price(prospect: Prospect, plan: Plan, line: BasketLine, weighing: Rounding) -> PricedLine:
    place = plan.find_place(line.item)
    list_fen = left_fen = list_price_fen(line, weighing)
    reductions: tuple[Reduction, ...] = ()
    declined: tuple[Declined, ...] = ()
    for lanes in prospect.early:
        made = price_line(lanes[place], line, left_fen)
        reductions += made.reductions
        declined += made.declined
        left_fen = made.left_fen
    return PricedLine(
        QuoteLine(
            line.item, line.quantity, line.weight_g, list_fen, reductions, without_repeats(declined), left_fen
        ),
        place,
        tuple((plan.positions[one.rule_code], one.amount_fen) for one in reductions),
    )
