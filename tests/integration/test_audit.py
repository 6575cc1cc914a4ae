"""The audit finds what was changed behind the back of the triggers, and says where."""

# ruff: noqa: S608 - the SQL is made of texts of this file

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from pos.clock import now
from pos.database import Database
from pos.ledger.posting import Event, chain_head, post
from pos.reports.audit import CHECKS, audit_books
from pos.sales.selling import sell
from tests.schemes import load_subsidised
from tests.tickets import EQUIPMENT, plentiful, prove_payment, ticket_for, virtual_card

SENIOR = ("C0DE013700000001", "9137000000017919")
# The sales of the day by their numbers; the float of the till is the first entry of its chain.
WALLET_SALE, CASH_SALE = "T1-000002", "T1-000003"
ORDER = f"(SELECT id FROM orders WHERE number = '{WALLET_SALE}')"
LAST_ORDER = f"(SELECT id FROM orders WHERE number = '{CASH_SALE}')"
WALLET = "(SELECT id FROM accounts WHERE code = 'wallet:M0001')"
DRAWER = "(SELECT id FROM accounts WHERE code = 'drawer:T1')"
POSTING = "entry_id, debit_account_id, credit_account_id, amount_fen"
ITEM = f"(SELECT menu_item_id FROM order_lines WHERE order_id = {ORDER} AND number = 1)"


@dataclass(frozen=True)
class Corruption:
    """A change behind the triggers' back, and what it must lead to: which check finds it, where, and why."""

    what: str
    statements: tuple[str, ...]
    check: str
    where: str
    why: str

    def __str__(self) -> str:
        """Return what names the corruption in the list of tests."""
        return self.what


def _update(table: str, change: str, where: str) -> tuple[str]:
    return (f"UPDATE {table} SET {change} WHERE {where}",)


def _delete(*tables_and_wheres: tuple[str, str]) -> tuple[str, ...]:
    return tuple(f"DELETE FROM {table} WHERE {where}" for table, where in tables_and_wheres)


DRAWER_LOWERED = Corruption(
    "a drawer lowered",
    _update("account_balances", "balance_fen = balance_fen - 1", f"account_id = {DRAWER}"),
    "balances",
    "drawer:T1",
    "its postings give",
)
CORRUPTIONS = (
    DRAWER_LOWERED,
    Corruption(
        "a use forgotten",
        _update("usage_counters", "times = times - 1", "counter = 'counted'"),
        "uses", "counted", "are not what the orders used",
    ),
    Corruption(
        "a use that was never sold",
        _update("order_uses", "times = times + 1", f"order_id = {ORDER}"),
        "orders", WALLET_SALE, "it was changed after it was sold",
    ),
    Corruption(
        "a claim of the operator raised",
        _update("operator_claims", "amount_fen = amount_fen + 1", f"order_id = {ORDER}"),
        "orders", WALLET_SALE, "it was changed after it was sold",
    ),
    Corruption(
        "a reduction of the bill that says it is of the line",
        _update("order_reductions", "scope = 'line'", f"order_id = {ORDER}"),
        "orders", WALLET_SALE, "it was changed after it was sold",
    ),
    Corruption(
        "a wallet raised",
        _update("account_balances", "balance_fen = balance_fen + 1", f"account_id = {WALLET}"),
        "balances", "wallet:M0001", "its postings give",
    ),
    Corruption(
        "a wallet without its balance",
        _delete(("account_balances", f"account_id = {WALLET}")),
        "balances", "wallet:M0001", "has no running balance",
    ),
    Corruption(
        "a posting raised",
        _update("postings", "amount_fen = amount_fen + 1", f"entry_id = {ORDER}"),
        "chains", "", "was changed after it was written",
    ),
    Corruption(
        "a posting raised, seen from the wallet",
        _update("postings", "amount_fen = amount_fen + 1", f"debit_account_id = {WALLET}"),
        "balances", "wallet:M0001", "its postings give",
    ),
    Corruption(
        "a posting raised, seen from the entry",
        _update("postings", "amount_fen = amount_fen + 1", f"debit_account_id = {WALLET}"),
        "chains", "", "do not add up to its amount",
    ),
    Corruption(
        "a posting turned round",
        _update(
            "postings",
            "debit_account_id = credit_account_id, credit_account_id = debit_account_id",
            f"debit_account_id = {DRAWER}",
        ),
        "chains", "", "was changed after it was written",
    ),
    Corruption(
        "money without an entry",
        (f"INSERT INTO postings ({POSTING}) VALUES ('nothing', {DRAWER}, {WALLET}, 100)",),
        "chains", "nothing", "has postings but is no entry",
    ),
    Corruption(
        "an entry of another reason",
        _update("entries", "reason = 'a gift'", f"id = {ORDER}"),
        "chains", "", "was changed after it was written",
    ),
    Corruption(
        "an entry of another day",
        _update("entries", "business_date = '2020-01-01'", f"id = {ORDER}"),
        "reports", "", "the report says",
    ),
    Corruption(
        "an entry deleted from the middle",
        _delete(("postings", f"entry_id = {ORDER}"), ("entries", f"id = {ORDER}")),
        "chains", "", "does not follow entry 1",
    ),
    Corruption(
        "an entry deleted, seen from its order",
        _delete(("postings", f"entry_id = {ORDER}"), ("entries", f"id = {ORDER}")),
        "orders", WALLET_SALE, "its postings do not add up",
    ),
    Corruption(
        "the last entry deleted",
        _delete(("postings", f"entry_id = {LAST_ORDER}"), ("entries", f"id = {LAST_ORDER}")),
        "balances", "drawer:T1", "its postings give",
    ),
    Corruption(
        "a line of another dish",
        _update("order_lines", "name_zh = '白饭'", f"order_id = {ORDER} AND number = 1"),
        "orders", WALLET_SALE, "was changed after it was sold",
    ),
    Corruption(
        "a line made cheaper",
        _update("order_lines", "total_fen = total_fen - 1", f"order_id = {ORDER} AND number = 1"),
        "orders", WALLET_SALE, "its lines do not add up",
    ),
    Corruption(
        "a line deleted",
        _delete(
            ("order_reductions", f"order_id = {ORDER} AND line_number = 1"),
            ("order_lines", f"order_id = {ORDER} AND number = 1"),
        ),
        "orders", WALLET_SALE, "its lines do not add up",
    ),
    Corruption(
        "a reduction raised",
        _update("order_reductions", "amount_fen = amount_fen + 1", f"order_id = {ORDER}"),
        "orders", WALLET_SALE, "its reductions do not add up",
    ),
    Corruption(
        "a reduction at somebody else's expense",
        _update("order_reductions", "payer = 'street'", f"order_id = {ORDER}"),
        "orders", WALLET_SALE, "was changed after it was sold",
    ),
    Corruption(
        "a tender lowered",
        _update(
            "order_tenders",
            "amount_fen = amount_fen - 1, change_fen = change_fen + 1",
            f"order_id = {LAST_ORDER}",
        ),
        "orders", CASH_SALE, "its tenders do not add up",
    ),
    Corruption(
        "an order of another member",
        _update("orders", "member_id = member_id + 1", f"number = '{WALLET_SALE}'"),
        "orders", WALLET_SALE, "was changed after it was sold",
    ),
    Corruption(
        "an order of another till",
        _update("orders", "till_code = 'T2'", f"number = '{WALLET_SALE}'"),
        "orders", WALLET_SALE, "was changed after it was sold",
    ),
    Corruption(
        "an order of another day",
        _update("orders", "business_date = '2020-01-01'", f"number = '{WALLET_SALE}'"),
        "reports", "2020-01-01", "the report says 0",
    ),
    Corruption(
        "an order deleted, seen from the ledger",
        _delete(("orders", f"number = '{WALLET_SALE}'")),
        "orders", "", "is a sale in the ledger but no order",
    ),
    Corruption(
        "an order deleted, seen from its lines",
        _delete(("orders", f"number = '{WALLET_SALE}'")),
        "orders", "", "has parts but is no order",
    ),
    Corruption(
        "a receipt deleted",
        _delete(("print_jobs", f"order_id = {ORDER}")),
        "orders", WALLET_SALE, "it has no receipt",
    ),
    Corruption(
        "a dish with more sold than was taken",
        _update("menu_items", "sold_portions = sold_portions + 1", f"id = {ITEM}"),
        "portions", "item", "its movements and reservations give",
    ),
    Corruption(
        "portions given back",
        _delete(("portion_movements", f"menu_item_id = {ITEM}")),
        "portions", "all", "sold on orders",
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def books(shared_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Database:
    """Give books with two sales, under a scheme of which each line of the first has two reductions."""
    shared_database.write(load_subsidised)
    dishes = [plentiful(shared_database, category) for category in ("main", "vegetable")]
    first = ticket_for(shared_database, (dishes[0], 2), (dishes[1], 1), serial=SENIOR[0], tender="wallet")
    card = prove_payment(virtual_card(*SENIOR, tmp_path_factory.mktemp("cards")), first)
    assert sell(shared_database, first, card=card, equipment=EQUIPMENT, at=now())
    last = ticket_for(shared_database, (dishes[0], 1))
    assert sell(shared_database, last, card=None, equipment=EQUIPMENT, at=now())
    return shared_database


@contextmanager
def corrupted(database: Database, statements: tuple[str, ...]) -> Iterator[Connection]:
    """Run statements with every trigger and key off; give the connection, to be committed or not."""
    with database.engine.connect() as connection:
        switch_guards_off(connection)
        for statement in statements:
            connection.execute(text(statement))
        yield connection


def switch_guards_off(connection: Connection) -> None:
    """Do what somebody with all rights could: switch triggers and keys off for a transaction."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        return
    connection.execute(text("PRAGMA defer_foreign_keys = ON"))
    for name in (
        connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
    ):
        connection.execute(text(f"DROP TRIGGER {name}"))


def test_honest_books_agree_and_everything_in_them_was_checked(books: Database) -> None:
    with books.read() as connection:
        findings = audit_books(connection)

    assert findings.disagreements == []
    assert findings.checked["orders"] == 2
    # What members' accounts, refunds and cash may disagree about is tested in files beside.
    checked = {"balances", "entries", "orders", "uses", "menu items", "days", "wallet movements"}
    beside = {"papers of movements", "ended accounts", "refunds", "returned portions"}
    beside |= {"cash movements", "closed shifts", "safes", "Z-reports", "days of Z-reports"}
    assert set(findings.checked) == checked | beside
    assert all(findings.checked[name] for name in checked)


@pytest.mark.parametrize("corruption", CORRUPTIONS, ids=str)
def test_a_corruption_is_found_where_it_is(books: Database, corruption: Corruption) -> None:
    with corrupted(books, corruption.statements) as connection:
        found = audit_books(connection).disagreements

    assert any(
        corruption.check == each.check and corruption.where in each.what and corruption.why in each.detail
        for each in found
    ), found


def test_each_check_has_a_corruption_that_it_finds() -> None:
    # Those of members' accounts, of refunds and of cash have theirs in files beside.
    beside = {
        "wallet_movements",
        "papers_of_movements",
        "ended_accounts",
        "refunded_orders",
        "returned_portions",
        "cash_movements",
        "z_reports",
        "closed_shifts",
        "days_of_reports",
        "safes",
    }
    assert {corruption.check for corruption in CORRUPTIONS} == {
        check.__name__.removeprefix("sold_") for check in CHECKS
    } - beside


def test_a_posting_that_slips_in_while_its_entry_is_written_is_found(database: Database) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite has one writer at a time")
    with database.engine.connect() as slipping:
        # No entry seals it yet, and when this commits its entry is there: no key refuses it.
        slipping.execute(text(f"INSERT INTO postings ({POSTING}) VALUES ('top-up', {DRAWER}, {WALLET}, 100)"))
        database.write(_top_up_nothing)
        slipping.commit()

    with database.read() as connection:
        found = audit_books(connection).disagreements
    assert ("chains", "top-up") in {(each.check, each.what) for each in found}


def test_the_command_says_what_disagrees_and_by_its_status(database: Database, tmp_path: Path) -> None:
    honest = _audit(database, tmp_path, "--json")
    with corrupted(database, DRAWER_LOWERED.statements) as connection:
        connection.commit()
    found, told = _audit(database, tmp_path, "--json"), _audit(database, tmp_path)

    assert (honest.returncode, found.returncode, told.returncode) == (0, 1, 1)
    assert json.loads(honest.stdout)["agrees"]
    assert json.loads(honest.stdout)["disagreements"] == []
    disagreement, in_the_drawer = json.loads(found.stdout)["disagreements"]
    assert (in_the_drawer["check"], in_the_drawer["what"]) == ("drawers", "T1")
    assert not json.loads(found.stdout)["agrees"]
    assert disagreement == {
        "check": "balances",
        "what": "drawer:T1",
        "detail": "holds 49999, its postings give 50000",
    }
    assert "DISAGREES balances drawer:T1: holds 49999, its postings give 50000" in told.stdout


def _top_up_nothing(connection: Connection) -> None:
    event = Event(
        id="top-up",
        kind="top_up",
        reason="test",
        actor="test",
        business_date=now().date(),
        at=now(),
        chain_code="test",
    )
    post(connection, event, (), chain_head(connection, "test"))


def _audit(database: Database, folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    url = database.engine.url.render_as_string(hide_password=False)
    return subprocess.run(
        [sys.executable, "-m", "pos.cli", "audit", *options],
        env={**os.environ, "VAR_DIR": str(folder), "CANTEEN_DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )
