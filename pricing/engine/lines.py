"""What do the rules that look at one line alone take off it?

A line is open while it is being priced: it knows what is left to pay and what has been said about it.
"""

from collections.abc import Sequence

from pricing.basket import BasketLine
from pricing.engine import wording
from pricing.engine.plan import Place
from pricing.engine.prospect import LaneOffers, LineGroup, LineRival
from pricing.engine.selection import find_outside
from pricing.engine.standing import Offer
from pricing.money import Rounding, share_fen, weigh_fen
from pricing.quotes import Declined, Reduction
from pricing.scheme.benefits import Percent, SetPrice
from pricing.text import Text


class OpenLine:
    """A line while it is being priced."""

    __slots__ = ("declined", "item", "left_fen", "list_fen", "place", "quantity", "reductions", "weight_g")

    def __init__(self, wanted: BasketLine, place: Place, weighing: Rounding) -> None:
        self.item = item = wanted.item
        self.quantity = quantity = wanted.quantity
        self.weight_g = weight_g = wanted.weight_g
        if weight_g is None or item.per_g is None:
            self.list_fen = self.left_fen = item.unit_price_fen * quantity
        else:
            self.list_fen = self.left_fen = weigh_fen(item.unit_price_fen, weight_g, item.per_g, weighing)
        self.place = place
        self.reductions: tuple[Reduction, ...] = ()
        self.declined: tuple[Declined, ...] = ()

    def decline(self, rule_code: str, reason: Text) -> None:
        """Note why a rule does not apply to this line."""
        self.declined += (Declined(rule_code, reason),)


def price_line(offers: LaneOffers, line: OpenLine) -> None:
    """Apply one layer to a line, every group to the price at which the layer found it."""
    price_fen = line.left_fen
    for group in offers.groups:
        given: Sequence[LineRival] = group.sure or _find_given(group, line)
        if not given or not price_fen:
            continue
        chosen = given[0]
        cut_fen = _cut_fen(chosen, line, price_fen)
        if len(given) > 1:
            chosen, cut_fen = _choose(group, given, line, price_fen)
        if cut_fen > line.left_fen:
            cut_fen = line.left_fen
        rule, offer = chosen.rule, chosen.offer
        if offer is None:
            continue
        if cut_fen:
            line.left_fen -= cut_fen
            line.reductions += (
                Reduction(rule.code, rule.kind, rule.payer, cut_fen, rule.name, offer.reason, "line"),
            )
            if len(given) > 1:
                instead = wording.better_offer(rule.name)
                line.declined += tuple(
                    [Declined(one.rule.code, instead) for one in given if one is not chosen]
                )
        else:
            _say_nothing_came(rule.code, offer, line)
    if offers.declined:
        line.declined += offers.declined


def _find_given(group: LineGroup, line: OpenLine) -> list[LineRival]:
    """Find the rules of a group that the diner gets on this line, and note why not the others."""
    given = []
    for rival in group.rivals:
        outside = None if rival.items is None else find_outside(rival.items, line.item)
        if outside is not None:
            if outside.reason is not None:
                line.decline(rival.rule.code, outside.reason)
        elif rival.declined is not None:
            line.declined += (rival.declined,)
        else:
            given.append(rival)
    return given


def _choose(
    group: LineGroup, given: Sequence[LineRival], line: OpenLine, price_fen: int
) -> tuple[LineRival, int]:
    """Choose the rule that takes most off the price, the first of equals; or the first to take something."""
    cuts_fen = [_cut_fen(rival, line, price_fen) for rival in given]
    if group.choose == "best":
        best_fen = max(cuts_fen)
        return given[cuts_fen.index(best_fen)], best_fen
    place = next((place for place, cut_fen in enumerate(cuts_fen) if cut_fen), 0)
    return given[place], cuts_fen[place]


def _cut_fen(rival: LineRival, line: OpenLine, price_fen: int) -> int:
    """Return by how much a rule reduces a line that costs ``price_fen`` in all."""
    offer = rival.offer
    if offer is None:
        return 0
    benefit = offer.term.benefit
    if type(benefit) is Percent:
        return price_fen - share_fen(price_fen, benefit.pays_bp, line.quantity, rival.rounding)
    if type(benefit) is SetPrice:
        return set_price_cut_fen(benefit, line, price_fen, line.quantity, rival.rounding)
    raise TypeError(f"{type(benefit).__name__} is not worked out line by line")


def set_price_cut_fen(
    benefit: SetPrice, line: OpenLine, price_fen: int, portions: int, weighing: Rounding
) -> int:
    """Return by how much a set price reduces portions of a line that cost ``price_fen`` together."""
    unit_fen = unit_price_fen(benefit, line)
    if unit_fen is None:
        return 0
    item, weight_g = line.item, line.weight_g
    if item.per_g is not None and weight_g is not None:
        set_fen = weigh_fen(unit_fen, weight_g, item.per_g, weighing)
    else:
        set_fen = unit_fen * portions
    return price_fen - set_fen if set_fen < price_fen else 0


def unit_price_fen(benefit: SetPrice, line: OpenLine) -> int | None:
    """Return the set price of a line's item; None where the benefit names other dishes."""
    if benefit.unit_price_fen is not None:
        return benefit.unit_price_fen
    return next((fen for dish, fen in benefit.prices if dish == line.item.code), None)


def _say_nothing_came(rule_code: str, offer: Offer, line: OpenLine) -> None:
    benefit = offer.term.benefit
    if not line.left_fen:
        line.decline(rule_code, wording.NOTHING_LEFT)
    elif not isinstance(benefit, SetPrice):
        line.decline(rule_code, wording.ROUNDED_AWAY)
    elif unit_price_fen(benefit, line) is not None:
        line.decline(rule_code, wording.NOT_CHEAPER)
