"""What does a line cost after the layers that price each line on its own?

They come before any rule looks at the bill, so their answer is the same whatever else is on the tray.
"""

from collections.abc import Sequence

from pricing.basket import BasketLine, Item
from pricing.engine.lines import list_price_fen, price_line
from pricing.engine.plan import Place, Plan
from pricing.engine.prospect import PricedLine, Prospect
from pricing.engine.selection import find_outside
from pricing.money import Rounding
from pricing.quotes import Declined, QuoteLine, Reduction, without_repeats

MOST_REMEMBERED = 512


def price_lines(
    lines: Sequence[BasketLine], prospect: Prospect, plan: Plan, weighing: Rounding
) -> list[PricedLine]:
    """Price each line on its own; what such a line costs is remembered."""
    memo, priced = prospect.memo, []
    for line in lines:
        item = line.item
        key = (item.code, item.unit_price_fen, line.quantity, line.weight_g)
        known = memo.get(key)
        # The same code may come with another price or tag tomorrow, or in a case that somebody wrote.
        if known is None or (known.line.item is not item and known.line.item != item):
            known = _price(prospect, plan, line, weighing)
            if len(memo) >= MOST_REMEMBERED:
                memo.clear()
            memo[key] = known
        priced.append(known)
    return priced


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
    reached, left_out = _reach(prospect, line.item, place)
    declined = without_repeats(declined + left_out)
    return PricedLine(
        QuoteLine(line.item, line.quantity, line.weight_g, list_fen, reductions, declined, left_fen),
        list_fen,
        left_fen,
        tuple((plan.positions[one.rule_code], one.amount_fen) for one in reductions),
        reached,
        place,
    )


def _reach(prospect: Prospect, item: Item, place: Place) -> tuple[frozenset[int], tuple[Declined, ...]]:
    """Find the rules for the bill that an item counts for, and why it is left out of others."""
    reached, left_out = [], []
    for rival in prospect.bill_rivals():
        if place not in rival.places:
            continue
        outside = None if rival.items is None else find_outside(rival.items, item)
        if outside is None:
            reached.append(rival.position)
        elif outside.reason is not None:
            left_out.append(Declined(rival.rule.code, outside.reason))
    return frozenset(reached), tuple(left_out)
