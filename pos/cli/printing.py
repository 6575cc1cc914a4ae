"""The print worker as a process: one per site, guarded by a lock on a file.

Rule: a second worker would doubt what the first one is sending, so it refuses to start.
"""

import fcntl
import threading
from collections.abc import Mapping

from click import ClickException

from pos.cli.books import require_books
from pos.clock import now
from pos.receipts.printers import installed_printers
from pos.receipts.worker import run_print_worker
from pos.settings import Settings


def run_printing(settings: Settings, environ: Mapping[str, str], stop: threading.Event) -> None:
    """Print until told to end.

    :raises ClickException: when there are no books, or another worker runs on the same data folder.
    """
    books, printers = require_books(settings), installed_printers(settings, environ)
    settings.var.mkdir(parents=True, exist_ok=True)
    with (settings.var / "print.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ClickException(f"another print worker runs on {settings.var}") from error
        run_print_worker(books, printers, now, stop)
