"""Which refunds does an order have, as they were written?

Rule: read back as it was given back.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select

from pos.errors import Refusal
from pos.ledger.tables import entries
from pos.sales.refund_tables import refund_tenders, refunds
from pos.sales.tables import order_tenders


class UnknownRefund(Refusal):
    """Nothing was given back under that id."""

    code = "unknown_refund"


@dataclass(frozen=True, slots=True)
class WrittenRefund:
    """A refund or void: who gave back how much, why, and by which tenders (kind and fen)."""

    id: str
    kind: str
    order_id: str
    number: str
    till_code: str
    at: datetime
    actor: str
    reason: str
    total_fen: int
    balance_after_fen: int | None
    tenders: tuple[tuple[str, int], ...]


def refunds_of(connection: Connection, order_id: str) -> tuple[WrittenRefund, ...]:
    """Return what was given back of an order, the first first."""
    return _written(connection, refunds.c.order_id == order_id)


def require_refund(connection: Connection, id_: str) -> WrittenRefund:
    """Return the refund of that id.

    :raises UnknownRefund: when there is none.
    """
    found = _written(connection, refunds.c.id == id_)
    if not found:
        raise UnknownRefund(refund=id_)
    return found[0]


def _written(connection: Connection, which: ColumnElement[bool]) -> tuple[WrittenRefund, ...]:
    query = select(refunds, entries.c.actor).join(entries, entries.c.id == refunds.c.id)
    rows = connection.execute(query.where(which).order_by(refunds.c.ordinal)).all()
    return tuple(_one(connection, row) for row in rows)


def _one(connection: Connection, row: Row[Any]) -> WrittenRefund:
    same = (order_tenders.c.order_id == refund_tenders.c.order_id) & (
        order_tenders.c.number == refund_tenders.c.tender_number
    )
    tenders = connection.execute(
        select(order_tenders.c.kind, refund_tenders.c.amount_fen)
        .join(order_tenders, same)
        .where(refund_tenders.c.refund_id == row.id)
        .order_by(refund_tenders.c.tender_number.desc())
    )
    return WrittenRefund(
        id=row.id,
        kind=row.kind,
        order_id=row.order_id,
        number=row.number,
        till_code=row.till_code,
        at=row.at,
        actor=row.actor,
        reason=row.reason,
        total_fen=row.total_fen,
        balance_after_fen=row.balance_after_fen,
        tenders=tuple((kind, amount_fen) for kind, amount_fen in tenders),
    )
