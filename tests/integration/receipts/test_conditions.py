"""A printer's state is worth its age."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from pos.database import Database, broken_claim
from pos.receipts.conditions import FRESH_FOR, known_state, known_states, record_state
from pos.receipts.status import PrinterState
from pos.receipts.tables import printer_states

NOON = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def record(database: Database, state: PrinterState, at: datetime, printer: str = "T1") -> None:
    """Write a state down."""
    database.write(lambda connection: record_state(connection, printer, state, at=at))


def moments(database: Database) -> tuple[datetime, datetime]:
    """Return since when T1 has been as it is, and when it was last asked."""
    with database.read() as connection:
        row = connection.execute(select(printer_states).where(printer_states.c.printer == "T1")).one()
    return row.since, row.checked_at


def state_at(database: Database, at: datetime) -> str:
    """Return the state of T1 that is known at a moment."""
    with database.read() as connection:
        return known_state(connection, "T1", at=at)


def test_a_printer_that_was_never_asked_is_unknown(database: Database) -> None:
    assert state_at(database, NOON) == "unknown"


def test_a_state_is_known_until_it_is_too_old(database: Database) -> None:
    record(database, "paper_low", NOON)
    assert state_at(database, NOON + FRESH_FOR) == "paper_low"
    assert state_at(database, NOON + FRESH_FOR + timedelta(milliseconds=1)) == "unknown"


def test_since_moves_only_when_the_state_changes(database: Database) -> None:
    record(database, "ok", NOON)
    record(database, "ok", NOON + SECOND)
    assert moments(database) == (NOON, NOON + SECOND)
    record(database, "paper_out", NOON + 2 * SECOND)
    assert moments(database) == (NOON + 2 * SECOND, NOON + 2 * SECOND)


def test_a_clock_set_back_begins_anew(database: Database) -> None:
    record(database, "ok", NOON)
    record(database, "ok", NOON - SECOND)
    assert moments(database) == (NOON - SECOND, NOON - SECOND)


def test_every_printer_is_shown_by_name(database: Database) -> None:
    record(database, "no_answer", NOON, "T2")
    record(database, "ok", NOON - 2 * FRESH_FOR, "T1")
    with database.read() as connection:
        assert known_states(connection, at=NOON) == {"T1": "unknown", "T2": "no_answer"}


@pytest.mark.parametrize(
    ("values", "claim_name"),
    [
        ({"state": "fine"}, "ck_printer_states_state_is_known"),
        ({"since": NOON + SECOND}, "ck_printer_states_began_before_it_was_checked"),
    ],
)
def test_the_database_keeps_what_the_table_claims(
    database: Database, values: dict[str, Any], claim_name: str
) -> None:
    row = {"printer": "T1", "state": "ok", "since": NOON, "checked_at": NOON} | values
    with pytest.raises(IntegrityError) as refusal:
        database.write(lambda connection: connection.execute(insert(printer_states).values(row)))
    assert broken_claim(refusal.value) == claim_name
