"""What do the rules that look at the bill as a whole take off it, and what do they count?"""

from collections.abc import Sequence
from typing import NamedTuple

from pricing.basket import BasketLine
from pricing.engine import wording
from pricing.engine.counting import Counting
from pricing.engine.cuts import Cut, cut_parts
from pricing.engine.early import Early
from pricing.engine.offers import BillGroup, BillRival
from pricing.engine.parts import Parts
from pricing.engine.selection import selects
from pricing.engine.standing import Offer
from pricing.quotes import Change, Declined, OperatorClaim, Reduction, Scope, make
from pricing.scheme.benefits import Amount, SetMeal, Voucher
from pricing.scheme.conditions import Cap, Threshold
from pricing.text import Text
from pricing.usage import UsageKey, Used


class Bill:
    """A bill while it is being priced: its lines, the diner's counters, and what was said of the whole.

    What a rule takes off is split over the lines only when somebody asks for their prices.
    """

    __slots__ = (
        "_left_fen",
        "_pending",
        "changes",
        "counting",
        "declined",
        "early",
        "line_declined",
        "lines",
    )

    def __init__(self, lines: Sequence[BasketLine], early: Early, counting: Counting) -> None:
        self.lines = lines
        self.early = early
        self.counting = counting
        self.changes: list[Change] = []
        self.declined: list[Declined] = []
        self.line_declined: list[tuple[int, Declined]] = []
        self._left_fen: Sequence[int] = early.left_fen
        self._pending: list[Change] = []

    def left_fen(self) -> Sequence[int]:
        """Return what is left to pay of each line now; it is not changed afterwards."""
        if self._pending:
            left_fen = list(self._left_fen)
            lines = self.early.lines
            for change in self._pending:
                for place, cut_fen in zip(change.places, change.shares_fen(lines), strict=True):
                    left_fen[place] -= cut_fen
            self._left_fen = left_fen
            self._pending = []
        return self._left_fen

    def take_off(self, change: Change) -> None:
        """Note what a rule takes off."""
        self.changes.append(change)
        self._pending.append(change)


class Attempt(NamedTuple):
    """What a rule would take off the bill."""

    rival: BillRival
    offer: Offer
    parts: Parts
    cut: Cut


class Claimed(NamedTuple):
    """What a third party would owe for the bill, and for how many portions of it."""

    rival: BillRival
    claim: OperatorClaim
    portions: int


def claim_for_operator(groups: tuple[BillGroup, ...], bill: Bill) -> list[OperatorClaim]:
    """Find what third parties owe the canteen for serving the diner; nothing of it touches the bill.

    Of a group the highest claim is made, or the first.
    """
    claims = []
    starts_fen = bill.left_fen()
    for group in groups:
        made = [one for rival in group.rivals if (one := _claim(rival, bill, starts_fen)) is not None]
        if made:
            best = max(made, key=lambda one: one.claim.amount_fen) if group.choose == "best" else made[0]
            bill.counting.count(best.rival.counted, Used(1, best.claim.amount_fen, best.portions))
            claims.append(best.claim)
    return claims


def _claim(rival: BillRival, bill: Bill, starts_fen: Sequence[int]) -> Claimed | None:
    parts = _reach(rival, bill, starts_fen)
    left = bill.counting.left(rival.counted)
    offer = _find_offer(rival, parts, bill, starts_fen, left.spent) if parts.places else None
    if not isinstance(offer, Offer) or not isinstance(offer.term.benefit, Amount):
        return None
    amount_fen = offer.term.benefit.amount_fen
    if left.amount_fen is not None:
        amount_fen = min(amount_fen, left.amount_fen)
    portions = sum(parts.portions)
    if left.portions is not None:
        portions = min(portions, left.portions)
    rule = rival.rule
    claim = OperatorClaim(rule.code, rule.payer, amount_fen, rule.name, offer.reason)
    return Claimed(rival, claim, portions)


def attempt_rule(rival: BillRival, bill: Bill, starts_fen: Sequence[int]) -> Attempt | Text | None:
    """Work out what a rule would take off; or say why nothing, or None where nobody would expect it."""
    parts = _reach(rival, bill, starts_fen)
    if not parts.places:
        return None
    left = bill.counting.left(rival.counted)
    offer = _find_offer(rival, parts, bill, starts_fen, left.spent)
    if not isinstance(offer, Offer):
        return offer
    cut = cut_parts(offer.term.benefit, parts, bill.lines, left, rival.rounding)
    return make(Attempt, (rival, offer, parts, cut)) if isinstance(cut, Cut) else cut


def _reach(rival: BillRival, bill: Bill, starts_fen: Sequence[int]) -> Parts:
    """Find the lines that a rule is for, at the price of the layer's start or what is left of it."""
    position, early, prices_fen = rival.position, bill.early, bill.left_fen()
    places = [place for place, reached in enumerate(early.reached) if position in reached]
    if prices_fen is not starts_fen:
        prices_fen = [min(pair) for pair in zip(prices_fen, starts_fen, strict=True)]
    if len(places) == len(prices_fen):
        return Parts(places, prices_fen, early.portions)
    return Parts(places, [prices_fen[place] for place in places], [early.portions[place] for place in places])


def _find_offer(
    rival: BillRival, parts: Parts, bill: Bill, starts_fen: Sequence[int], spent: Cap | None
) -> Offer | Text:
    """Find the term that counts for this bill, or say which cap, meal or threshold stands in the way."""
    counted, counting = rival.counted, bill.counting
    offer = rival.offers[0]
    if counted.day is not None:
        _note_base(rival, counted.day, parts, bill, starts_fen)
        number = counting.used(counted.day).times + 1
        fitting = [one for one in rival.offers if one.term.nth_meal in (None, number)]
        if not fitting:
            return wording.no_such_meal(number)
        offer = fitting[0]
    threshold = offer.term.threshold
    if threshold is not None:
        base_fen = _base_fen(threshold, parts, bill, starts_fen)
        if threshold.span == "day" and counted.day is not None:
            base_fen += counting.base_before(counted.day)
        if spent is None and not _is_reached(threshold, base_fen):
            return wording.below(threshold, base_fen)
    return offer if spent is None else wording.used_up(spent)


def _note_base(rival: BillRival, day: UsageKey, parts: Parts, bill: Bill, starts_fen: Sequence[int]) -> None:
    """Count the bill towards the day's threshold of a rule, whichever of its terms holds for this meal."""
    thresholds = [one.term.threshold for one in rival.offers if one.term.threshold is not None]
    of_day = next((one for one in thresholds if one.span == "day"), None)
    if of_day is not None:
        bill.counting.note_base(day, _base_fen(of_day, parts, bill, starts_fen))


def _base_fen(threshold: Threshold, parts: Parts, bill: Bill, starts_fen: Sequence[int]) -> int:
    """Add up the prices that count towards a threshold."""
    places: Sequence[int] = parts.places
    if threshold.items is not None:
        places = [place for place, line in enumerate(bill.lines) if selects(threshold.items, line.item)]
    prices_fen = bill.early.list_fen if threshold.price == "list" else starts_fen
    if len(places) == len(prices_fen):
        return sum(prices_fen)
    return sum([prices_fen[place] for place in places])


def _is_reached(threshold: Threshold, base_fen: int) -> bool:
    if threshold.above_fen is not None:
        return base_fen > threshold.above_fen
    return base_fen >= (threshold.from_fen or 0)


def apply_attempt(attempt: Attempt, bill: Bill) -> None:
    """Take a rule's reduction off the bill, and count it."""
    rule, cut, reason = attempt.rival.rule, attempt.cut, attempt.offer.reason
    if isinstance(attempt.offer.term.benefit, Voucher):
        reason = wording.vouchers(cut.times, reason)
    is_by_line = cut.is_by_line and not isinstance(attempt.offer.term.benefit, SetMeal)
    scope: Scope = "line" if is_by_line else "bill"
    reduction = make(Reduction, (rule.code, rule.kind, rule.payer, cut.total_fen, rule.name, reason, scope))
    bill.take_off(make(Change, (reduction, attempt.parts.places, cut.weights, cut.is_by_line)))
    bill.counting.count(attempt.rival.counted, make(Used, (cut.times, cut.total_fen, cut.portions, 0)))
