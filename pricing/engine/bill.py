"""What do the rules that look at the bill as a whole take off it, and what do they count?"""

from collections.abc import Sequence
from typing import NamedTuple

from pricing.engine import wording
from pricing.engine.counting import Counting
from pricing.engine.cuts import Cut, Part, cut_parts, dearest_portions
from pricing.engine.lines import OpenLine
from pricing.engine.prospect import BillGroup, BillRival
from pricing.engine.selection import find_outside, selects
from pricing.engine.standing import Offer
from pricing.quotes import Declined, OperatorClaim, Reduction, Scope
from pricing.scheme.benefits import Amount, Voucher
from pricing.scheme.conditions import Threshold
from pricing.text import Text
from pricing.usage import Used


class Bill:
    """A bill while it is being priced: its lines, the diner's counters, and what was said of the whole."""

    __slots__ = ("counting", "declined", "lines", "starts_fen")

    def __init__(self, lines: Sequence[OpenLine], counting: Counting) -> None:
        self.lines = lines
        self.counting = counting
        self.starts_fen: list[int] = []
        self.declined: list[Declined] = []

    def begin_layer(self) -> None:
        """Keep the prices at which a layer finds the lines: all its rules see these."""
        self.starts_fen = [line.left_fen for line in self.lines]


class Attempt(NamedTuple):
    """What a rule would take off the bill."""

    rival: BillRival
    offer: Offer
    parts: list[Part]
    cut: Cut
    total_fen: int


def price_group(group: BillGroup, bill: Bill) -> None:
    """Take one rule of a group, the best for the diner or the first, and apply it to the bill."""
    attempts = []
    for rival in group.rivals:
        outcome = _attempt(rival, bill)
        if isinstance(outcome, Attempt):
            attempts.append(outcome)
        elif outcome is not None:
            bill.declined.append(Declined(rival.rule.code, outcome))
    if not attempts:
        return
    chosen = attempts[0]
    if group.choose == "best":
        chosen = max(attempts, key=lambda attempt: attempt.total_fen)
    _apply(chosen, bill)
    for attempt in attempts:
        if attempt is not chosen:
            instead = wording.better_offer(chosen.rival.rule.name)
            bill.declined.append(Declined(attempt.rival.rule.code, instead))


def claim_for_operator(rivals: tuple[BillRival, ...], bill: Bill) -> list[OperatorClaim]:
    """Find what third parties owe the canteen for serving the diner; nothing of it touches the bill."""
    claims = []
    bill.begin_layer()
    for rival in rivals:
        parts = _reach(rival, bill)
        offer = _find_offer(rival, parts, bill) if parts else None
        if not isinstance(offer, Offer) or not isinstance(offer.term.benefit, Amount):
            continue
        left = bill.counting.left(rival.counted)
        amount_fen = offer.term.benefit.amount_fen
        if left.amount_fen is not None:
            amount_fen = min(amount_fen, left.amount_fen)
        rule = rival.rule
        bill.counting.add(rival.counted.keys, Used(times=1, amount_fen=amount_fen))
        claims.append(OperatorClaim(rule.code, rule.payer, amount_fen, rule.name, offer.reason))
    return claims


def _attempt(rival: BillRival, bill: Bill) -> Attempt | Text | None:
    """Work out what a rule would take off; or say why nothing, or None where nobody would expect it."""
    parts = _reach(rival, bill)
    if not parts:
        return None
    offer = _find_offer(rival, parts, bill)
    if not isinstance(offer, Offer):
        return offer
    left = bill.counting.left(rival.counted)
    if left.portions is not None:
        parts = dearest_portions(parts, bill.lines, left.portions)
    cut = cut_parts(offer.term.benefit, parts, bill.lines, left, rival.rounding)
    if not isinstance(cut, Cut):
        return cut
    return Attempt(rival, offer, parts, cut, sum(cut.cuts_fen))


def _reach(rival: BillRival, bill: Bill) -> list[Part]:
    """Find the lines that a rule is for, sorted by dish; note on the others why they are left out."""
    parts = []
    places, items, starts_fen = rival.places, rival.items, bill.starts_fen
    for place, line in enumerate(bill.lines):
        if line.place not in places:
            continue
        outside = None if items is None else find_outside(items, line.item)
        if outside is None:
            start_fen, left_fen = starts_fen[place], line.left_fen
            price_fen = start_fen if start_fen < left_fen else left_fen
            parts.append(Part(line.item.code, price_fen, line.quantity, place))
        elif outside.reason is not None:
            line.decline(rival.rule.code, outside.reason)
    parts.sort()
    return parts


def _find_offer(rival: BillRival, parts: list[Part], bill: Bill) -> Offer | Text:
    """Find the term that counts for this bill, or say which cap, meal or threshold stands in the way."""
    counted, counting = rival.counted, bill.counting
    spent = counting.left(counted).spent
    used = None if counted.day is None else counting.used(counted.day)
    number = 1 if used is None else used.times + 1
    offer = next((one for one in rival.offers if one.term.nth_meal in (None, number)), None)
    if offer is None:
        return wording.no_such_meal(number)
    threshold = offer.term.threshold
    if threshold is not None:
        base_fen = _base_fen(threshold, parts, bill)
        if threshold.span == "day" and used is not None and counted.day is not None:
            counting.add((counted.day,), Used(base_fen=base_fen))
            base_fen += used.base_fen
        if spent is None and not _is_reached(threshold, base_fen):
            return wording.below(threshold, base_fen)
    return offer if spent is None else wording.used_up(spent)


def _base_fen(threshold: Threshold, parts: list[Part], bill: Bill) -> int:
    """Add up the prices that count towards a threshold."""
    if threshold.items is None:
        places = [part.place for part in parts]
    else:
        places = [place for place, line in enumerate(bill.lines) if selects(threshold.items, line.item)]
    if threshold.price == "left":
        return sum([bill.starts_fen[place] for place in places])
    return sum([bill.lines[place].list_fen for place in places])


def _is_reached(threshold: Threshold, base_fen: int) -> bool:
    if threshold.above_fen is not None:
        return base_fen > threshold.above_fen
    return base_fen >= (threshold.from_fen or 0)


def _apply(attempt: Attempt, bill: Bill) -> None:
    """Take a rule's reduction off the lines, and count it."""
    rule, cut, lines = attempt.rival.rule, attempt.cut, bill.lines
    scope: Scope = "line" if cut.is_by_line else "bill"
    reason = attempt.offer.reason
    if isinstance(attempt.offer.term.benefit, Voucher):
        reason = wording.vouchers(cut.times, reason)
    code, kind, payer, name = rule.code, rule.kind, rule.payer, rule.name
    for part, cut_fen in zip(attempt.parts, cut.cuts_fen, strict=True):
        if cut_fen:
            line = lines[part.place]
            line.left_fen -= cut_fen
            line.reductions += (Reduction(code, kind, payer, cut_fen, name, reason, scope),)
    keys = attempt.rival.counted.keys
    if keys:
        bill.counting.add(keys, Used(cut.times, attempt.total_fen, cut.portions))
