"""What do the rules that look at one line alone take off it? The same for every line of the same dish."""

from collections.abc import Sequence
from typing import NamedTuple

from pricing.basket import BasketLine, Item
from pricing.engine import wording
from pricing.engine.offers import LaneOffers, LineGroup, LineRival
from pricing.engine.selection import find_outside
from pricing.money import Rounding, share_fen, weigh_fen
from pricing.quotes import Declined, Reduction
from pricing.scheme.benefits import Percent, SetPrice
from pricing.text import Text


class LinePrice(NamedTuple):
    """What layers make of a line: its reductions, the rules that were declined, and what is left to pay."""

    reductions: tuple[Reduction, ...]
    declined: tuple[Declined, ...]
    left_fen: int


def list_price_fen(line: BasketLine, weighing: Rounding) -> int:
    """Return what a line costs before all reductions."""
    item, weight_g = line.item, line.weight_g
    if weight_g is None or item.per_g is None:
        return item.unit_price_fen * line.quantity
    return weigh_fen(item.unit_price_fen, weight_g, item.per_g, weighing)


def price_line(
    offers: LaneOffers, line: BasketLine, price_fen: int, left_fen: int | None = None
) -> LinePrice:
    """Apply one layer to a line that costs ``price_fen`` so far; every group sees this price.

    ``left_fen`` is what others of the layer have left of it already (None: all).
    """
    reductions: list[Reduction] = []
    declined: list[Declined] = []
    if left_fen is None:
        left_fen = price_fen
    for group in offers.groups:
        given: Sequence[LineRival] = group.sure or _find_given(group, line.item, declined)
        if not given or not price_fen:
            continue
        chosen, cut_fen = _choose(group, given, line, price_fen)
        rule = chosen.rule
        cut_fen = min(cut_fen, left_fen)
        if cut_fen and chosen.offer is not None:
            left_fen -= cut_fen
            reason = chosen.offer.reason
            reductions.append(Reduction(rule.code, rule.kind, rule.payer, cut_fen, rule.name, reason, "line"))
            instead = wording.better_offer(rule.name)
            declined += [Declined(one.rule.code, instead) for one in given if one is not chosen]
        else:
            why = _why_nothing(chosen, line.item, left_fen)
            declined += [Declined(rule.code, reason) for reason in why]
    declined += offers.declined
    return LinePrice(tuple(reductions), tuple(declined), left_fen)


def _find_given(group: LineGroup, item: Item, declined: list[Declined]) -> list[LineRival]:
    """Find the rules of a group that the diner gets on this line, and note why not the others."""
    given = []
    for rival in group.rivals:
        outside = None if rival.items is None else find_outside(rival.items, item)
        if outside is not None:
            if outside.reason is not None:
                declined.append(Declined(rival.rule.code, outside.reason))
        elif rival.declined is not None:
            declined.append(rival.declined)
        else:
            given.append(rival)
    return given


def _choose(
    group: LineGroup, given: Sequence[LineRival], line: BasketLine, price_fen: int
) -> tuple[LineRival, int]:
    """Choose the rule that takes most off the price, the first of equals; or the first to take something."""
    cuts_fen = [_cut_fen(rival, line, price_fen) for rival in given]
    place = cuts_fen.index(max(cuts_fen))
    if group.choose == "first":
        place = next((place for place, cut_fen in enumerate(cuts_fen) if cut_fen), 0)
    return given[place], cuts_fen[place]


def _cut_fen(rival: LineRival, line: BasketLine, price_fen: int) -> int:
    """Return by how much a rule reduces a line that costs ``price_fen`` in all."""
    benefit = None if rival.offer is None else rival.offer.term.benefit
    if isinstance(benefit, Percent):
        return price_fen - share_fen(price_fen, benefit.pays_bp, line.quantity, rival.rounding)
    if isinstance(benefit, SetPrice):
        return set_price_cut_fen(benefit, line, price_fen, line.quantity, rival.rounding)
    return 0


def set_price_cut_fen(
    benefit: SetPrice, line: BasketLine, price_fen: int, portions: int, weighing: Rounding
) -> int:
    """Return by how much a set price reduces portions of a line that cost ``price_fen`` together."""
    unit_fen = set_unit_price_fen(benefit, line.item)
    if unit_fen is None:
        return 0
    if line.item.per_g is not None and line.weight_g is not None:
        set_fen = weigh_fen(unit_fen, line.weight_g, line.item.per_g, weighing)
    else:
        set_fen = unit_fen * portions
    return price_fen - set_fen if set_fen < price_fen else 0


def set_unit_price_fen(benefit: SetPrice, item: Item) -> int | None:
    """Return the set price of an item; None where the benefit names other dishes."""
    if benefit.unit_price_fen is not None:
        return benefit.unit_price_fen
    return next((fen for dish, fen in benefit.prices if dish == item.code), None)


def _why_nothing(rival: LineRival, item: Item, left_fen: int) -> tuple[Text, ...]:
    benefit = None if rival.offer is None else rival.offer.term.benefit
    if not left_fen:
        return (wording.NOTHING_LEFT,)
    if not isinstance(benefit, SetPrice):
        return (wording.ROUNDED_AWAY,)
    return () if set_unit_price_fen(benefit, item) is None else (wording.NOT_CHEAPER,)
