"""The audit finds what was changed about refunds behind the back of the triggers."""

# ruff: noqa: S608 - the SQL is made of texts of this file

from pathlib import Path

import pytest

from pos.database import Database
from pos.reports.audit import audit_books
from tests.integration.test_audit import Corruption, corrupted
from tests.integration.test_refunds import given_back, sold, wish
from tests.schemes import load_subsidised

NUMBER = "T1-"


def _add(table: str, column: str, fen: int, more: str = "") -> tuple[str, ...]:
    return (f"UPDATE {table} SET {column} = {column} + {fen}{more}",)


CORRUPTIONS = (
    Corruption("another reason", ("UPDATE refunds SET reason = 'x'",), "refunds", NUMBER, "it was changed"),
    Corruption("a line", _add("refund_lines", "total_fen", -1), "refunds", NUMBER, "lines do not add up"),
    Corruption(
        "a reduction",
        _add("refund_reductions", "amount_fen", 1),
        "refunds",
        NUMBER,
        "reductions do not add up",
    ),
    Corruption(
        "a tender", _add("refund_tenders", "amount_fen", 1), "refunds", NUMBER, "tenders do not add up"
    ),
    Corruption(
        "a tender above the sale",
        _add("refund_tenders", "amount_fen", 1_000_00),
        "refunds",
        NUMBER,
        "refund_tenders give back",
    ),
    Corruption(
        "portions above the sale", _add("refund_lines", "quantity", 9), "refunds", NUMBER, "refund_lines give"
    ),
    Corruption(
        "a posting",
        ("UPDATE postings SET amount_fen = amount_fen - 1 WHERE entry_id IN (SELECT id FROM refunds)",),
        "refunds",
        NUMBER,
        "postings do not add up",
    ),
    Corruption(
        "a refund of another kind",
        ("UPDATE refunds SET kind = 'void'",),
        "refunds",
        NUMBER,
        "not in the ledger",
    ),
    Corruption("a refund gone", ("DELETE FROM refunds",), "refunds", "", "nobody says of which order"),
    Corruption("parts left behind", ("DELETE FROM refunds",), "refunds", "", "has parts but is no refund"),
    Corruption(
        "portions on sale again",
        ("UPDATE portion_returns SET fate = 'menu'",),
        "portions",
        "menu",
        "came back",
    ),
    Corruption("portions gone", ("DELETE FROM portion_returns",), "portions", "waste", "0 came back"),
)


@pytest.fixture(scope="module")
def books(shared_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Database:
    """Give books with an order of which one portion of two was given back."""
    shared_database.write(load_subsidised)
    folder: Path = tmp_path_factory.mktemp("cards")
    ticket = sold(shared_database, folder, 2)
    assert given_back(shared_database, wish(shared_database, ticket.id, (1, 1))) is not None
    return shared_database


def test_honest_refunds_agree(books: Database) -> None:
    with books.read() as connection:
        findings = audit_books(connection)

    assert findings.disagreements == []
    assert findings.checked["refunds"] == findings.checked["returned portions"] == 1


@pytest.mark.parametrize("corruption", CORRUPTIONS, ids=str)
def test_a_corruption_of_a_refund_is_found(books: Database, corruption: Corruption) -> None:
    with corrupted(books, corruption.statements) as connection:
        found = audit_books(connection).disagreements

    assert any(
        corruption.check == each.check and corruption.where in each.what and corruption.why in each.detail
        for each in found
    ), found
