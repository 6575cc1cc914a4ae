"""A back-test from the queue, done to its end: what the process beside the canteen's others does.

Rule: tills come first. It reads in short transactions, gives a sign about once a second, and ends as soon as
its job was cancelled or it is told to.
"""

import gc
import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError

from pos.database import Database, OutOfReach
from pos.database.insisting import insist
from pos.reports.backtest.asking import SchemeRefused, scheme_to_try
from pos.reports.backtest.jobs import (
    Failure,
    fail_job,
    finish_job,
    note_progress,
    note_total,
    require_job,
    start_job,
)
from pos.reports.backtest.repricing import Backtest
from pos.reports.backtest.result import Comparison

log = logging.getLogger(__name__)

SIGN_EVERY = timedelta(seconds=1)
# A page of orders with its quotes makes about so many objects, and leaves none.
MADE_BETWEEN_LOOKS = 20_000

Clock = Callable[[], datetime]


class _Stopped(Exception):
    """The job was cancelled or given up meanwhile: there is nothing more to say."""


class _ToldToEnd(Exception):
    """This process is to end."""


def look_for_garbage_rarely() -> None:
    """Spare this process a fifth of its time: nothing that a back-test makes refers to itself."""
    gc.freeze()
    gc.set_threshold(MADE_BETWEEN_LOOKS)


def run_job(database: Database, id_: str, clock: Clock, told: threading.Event) -> bool:
    """Run a queued job to its end, which its row then tells; tell whether it could begin.

    :raises UnknownBacktest: when nobody asked for it.
    """
    with database.read() as connection:
        require_job(connection, id_)
    if not _begin(database, id_, clock):
        return False
    failure: Failure | None = None
    try:
        found = _compare(database, id_, clock, told)
        insist(database, lambda connection: finish_job(connection, id_, found, at=clock()))
    except _Stopped:
        log.info("back-test %s was cancelled", id_)
    except _ToldToEnd:
        failure = "told_to_end"
    except SchemeRefused:
        failure = "scheme_refused"
    except OutOfReach:
        failure = "out_of_reach"
    except Exception:
        log.exception("back-test %s failed", id_)
        failure = "fault"
    if failure is not None:
        reason: Failure = failure
        insist(database, lambda connection: fail_job(connection, id_, reason, at=clock()))
    return True


def _begin(database: Database, id_: str, clock: Clock) -> bool:
    try:
        return database.write(lambda connection: start_job(connection, id_, at=clock()))
    except IntegrityError:
        # Another one began at the same moment.
        return False


def _compare(database: Database, id_: str, clock: Clock, told: threading.Event) -> Comparison:
    with database.read() as connection:
        job = require_job(connection, id_)
        scheme = scheme_to_try(connection, id_)
    backtest = Backtest(database, scheme, from_date=job.from_date, until_date=job.until_date)
    total = backtest.count_orders()
    if not insist(database, lambda connection: note_total(connection, id_, total, at=clock())):
        raise _Stopped
    sign_at = clock()

    def passed(done: int) -> None:
        nonlocal sign_at
        if told.is_set():
            raise _ToldToEnd
        if clock() - sign_at >= SIGN_EVERY:
            _give_sign(database, id_, done, clock)
            sign_at = clock()

    return backtest.run(passed)


def _give_sign(database: Database, id_: str, done: int, clock: Clock) -> None:
    try:
        still_runs = database.write(lambda connection: note_progress(connection, id_, done, at=clock()))
    except OutOfReach:
        # The tills were faster; there is another sign in a second.
        return
    if not still_runs:
        raise _Stopped
