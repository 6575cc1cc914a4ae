"""The audit finds what was changed about members' money and accounts behind the back of the triggers."""

# ruff: noqa: S608 - the SQL is made of texts of this file

import pytest

from pos.database import Database
from pos.reports.audit import audit_books
from pos.wallets.doing import carry_out
from pos.wallets.merging import merge
from pos.wallets.returns import return_card
from pos.wallets.top_ups import undo_top_up
from tests.integration.members_care import Account, act, desk
from tests.integration.test_audit import Corruption, corrupted

FIRST, SECOND = "demo:M0001:top-up", "demo:M0002:top-up"
UNDO = "(SELECT id FROM wallet_acts WHERE kind = 'undo')"
MERGED = "(SELECT id FROM members WHERE state = 'merged')"
HOLDER = "(SELECT id FROM members WHERE code = 'M0001')"
PAPER = """
INSERT INTO print_jobs (key, printer, kind, number, document, state, attempts, next_try_at, created_at)
VALUES ('x:wallet', 'RECEIPT', 'top_up', 'X', '{}', 'queued', 0, 0, 0)
"""


def _update(table: str, change: str, where: str) -> tuple[str, ...]:
    return (f"UPDATE {table} SET {change} WHERE {where}",)


CORRUPTIONS = (
    Corruption(
        "another means",
        _update("wallet_acts", "means = 'bank'", f"id = '{FIRST}'"),
        "wallets", FIRST, "it was changed after it was written",
    ),
    Corruption(
        "another account",
        _update("wallet_acts", "account_id = account_id + 1", f"id = '{FIRST}'"),
        "wallets", FIRST, "its posting is between other accounts",
    ),
    Corruption(
        "a posting to a friend",
        _update(
            "postings",
            "credit_account_id = (SELECT id FROM accounts WHERE code = 'wallet:M0002')",
            f"entry_id = '{FIRST}'",
        ),
        "wallets", FIRST, "its posting is between other accounts",
    ),
    Corruption(
        "another kind",
        _update("wallet_acts", "kind = 'pay_out'", f"id = '{FIRST}'"),
        "wallets", FIRST, "it is not in the ledger as it says",
    ),
    Corruption(
        "an act that nobody says anything about",
        (f"DELETE FROM wallet_acts WHERE id = '{FIRST}'",),
        "wallets", FIRST, "nobody says by which means",
    ),
    Corruption(
        "an act of nobody",
        (f"DELETE FROM member_events WHERE id = '{FIRST}'",),
        "wallets", FIRST, "nobody is known to have done it",
    ),
    Corruption(
        "an undo of another top-up",
        _update("wallet_acts", f"undoes_id = '{SECOND}'", "kind = 'undo'"),
        "wallets", "", "it undoes what it does not equal",
    ),
    Corruption(
        "a paper of nothing",
        (PAPER,),
        "wallets", "x:wallet", "is a paper of a movement that is not there",
    ),
    Corruption(
        "closed with money inside",
        _update("members", "state = 'closed'", "code = 'M0001'"),
        "members", "M0001", "is closed but holds money",
    ),
    Corruption(
        "closed with a card that pays",
        _update("members", "state = 'closed'", "code = 'M0001'"),
        "members", "M0001", "has a card that pays",
    ),
    Corruption(
        "a merge forgotten",
        ("DELETE FROM member_merges",),
        "members", "", "is merged without a survivor",
    ),
    Corruption(
        "a merge into what is merged",
        (
            f"INSERT INTO member_merges SELECT survivor_id, {HOLDER}, event_id FROM member_merges",
            "UPDATE members SET state = 'merged' WHERE code = 'M0005'",
        ),
        "members", "", "leads to an account that is merged itself",
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def books(shared_database: Database) -> Database:
    """Give books with a top-up that was undone, an account that was closed, and one that was merged."""
    first, closing, merged, survivor = (Account(shared_database, f"M000{place}") for place in (1, 3, 4, 5))
    asked = act()
    first.top_up(1_00, doing=asked)
    carry_out(
        shared_database,
        lambda connection: undo_top_up(
            connection, act(), first.member, undoes=asked.id, desk=desk(connection)
        ),
    )
    carry_out(
        shared_database,
        lambda connection: return_card(
            connection,
            act(),
            closing.member,
            amount_fen=closing.balance_fen,
            means="cash",
            desk=desk(connection),
        ),
    )
    carry_out(
        shared_database,
        lambda connection: merge(connection, act(), merged.member, survivor.member, desk=desk(connection)),
    )
    return shared_database


def test_honest_books_agree(books: Database) -> None:
    with books.read() as connection:
        findings = audit_books(connection)

    assert findings.disagreements == []
    assert findings.checked["ended accounts"] == 2


@pytest.mark.parametrize("corruption", CORRUPTIONS, ids=str)
def test_the_audit_finds_a_corruption(books: Database, corruption: Corruption) -> None:
    with corrupted(books, corruption.statements) as connection:
        found = audit_books(connection).disagreements
        connection.rollback()

    assert [
        each
        for each in found
        if each.check == corruption.check and corruption.where in each.what and corruption.why in each.detail
    ]
