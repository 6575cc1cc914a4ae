"""Pricing 100,000 sales again under another scheme, against reading the same rows and adding them up."""

import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path

from pos.database import Database, open_database
from pos.database.migrate import upgrade
from pos.reports.backtest.repricing import Backtest
from pos.reports.backtest.result import Comparison
from pos.reports.backtest.running import look_for_garbage_rarely
from pricing import Scheme, parse_scheme
from tests.bench.result import Result, middle
from tests.daytime import load_in_the_morning
from tests.sold_periods import Period, write_sales
from tests.trial_schemes import COUNTED

PERIOD = Period(orders=100_000, days=120, members=800)
ROUNDS = 3
# The rows that a back-test reads, with all their columns that it needs.
READ_ORDERS = """
    SELECT id, number, till_code, business_date, period_code, at, member_id, tier_code, scheme_code,
           scheme_version, list_total_fen, discount_total_fen, subsidy_total_fen, total_fen
      FROM orders WHERE business_date >= ? AND business_date < ? ORDER BY business_date, at, id
"""
READ_PARTS = (
    """
    SELECT order_id, dish_code, category_code, vendor_code, unit_price_fen, quantity
      FROM order_lines ORDER BY order_id, number
    """,
    "SELECT order_id, kind, payer, sum(amount_fen) FROM order_reductions GROUP BY order_id, kind, payer",
)


def measure() -> list[Result]:
    """Time both in turn; the scheme has a threshold and counts meals, days, weeks and months."""
    scheme = parse_scheme(COUNTED, source="trial")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "canteen.sqlite3"
        books = open_database(f"sqlite:///{path}")
        upgrade(books)
        load_in_the_morning(books)
        write_sales(books, PERIOD)
        floors, values = [], []
        # As the process of a back-test does.
        look_for_garbage_rarely()
        for _ in range(ROUNDS):
            floors.append(_timed_floor(path))
            values.append(_timed(books, scheme))
        books.engine.dispose()
    floor, value = middle(floors), middle(values)
    return [Result("backtest_100k", value, "s", floor, value / floor)]


def _timed(books: Database, scheme: Scheme) -> float:
    start_s = time.perf_counter()
    found = _run(books, scheme)
    taken_s = time.perf_counter() - start_s
    if found.orders != PERIOD.orders:
        raise SystemExit(f"{found.orders} orders were priced again, not {PERIOD.orders}")
    return taken_s


def _run(books: Database, scheme: Scheme) -> Comparison:
    return Backtest(books, scheme, from_date=PERIOD.first, until_date=PERIOD.until).run()


def _timed_floor(path: Path) -> float:
    start_s = time.perf_counter()
    with closing(sqlite3.connect(path)) as books:
        sums = [0, 0, 0, 0]
        for row in books.execute(READ_ORDERS, (PERIOD.first.isoformat(), PERIOD.until.isoformat())):
            for place in range(4):
                sums[place] += row[10 + place]
        for place, query in enumerate(READ_PARTS):
            for row in books.execute(query):
                sums[place] += row[-1]
    return time.perf_counter() - start_s
