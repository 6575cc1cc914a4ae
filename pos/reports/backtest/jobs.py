"""Which back-tests were asked for, and what became of them? The jobs' rows, and how they move on.

Rule: each step is one guarded statement in a short transaction of its own, so a job is never held by two
processes, and one that was cancelled or given up stays so whatever its process still says.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, Select, bindparam, case, exists, func, select, update

from pos.errors import Refusal
from pos.reports.backtest.result import Comparison
from pos.reports.backtest.tables import backtests
from pos.reports.backtest.wire import comparison_to_json

State = Literal["queued", "running", "done", "failed", "cancelled"]
Failure = Literal[
    "process_ended",
    "told_to_end",
    "gave_no_sign",
    "scheme_refused",
    "out_of_reach",
    "fault",
]

# A process of the lowest priority may wait long for its turn, but not so long.
LOST_AFTER = timedelta(minutes=2)
NEWEST = 20
# With which a process ends whose job could not begin (EX_TEMPFAIL of sysexits.h).
BUSY = 75


class UnknownBacktest(Refusal):
    """No back-test of that id was asked for."""

    code = "unknown_backtest"


@dataclass(frozen=True, slots=True)
class Job:
    """A back-test that was asked for. `result` is JSON text, and only asked for where it is shown."""

    id: str
    scheme_code: str
    scheme_version: int
    is_draft: bool
    from_date: date
    until_date: date
    state: State
    done_orders: int
    total_orders: int | None
    error: Failure | None
    requested_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    result: str | None = None


def _jobs() -> Select[Any]:
    return select(
        backtests.c.id,
        backtests.c.scheme_code,
        backtests.c.scheme_version,
        backtests.c.draft.is_not(None),
        backtests.c.from_date,
        backtests.c.until_date,
        backtests.c.state,
        backtests.c.done_orders,
        backtests.c.total_orders,
        backtests.c.error,
        backtests.c.requested_at,
        backtests.c.started_at,
        backtests.c.finished_at,
    )


_BY_ID = _jobs().add_columns(backtests.c.result).where(backtests.c.id == bindparam("id"))
_NEWEST = _jobs().order_by(backtests.c.requested_at.desc(), backtests.c.id.desc()).limit(NEWEST)


def newest_jobs(connection: Connection) -> tuple[Job, ...]:
    """Return the jobs that were asked for last, newest first, without their results."""
    return tuple(Job(*row) for row in connection.execute(_NEWEST))


def require_job(connection: Connection, id_: str) -> Job:
    """Return a job with its result.

    :raises UnknownBacktest: when nobody asked for it.
    """
    row = connection.execute(_BY_ID, {"id": id_}).one_or_none()
    if row is None:
        raise UnknownBacktest(backtest=id_)
    return Job(*row)


def find_next(connection: Connection) -> str | None:
    """Return the job that has waited longest, unless another one runs."""
    running = exists().where(backtests.c.state == "running")
    oldest = (
        select(backtests.c.id)
        .where(backtests.c.state == "queued", ~running)
        .order_by(backtests.c.requested_at, backtests.c.id)
        .limit(1)
    )
    return connection.execute(oldest).scalar_one_or_none()


def lost_jobs(connection: Connection, *, at: datetime) -> tuple[str, ...]:
    """Return the jobs that run, but whose process has given no sign for too long."""
    return tuple(connection.execute(select(backtests.c.id).where(*_lost(at))).scalars())


def start_job(connection: Connection, id_: str, *, at: datetime) -> bool:
    """Begin a queued job unless another one runs; tell whether it has begun.

    Of two that begin at the same moment the database refuses one, under `uq_backtests_one_running`.
    """
    other = backtests.alias()
    started = connection.execute(
        update(backtests)
        .where(backtests.c.id == id_, backtests.c.state == "queued")
        .where(~exists().where(other.c.state == "running"))
        .values(state="running", started_at=at, seen_at=at)
    )
    return started.rowcount == 1


def note_total(connection: Connection, id_: str, total_orders: int, *, at: datetime) -> bool:
    """Note how many orders there are to price; tell whether the job still runs."""
    return _move(connection, id_, ("running",), total_orders=total_orders, seen_at=at)


def note_progress(connection: Connection, id_: str, done_orders: int, *, at: datetime) -> bool:
    """Give a sign, and note how many orders are done; tell whether the job still runs.

    Of a day that goes on more orders may come than were counted.
    """
    done = case((backtests.c.total_orders < done_orders, backtests.c.total_orders), else_=done_orders)
    return _move(connection, id_, ("running",), done_orders=done, seen_at=at)


def finish_job(connection: Connection, id_: str, found: Comparison, *, at: datetime) -> bool:
    """Keep the result; tell whether the job still ran."""
    result = json.dumps(comparison_to_json(found), ensure_ascii=False, separators=(",", ":"))
    all_ = func.coalesce(backtests.c.total_orders, 0)
    return _move(connection, id_, ("running",), state="done", result=result, done_orders=all_, finished_at=at)


def fail_job(connection: Connection, id_: str, error: Failure, *, at: datetime) -> bool:
    """Give a job up for a reason that has its words; tell whether it had not ended."""
    return _move(connection, id_, ("queued", "running"), state="failed", error=error, finished_at=at)


def cancel_job(connection: Connection, id_: str, *, at: datetime) -> None:
    """Cancel a job; one that has ended stays as it is. Its process notices within a second or two.

    :raises UnknownBacktest: when nobody asked for it.
    """
    require_job(connection, id_)
    _move(connection, id_, ("queued", "running"), state="cancelled", finished_at=at)


def fail_lost_jobs(connection: Connection, *, at: datetime) -> None:
    """Give up each job whose process has given no sign for too long: killed, or without power."""
    connection.execute(
        update(backtests).where(*_lost(at)).values(state="failed", error="gave_no_sign", finished_at=at)
    )


def _lost(at: datetime) -> tuple[Any, ...]:
    return backtests.c.state == "running", backtests.c.seen_at < at - LOST_AFTER


def _move(connection: Connection, id_: str, before: tuple[State, ...], **changes: Any) -> bool:
    moved = connection.execute(
        update(backtests).where(backtests.c.id == id_, backtests.c.state.in_(before)).values(**changes)
    )
    return moved.rowcount == 1
