"""How many orders, and how much, as sold and under the scheme? Plain sums that can be put together.

Rule: an order is added once, in one place; everything larger is made of these.
"""

from collections.abc import Callable, Iterable

from pos.reports.backtest.reading import Sold
from pos.reports.backtest.result import Names, Part, PayerKind, PayerPart, Sums
from pricing import Quote

Bearer = tuple[PayerKind, str]


class Tally:
    """Orders added up while they pass by."""

    __slots__ = (
        "cheaper", "dearer", "guest_orders", "known_members", "members", "orders", "payers", "scheme", "sold"
    )  # fmt: skip

    def __init__(self) -> None:
        self.orders = self.guest_orders = self.dearer = self.cheaper = 0
        self.members: set[int] = set()
        # Instead of the set, where it is not needed any more.
        self.known_members = 0
        self.sold = [0] * len(Sums._fields)
        self.scheme = [0] * len(Sums._fields)
        # What each payer bears: as sold, and under the scheme.
        self.payers: dict[Bearer, list[int]] = {}

    def add(self, order: Sold, quote: Quote) -> None:
        """Add an order with what it costs under the scheme."""
        self.orders += 1
        if order.member_id is None:
            self.guest_orders += 1
        else:
            self.members.add(order.member_id)
        if quote.total_fen > order.paid_fen:
            self.dearer += 1
        elif quote.total_fen < order.paid_fen:
            self.cheaper += 1
        self._bear(0, order.borne)
        self._bear(1, [(total.kind, total.payer, total.amount_fen) for total in quote.reductions])
        _add(self.sold, sums_of(order))
        claims = quote.operator_claims
        self._bear(1, [("operator", claim.payer, claim.amount_fen) for claim in claims])
        _add(
            self.scheme,
            (
                quote.list_total_fen,
                quote.discount_total_fen,
                quote.subsidy_total_fen,
                quote.total_fen,
                sum([claim.amount_fen for claim in claims]),
            ),
        )

    def absorb(self, other: "Tally") -> None:
        """Add all orders of another tally, which has none of these."""
        self.orders += other.orders
        self.guest_orders += other.guest_orders
        self.dearer += other.dearer
        self.cheaper += other.cheaper
        self.members |= other.members
        _add(self.sold, other.sold)
        _add(self.scheme, other.scheme)
        for bearer, amounts in other.payers.items():
            _add(self.payers.setdefault(bearer, [0, 0]), amounts)

    def let_members_go(self) -> None:
        """Keep only how many members there were; nothing can be added afterwards."""
        self.known_members = len(self.members)
        self.members = set()

    def part(self, payer_name: Callable[[str], Names]) -> Part:
        """Return the sums as a value, the payers with their names."""
        return Part(
            orders=self.orders,
            members=self.known_members or len(self.members),
            guest_orders=self.guest_orders,
            dearer=self.dearer,
            cheaper=self.cheaper,
            sold=Sums(*self.sold),
            scheme=Sums(*self.scheme),
            payers=tuple(
                PayerPart(kind, payer_name(code), *amounts)
                for (kind, code), amounts in sorted(self.payers.items())
            ),
        )

    def _bear(self, side: int, borne: Iterable[tuple[PayerKind, str, int]]) -> None:
        for kind, payer, amount_fen in borne:
            amounts = self.payers.get((kind, payer))
            if amounts is None:
                amounts = self.payers[kind, payer] = [0, 0]
            amounts[side] += amount_fen


def sums_of(order: Sold) -> Sums:
    """Return what an order came to as it was sold."""
    operator_fen = 0
    for kind, _, amount_fen in order.borne:
        if kind == "operator":
            operator_fen += amount_fen
    return Sums(order.list_fen, order.discount_fen, order.subsidy_fen, order.paid_fen, operator_fen)


def _add(present: list[int], more: Iterable[int]) -> None:
    for place, amount in enumerate(more):
        present[place] += amount
