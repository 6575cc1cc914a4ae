"""What was sold on an order, and how much of each part was given back so far?

Rule: read from the rows of the sale and of its refunds alone; no menu and no scheme of today is looked at.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, select

from inventory.tables import menu_items
from pos.sales.refund_tables import VOID, refund_lines, refund_tenders, refunds
from pos.sales.tables import order_lines, order_reductions, order_tenders, orders

SOLD, PARTLY_REFUNDED, REFUNDED, VOIDED = "sold", "partly_refunded", "refunded", "voided"


@dataclass(frozen=True, slots=True)
class SoldReduction:
    """What one rule took off a line, and who bears it."""

    rule_code: str
    kind: str
    payer: str
    name_zh: str
    name_en: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class SoldLine:
    """A line as it was sold; of its portions the first `returned` were given back."""

    number: int
    menu_item_id: int
    menu_date: date
    name_zh: str
    name_en: str
    category_code: str
    vendor_code: str
    quantity: int
    unit_price_fen: int
    total_fen: int
    reductions: tuple[SoldReduction, ...]
    returned: int


@dataclass(frozen=True, slots=True)
class SoldTender:
    """A way in which part of the order was paid, and how much of it was given back."""

    number: int
    kind: str
    account_id: int
    amount_fen: int
    returned_fen: int
    voucher_code: str | None = None

    @property
    def left_fen(self) -> int:
        """Return how much was not given back."""
        return self.amount_fen - self.returned_fen


@dataclass(frozen=True, slots=True)
class SoldOrder:
    """An order, its parts, and how many refunds it had."""

    id: str
    number: str
    till_code: str
    shift_id: str
    business_date: date
    at: datetime
    member_id: int | None
    scheme_code: str
    scheme_version: int
    total_fen: int
    lines: tuple[SoldLine, ...]
    tenders: tuple[SoldTender, ...]
    refunds: int
    is_voided: bool
    cash_rounding_fen: int = 0

    @property
    def state(self) -> str:
        """Return what became of it: `SOLD`, `PARTLY_REFUNDED`, `REFUNDED` or `VOIDED`."""
        if self.is_voided:
            return VOIDED
        if not self.refunds:
            return SOLD
        is_whole = all(line.returned == line.quantity for line in self.lines)
        return REFUNDED if is_whole else PARTLY_REFUNDED


def hold_order(connection: Connection, id_: str) -> None:
    """Hold an order until the transaction ends, so that two refunds of it come one after the other."""
    connection.execute(select(orders.c.id).where(orders.c.id == id_).with_for_update())


def find_sold(connection: Connection, id_: str) -> SoldOrder | None:
    """Return an order with what was given back of it, if there is one of that id."""
    row = connection.execute(select(orders).where(orders.c.id == id_)).one_or_none()
    if row is None:
        return None
    kinds = connection.execute(select(refunds.c.kind).where(refunds.c.order_id == id_)).scalars().all()
    return SoldOrder(
        id=row.id,
        number=row.number,
        till_code=row.till_code,
        shift_id=row.shift_id,
        business_date=row.business_date,
        at=row.at,
        member_id=row.member_id,
        scheme_code=row.scheme_code,
        scheme_version=row.scheme_version,
        total_fen=row.total_fen,
        lines=_lines(connection, id_),
        tenders=_tenders(connection, id_),
        refunds=len(kinds),
        is_voided=VOID in kinds,
        cash_rounding_fen=row.cash_rounding_fen,
    )


def _lines(connection: Connection, id_: str) -> tuple[SoldLine, ...]:
    returned = _sums(connection, refund_lines, "line_number", "quantity", id_)
    reductions = defaultdict(list)
    for row in connection.execute(
        select(order_reductions)
        .where(order_reductions.c.order_id == id_)
        .order_by(order_reductions.c.line_number, order_reductions.c.rule_code)
    ):
        reductions[row.line_number].append(
            SoldReduction(row.rule_code, row.kind, row.payer, row.name_zh, row.name_en, row.amount_fen)
        )
    rows = connection.execute(
        select(order_lines, menu_items.c.menu_date)
        .join(menu_items, menu_items.c.id == order_lines.c.menu_item_id)
        .where(order_lines.c.order_id == id_)
        .order_by(order_lines.c.number)
    )
    return tuple(
        SoldLine(
            number=row.number,
            menu_item_id=row.menu_item_id,
            menu_date=row.menu_date,
            name_zh=row.name_zh,
            name_en=row.name_en,
            category_code=row.category_code,
            vendor_code=row.vendor_code,
            quantity=row.quantity,
            unit_price_fen=row.unit_price_fen,
            total_fen=row.total_fen,
            reductions=tuple(reductions[row.number]),
            returned=returned.get(row.number, 0),
        )
        for row in rows
    )


def _tenders(connection: Connection, id_: str) -> tuple[SoldTender, ...]:
    returned = _sums(connection, refund_tenders, "tender_number", "amount_fen", id_)
    rows = connection.execute(
        select(order_tenders).where(order_tenders.c.order_id == id_).order_by(order_tenders.c.number)
    )
    return tuple(
        SoldTender(
            row.number,
            row.kind,
            row.account_id,
            row.amount_fen,
            returned.get(row.number, 0),
            row.voucher_code,
        )
        for row in rows
    )


def _sums(connection: Connection, table: Any, by: str, of: str, id_: str) -> Mapping[int, int]:
    query = select(table.c[by], func.sum(table.c[of])).where(table.c.order_id == id_).group_by(table.c[by])
    return {number: int(total) for number, total in connection.execute(query)}
