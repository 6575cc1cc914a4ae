"""What a basket costs a diner, and why: the answer of the engine. It is never changed once it is made.

All parts are named tuples, not frozen dataclasses: those take three times as long to make, and making the
parts is most of the time that a quote takes.
"""

from typing import Literal, NamedTuple

from pricing.basket import Item
from pricing.scheme.people import Tier
from pricing.scheme.rules import RuleKind
from pricing.text import Text
from pricing.usage import Use

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

    ``tier`` is the diner's price class (None: in no tier). Lines stand in the order of the basket;
    ``reductions`` adds them up by rule, in the order of the scheme's rules. ``declined`` is about the bill as
    a whole. ``uses`` is what the sale adds to the diner's counters; where a counter was changed meanwhile,
    the quote no longer holds. A basket with ``barred`` must not be sold.
    """

    scheme_code: str
    scheme_version: int
    scheme_hash: str
    tier: Tier | None
    lines: tuple[QuoteLine, ...]
    reductions: tuple[RuleTotal, ...]
    declined: tuple[Declined, ...]
    operator_claims: tuple[OperatorClaim, ...]
    barred: tuple[Barred, ...]
    uses: tuple[Use, ...]
    list_total_fen: int
    discount_total_fen: int
    subsidy_total_fen: int
    total_fen: int
