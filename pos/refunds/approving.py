"""Which limit is a refund under, and what exactly would a second person sign?

Rule: by the server's clock. The sale that was just made may be undone alone within a minute, for wrong keys
are noticed at once; money of a shift that is closed goes out with a second person.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, select

from pos.refunds.shares import Share
from pos.refunds.sold import SoldOrder
from pos.refunds.wishes import RefundWish
from pos.sales.refund_tables import VOID
from pos.sales.tables import orders
from pos.shifts.shifts import Till
from pos.shifts.tables import shifts
from pos.staff.approvals import SignedAct

UNDO_WITHIN: Final = timedelta(seconds=60)


def act_to_sign(
    connection: Connection, wish: RefundWish, order: SoldOrder, till: Till, share: Share, *, at: datetime
) -> SignedAct:
    """Return the act as a second person would sign it."""
    return SignedAct(
        id=wish.id,
        kind=wish.kind,
        limit=limit_of(connection, wish.kind, order, till, at=at),
        site_code=till.site.code,
        till_code=till.code,
        object_=order.id,
        about=f"{order.number} {wish.reason}",
        amount_fen=share.total_fen,
        request_hash=wish.request_hash,
        staff_id=wish.staff_id,
    )


def limit_of(connection: Connection, kind: str, order: SoldOrder, till: Till, *, at: datetime) -> str:
    """Return the code of the limit up to which nobody else is needed."""
    if kind == VOID:
        return "undo_last" if is_undo_of_last(connection, order, till, at=at) else "void"
    closed = select(shifts.c.closed_at).where(shifts.c.id == order.shift_id)
    return "refund" if connection.execute(closed).scalar_one() is None else "late_refund"


def is_undo_of_last(connection: Connection, order: SoldOrder, till: Till, *, at: datetime) -> bool:
    """Tell whether an order is the last one of a till and was sold within the last minute."""
    if at - order.at > UNDO_WITHIN:
        return False
    last = (
        select(orders.c.id)
        .where(orders.c.till_code == till.code)
        .order_by(orders.c.at.desc(), orders.c.id.desc())
        .limit(1)
    )
    return connection.execute(last).scalar() == order.id
