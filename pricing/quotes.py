"""What a basket costs a diner, and why: the answer of the engine. It is never changed once it is made.

All parts are named tuples, not frozen dataclasses: those take three times as long to make, and making the
parts is most of the time that a quote takes. Where a quote is put together `make` makes them: it skips the
constructor that Python writes for a named tuple, and takes half its time. All fields are stated then.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from pricing.basket import BasketLine, Item
from pricing.money import split_fen
from pricing.scheme.people import Tier
from pricing.scheme.rules import RuleKind
from pricing.text import Text
from pricing.usage import Use

make = tuple.__new__

Scope = Literal["line", "bill"]
"""Whether a reduction was worked out for a line alone, or for the bill and then split over its lines."""


class Reduction(NamedTuple):
    """What one rule took off one line: ``amount_fen`` > 0, borne by ``payer``, and why."""

    rule_code: str
    kind: RuleKind
    payer: str
    amount_fen: int
    name: Text
    reason: Text
    scope: Scope


class Declined(NamedTuple):
    """Why a rule that one might expect on this line, or on this bill, did not apply."""

    rule_code: str
    reason: Text


class QuoteLine(NamedTuple):
    """One line priced: ``total_fen`` = ``list_fen`` less all reductions, 0 or more.

    The parts of bill-wide reductions are among them, so that a line can be refunded for exactly what was
    paid for it. ``weight_g`` is None for what is sold by the portion.
    """

    item: Item
    quantity: int
    weight_g: int | None
    list_fen: int
    reductions: tuple[Reduction, ...]
    declined: tuple[Declined, ...]
    total_fen: int


class Change(NamedTuple):
    """What one rule takes off several lines (by position) at once: the amount of ``reduction`` in all.

    ``weights`` are the shares of the lines: the amounts themselves where ``is_by_line``, else only their
    proportion.
    """

    reduction: Reduction
    places: Sequence[int]
    weights: Sequence[int]
    is_by_line: bool

    def shares_fen(self, lines: Sequence[QuoteLine]) -> Sequence[int]:
        """Return what is taken off each of the lines; they add up to the amount exactly.

        The fen that are left over go by what a line is, not by its place on the tray.
        """
        if self.is_by_line:
            return self.weights
        places, weights = self.places, self.weights
        order = sorted(
            range(len(places)), key=lambda number: order_of(lines[places[number]], weights[number])
        )
        split = [0] * len(order)
        parts_fen = split_fen(self.reduction.amount_fen, [weights[number] for number in order])
        for number, part_fen in zip(order, parts_fen, strict=True):
            split[number] = part_fen
        return split


class RuleTotal(NamedTuple):
    """What one rule took off the whole basket: ``amount_fen`` > 0. The reason is that of its first line."""

    rule_code: str
    kind: RuleKind
    payer: str
    amount_fen: int
    name: Text
    reason: Text
    scope: Scope


class OperatorClaim(NamedTuple):
    """What ``payer`` owes the canteen for serving this diner; no part of the bill."""

    rule_code: str
    payer: str
    amount_fen: int
    name: Text
    reason: Text


class Barred(NamedTuple):
    """A rule of access that keeps the diner from these lines (by position, from 0): it cannot be sold so."""

    rule_code: str
    lines: tuple[int, ...]
    name: Text
    reason: Text


class Quote(NamedTuple):
    """A basket priced. ``total_fen`` = ``list_total_fen`` - ``discount_total_fen`` - ``subsidy_total_fen``.

    ``tier`` is the diner's price class (None: in no tier). ``reductions`` adds all up by rule, in the order
    of the scheme's rules. ``declined`` is about the bill as a whole. ``early_lines``, ``changes`` and
    ``line_declined`` are what `lines` is made of. ``uses`` is what the sale adds to the diner's counters;
    where a counter was changed meanwhile, the quote no longer holds. A basket with ``barred`` must not be
    sold.
    """

    scheme_code: str
    scheme_version: int
    scheme_hash: str
    tier: Tier | None
    early_lines: tuple[QuoteLine, ...]
    changes: tuple[Change, ...]
    line_declined: tuple[tuple[int, Declined], ...]
    reductions: tuple[RuleTotal, ...]
    declined: tuple[Declined, ...]
    operator_claims: tuple[OperatorClaim, ...]
    barred: tuple[Barred, ...]
    uses: tuple[Use, ...]
    list_total_fen: int
    discount_total_fen: int
    subsidy_total_fen: int
    total_fen: int

    @property
    def lines(self) -> tuple[QuoteLine, ...]:
        """Return the lines in the order of the basket, the parts of what was taken off the bill included.

        Worked out when asked for: what a tap on the till shows needs only the lines that changed, a sale
        needs every part.
        """
        if not (self.changes or self.line_declined):
            return self.early_lines
        reductions = [list(line.reductions) for line in self.early_lines]
        declined = [list(line.declined) for line in self.early_lines]
        for change in self.changes:
            for place, fen in zip(change.places, change.shares_fen(self.early_lines), strict=True):
                if fen:
                    reductions[place].append(change.reduction._replace(amount_fen=fen))
        for place, one in self.line_declined:
            declined[place].append(one)
        return tuple(
            line._replace(
                reductions=tuple(taken),
                declined=without_repeats(tuple(said)),
                total_fen=line.list_fen - sum(reduction.amount_fen for reduction in taken),
            )
            for line, taken, said in zip(self.early_lines, reductions, declined, strict=True)
        )


def order_of(line: BasketLine | QuoteLine, fen: int) -> tuple[str | int, ...]:
    """Return what tells lines apart, at so many fen, but for their place on the tray."""
    item = line.item
    return (
        item.code,
        fen,
        line.quantity,
        item.vendor,
        item.category,
        item.unit_price_fen,
        line.weight_g or 0,
    )


def without_repeats(declined: tuple[Declined, ...]) -> tuple[Declined, ...]:
    """Keep the first of several rules that were declined for the same reason in one place."""
    if len(declined) < 2:
        return declined
    first: dict[Text, Declined] = {}
    for one in declined:
        first.setdefault(one.reason, one)
    return tuple(first.values())
