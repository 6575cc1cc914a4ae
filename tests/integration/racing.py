"""Two real processes that act on the same books at the same moment, round after round."""

import multiprocessing
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from threading import Barrier
from typing import Any, Protocol

from inventory.errors import MenuRefusal
from inventory.kitchen import put_on_menu
from pos.cards.cards import CardPayment
from pos.cash.doing import carry_out
from pos.clock import now
from pos.database import Database, open_database
from pos.errors import Refusal
from pos.holds.moving import resume
from pos.pricebook.pricebook import schedule_scheme, withdraw_scheme
from pos.reports.audit import audit_books
from pos.sales.holding import Wish, hold_tray
from pos.sales.selling import sell
from pos.sales.tickets import Ticket
from pos.shifts.shifts import open_shift, require_till
from tests.closings import close_counted
from tests.tickets import EQUIPMENT

# Far more than any round takes: only a process that died is waited for so long.
PATIENCE_S = 60.0


@dataclass(frozen=True)
class Selling:
    """Sell a ticket."""

    ticket: Ticket
    card: CardPayment | None = None

    def prepare(self, books: Database) -> None:
        """Do what has to be done before the race."""

    def act(self, books: Database) -> str:
        """Do it."""
        is_new = sell(books, self.ticket, card=self.card, equipment=EQUIPMENT, at=now())
        return "sold" if is_new else "sold before"


@dataclass(frozen=True)
class Opening:
    """Open a shift on a till."""

    till: str
    shift: str

    def prepare(self, books: Database) -> None:
        """Do what has to be done before the race."""

    def act(self, books: Database) -> str:
        """Do it."""
        books.write(
            lambda connection: open_shift(
                connection,
                require_till(connection, self.till),
                id_=self.shift,
                cashier="周敏",
                float_fen=500_00,
                at=now(),
            )
        )
        return "open"


@dataclass(frozen=True)
class Closing:
    """Close a shift, which is opened before the race."""

    till: str
    shift: str

    def prepare(self, books: Database) -> None:
        """Do what has to be done before the race."""
        Opening(self.till, self.shift).act(books)

    def act(self, books: Database) -> str:
        """Do it."""
        carry_out(books, lambda connection: close_counted(connection, self.till, self.shift))
        return "closed"


@dataclass(frozen=True)
class PuttingOn:
    """Put a dish on a menu."""

    dish_code: str
    menu_date: date

    def prepare(self, books: Database) -> None:
        """Do what has to be done before the race."""

    def act(self, books: Database) -> str:
        """Do it."""
        item = books.write(
            lambda connection: put_on_menu(
                connection,
                self.dish_code,
                menu_date=self.menu_date,
                period_code="lunch",
                planned_portions=10,
                at=now(),
            )
        )
        return f"item {item.id}"


@dataclass(frozen=True)
class HoldingOn:
    """Hold a ticket."""

    wish: Wish

    def prepare(self, books: Database) -> None:
        """Do what has to be done before the race."""

    def act(self, books: Database) -> str:
        """Do it."""
        hold_tray(books, self.wish, by="周敏", at=now())
        return "held"


@dataclass(frozen=True)
class Resuming:
    """Go on with a ticket that was held."""

    till: str
    hold: str

    def prepare(self, books: Database) -> None:
        """Do what has to be done before the race."""

    def act(self, books: Database) -> str:
        """Do it."""
        books.write(
            lambda connection: resume(
                connection, require_till(connection, self.till), self.hold, by=self.till, at=now()
            )
        )
        return "resumed"


@dataclass(frozen=True)
class Auditing:
    """Audit the books."""

    def prepare(self, books: Database) -> None:
        """Do what has to be done before the race."""

    def act(self, books: Database) -> str:
        """Do it."""
        with books.read() as connection:
            found = audit_books(connection).disagreements
        return f"disagrees: {found}" if found else "agrees"


@dataclass(frozen=True)
class Scheduling:
    """Schedule a version of the demo's scheme."""

    toml: str
    effective_from: date

    def prepare(self, books: Database) -> None:
        """Do what has to be done before the race."""

    def act(self, books: Database) -> str:
        """Do it."""
        first_day = self.effective_from
        books.write(
            lambda connection: schedule_scheme(
                connection, self.toml, effective_from=first_day, today=now().date(), at=now()
            )
        )
        return "scheduled"


@dataclass(frozen=True)
class Withdrawing:
    """Take a version of the demo's scheme back."""

    version: int

    def prepare(self, books: Database) -> None:
        """Do what has to be done before the race."""

    def act(self, books: Database) -> str:
        """Do it."""
        books.write(
            lambda connection: withdraw_scheme(connection, "demo", self.version, today=now().date(), at=now())
        )
        return "withdrawn"


class Act(Protocol):
    """What one of two rivals does; it travels to the process that does it."""

    def prepare(self, books: Database) -> None:
        """Do what has to be done before the race."""

    def act(self, books: Database) -> str:
        """Do it, and say what came of it."""


@dataclass(frozen=True)
class Outcome:
    """What came of an act: what it did, or the code of its refusal with the facts."""

    what: str
    facts: dict[str, Any] = field(default_factory=dict)


class Rivals:
    """Two processes, each with its own connections; they live as long as the tests of a module."""

    def __init__(self, pipes: tuple[Connection, Connection]) -> None:
        self._pipes = pipes

    def race(
        self, database: Database, first: Sequence[Act], second: Sequence[Act]
    ) -> list[tuple[Outcome, Outcome]]:
        """Have one process do the first acts and the other the second ones, each pair at the same moment."""
        url = database.engine.url.render_as_string(hide_password=False)
        for pipe, acts in zip(self._pipes, (first, second), strict=True):
            pipe.send((url, list(acts)))
        outcomes = [self._hear(pipe) for pipe in self._pipes]
        return list(zip(*outcomes, strict=True))

    @staticmethod
    def _hear(pipe: Connection) -> list[Outcome]:
        assert pipe.poll(PATIENCE_S), "a process does not answer"
        heard: list[Outcome] = pipe.recv()
        return heard


@contextmanager
def two_rivals() -> Iterator[Rivals]:
    """Start two processes, and end them."""
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(2)
    ends = [context.Pipe(), context.Pipe()]
    processes: list[BaseProcess] = [
        context.Process(target=_compete, args=(theirs, barrier), daemon=True) for _, theirs in ends
    ]
    for process in processes:
        process.start()
    try:
        yield Rivals((ends[0][0], ends[1][0]))
    finally:
        for ours, _ in ends:
            ours.send(None)
        for process in processes:
            process.join(PATIENCE_S)


def _compete(pipe: Connection, barrier: Barrier) -> None:
    while (task := pipe.recv()) is not None:
        url, acts = task
        books = open_database(url)
        outcomes = []
        for act in acts:
            act.prepare(books)
            barrier.wait(PATIENCE_S)
            outcomes.append(_outcome_of(books, act))
        books.engine.dispose()
        pipe.send(outcomes)


def _outcome_of(books: Database, act: Act) -> Outcome:
    try:
        return Outcome(act.act(books))
    except (Refusal, MenuRefusal) as refusal:
        return Outcome(refusal.code, refusal.facts)
    except Exception as fault:
        return Outcome(f"fault: {fault!r}")
