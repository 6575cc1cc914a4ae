"""What did a back-test find? Sums as sold and under the scheme, by day, tier and payer.

Rule: every part adds up to the total to the fen, and every order of the period is in exactly one of three
places: compared, barred, left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from pricing.text import Text

PayerKind = Literal["discount", "subsidy", "operator"]


class Sums(NamedTuple):
    """Sums of orders in fen: ``list`` less ``discount`` less ``subsidy`` is ``paid``, which diners pay.

    ``operator`` is what payers owe for serving the diners; it is no part of the bills.
    """

    list_fen: int = 0
    discount_fen: int = 0
    subsidy_fen: int = 0
    paid_fen: int = 0
    operator_fen: int = 0

    def plus(self, other: "Sums") -> "Sums":
        """Return both together."""
        return Sums(*(one + more for one, more in zip(self, other, strict=True)))

    def minus(self, other: "Sums") -> "Sums":
        """Return what is left without the other."""
        return Sums(*(one - less for one, less in zip(self, other, strict=True)))


NOTHING = Sums()


class Names(NamedTuple):
    """A code with its words, which are the code again where no scheme names it any more."""

    code: str
    name: Text


@dataclass(frozen=True, slots=True)
class PayerPart:
    """What one payer bears of one kind, as sold and under the scheme."""

    kind: PayerKind
    payer: Names
    sold_fen: int
    scheme_fen: int


@dataclass(frozen=True, slots=True)
class Part:
    """Orders that were compared: how many, by how many diners, what they came to, and who bears what.

    ``members`` counts different people with a card, ``guest_orders`` orders without one. ``dearer`` and
    ``cheaper`` are orders for which the diner would pay more or less than was paid.
    """

    orders: int
    members: int
    guest_orders: int
    dearer: int
    cheaper: int
    sold: Sums
    scheme: Sums
    payers: tuple[PayerPart, ...]


@dataclass(frozen=True, slots=True)
class DayPart:
    """The orders of one business date; those that were not compared are only counted."""

    day: date
    part: Part
    barred: int
    left_out: int


@dataclass(frozen=True, slots=True)
class TierPart:
    """The orders of diners of one tier as sold (None: of none) and one tier under the scheme."""

    sold_tier: Names | None
    scheme_tier: Names | None
    part: Part


@dataclass(frozen=True, slots=True)
class BarredRule:
    """A rule of access, and how many orders it would not have let through."""

    rule: Names
    orders: int


@dataclass(frozen=True, slots=True)
class Barred:
    """Orders that the scheme's rules of access would not have let through, as they were sold."""

    orders: int
    sold: Sums
    rules: tuple[BarredRule, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Orders that cannot be priced again, for one reason, as they were sold."""

    reason: Names
    orders: int
    sold: Sums


@dataclass(frozen=True, slots=True)
class Assumed:
    """What was taken for granted of orders that were compared, and of how many."""

    what: Names
    orders: int


@dataclass(frozen=True, slots=True)
class Extreme:
    """The order whose diner gains or loses most; the first of equals."""

    id: str
    number: str
    day: date
    sold_fen: int
    scheme_fen: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that a back-test found.

    The period is from ``from_date`` until before ``until_date``; sales from ``counted_from`` on were priced
    as well, so that weeks and months which began before the period count as they would have.
    """

    scheme_code: str
    scheme_version: int
    scheme_hash: str
    scheme_name: Text
    from_date: date
    until_date: date
    counted_from: date
    total: Part
    days: tuple[DayPart, ...]
    tiers: tuple[TierPart, ...]
    barred: Barred
    left_out: tuple[LeftOut, ...]
    assumed: tuple[Assumed, ...]
    largest_gain: Extreme | None
    largest_loss: Extreme | None

    @property
    def orders(self) -> int:
        """Return how many orders were sold in the period."""
        return self.total.orders + self.barred.orders + sum(group.orders for group in self.left_out)


def names_of(code: str, known: Mapping[str, Text]) -> Names:
    """Return a code with its words, or with itself."""
    return Names(code, known.get(code) or Text(zh=code, en=code))
