"""What does a line cost after the layers that price each line on its own?

They come before any rule looks at the bill, so their answer is the same whatever else is on the tray.
"""

from collections.abc import Sequence
from typing import NamedTuple

from pricing.basket import BasketLine, Item
from pricing.engine.lines import list_price_fen, price_line
from pricing.engine.plan import Place, Plan
from pricing.engine.prospect import PricedLine, Prospect
from pricing.engine.selection import find_outside
from pricing.money import Rounding
from pricing.quotes import Declined, QuoteLine, Reduction, without_repeats

MOST_REMEMBERED = 96


class Early(NamedTuple):
    """A tray after the early layers, in columns of one entry for each line.

    ``list_fen`` and ``left_fen`` are what a line costs before and after them, ``reached`` the rules for the
    bill that it counts for; ``taken_fen`` is what each rule (by position) took off all lines.
    """

    lines: tuple[QuoteLine, ...]
    list_fen: tuple[int, ...]
    left_fen: tuple[int, ...]
    portions: tuple[int, ...]
    reached: tuple[frozenset[int], ...]
    places: tuple[Place, ...]
    taken_fen: dict[int, int]


def price_early(lines: Sequence[BasketLine], prospect: Prospect, plan: Plan, weighing: Rounding) -> Early:
    """Price each line on its own; what such a line costs is remembered."""
    if not lines:
        return Early((), (), (), (), (), (), {})
    remembered, known = prospect.memo.get, []
    for line in lines:
        item = line.item
        priced = remembered((item.code, item.unit_price_fen, line.quantity, line.weight_g))
        # The same code may come with another price or tag tomorrow, or in a case that somebody wrote.
        if priced is None or (priced.line.item is not item and priced.line.item != item):
            priced = _remember(line, prospect, plan, weighing)
        known.append(priced)
    # Column by column: every one is summed or searched as a whole later.
    quote_lines, list_fen, left_fen, portions, reached, places, taken = zip(*known, strict=True)
    taken_fen: dict[int, int] = {}
    for pairs in taken:
        for position, fen in pairs:
            taken_fen[position] = taken_fen.get(position, 0) + fen
    return Early(quote_lines, list_fen, left_fen, portions, reached, places, taken_fen)


def _remember(line: BasketLine, prospect: Prospect, plan: Plan, weighing: Rounding) -> PricedLine:
    if len(prospect.memo) >= MOST_REMEMBERED:
        prospect.memo.clear()
    item = line.item
    known = _price(line, prospect, plan, weighing)
    prospect.memo[item.code, item.unit_price_fen, line.quantity, line.weight_g] = known
    return known


def _price(line: BasketLine, prospect: Prospect, plan: Plan, weighing: Rounding) -> PricedLine:
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
        line.quantity,
        reached,
        place,
        tuple((plan.positions[one.rule_code], one.amount_fen) for one in reductions),
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
