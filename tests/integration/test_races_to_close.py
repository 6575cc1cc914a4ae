"""Two processes that end the same shift, or take the last cash of one drawer, at the same moment."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import Connection

from pos.cash.acts import CashAct, move_cash
from pos.cash.closing import Close, close_shift
from pos.cash.counting import Pieces, count_drawer, counts_of
from pos.cash.doing import carry_out
from pos.cash.reports import reports_of
from pos.clock import now
from pos.database import Database
from pos.ledger.accounts import balance_fen
from pos.reports.audit import audit_books
from pos.shifts.shifts import open_shift, require_till
from tests.closings import PRINTER, close_counted
from tests.integration.racing import Rivals, two_rivals
from tests.tickets import uuid7

ROUNDS = 6
FLOAT_FEN = 100_00


@dataclass(frozen=True)
class Ending:
    """Close a shift of the first till by a count; whoever `begins` opens and counts it before the race."""

    shift: str
    key: str
    begins: bool

    def prepare(self, books: Database) -> None:
        """Open the shift and count its drawer."""
        if self.begins:
            books.write(self._begin)

    def act(self, books: Database) -> str:
        """Close it."""
        ending = Close(self.key, self.shift, f"{self.shift}:count", 0, "周敏", now())
        return carry_out(
            books,
            lambda connection: close_shift(
                connection, require_till(connection, "T1"), ending, printer=PRINTER
            ),
        ).name

    def _begin(self, connection: Connection) -> None:
        till = require_till(connection, "T1")
        open_shift(connection, till, id_=self.shift, cashier="周敏", float_fen=FLOAT_FEN, at=now())
        count_drawer(
            connection,
            require_till(connection, "T1"),
            self.shift,
            id_=f"{self.shift}:count",
            pieces=Pieces({100_00: 1}),
            actor="周敏",
            at=now(),
        )


@dataclass(frozen=True)
class Counting:
    """Count the drawer of the first till's open shift."""

    shift: str
    key: str

    def prepare(self, books: Database) -> None:
        """Do what has to be done before the race."""

    def act(self, books: Database) -> str:
        """Count it."""

        def work(connection: Connection) -> int:
            till = require_till(connection, "T1")
            return count_drawer(
                connection,
                till,
                self.shift,
                id_=self.key,
                pieces=Pieces({100_00: 4}),
                actor=self.key,
                at=now(),
            ).number

        return f"count {carry_out(books, work)}"


@dataclass(frozen=True)
class Dropping:
    """Drop cash of the first till into the safe."""

    doing: CashAct

    def prepare(self, books: Database) -> None:
        """Do what has to be done before the race."""

    def act(self, books: Database) -> str:
        """Drop it."""
        is_new = carry_out(
            books, lambda connection: move_cash(connection, require_till(connection, "T1"), self.doing)
        )
        return "dropped" if is_new else "dropped before"


@pytest.fixture(scope="module")
def rivals() -> Iterator[Rivals]:
    """Give two processes."""
    with two_rivals() as started:
        yield started


def assert_books_agree(database: Database) -> None:
    """Audit the books."""
    with database.read() as connection:
        assert audit_books(connection).disagreements == []


def test_of_two_closes_at_once_one_wins(database: Database, rivals: Rivals) -> None:
    database.write(lambda connection: close_counted(connection, "T1"))
    first = [Ending(f"race-{number}", uuid7(), begins=True) for number in range(ROUNDS)]
    second = [Ending(f"race-{number}", uuid7(), begins=False) for number in range(ROUNDS)]

    rounds = rivals.race(database, first, second)

    for number, outcomes in enumerate(rounds):
        assert sorted(each.what for each in outcomes) == [f"T1-Z{number + 2:04}", "shift_closed"]
    with database.read() as connection:
        assert len(reports_of(connection, "xinli137")) == ROUNDS + 1
    assert_books_agree(database)


def test_the_same_close_sent_twice_at_once_is_one_report(database: Database, rivals: Rivals) -> None:
    database.write(lambda connection: close_counted(connection, "T1"))
    first = [Ending(f"race-{number}", uuid7(), begins=True) for number in range(ROUNDS)]
    second = [Ending(each.shift, each.key, begins=False) for each in first]

    rounds = rivals.race(database, first, second)

    names = [f"T1-Z{number + 2:04}" for number in range(ROUNDS)]
    assert [[each.what for each in outcomes] for outcomes in rounds] == [[name, name] for name in names]
    assert_books_agree(database)


def test_of_two_counts_at_once_each_has_its_number(database: Database, rivals: Rivals) -> None:
    with database.read() as connection:
        shift = require_till(connection, "T1").require_shift(now()).id
    first, second = ([Counting(shift, uuid7()) for _ in range(ROUNDS)] for _ in range(2))

    rounds = rivals.race(database, first, second)

    told = sorted(each.what for outcomes in rounds for each in outcomes)
    assert told == sorted(f"count {number + 1}" for number in range(2 * ROUNDS))
    with database.read() as connection:
        counts = counts_of(connection, shift)
    assert {count.id for count in counts} == {each.key for each in (*first, *second)}


def test_the_last_cash_of_a_drawer_is_dropped_once(database: Database, rivals: Rivals) -> None:
    first, second = (
        [CashAct(uuid7(), "drop", 300_00, "too_much_cash", "", who, now())] for who in ("周敏", "李强")
    )

    [outcomes] = rivals.race(
        database, [Dropping(each) for each in first], [Dropping(each) for each in second]
    )

    assert sorted(each.what for each in outcomes) == ["drawer_too_low", "dropped"]
    with database.read() as connection:
        assert balance_fen(connection, require_till(connection, "T1").drawer_account_id) == 200_00
    assert_books_agree(database)


def test_the_same_drop_sent_twice_at_once_is_one(database: Database, rivals: Rivals) -> None:
    doing = [CashAct(uuid7(), "drop", 10_00, "too_much_cash", "", "周敏", now()) for _ in range(ROUNDS)]

    rounds = rivals.race(database, [Dropping(each) for each in doing], [Dropping(each) for each in doing])

    assert [sorted(each.what for each in outcomes) for outcomes in rounds] == [
        ["dropped", "dropped before"]
    ] * ROUNDS
    assert_books_agree(database)
