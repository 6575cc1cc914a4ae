"""Selling over HTTP against the bare commits of the same rows, on each engine."""

import json
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import psycopg
from psycopg.rows import dict_row

from pos.clock import now
from pos.database import open_database
from pos.receipts.printers import printers_from
from pos.receipts.worker import run_print_worker
from tests.bench.books import headers_of_clients, prepare_books
from tests.bench.floor import OWN_IDS, TABLES, pgbench_script, postgresql_rate, sqlite_commits
from tests.bench.result import Result, middle, percentile
from tests.bench.server import Server, running_server
from tests.ports import free_port
from tests.postgresql import running_cluster

CLIENT_COUNTS = (1, 4, 16)
ROUNDS = 3
SECONDS = 3.0


class Run:
    """The answer times of some clients in one round, and the server's CPU time per sale."""

    def __init__(self, server: Server, clients: int, items: list[tuple[int, int]]) -> None:
        headers = headers_of_clients(server.url)
        before_s = server.cpu_s()
        done = subprocess.run(
            [
                sys.executable, "-m", "tests.bench.clients",
                str(server.port), str(clients), str(SECONDS), json.dumps(items),
                json.dumps(headers),
            ],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise SystemExit(done.stderr)
        self.times_ms: list[float] = json.loads(done.stdout)
        self.rate = len(self.times_ms) / SECONDS
        self.cpu_ms = (server.cpu_s() - before_s) * 1000 / len(self.times_ms)


def measure_sqlite() -> list[Result]:
    """Compare HTTP sales on SQLite with raw commits of the same rows, in turn on the same disk."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'canteen.sqlite3'}"
        items = prepare_books(url)
        raw_path = folder / "raw.sqlite3"
        items_raw = prepare_books(f"sqlite:///{raw_path}")
        order_id = _sell_one(f"sqlite:///{raw_path}", folder, items_raw)
        floors: list[float] = []
        runs: dict[int, list[Run]] = {count: [] for count in CLIENT_COUNTS}
        with running_server(url, folder) as server:
            for _ in range(ROUNDS):
                floors.append(len(sqlite_commits(raw_path, order_id, SECONDS)) / SECONDS)
                for count in CLIENT_COUNTS:
                    runs[count].append(Run(server, count, items))
        return _results("checkout_sqlite_http", runs, dict.fromkeys(CLIENT_COUNTS, floors))


def measure_postgresql() -> list[Result]:
    """Compare HTTP sales on PostgreSQL with pgbench inserting the same rows with as many clients."""
    with tempfile.TemporaryDirectory() as name, running_cluster(is_durable=True) as cluster:
        folder = Path(name)
        url, raw_url = cluster.create(), cluster.create()
        items = prepare_books(url)
        order_id = _sell_one(raw_url, folder, prepare_books(raw_url))
        script = folder / "floor.sql"
        pgbench_script(script, _postgresql_rows(raw_url, order_id))
        floors: dict[int, list[float]] = {count: [] for count in CLIENT_COUNTS}
        runs: dict[int, list[Run]] = {count: [] for count in CLIENT_COUNTS}
        with running_server(url, folder) as server:
            for number in range(ROUNDS):
                for count in CLIENT_COUNTS:
                    run = number * 100 + count
                    floors[count].append(postgresql_rate(raw_url, script, run, count, int(SECONDS)))
                    runs[count].append(Run(server, count, items))
        return _results("checkout_postgresql_http", runs, floors)


def measure_printer_down() -> list[Result]:
    """Compare HTTP sales while the printer refuses connections with those without any print worker."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'canteen.sqlite3'}"
        items = prepare_books(url)
        printers = {"CANTEEN_PRINTER_RECEIPT": f"tcp://127.0.0.1:{free_port()}"}
        without: list[Run] = []
        down: list[Run] = []
        with running_server(url, folder, **printers) as server:
            for _ in range(ROUNDS):
                without.append(Run(server, 1, items))
                stop = threading.Event()
                worker = threading.Thread(
                    target=run_print_worker, args=(open_database(url), printers_from(printers), now, stop)
                )
                worker.start()
                down.append(Run(server, 1, items))
                stop.set()
                worker.join()
    floor, value = middle([run.rate for run in without]), middle([run.rate for run in down])
    times = [time_ms for run in down for time_ms in run.times_ms]
    return [
        Result(
            "checkout_printer_down", value, "1/s", floor, value / floor,
            percentile(times, 0.5), percentile(times, 0.99), middle([run.cpu_ms for run in down]),
        )
    ]  # fmt: skip


def _results(name: str, runs: dict[int, list[Run]], floors: dict[int, list[float]]) -> list[Result]:
    results = []
    for count, of_count in runs.items():
        times = [time_ms for run in of_count for time_ms in run.times_ms]
        ratios = [run.rate / floor for run, floor in zip(of_count, floors[count], strict=True)]
        results.append(
            Result(
                name=f"{name}_{count}",
                value=middle([run.rate for run in of_count]),
                unit="1/s",
                floor=middle(floors[count]),
                ratio=middle(ratios),
                p50_ms=percentile(times, 0.5),
                p99_ms=percentile(times, 0.99),
                cpu_ms=middle([run.cpu_ms for run in of_count]),
            )
        )
    return results


def _sell_one(url: str, folder: Path, items: list[tuple[int, int]]) -> str:
    """Sell one tray as the server does, for its rows; return the order's id."""
    from pos.sales.selling import sell
    from pos.sales.tickets import TenderWish, Ticket, TicketLine
    from tests.tickets import EQUIPMENT, uuid7

    total_fen = sum(price_fen for _, price_fen in items)
    lines = tuple(TicketLine(id_, 1) for id_, _ in items)
    cash = (TenderWish("cash", received_fen=total_fen),)
    ticket = Ticket(uuid7(), "B00", lines, total_fen, cash, None, "bench")
    database = open_database(url)
    sell(database, ticket, card=None, equipment=EQUIPMENT, at=now())
    database.engine.dispose()
    return ticket.id


def _postgresql_rows(url: str, order_id: str) -> dict[str, list[dict[str, object]]]:
    with psycopg.connect(url.replace("+psycopg", ""), row_factory=dict_row) as connection:
        rows: dict[str, list[dict[str, object]]] = {}
        for table, keys in TABLES.items():
            query = f"SELECT * FROM {table} WHERE {keys[0]} = %s"  # noqa: S608 - names of our own tables
            found = connection.execute(query, (order_id,)).fetchall()
            own = OWN_IDS.get(table)
            rows[table] = [{name: cell for name, cell in row.items() if name != own} for row in found]
        return rows
