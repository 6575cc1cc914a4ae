"""The triggers hold on any SQLite connection: without pragmas, and told to ignore, fail or replace."""

# ruff: noqa: S608 - the names of tables and columns are our own

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pos.database import open_database
from tests.integration.attacks.on_what_is_kept import FACTS, KEPT
from tests.integration.attacks.spoiling import proven_sale
from tests.schemes import load_subsidised

CONFLICTS = ("ABORT", "FAIL", "IGNORE", "REPLACE", "ROLLBACK")
CLAIMS = {table: claim for table, (claim, _) in FACTS.items()} | KEPT
# What INSERT OR REPLACE says where it is the row itself that is replaced.
REPLACED = CLAIMS | {
    "account_balances": "balances_are_born_at_zero",
    "postings": "entries_are_sealed",
    "order_lines": "orders_are_sealed",
    "order_reductions": "orders_are_sealed",
    "order_tenders": "orders_are_sealed",
    "print_jobs": "papers_keep_their_words",
}
# A row of another key that has something else in common with one that is there: REPLACE would delete that.
IN_THE_WAY = {
    "accounts": "id = -1",
    "entries": "id = 'another'",
    "orders": "id = 'another', card_counter = NULL",
    "portion_movements": "id = -1",
    "menu_items": "id = -1",
    "cards": "serial = 'C0DE013799999999'",
    "shifts": "id = 'another'",
    "members": "id = -1, code = 'another'",
    "tills": "code = 'another'",
}


@pytest.fixture(scope="module")
def file(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a file of books in which something was sold."""
    path = tmp_path_factory.mktemp("plain") / "canteen.sqlite3"
    shutil.copy(sqlite_template, path)
    books = open_database(f"sqlite:///{path}")
    books.write(load_subsidised)
    books.write(lambda connection: proven_sale(connection).write(connection))
    books.engine.dispose()
    return path


@pytest.fixture
def plain(file: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection as the sqlite3 shell makes one."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        assert connection.execute("PRAGMA foreign_keys").fetchone() == (0,)
        assert connection.execute("PRAGMA recursive_triggers").fetchone() == (0,)
        yield connection


@pytest.mark.parametrize("table", CLAIMS)
def test_no_row_can_be_replaced(plain: sqlite3.Connection, table: str) -> None:
    before = everything(plain)

    with pytest.raises(sqlite3.IntegrityError, match=REPLACED[table]):
        plain.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1")

    assert everything(plain) == before


@pytest.mark.parametrize("table", IN_THE_WAY)
def test_no_row_can_be_replaced_by_one_of_another_key(plain: sqlite3.Connection, table: str) -> None:
    before = everything(plain)
    plain.execute(f"CREATE TEMP TABLE another AS SELECT * FROM {table} LIMIT 1")
    plain.execute(f"UPDATE another SET {IN_THE_WAY[table]}")

    with pytest.raises(sqlite3.IntegrityError, match=REPLACED[table]):
        plain.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM another")

    assert everything(plain) == before


@pytest.mark.parametrize("table", CLAIMS)
def test_no_row_can_be_deleted(plain: sqlite3.Connection, table: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match=CLAIMS[table]):
        plain.execute(f"DELETE FROM {table}")


@pytest.mark.parametrize("conflict", CONFLICTS)
def test_no_wallet_is_overdrawn_whatever_is_to_happen_on_a_conflict(
    plain: sqlite3.Connection, conflict: str
) -> None:
    before = everything(plain)
    wallet, held_fen = plain.execute(
        "SELECT account_id, balance_fen FROM account_balances JOIN accounts ON id = account_id"
        " WHERE code = 'wallet:M0002'"
    ).fetchone()
    overdraft = ("new", wallet, _id_of(plain, "safe:xinli137"), held_fen + 1)

    with pytest.raises(sqlite3.IntegrityError, match="stays_above_its_floor"):
        plain.execute(
            f"INSERT OR {conflict} INTO postings (entry_id, debit_account_id, credit_account_id, amount_fen)"
            " VALUES (?, ?, ?, ?)",
            overdraft,
        )

    assert everything(plain) == before


@pytest.mark.parametrize("conflict", CONFLICTS)
@pytest.mark.parametrize("table", ["order_lines", "order_reductions", "order_tenders"])
def test_no_order_grows_whatever_is_to_happen_on_a_conflict(
    plain: sqlite3.Connection, table: str, conflict: str
) -> None:
    before = everything(plain)
    plain.execute(f"CREATE TEMP TABLE another AS SELECT * FROM {table} LIMIT 1")
    number = "line_number" if table == "order_reductions" else "number"
    plain.execute(f"UPDATE another SET {number} = 99")

    with pytest.raises(sqlite3.IntegrityError, match="orders_are_sealed"):
        plain.execute(f"INSERT OR {conflict} INTO {table} SELECT * FROM another")

    assert everything(plain) == before


def everything(connection: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of the books."""
    return {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in CLAIMS}


def _id_of(connection: sqlite3.Connection, code: str) -> int:
    found: int = connection.execute("SELECT id FROM accounts WHERE code = ?", (code,)).fetchone()[0]
    return found
