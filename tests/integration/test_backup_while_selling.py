"""A backup that is made while a till sells holds every sale that was acknowledged before it began."""

import multiprocessing
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest
from sqlalchemy import select

from pos.clock import now
from pos.database import Database, open_database
from pos.database.copies import back_up, restore_from
from pos.reports.audit import audit_books
from pos.sales.selling import sell
from pos.sales.tables import orders
from tests.tickets import EQUIPMENT, menu_now, ticket_for

BACKUPS = 4
PATIENCE_S = 60.0


class SellingTill:
    """A process that sells one order after the other, and tells of each when it is sold."""

    def __init__(self, acknowledged: Connection, over: Event) -> None:
        self._acknowledged = acknowledged
        self._over = over
        self.sold: set[str] = set()

    def hear(self, *, at_least: int = 0) -> set[str]:
        """Return every order that was acknowledged up to now; waits for some new ones."""
        wanted = len(self.sold) + at_least
        while self._acknowledged.poll() or len(self.sold) < wanted:
            assert self._acknowledged.poll(PATIENCE_S), "the till does not sell"
            self.sold.add(self._acknowledged.recv())
        return set(self.sold)

    def stop(self) -> None:
        """Have it end, after the order that it is selling."""
        self._over.set()


@pytest.fixture
def till(sqlite_books: Database) -> Iterator[SellingTill]:
    """Give a till that sells in a process of its own."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    over = context.Event()
    url = sqlite_books.engine.url.render_as_string(hide_password=False)
    process = context.Process(target=_sell_on, args=(url, theirs, over), daemon=True)
    process.start()
    theirs.close()
    yield SellingTill(ours, over)
    over.set()
    # It cannot end while what it tells is not heard.
    with suppress(EOFError):
        while True:
            ours.recv()
    process.join(PATIENCE_S)
    assert process.exitcode == 0


@pytest.fixture
def sqlite_books(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """Give fresh books in SQLite; PostgreSQL has backups of its own."""
    path = tmp_path / "canteen.sqlite3"
    path.write_bytes(sqlite_template.read_bytes())
    opened = open_database(f"sqlite:///{path}")
    yield opened
    opened.engine.dispose()


def orders_in(url: str) -> set[str]:
    """Return the orders in some books, after an audit of them."""
    books = open_database(url)
    with books.read() as connection:
        assert audit_books(connection).disagreements == []
        found = set(connection.execute(select(orders.c.id)).scalars())
    books.engine.dispose()
    return found


def test_a_backup_holds_every_sale_that_was_acknowledged_before(
    sqlite_books: Database, till: SellingTill, tmp_path: Path
) -> None:
    url = sqlite_books.engine.url.render_as_string(hide_password=False)

    for number in range(BACKUPS):
        copy = tmp_path / f"backup-{number}"
        acknowledged = till.hear(at_least=3)
        back_up(url, str(copy))

        assert acknowledged <= orders_in(f"sqlite:///{copy}")
    # It sold on meanwhile, and nothing of that was lost.
    till.hear(at_least=1)
    till.stop()


def test_books_that_are_put_back_are_those_of_the_backup(
    sqlite_books: Database, till: SellingTill, tmp_path: Path
) -> None:
    url = sqlite_books.engine.url.render_as_string(hide_password=False)
    till.hear(at_least=3)
    back_up(url, str(tmp_path / "backup"))
    held = orders_in(f"sqlite:///{tmp_path / 'backup'}")
    till.hear(at_least=3)
    elsewhere = f"sqlite:///{tmp_path / 'restored.sqlite3'}"

    restore_from(elsewhere, str(tmp_path / "backup"))

    assert orders_in(elsewhere) == held
    assert len(held) >= 3


def _sell_on(url: str, acknowledge: Connection, over: Event) -> None:
    books = open_database(url)
    dish = next(item for item in menu_now(books) if item.planned_portions is None and item.price_fen)
    while not over.is_set():
        ticket = ticket_for(books, (dish, 1))
        assert sell(books, ticket, card=None, equipment=EQUIPMENT, at=now())
        acknowledge.send(ticket.id)
    books.engine.dispose()
