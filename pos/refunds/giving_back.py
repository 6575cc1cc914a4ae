"""Giving back from the edge: the transaction around a refund, and what it would come to before anybody asks.

Rule: whatever the database refuses in a race becomes the same refusal as without one.
"""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from pos.database import Database
from pos.members.states import CLOSED_TAKES_NOTHING
from pos.refunds.refunding import Refund, refund, require_sold, wished_lines
from pos.refunds.shares import Share, share_of
from pos.refunds.wishes import RefundWish
from pos.sales.equipment import Equipment
from pos.shifts.shifts import require_till
from pos.wallets.acts import FLOOR
from pos.wallets.doing import carry_out

LOST_RACES: Final = frozenset(
    {
        # Cash left the drawer, or the account was closed or merged meanwhile.
        FLOOR,
        CLOSED_TAKES_NOTHING,
        "shift_is_open",
        # Another refund of the order was faster; the second as SQLite names it.
        "uq_refunds_order_id_ordinal",
        "refunds.order_id, refunds.ordinal",
        "refunds_follow_one_another",
        "no_more_is_refunded_than_was_sold",
        "no_more_is_returned_than_was_used",
        "refunds_go_back_where_they_came_from",
    }
)


def give_back(database: Database, wish: RefundWish, *, equipment: Equipment, at: datetime) -> Refund | None:
    """Give back in a transaction of its own; see `refund` for what it returns and refuses."""
    return carry_out(
        database,
        lambda connection: refund(connection, wish, equipment=equipment, at=at),
        lost_races=LOST_RACES,
    )


def foresee(connection: Connection, wish: RefundWish, *, at: datetime) -> Share:
    """Return what a wish would give back now, whatever total it names.

    :raises UnknownOrder, UnknownTill, ShiftClosed: when it is not for this till, or nobody works on it.
    :raises VoidTooLate, AlreadyRefunded, NothingToRefund, UnknownLine, NotThatMany: when it cannot be had.
    """
    till = require_till(connection, wish.till_code)
    order = require_sold(connection, wish.order_id, till)
    shift = till.require_shift(at)
    return share_of(order, wished_lines(order, wish, shift))
