"""The server is killed at each statement of a sale; the till sends the same order again: it is sold once."""

import http.client
import json
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import func, select

from inventory.menu import MenuItem
from pos.cards.cards import require_holder
from pos.database import Database
from pos.ledger.tables import entries
from pos.receipts.tables import print_jobs
from pos.reports.audit import audit_books
from pos.sales.tables import orders
from pos.secrets import till_key
from tests.doomed import AFTER_COMMIT, Launcher, launcher
from tests.signed_on import Keys, sign_on
from tests.tickets import PERSONAL_KEYS, master_key_of, menu_now, ticket_for, uuid7, virtual_card
from tests.tillside import Json, TillSide, over_http

SENIOR = ("C0DE013700000001", "9137000000017919")
# More than a sale has statements: the test ends where a server lives through it.
ENOUGH = 50


@pytest.fixture(scope="module")
def servers() -> Iterator[Launcher]:
    """Give a process that forks servers."""
    with launcher() as running:
        yield running


class Counter:
    """A till that sells one portion of one dish to one card at a time, at servers that come and go."""

    def __init__(self, database: Database, servers: Launcher, folder: Path) -> None:
        self.database = database
        self.dish = _cheapest(database)
        self.price_fen = ticket_for(database, (self.dish, 1), serial=SENIOR[0]).total_fen
        self.keys = sign_on(database, "T1")
        self._servers = servers
        url = database.engine.url.render_as_string(hide_password=False)
        self._environ = {
            "VAR_DIR": str(folder),
            "CANTEEN_DATABASE_URL": url,
            "CANTEEN_PERSONAL_KEYS": PERSONAL_KEYS,
        }
        self._till_key = till_key(folder / "secrets", "T1")
        self._card = virtual_card(*SENIOR, folder, master_key=master_key_of(folder / "secrets"))

    @contextmanager
    def server(self, *, dies_at: int | None = None) -> Iterator[int]:
        """Run a server and return its port; it is killed at the end at the latest."""
        running = self._servers.serve(self._environ, dies_at=dies_at)
        try:
            yield running.port
        finally:
            running.kill()

    def present(self, port: int) -> tuple[TillSide, str]:
        """Put the card on the reader; return its agent, and how the screen names this presentation.

        Somebody signs on anew: after a minute the use of a session is noted, a write before that of the sale.
        """
        self.keys = sign_on(self.database, "T1")
        side = TillSide("T1", self._till_key, over_http(port))
        side.put(self._card)
        _, snapshot = over_http(port)("GET", "/api/tills/T1/snapshot", b"", self.keys.headers)
        return side, snapshot["card"]["presentation"]

    def order_of(self, presentation: str) -> Json:
        """Return an order of one portion."""
        return {
            "id": uuid7(),
            "till": "T1",
            "presentation": presentation,
            "lines": [{"menu_item_id": self.dish.id, "quantity": 1}],
            "total_fen": self.price_fen,
            "tenders": [{"kind": "wallet"}],
        }

    def sell_at_a_server_that_dies(self, moment: int) -> tuple[Json, bool]:
        """Send an order to a server that dies at a moment; return the order, and whether it was answered."""
        with self.server(dies_at=moment) as port:
            side, presentation = self.present(port)
            order = self.order_of(presentation)
            with side.answering():
                try:
                    status, _ = post(port, "/api/orders", order, self.keys)
                except (OSError, http.client.HTTPException):
                    return order, False
        assert status == 201
        return order, True

    def sell_again(self, order: Json) -> bool:
        """Send the same order to a sound server, the card put on anew; tell whether it was sold before."""
        with self.server() as port:
            side, presentation = self.present(port)
            with side.answering():
                status, answer = post(port, "/api/orders", order, self.keys)
                if status == 409:
                    # It was not sold, and its presentation ended with the server that died.
                    assert answer["code"] == "card_removed"
                    status, answer = post(
                        port, "/api/orders", {**order, "presentation": presentation}, self.keys
                    )
        assert status in (200, 201)
        assert answer["replayed"] == (status == 200)
        assert answer["id"] == order["id"]
        return status == 200


def test_an_order_that_the_server_died_over_is_sold_once(
    database: Database, servers: Launcher, tmp_path: Path
) -> None:
    counter = Counter(database, servers, tmp_path)
    before_fen = _balance_fen(database)
    died_at = []

    for moment in count(1):
        assert moment < ENOUGH
        order, is_answered = counter.sell_at_a_server_that_dies(moment)
        if not is_answered:
            died_at.append(servers.last_words())
            # Only what was committed had been sold.
            assert counter.sell_again(order) == (died_at[-1] == AFTER_COMMIT)

        assert _written(database, order["id"]) == {"orders": 1, "entries": 1, "receipts": 1}
        assert _sold_portions(database, counter.dish) == moment
        assert _balance_fen(database) == before_fen - moment * counter.price_fen
        # A server that starts finds no connection but its own, as after a crash of the machine.
        database.engine.dispose()
        if is_answered:
            break

    with database.read() as connection:
        assert audit_books(connection).disagreements == []
    tables = (
        "order_lines",
        "order_tenders",
        "postings",
        "entries",
        "portion_movements",
        "print_jobs",
        "orders",
    )
    for statement in ("UPDATE cards", *(f"INSERT INTO {table} " for table in tables), "COMMIT", AFTER_COMMIT):
        assert any(words.startswith(statement) for words in died_at), statement


def post(port: int, path: str, body: Json, keys: Keys) -> tuple[int, Json]:
    """Send JSON to a server; return the status and the answer."""
    headers = {"Content-Type": "application/json", **keys.headers}
    return over_http(port)("POST", path, json.dumps(body).encode(), headers)


def _cheapest(database: Database) -> MenuItem:
    """Return the cheapest dish of which there are more portions than a sale has statements."""
    counted = [item for item in menu_now(database) if item.planned_portions and item.has(ENOUGH)]
    return min(counted, key=lambda item: item.price_fen)


def _balance_fen(database: Database) -> int:
    with database.read() as connection:
        return require_holder(connection, SENIOR[0]).member.balance_fen


def _sold_portions(database: Database, dish: MenuItem) -> int:
    return next(item.sold_portions for item in menu_now(database) if item.id == dish.id)


def _written(database: Database, order_id: str) -> dict[str, int]:
    queries = {
        "orders": select(func.count()).where(orders.c.id == order_id),
        "entries": select(func.count()).where(entries.c.order_id == order_id),
        "receipts": select(func.count()).where(print_jobs.c.order_id == order_id),
    }
    with database.read() as connection:
        return {name: connection.execute(query).scalar_one() for name, query in queries.items()}
