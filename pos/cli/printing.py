"""The print worker as a process: one per site, guarded by a lock on a file.

Rule: a second worker would doubt what the first one is sending, so it refuses to start.
"""

import fcntl
import threading
from collections.abc import Mapping

from click import ClickException

from pos.clock import now
from pos.database import open_database
from pos.receipts.printers import Printer, printers_from
from pos.receipts.routing import DEFAULT_PRINTER
from pos.receipts.worker import run_print_worker
from pos.settings import Settings


def run_printing(settings: Settings, environ: Mapping[str, str], stop: threading.Event) -> None:
    """Print until told to end.

    :raises ClickException: when another worker runs on the same data folder.
    """
    settings.var.mkdir(parents=True, exist_ok=True)
    with (settings.var / "print.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ClickException(f"another print worker runs on {settings.var}") from error
        run_print_worker(open_database(settings.database_url), printers_of(settings, environ), now, stop)


def printers_of(settings: Settings, environ: Mapping[str, str]) -> dict[str, Printer]:
    """Return the printers of the environment, else the demo's virtual one."""
    given = printers_from(environ)
    if given or not settings.is_demo:
        return given
    return {DEFAULT_PRINTER: Printer(DEFAULT_PRINTER, "127.0.0.1", settings.paper_port)}
