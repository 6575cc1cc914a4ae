"""What a basket costs a diner, and why: the answer of the engine. It is never changed once it is made.

All parts are named tuples, not frozen dataclasses: those take three times as long to make, and making the
parts is most of the time that a quote takes.
"""

from typing import NamedTuple

from pricing.basket import Item
from pricing.scheme import RuleKind, Tier
from pricing.text import Text


class Reduction(NamedTuple):
    """What one rule took off one line: ``amount_fen`` > 0, borne by ``payer``, and why."""

    rule_code: str
    kind: RuleKind
    payer: str
    amount_fen: int
    name: Text
    reason: Text


class Declined(NamedTuple):
    """Why a rule that one might expect on this line did not apply."""

    rule_code: str
    reason: Text


class QuoteLine(NamedTuple):
    """One line priced: ``total_fen`` = ``list_fen`` less all reductions, 0 or more."""

    item: Item
    quantity: int
    list_fen: int
    reductions: tuple[Reduction, ...]
    declined: tuple[Declined, ...]
    total_fen: int


class RuleTotal(NamedTuple):
    """What one rule took off the whole basket: ``amount_fen`` > 0."""

    rule_code: str
    kind: RuleKind
    payer: str
    amount_fen: int
    name: Text


class Quote(NamedTuple):
    """A basket priced. ``total_fen`` = ``list_total_fen`` - ``discount_total_fen`` - ``subsidy_total_fen``.

    ``tier`` is the diner's price class (None: in no tier). Lines stand in the order of the basket;
    ``reductions`` adds them up by rule, in the order of the scheme's rules.
    """

    scheme_code: str
    scheme_version: int
    scheme_hash: str
    tier: Tier | None
    lines: tuple[QuoteLine, ...]
    reductions: tuple[RuleTotal, ...]
    list_total_fen: int
    discount_total_fen: int
    subsidy_total_fen: int
    total_fen: int
