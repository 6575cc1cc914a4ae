"""Two processes act on one account at the same moment: money is never lost, doubled or left behind."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from pos.cards.life import report_loss
from pos.cards.tables import cards
from pos.clock import now
from pos.database import Database
from pos.imports.jobs import hand_in
from pos.members.acts import Act
from pos.members.members import require_member
from pos.members.states import state_of_member
from pos.shifts.shifts import require_till
from pos.wallets.acts import desk_of
from pos.wallets.doing import carry_out
from pos.wallets.merging import merge
from pos.wallets.returns import return_card
from pos.wallets.top_ups import top_up, undo_top_up
from tests.integration.members_care import Account, assert_books_agree
from tests.integration.racing import Rivals, Selling, two_rivals
from tests.tickets import menu_now, prove_payment, ticket_for, uuid7, virtual_card

ROUNDS = 6
CODES = [f"M{number:04}" for number in range(1, ROUNDS + 1)]


@dataclass(frozen=True)
class Caring:
    """Do something about a member's account in the office, under a key."""

    kind: str
    code: str
    key: str
    amount_fen: int = 0
    other: str = ""

    def prepare(self, books: Database) -> None:
        """Do what has to be done before the race."""

    def act(self, books: Database) -> str:
        """Do it."""
        by = Act(self.key, "test", now(), "race", f"{self.kind}:{self.code}:{self.amount_fen}")

        def work(connection: Connection) -> object:
            member = require_member(connection, self.code)
            desk = desk_of(require_till(connection, "T1"), by.at, is_office=True)
            if self.kind == "top-up":
                return top_up(connection, by, member, amount_fen=self.amount_fen, means="cash", desk=desk)
            if self.kind == "undo":
                return undo_top_up(connection, by, member, undoes=self.other, desk=desk)
            if self.kind == "return":
                return return_card(
                    connection, by, member, amount_fen=self.amount_fen, means="cash", desk=desk
                )
            if self.kind == "merge":
                return merge(connection, by, member, require_member(connection, self.other), desk=desk)
            return report_loss(connection, by, member.id) or None

        return f"{self.kind} done" if carry_out(books, work) is not None else f"{self.kind} done before"


@pytest.fixture(scope="module")
def rivals() -> Iterator[Rivals]:
    """Give two processes that race."""
    with two_rivals() as running:
        yield running


def selling(database: Database, code: str, folder: Path) -> Selling:
    """Return the sale of a bowl of rice to a member by card."""
    account = Account(database, code)
    serial = account.serial
    number = database_number(database, serial)
    rice = next(item for item in menu_now(database) if item.planned_portions is None and item.price_fen > 1)
    ticket = ticket_for(database, (rice, 1), serial=serial, tender="wallet")
    return Selling(ticket, prove_payment(virtual_card(serial, number, folder), ticket))


def database_number(database: Database, serial: str) -> str:
    """Return the printed number of a card."""
    with database.read() as connection:
        query = select(cards.c.number).where(cards.c.serial == serial)
        found: str = connection.execute(query).scalar_one()
    return found


def test_a_spending_and_a_return_of_the_same_money(
    database: Database, rivals: Rivals, tmp_path: Path
) -> None:
    sales = [selling(database, code, tmp_path) for code in CODES]
    returns = [
        Caring("return", code, uuid7(), amount_fen=Account(database, code).balance_fen) for code in CODES
    ]

    rounds = rivals.race(database, sales, returns)

    for code, (sale, back) in zip(CODES, rounds, strict=True):
        account = Account(database, code)
        if sale.what == "sold":
            assert back.what == "balance_changed"
            assert account.state == "open"
        else:
            assert (sale.what, back.what) in {
                ("returned_card", "return done"),
                ("closed_member", "return done"),
            }
            assert (account.state, account.balance_fen) == ("closed", 0)
    assert_books_agree(database)


def test_a_top_up_and_a_return_leave_nothing_in_a_closed_account(database: Database, rivals: Rivals) -> None:
    returns = [
        Caring("return", code, uuid7(), amount_fen=Account(database, code).balance_fen) for code in CODES
    ]
    top_ups = [Caring("top-up", code, uuid7(), amount_fen=1_00) for code in CODES]

    rounds = rivals.race(database, top_ups, returns)

    outcomes = {(first.what, second.what) for first, second in rounds}
    assert outcomes <= {("top-up done", "balance_changed"), ("closed_member", "return done")}
    assert_books_agree(database)


def test_an_undo_and_a_spending_of_the_same_money(database: Database, rivals: Rivals, tmp_path: Path) -> None:
    keys = [uuid7() for _ in CODES]
    for code, key in zip(CODES, keys, strict=True):
        account = Account(database, code)
        Caring("top-up", code, key, amount_fen=1_00).act(database)
        # Nothing but the top-up is left: the rest goes to somebody else.
        assert account.balance_fen > 1_00
    sales = [selling(database, code, tmp_path) for code in CODES]
    undos = [Caring("undo", code, uuid7(), other=key) for code, key in zip(CODES, keys, strict=True)]
    before_fen = [Account(database, code).balance_fen for code in CODES]

    rounds = rivals.race(database, sales, undos)

    for code, held_fen, sale, (sold, undone) in zip(CODES, before_fen, sales, rounds, strict=True):
        paid_fen = sale.ticket.total_fen if sold.what == "sold" else 0
        back_fen = 1_00 if undone.what == "undo done" else 0
        assert Account(database, code).balance_fen == held_fen - paid_fen - back_fen
        assert (sold.what, undone.what) == ("sold", "undo done")
    assert_books_agree(database)


def test_a_report_of_loss_and_a_payment(database: Database, rivals: Rivals, tmp_path: Path) -> None:
    sales = [selling(database, code, tmp_path) for code in CODES]
    losses = [Caring("loss", code, uuid7()) for code in CODES]

    rounds = rivals.race(database, sales, losses)

    assert {sale.what for sale, _ in rounds} <= {"sold", "lost_card"}
    assert {loss.what for _, loss in rounds} == {"loss done"}
    assert all(set(Account(database, code).blocks().values()) == {"lost"} for code in CODES)
    assert_books_agree(database)


def test_a_merge_and_a_payment_of_the_merged_member(
    database: Database, rivals: Rivals, tmp_path: Path
) -> None:
    survivors = [f"M{number:04}" for number in range(11, 11 + ROUNDS)]
    sales = [selling(database, code, tmp_path) for code in CODES]
    merges = [
        Caring("merge", code, uuid7(), other=other) for code, other in zip(CODES, survivors, strict=True)
    ]
    total_fen = sum(Account(database, code).balance_fen for code in (*CODES, *survivors))

    rounds = rivals.race(database, sales, merges)

    assert {merged.what for _, merged in rounds} == {"merge done"}
    assert {sale.what for sale, _ in rounds} <= {"sold", "price_changed"}
    paid_fen = sum(
        sale.ticket.total_fen for sale, (sold, _) in zip(sales, rounds, strict=True) if sold.what == "sold"
    )
    with database.read() as connection:
        states = {state_of_member(connection, require_member(connection, code).id) for code in CODES}
    assert states == {"merged"}
    assert sum(Account(database, code).balance_fen for code in survivors) == total_fen - paid_fen
    assert_books_agree(database)


def test_a_top_up_that_two_processes_send_counts_once(database: Database, rivals: Rivals) -> None:
    before_fen = [Account(database, code).balance_fen for code in CODES]
    top_ups = [Caring("top-up", code, uuid7(), amount_fen=7_00) for code in CODES]

    rounds = rivals.race(database, top_ups, top_ups)

    assert [sorted(outcome.what for outcome in pair) for pair in rounds] == [
        ["top-up done", "top-up done before"]
    ] * ROUNDS
    assert [Account(database, code).balance_fen for code in CODES] == [fen + 7_00 for fen in before_fen]
    assert_books_agree(database)


def test_two_merges_the_opposite_way_end_as_one(database: Database, rivals: Rivals) -> None:
    pairs = [("M0001", "M0002"), ("M0003", "M0004"), ("M0005", "M0006")]
    there = [Caring("merge", one, uuid7(), other=other) for one, other in pairs]
    back = [Caring("merge", other, uuid7(), other=one) for one, other in pairs]

    rounds = rivals.race(database, there, back)

    assert [sorted(outcome.what for outcome in pair) for pair in rounds] == [
        ["merge done", "merged_member"]
    ] * len(pairs)
    assert_books_agree(database)


@dataclass(frozen=True)
class HandingIn:
    """Announce a list of residents."""

    id: str

    def prepare(self, books: Database) -> None:
        """Do what has to be done before the race."""

    def act(self, books: Database) -> str:
        """Do it."""
        is_new = books.write(
            lambda connection: hand_in(
                connection, self.id, file_name="a.csv", content_hash="0" * 64, size_bytes=10, at=now()
            )
        )
        return "announced" if is_new else "announced before"


def test_a_list_that_two_requests_announce_is_announced_once(database: Database, rivals: Rivals) -> None:
    lists = [HandingIn(uuid7()) for _ in range(ROUNDS)]

    rounds = rivals.race(database, lists, lists)

    assert [sorted(outcome.what for outcome in pair) for pair in rounds] == [
        ["announced", "announced before"]
    ] * ROUNDS
