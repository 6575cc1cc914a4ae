"""The audit finds what was changed about cash, counts and Z-reports behind the back of the triggers."""

# ruff: noqa: S608 - the SQL is made of texts of this file

import pytest

from pos.cash.acts import CashAct, move_cash
from pos.clock import now
from pos.database import Database
from pos.reports.audit import audit_books
from pos.sales.selling import sell
from pos.shifts.shifts import open_shift, require_till
from tests.closings import close_counted
from tests.integration.test_audit import Corruption, corrupted
from tests.tickets import EQUIPMENT, plentiful, ticket_for

FIRST = "till_code = 'T1' AND number = 1"
DROP = "the drop"


def _update(table: str, change: str, where: str) -> tuple[str, ...]:
    return (f"UPDATE {table} SET {change} WHERE {where}",)


MADE_TO_AGREE = _update(
    "shift_counts", "counted_fen = expected_fen, loose_fen = expected_fen", "shift_id <> 'second'"
)
CORRUPTIONS = (
    Corruption(
        "a figure of a report",
        _update("z_reports", "figures = replace(figures, '\"count\"\\:0', '\"count\"\\:1')", FIRST),
        "Z-reports", "T1-Z0001", "its figures are not those of the ledger",
    ),
    Corruption(
        "what a report says was taken",
        _update("z_reports", "figures = replace(figures, '\"drawer\"', '\"wallet\"')", FIRST),
        "Z-reports", "20", "its Z-reports give",
    ),
    Corruption(
        "a report changed",
        _update("z_reports", "closed_by = 'somebody'", FIRST),
        "Z-reports", "T1-Z0001", "was changed after it was written",
    ),
    Corruption(
        "a report deleted",
        (f"DELETE FROM z_reports WHERE {FIRST}",),
        "Z-reports", "T1-Z0002", "does not follow the report before it",
    ),
    Corruption(
        "a report deleted, seen from the one after it",
        (f"DELETE FROM z_reports WHERE {FIRST}",),
        "Z-reports", "T1-Z0002", "is bound to another report before it",
    ),
    Corruption(
        "the last report deleted",
        ("DELETE FROM z_reports WHERE till_code = 'T1' AND number = 2",),
        "shifts", "second", "was closed without a Z-report",
    ),
    Corruption(
        "the last report deleted, and its close forgotten",
        (
            "DELETE FROM z_reports WHERE till_code = 'T1' AND number = 2",
            "UPDATE shifts SET last_sequence = NULL WHERE id = 'second'",
        ),
        "shifts", "second:hand-over", "is bound to a Z-report that is not there",
    ),
    Corruption(
        "a report under another hash",
        _update("z_reports", "hash = 'x'", FIRST),
        "shifts", "second:float", "is bound to a Z-report that is not there",
    ),
    Corruption(
        "a report of another head",
        _update("z_reports", "head_hash = 'x'", FIRST),
        "Z-reports", "T1-Z0001", "names another head of the till's chain than there is",
    ),
    Corruption(
        "a report of a part of the chain",
        _update("shifts", "first_sequence = first_sequence + 1", "id = 'second'"),
        "Z-reports", "T1-Z0002", "leaves out a part of the till's chain",
    ),
    Corruption(
        "a count made to agree",
        MADE_TO_AGREE,
        "Z-reports", "T1-Z0001", "its counts were changed after they were written",
    ),
    Corruption(
        "a count made to agree, seen from the books",
        MADE_TO_AGREE,
        "Z-reports", "T1-Z0001", "books another difference than was counted",
    ),
    Corruption(
        "a drawer that holds less",
        _update(
            "account_balances",
            "balance_fen = balance_fen - 1",
            "account_id = (SELECT id FROM accounts WHERE code = 'drawer:T1')",
        ),
        "drawers", "T1", "of the last Z-report and all since",
    ),
    Corruption(
        "a safe out of which more was taken than it held",
        _update(
            "postings",
            "amount_fen = 99999999",
            "entry_id = 'second:float' AND credit_account_id ="
            " (SELECT id FROM accounts WHERE code = 'safe:xinli137')",
        ),
        "safes", "safe:xinli137", "cash was put into it that nobody wrote down",
    ),
    Corruption(
        "another reason",
        _update("cash_acts", "reason = 'other'", f"id = '{DROP}'"),
        "cash", DROP, "it was changed after it was written",
    ),
    Corruption(
        "another act",
        _update("cash_acts", "kind = 'paid_out'", f"id = '{DROP}'"),
        "cash", DROP, "it is not in the ledger as it says",
    ),
    Corruption(
        "cash that nobody says anything about",
        (f"DELETE FROM cash_acts WHERE id = '{DROP}'",),
        "cash", DROP, "is in the ledger, but nobody says why",
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def books(shared_database: Database) -> Database:
    """Give books with two closed shifts of the first till; the first sold, was short, and dropped cash."""
    drop = CashAct(DROP, "drop", 10_00, "too_much_cash", "", "周敏", now())
    shared_database.write(lambda connection: move_cash(connection, require_till(connection, "T1"), drop))
    ticket = ticket_for(shared_database, (plentiful(shared_database, "main"), 1))
    assert sell(shared_database, ticket, card=None, equipment=EQUIPMENT, at=now())
    shared_database.write(lambda connection: close_counted(connection, "T1", over_short_fen=-3_00))
    shared_database.write(lambda connection: close_counted(connection, "T2"))
    shared_database.write(
        lambda connection: open_shift(
            connection, require_till(connection, "T1"), id_="second", cashier="李强", float_fen=1_00, at=now()
        )
    )
    shared_database.write(lambda connection: close_counted(connection, "T1", left_fen=50))
    return shared_database


def test_honest_books_agree(books: Database) -> None:
    with books.read() as connection:
        findings = audit_books(connection)

    assert findings.disagreements == []
    names = ("Z-reports", "closed shifts", "cash movements", "days of Z-reports")
    assert [findings.checked[name] for name in names] == [3, 3, 1, 1]


@pytest.mark.parametrize("corruption", CORRUPTIONS, ids=str)
def test_the_audit_finds_a_corruption(books: Database, corruption: Corruption) -> None:
    with corrupted(books, corruption.statements) as connection:
        found = audit_books(connection).disagreements

    assert any(
        each.check == corruption.check and corruption.where in each.what and corruption.why in each.detail
        for each in found
    ), found
