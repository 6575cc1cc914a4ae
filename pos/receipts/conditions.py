"""How was each printer when it was last asked? What the cashier's screen shows.

Rule: a state is worth its age. One that nobody checked for a while is `unknown`, not `ok`.
"""

from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection, and_, case, insert, literal, select, update

from inventory.tables_base import Moment
from pos.receipts.status import PrinterState
from pos.receipts.tables import printer_states

# Four times the worker's interval: one slow answer is no alarm.
FRESH_FOR = timedelta(seconds=40)

KnownState = PrinterState | Literal["unknown"]


def record_state(connection: Connection, printer: str, state: PrinterState, *, at: datetime) -> None:
    """Write down how a printer is now; `since` moves only when the state changes."""
    row = printer_states.c
    # A clock set back must not stop the worker, so a `since` in the future begins anew.
    is_as_before = and_(row.state == state, row.since <= at)
    changed = connection.execute(
        update(printer_states)
        .where(row.printer == printer)
        .values(state=state, since=case((is_as_before, row.since), else_=literal(at, Moment)), checked_at=at)
    )
    if changed.rowcount == 0:
        # One worker looks after one printer, so nobody inserts in between.
        connection.execute(
            insert(printer_states).values(printer=printer, state=state, since=at, checked_at=at)
        )


def known_state(connection: Connection, printer: str, *, at: datetime) -> KnownState:
    """Return how a printer is, `unknown` if it was never asked or too long ago."""
    states = known_states(connection, at=at)
    return states.get(printer, "unknown")


def known_states(connection: Connection, *, at: datetime) -> dict[str, KnownState]:
    """Return how each printer is that was ever asked, by name."""
    rows = connection.execute(select(printer_states).order_by(printer_states.c.printer))
    return {row.printer: row.state if at - row.checked_at <= FRESH_FOR else "unknown" for row in rows}
