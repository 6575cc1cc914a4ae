"""How long a shift of many orders takes to close, against one of few, on each engine.

Rule: the orders are sold one by one through the product; what is timed is the close alone, count and all.
"""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pos.clock import now
from pos.database import Database, open_database
from pos.sales.selling import sell
from tests.bench.books import prepare_books, till_of
from tests.bench.result import Result, middle
from tests.closings import close_counted
from tests.postgresql import running_cluster
from tests.tickets import EQUIPMENT, menu_now, ticket_for

FEW, MANY = 50, 5_000
ROUNDS = 3
RESULTS = ("close_sqlite_5000", "close_postgresql_5000")


def measure() -> list[Result]:
    """Compare the close of a shift of 5,000 orders with that of one of 50, in the same books."""
    results = []
    with tempfile.TemporaryDirectory() as name:
        results.append(_measure(RESULTS[0], f"sqlite:///{Path(name) / 'canteen.sqlite3'}"))
    with running_cluster() as cluster:
        results.append(_measure(RESULTS[1], cluster.create()))
    return results


def _measure(name: str, url: str) -> Result:
    prepare_books(url)
    with _opened(url) as database:
        # One till for the many; others for the few, so that both close in books of the same size.
        _sell(database, till_of(0), MANY)
        many_s = [_close_s(database, till_of(0))]
        few_s = []
        for client in range(1, ROUNDS + 1):
            _sell(database, till_of(client), FEW)
            few_s.append(_close_s(database, till_of(client)))
    floor_ms, value_ms = middle(few_s) * 1000, middle(many_s) * 1000
    return Result(name, value_ms, "ms", floor_ms, value_ms / floor_ms)


def _sell(database: Database, till: str, orders: int) -> None:
    dish = next(item for item in menu_now(database, till) if item.planned_portions and item.price_fen)
    for _ in range(orders):
        sell(database, ticket_for(database, (dish, 1), till=till), card=None, equipment=EQUIPMENT, at=now())


def _close_s(database: Database, till: str) -> float:
    began_s = time.perf_counter()
    database.write(lambda connection: close_counted(connection, till))
    return time.perf_counter() - began_s


@contextmanager
def _opened(url: str) -> Iterator[Database]:
    database = open_database(url)
    yield database
    database.engine.dispose()
