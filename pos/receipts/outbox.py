"""Which paper comes next, and what became of it? The queue between a sale and a printer.

Rule: `sending` is committed before the first byte, and leaves that state once. What may be on paper already
(`uncertain`) waits for a person who can see the printer; it is never sent again by itself.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, bindparam, insert, select, update

from pos.receipts.documents import Document, document_to_json
from pos.receipts.tables import print_jobs

JobState = Literal["queued", "sending", "printed", "uncertain", "failed"]
Settled = Literal["printed", "uncertain", "failed"]

# Pauses after the first, second, ... try that printed nothing; the last one stays.
PAUSES_S = (1, 2, 5, 10, 30)
# Longer than any meal period: a printer switched on the next morning must not print yesterday.
PAPER_LIFE = timedelta(hours=4)


class JobNotSending(Exception):
    """A job to be settled that nobody is sending: another worker settled it, or doubted it at its start."""


@dataclass(frozen=True)
class Job:
    """One paper in the queue."""

    key: str
    order_id: str | None
    printer: str
    kind: str
    number: str
    document: str
    state: JobState
    attempts: int
    next_try_at: datetime
    last_error: str | None
    created_at: datetime
    settled_at: datetime | None


def receipt_key(order_id: str) -> str:
    """Return the key of an order's receipt: one per order, however often the order is sent."""
    return f"{order_id}:receipt"


def queue_receipt(
    connection: Connection, *, order_id: str, printer: str, document: Document, at: datetime
) -> str:
    """Queue the receipt of an order in the transaction that sells it, and return its key."""
    return queue_paper(
        connection, key=receipt_key(order_id), order_id=order_id, printer=printer, document=document, at=at
    )


def queue_paper(
    connection: Connection, *, key: str, order_id: str | None, printer: str, document: Document, at: datetime
) -> str:
    """Queue a paper under its key and return the key; the database refuses the same key twice."""
    connection.execute(
        _INSERT,
        {
            "key": key,
            "order_id": order_id,
            "printer": printer,
            "kind": document.kind,
            "number": document.number,
            "document": document_to_json(document),
            "at": at,
        },
    )
    return key


def has_paper(connection: Connection, key: str) -> bool:
    """Tell whether a paper of that key was queued."""
    return connection.execute(select(print_jobs.c.key).where(print_jobs.c.key == key)).first() is not None


def require_paper(connection: Connection, key: str) -> str:
    """Return the document of a paper that is known to be there, as JSON."""
    document: str = connection.execute(
        select(print_jobs.c.document).where(print_jobs.c.key == key)
    ).scalar_one()
    return document


def find_next_job(connection: Connection, printer: str) -> Job | None:
    """Return the oldest queued job of a printer, due or not: papers come out in the order of the sales."""
    row = connection.execute(_NEXT, {"of_printer": printer}).one_or_none()
    return None if row is None else Job(**row._mapping)


def recent_jobs(connection: Connection, limit: int = 30) -> list[Job]:
    """Return the newest jobs, newest first, for the people who look after the printers."""
    newest = select(print_jobs).order_by(print_jobs.c.created_at.desc(), print_jobs.c.key.desc()).limit(limit)
    return [Job(**row._mapping) for row in connection.execute(newest)]


def claim_job(connection: Connection, key: str) -> bool:
    """Mark a queued job as being sent; False if somebody else was first. To be committed before sending."""
    changed = connection.execute(
        update(print_jobs)
        .where(print_jobs.c.key == key, print_jobs.c.state == "queued")
        .values(state="sending", attempts=print_jobs.c.attempts + 1)
    )
    return changed.rowcount == 1


def settle_job(
    connection: Connection, key: str, *, state: Settled, error: str | None = None, at: datetime
) -> None:
    """Write down what became of a job that was being sent; again with the same result changes nothing.

    :raises JobNotSending: when the job is neither being sent nor settled like this already
    """
    _leave_sending(connection, key, {"state": state, "last_error": error, "settled_at": at})


def requeue_job(connection: Connection, job: Job, *, error: str, at: datetime) -> None:
    """Put back a job of which the printer printed nothing, to be tried after a pause.

    `job` is as it was before it was claimed.

    :raises JobNotSending: when the job is neither being sent nor queued already
    """
    pause_s = PAUSES_S[min(job.attempts, len(PAUSES_S) - 1)]
    next_try_at = at + timedelta(seconds=pause_s)
    _leave_sending(connection, job.key, {"state": "queued", "last_error": error, "next_try_at": next_try_at})


def doubt_jobs(connection: Connection, printer: str, *, at: datetime) -> int:
    """Mark what a worker that died was sending as uncertain; returns how many. For the start of a worker."""
    changed = connection.execute(
        update(print_jobs)
        .where(print_jobs.c.printer == printer, print_jobs.c.state == "sending")
        .values(state="uncertain", last_error="the print worker stopped while sending", settled_at=at)
    )
    return changed.rowcount


def wake_jobs(connection: Connection, printer: str, *, at: datetime) -> None:
    """Make every queued job due now, because the printer is back."""
    connection.execute(
        update(print_jobs)
        .where(print_jobs.c.printer == printer, print_jobs.c.state == "queued", print_jobs.c.next_try_at > at)
        .values(next_try_at=at)
    )


def expire_jobs(connection: Connection, printer: str, *, at: datetime) -> int:
    """Give up queued papers that nobody waits for any more; returns how many."""
    changed = connection.execute(
        update(print_jobs)
        .where(
            print_jobs.c.printer == printer,
            print_jobs.c.state == "queued",
            print_jobs.c.created_at <= at - PAPER_LIFE,
        )
        .values(state="failed", last_error="expired before the printer was ready", settled_at=at)
    )
    return changed.rowcount


# Built once: a sale runs this statement, and building it costs more than running it.
_INSERT = insert(print_jobs).values(
    state="queued", attempts=0, next_try_at=bindparam("at"), created_at=bindparam("at")
)
_NEXT = (
    select(print_jobs)
    .where(print_jobs.c.printer == bindparam("of_printer"), print_jobs.c.state == "queued")
    .order_by(print_jobs.c.created_at, print_jobs.c.key)
    .limit(1)
)


def _leave_sending(connection: Connection, key: str, values: dict[str, Any]) -> None:
    changed = connection.execute(
        update(print_jobs).where(print_jobs.c.key == key, print_jobs.c.state == "sending").values(values)
    )
    if changed.rowcount == 1:
        return
    # A transaction that is tried again after a lost connection may find its own work done.
    state = connection.scalar(select(print_jobs.c.state).where(print_jobs.c.key == key))
    if state != values["state"]:
        raise JobNotSending(f"{key} is {state}, not sending")
