"""A list of 50,000 residents looked at and joined by the command, against raw inserts of the same rows.

Also its greatest memory against that for 5,000 residents, and a sale meanwhile against a sale alone.
"""

import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from pos.clock import now
from pos.database import Database, open_database
from pos.sales.selling import sell
from tests.bench.books import prepare_books
from tests.bench.result import Result, middle, percentile
from tests.resident_lists import csv_bytes, residents
from tests.tickets import EQUIPMENT, PERSONAL_KEYS, plentiful, ticket_for

FEW, MANY = 5_000, 50_000
SALES_ALONE = 200
SALE_EVERY_S = 0.05
# As many rows in a transaction as the command joins.
AT_ONCE = 200
TABLES = ("accounts", "account_balances", "members", "people", "member_search", "class_proofs")
RESULTS = ("import_50k", "import_memory", "import_sale_meanwhile")


def measure() -> list[Result]:
    """Import a short list, then a long one while a till sells."""
    with tempfile.TemporaryDirectory() as folder:
        few_mb = _import(_books(Path(folder) / "few"), FEW)[1]
        url = _books(Path(folder) / "many")
        books = open_database(url)
        alone = [_sale_ms(books) for _ in range(SALES_ALONE)]
        meanwhile: list[float] = []
        seconds, many_mb = _while_selling(books, meanwhile, lambda: _import(url, MANY))
        books.engine.dispose()
        floor = _raw_inserts(Path(books.engine.url.database or ""), Path(folder) / "raw.sqlite3")
    p99_ms, alone_ms = percentile(meanwhile, 0.99), percentile(alone, 0.99)
    return [
        Result("import_50k", seconds, "s", floor, seconds / floor),
        Result("import_memory", many_mb, "MB", few_mb, many_mb / few_mb),
        Result("import_sale_meanwhile", p99_ms, "ms", alone_ms, p99_ms / alone_ms, middle(meanwhile), p99_ms),
    ]


def _books(folder: Path) -> str:
    folder.mkdir()
    url = f"sqlite:///{folder / 'canteen.sqlite3'}"
    prepare_books(url)
    return url


def _import(url: str, count: int) -> tuple[float, float]:
    """Import so many residents; return the seconds, and the process's greatest memory in MB."""
    folder = Path(url.removeprefix("sqlite:///")).parent
    path = folder / "residents.csv"
    path.write_bytes(csv_bytes(residents(count), coding="gb18030"))
    environ = {**os.environ, "VAR_DIR": str(folder), "CANTEEN_DATABASE_URL": url}
    environ["CANTEEN_PERSONAL_KEYS"] = PERSONAL_KEYS
    start_s = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "pos.cli", "member", "import", str(path)],
        env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start_s
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"the import ended with {process.returncode}")
    return seconds, used.ru_maxrss / 1024


def _while_selling(
    books: Database, sales_ms: list[float], work: Callable[[], tuple[float, float]]
) -> tuple[float, float]:
    is_over = threading.Event()

    def sell_on() -> None:
        while not is_over.wait(SALE_EVERY_S):
            sales_ms.append(_sale_ms(books))

    till = threading.Thread(target=sell_on)
    till.start()
    try:
        return work()
    finally:
        is_over.set()
        till.join()


def _sale_ms(books: Database) -> float:
    ticket = ticket_for(books, (plentiful(books, "main"), 1))
    start_s = time.perf_counter()
    sell(books, ticket, card=None, equipment=EQUIPMENT, at=now())
    return (time.perf_counter() - start_s) * 1000


def _raw_inserts(full: Path, bare: Path) -> float:
    """Write the rows of the tables that a list fills into a file without triggers; return the seconds."""
    with closing(sqlite3.connect(full)) as source, closing(sqlite3.connect(bare)) as target:
        target.execute("PRAGMA journal_mode=WAL")
        target.execute("PRAGMA synchronous=FULL")
        made = "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND type IN ('table', 'index') AND sql <> ''"
        for table in TABLES:
            for (sql,) in source.execute(made, (table,)):
                target.execute(sql)
        rows = {table: source.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}  # noqa: S608 - ours
        transactions = len(rows["members"]) // AT_ONCE
        start_s = time.perf_counter()
        for turn in range(transactions):
            for table, all_ in rows.items():
                some = all_[len(all_) * turn // transactions : len(all_) * (turn + 1) // transactions]
                if some:
                    values = ", ".join("?" * len(some[0]))
                    target.executemany(f"INSERT INTO {table} VALUES ({values})", some)  # noqa: S608 - ours
            target.commit()
        return time.perf_counter() - start_s
