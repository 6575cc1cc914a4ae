"""Print workers for the tests: in a thread, or as a process that can be killed."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from pos import clock
from pos.database import Database, open_database
from pos.receipts.documents import Cut, Document, Line
from pos.receipts.outbox import Job, queue_paper, recent_jobs
from pos.receipts.printers import Printer, printers_from
from pos.receipts.tables import printer_states
from pos.receipts.virtual_printer import VirtualPrinter
from pos.receipts.wire import PATIENCE, Patience
from pos.receipts.worker import run_print_worker

ROOT = Path(__file__).resolve().parents[3]
# For printers that hang: gives them up soon. All else gets the patience of the canteen.
SHORT = replace(PATIENCE, busy_s=1.5, quiet_s=0.05, ask_s=0.05)


def printers_of(*papers: VirtualPrinter) -> dict[str, Printer]:
    """Return the settings of virtual printers."""
    return printers_from({f"CANTEEN_PRINTER_{paper.name}": paper.address for paper in papers})


@contextmanager
def working(database: Database, *papers: VirtualPrinter, patience: Patience = PATIENCE) -> Iterator[None]:
    """Run a print worker in a thread."""
    stop = threading.Event()
    worker = threading.Thread(
        target=run_print_worker,
        args=(database, printers_of(*papers), clock.now, stop),
        kwargs={"patience": patience},
    )
    worker.start()
    try:
        yield
    finally:
        stop.set()
        worker.join()


@contextmanager
def working_process(database: Database, paper: VirtualPrinter) -> Iterator[subprocess.Popen[bytes]]:
    """Run a print worker as a process of its own; it is killed at the end, if it still lives."""
    url = database.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", __name__, url, paper.address]
    with subprocess.Popen(command, cwd=ROOT) as process:
        try:
            yield process
        finally:
            process.kill()


def queue(database: Database, key: str, printer: str = "T1", at: datetime | None = None) -> list[str]:
    """Queue a paper of three lines, and return them."""
    lines = [f"第{key}号", "红烧肉 16.00", f"{key} 谢谢"]
    written = Document("test", key, (*(Line(line) for line in lines), Cut()))
    at = at or clock.now()
    database.write(
        lambda connection: queue_paper(
            connection, key=key, order_id=None, printer=printer, document=written, at=at
        )
    )
    return lines


def jobs(database: Database) -> dict[str, Job]:
    """Return every job by its key."""
    with database.read() as connection:
        return {job.key: job for job in recent_jobs(connection, limit=1000)}


def states(database: Database) -> dict[str, str]:
    """Return the state of every job by its key."""
    return {key: job.state for key, job in jobs(database).items()}


def printer_state(database: Database, printer: str = "T1") -> str | None:
    """Return the state of a printer that the worker wrote down last."""
    with database.read() as connection:
        return connection.scalar(select(printer_states.c.state).where(printer_states.c.printer == printer))


if __name__ == "__main__":
    run_print_worker(
        open_database(sys.argv[1]),
        printers_from({"CANTEEN_PRINTER_T1": sys.argv[2]}),
        clock.now,
        threading.Event(),
    )
