"""A back-test's process that comes to nothing: killed in the middle as by a crash, or stuck there for ever.

`python -m tests.doomed_backtest killed|stuck ID` takes the place of `canteen backtest run ID`; the books are
those of the environment. It stops once its job runs and its orders were counted, before anything is priced.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable
from datetime import datetime
from itertools import count

from pos.clock import now
from pos.database import open_database
from pos.reports.backtest.running import run_job
from pos.settings import read_settings

# The third time that it looks at the clock.
LAST_READING = 3


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


ENDS: dict[str, Callable[[], object]] = {"killed": _kill, "stuck": signal.pause}


def _main(end: str, id_: str) -> None:
    readings = count(1)

    def clock() -> datetime:
        if next(readings) == LAST_READING:
            ENDS[end]()
        return now()

    run_job(open_database(read_settings(os.environ).database_url), id_, clock, threading.Event())


if __name__ == "__main__":
    _main(*sys.argv[1:])
