"""Closing shifts in tests: as a cashier who counts just what the books expect, or otherwise."""

from datetime import datetime

from sqlalchemy import Connection

from pos.cash.closing import Close, close_shift, hold_shift
from pos.cash.counting import Pieces, count_drawer
from pos.cash.reports import ZReport
from pos.clock import now
from pos.ledger.accounts import balance_fen
from pos.shifts.shifts import require_till
from tests.tickets import uuid7

PRINTER = "RECEIPT"


def close_counted(
    connection: Connection,
    code: str,
    shift: str | None = None,
    *,
    over_short_fen: int = 0,
    left_fen: int = 0,
    at: datetime | None = None,
) -> ZReport:
    """Close the shift of a till, the open one if none is named, by a count that differs by so much."""
    till = require_till(connection, code)
    shift_id = shift or (till.shift.id if till.shift else "none")
    moment = at or now()
    # Nobody sells between this count and this close; at a till somebody may, and then counts again.
    hold_shift(connection, till, shift_id)
    held_fen = balance_fen(connection, till.drawer_account_id) + over_short_fen
    count = count_drawer(
        connection, till, shift_id, id_=uuid7(), pieces=Pieces({}, held_fen), actor="周敏", at=moment
    )
    close = Close(uuid7(), shift_id, count.id, left_fen, "周敏", moment)
    return close_shift(connection, till, close, printer=PRINTER)
