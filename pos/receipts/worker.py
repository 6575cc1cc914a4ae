"""Who prints? One process, one thread for each printer; sales only leave papers in the outbox.

Rule: only one such process at a time. A second one would doubt what the first is sending.
"""

import threading
from collections.abc import Callable, Mapping
from datetime import datetime

from pos.database import Database
from pos.receipts.lane import Lane
from pos.receipts.printers import Printer
from pos.receipts.wire import PATIENCE, Patience


def run_print_worker(
    database: Database,
    printers: Mapping[str, Printer],
    now: Callable[[], datetime],
    stop: threading.Event,
    *,
    patience: Patience = PATIENCE,
) -> None:
    """Print what is queued for these printers until `stop` is set.

    A paper that is just being sent is waited for a moment; one that stalls in the printer becomes uncertain.
    """
    lanes = [Lane(database, printer, now, stop, patience) for printer in printers.values()]
    threads = [
        threading.Thread(target=lane.run, name=f"print-{name}")
        for lane, name in zip(lanes, printers, strict=True)
    ]
    for thread in threads:
        thread.start()
    stop.wait()
    for thread in threads:
        thread.join()
