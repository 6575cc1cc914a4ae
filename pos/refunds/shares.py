"""What are some portions of a sold order worth, to whom, and by which tender does it go back?

Rule: pure. Each line is dealt over its portions once and for all, fen by fen and rule by rule, so refunds of
all parts in any order give back exactly what was sold. The tender that was paid last is given back first.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pos.refunds.sold import SoldLine, SoldOrder, SoldTender
from pos.refunds.wishes import LineWish, NothingToRefund, NotThatMany, RoundedSale, UnknownLine
from pricing.money import deal_fen


@dataclass(frozen=True, slots=True)
class LineShare:
    """What goes back of one line; `reductions` are fen by rule, in the order of the line's own."""

    line: SoldLine
    quantity: int
    fate: str
    total_fen: int
    reductions: tuple[int, ...]

    @property
    def list_fen(self) -> int:
        """Return what the portions cost on the menu."""
        return self.quantity * self.line.unit_price_fen


@dataclass(frozen=True, slots=True)
class Share:
    """What goes back of an order: its lines, and how much by which tender."""

    lines: tuple[LineShare, ...]
    tenders: tuple[tuple[SoldTender, int], ...]

    @property
    def list_total_fen(self) -> int:
        """Return what it cost on the menu."""
        return sum(line.list_fen for line in self.lines)

    @property
    def total_fen(self) -> int:
        """Return what the diner gets back."""
        return sum(line.total_fen for line in self.lines)

    def borne_fen(self, kind: str) -> int:
        """Return what the reductions of a kind come to."""
        return sum(
            amount_fen
            for line in self.lines
            for reduction, amount_fen in zip(line.line.reductions, line.reductions, strict=True)
            if reduction.kind == kind
        )


def share_of(order: SoldOrder, wishes: Iterable[LineWish]) -> Share:
    """Return what the wished portions are worth.

    :raises NothingToRefund: when there are none.
    :raises UnknownLine, NotThatMany: when the order does not have them any more.
    :raises RoundedSale: when its cash was rounded: its tenders do not come to what its lines do.
    """
    if order.cash_rounding_fen:
        raise RoundedSale(order=order.id)
    lines = tuple(_line_share(order, wish) for wish in sorted(wishes, key=lambda wish: wish.number))
    if not lines:
        raise NothingToRefund
    if len({line.line.number for line in lines}) < len(lines):
        raise NotThatMany(line=lines[0].line.number, left=0)
    total_fen = sum(line.total_fen for line in lines)
    return Share(lines, tuple(_by_tender(order.tenders, total_fen)))


def moves_between(
    share: Share, scheme_code: str, accounts: Sequence[int]
) -> Iterator[tuple[str, str | int, int]]:
    """Return the movements, mirrored to those of the sale: revenue, who gets it back, and fen above 0.

    `accounts` are where the money of each tender goes, in the order of `share.tenders`. Whoever bore part of
    the price is named by the code of an account.
    """
    paid: defaultdict[str, int] = defaultdict(int)
    borne: defaultdict[tuple[str, str], int] = defaultdict(int)
    for line in share.lines:
        revenue = f"revenue:{line.line.vendor_code}"
        paid[revenue] += line.total_fen
        for reduction, amount_fen in zip(line.line.reductions, line.reductions, strict=True):
            is_discount = reduction.kind == "discount"
            bearer = f"discount:{scheme_code}" if is_discount else f"receivable:{reduction.payer}"
            borne[revenue, bearer] += amount_fen
    left = [[account, amount_fen] for account, (_, amount_fen) in zip(accounts, share.tenders, strict=True)]
    for revenue, wanted_fen in sorted(paid.items()):
        for purse in left:
            amount_fen = min(wanted_fen, purse[1])
            if amount_fen:
                yield revenue, purse[0], amount_fen
                wanted_fen -= amount_fen
                purse[1] -= amount_fen
    for (revenue, bearer), amount_fen in sorted(borne.items()):
        if amount_fen:
            yield revenue, bearer, amount_fen


def accounts_named(share: Share, scheme_code: str) -> set[str]:
    """Return the codes of the accounts that the movements name."""
    named: set[str] = set()
    for revenue, bearer, _ in moves_between(share, scheme_code, [0] * len(share.tenders)):
        named |= {code for code in (revenue, bearer) if isinstance(code, str)}
    return named


def reductions_by_rule(share: Share) -> Mapping[str, tuple[str, str, int]]:
    """Return what the diner had been given by each rule, as name in Chinese and English, and fen."""
    found: dict[str, tuple[str, str, int]] = {}
    for line in share.lines:
        for reduction, amount_fen in zip(line.line.reductions, line.reductions, strict=True):
            _, _, before_fen = found.get(reduction.rule_code, ("", "", 0))
            found[reduction.rule_code] = (reduction.name_zh, reduction.name_en, before_fen + amount_fen)
    return {rule: row for rule, row in found.items() if row[2]}


def _line_share(order: SoldOrder, wish: LineWish) -> LineShare:
    line = next((line for line in order.lines if line.number == wish.number), None)
    if line is None:
        raise UnknownLine(line=wish.number)
    left = line.quantity - line.returned
    if not 1 <= wish.quantity <= left:
        raise NotThatMany(line=line.number, left=left)
    amounts = (line.total_fen, *(reduction.amount_fen for reduction in line.reductions))
    dealt = deal_fen(amounts, line.quantity)[line.returned : line.returned + wish.quantity]
    total_fen, *reductions = (sum(shares) for shares in zip(*dealt, strict=True))
    return LineShare(line, wish.quantity, wish.fate, total_fen, tuple(reductions))


def _by_tender(tenders: Sequence[SoldTender], total_fen: int) -> Iterator[tuple[SoldTender, int]]:
    for tender in reversed(tenders):
        amount_fen = min(tender.left_fen, total_fen)
        if amount_fen:
            yield tender, amount_fen
            total_fen -= amount_fen
