"""The outbox keeps papers in order, gives each to one worker, and never forgets a doubt."""

import multiprocessing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from pos.database import Database, broken_claim, open_database
from pos.receipts.documents import Cut, Document, Line, document_from_json
from pos.receipts.outbox import (
    PAPER_LIFE,
    PAUSES_S,
    Job,
    JobNotSending,
    claim_job,
    doubt_jobs,
    expire_jobs,
    find_next_job,
    queue_paper,
    queue_receipt,
    recent_jobs,
    requeue_job,
    settle_job,
    wake_jobs,
)
from pos.receipts.tables import print_jobs

NOON = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MILLISECOND = timedelta(milliseconds=1)
DOCUMENT = Document("sale_receipt", "T1-000001", (Line("米饭"), Cut()))


def queue(books: Database, key: str, at: datetime = NOON, printer: str = "T1") -> None:
    """Queue a paper that belongs to no order."""
    books.write(
        lambda connection: queue_paper(
            connection, key=key, order_id=None, printer=printer, document=DOCUMENT, at=at
        )
    )


def claim(books: Database, key: str) -> bool:
    """Claim a job."""
    return books.write(lambda connection: claim_job(connection, key))


def settle(books: Database, key: str, **how: Any) -> None:
    """Settle a job."""
    books.write(lambda connection: settle_job(connection, key, **{"at": NOON, **how}))


def next_job(books: Database, printer: str = "T1") -> Job | None:
    """Return the printer's next job."""
    with books.read() as connection:
        return find_next_job(connection, printer)


def require_job(books: Database, key: str) -> Job:
    """Return a job by its key."""
    with books.read() as connection:
        return next(job for job in recent_jobs(connection) if job.key == key)


def test_a_queued_paper_is_kept_as_it_was_written(books: Database) -> None:
    queue(books, "a")
    job = next_job(books)
    assert job is not None
    assert document_from_json(job.document) == DOCUMENT
    assert replace(job, document="") == Job(
        key="a",
        order_id=None,
        printer="T1",
        kind="sale_receipt",
        number="T1-000001",
        document="",
        state="queued",
        attempts=0,
        next_try_at=NOON,
        last_error=None,
        created_at=NOON,
        settled_at=None,
    )


def test_a_receipt_belongs_to_its_order_or_is_not_queued(books: Database) -> None:
    with pytest.raises(IntegrityError):
        books.write(
            lambda connection: queue_receipt(
                connection, order_id="nobody's", printer="T1", document=DOCUMENT, at=NOON
            )
        )
    assert next_job(books) is None


def test_the_same_paper_is_queued_once(books: Database) -> None:
    queue(books, "a")
    with pytest.raises(IntegrityError):
        queue(books, "a")


def test_papers_come_in_the_order_of_the_sales_each_at_its_printer(books: Database) -> None:
    queue(books, "later", NOON + SECOND)
    queue(books, "b")
    queue(books, "a")
    queue(books, "other", NOON - SECOND, printer="T2")
    keys = []
    while (job := next_job(books)) is not None:
        keys.append(job.key)
        claim(books, job.key)
    assert keys == ["a", "b", "later"]


def test_a_job_is_claimed_once_and_counted(books: Database) -> None:
    queue(books, "a")
    assert [claim(books, "a"), claim(books, "a"), claim(books, "nobody's")] == [True, False, False]
    job = require_job(books, "a")
    assert (job.state, job.attempts) == ("sending", 1)


def _claim_all(address: str, keys: list[str]) -> list[str]:
    books = open_database(address)
    return [key for key in keys if claim(books, key)]


def test_two_processes_never_claim_the_same_job(books: Database) -> None:
    keys = [f"job-{number:02d}" for number in range(30)]
    for key in keys:
        queue(books, key)
    address = books.engine.url.render_as_string(hide_password=False)
    with multiprocessing.get_context("spawn").Pool(2) as processes:
        claims = processes.starmap(_claim_all, [(address, keys), (address, keys)])
    assert sorted(claims[0] + claims[1]) == keys


@pytest.mark.parametrize("state", ["printed", "uncertain", "failed"])
def test_a_settled_job_says_when_and_why(books: Database, state: str) -> None:
    queue(books, "a")
    claim(books, "a")
    settle(books, "a", state=state, error="no word", at=NOON + SECOND)
    job = require_job(books, "a")
    assert (job.state, job.last_error, job.settled_at) == (state, "no word", NOON + SECOND)
    assert next_job(books) is None


def test_settling_alike_again_changes_nothing(books: Database) -> None:
    queue(books, "a")
    claim(books, "a")
    settle(books, "a", state="printed")
    settle(books, "a", state="printed", at=NOON + SECOND)
    assert require_job(books, "a").settled_at == NOON


@pytest.mark.parametrize("state", ["printed", "uncertain", "failed"])
def test_a_job_that_nobody_sends_is_not_settled(books: Database, state: str) -> None:
    queue(books, "a")
    with pytest.raises(JobNotSending, match="a is queued"):
        settle(books, "a", state=state)
    with pytest.raises(JobNotSending, match="b is None"):
        settle(books, "b", state=state)


def test_an_uncertain_job_never_goes_back_into_the_queue(books: Database) -> None:
    queue(books, "a")
    job = require_job(books, "a")
    claim(books, "a")
    settle(books, "a", state="uncertain")
    with pytest.raises(JobNotSending):
        books.write(lambda connection: requeue_job(connection, job, error="again", at=NOON))
    with pytest.raises(JobNotSending):
        settle(books, "a", state="printed")
    assert claim(books, "a") is False
    assert require_job(books, "a").state == "uncertain"


def test_the_pauses_grow_to_half_a_minute_and_stay(books: Database) -> None:
    queue(books, "a")
    pauses = []
    for _ in range(len(PAUSES_S) + 1):
        job = require_job(books, "a")
        claim(books, "a")
        books.write(lambda connection, job=job: requeue_job(connection, job, error="paper_out", at=NOON))  # type: ignore[misc]
        pauses.append((require_job(books, "a").next_try_at - NOON).total_seconds())
    assert pauses == [1, 2, 5, 10, 30, 30]
    assert require_job(books, "a").last_error == "paper_out"


def test_a_requeued_job_stays_before_the_later_ones(books: Database) -> None:
    queue(books, "a")
    queue(books, "b", NOON + SECOND)
    job = require_job(books, "a")
    claim(books, "a")
    books.write(lambda connection: requeue_job(connection, job, error="paper_out", at=NOON))
    first = next_job(books)
    assert first is not None
    assert first.key == "a"


def test_a_printer_that_is_back_makes_its_own_jobs_due(books: Database) -> None:
    for key, printer in (("a", "T1"), ("b", "T2")):
        queue(books, key, NOON + SECOND, printer)
    books.write(lambda connection: wake_jobs(connection, "T1", at=NOON))
    assert [require_job(books, key).next_try_at for key in ("a", "b")] == [NOON, NOON + SECOND]


def test_what_a_dead_worker_was_sending_is_uncertain_at_its_printer_only(books: Database) -> None:
    for key, printer in (("a", "T1"), ("b", "T1"), ("c", "T2")):
        queue(books, key, printer=printer)
    claim(books, "a")
    claim(books, "c")
    doubted = books.write(lambda connection: doubt_jobs(connection, "T1", at=NOON + SECOND))
    assert doubted == 1
    assert [require_job(books, key).state for key in ("a", "b", "c")] == ["uncertain", "queued", "sending"]
    assert require_job(books, "a").settled_at == NOON + SECOND


@pytest.mark.parametrize(("age", "state"), [(PAPER_LIFE, "failed"), (PAPER_LIFE - MILLISECOND, "queued")])
def test_a_paper_that_nobody_waits_for_expires(books: Database, age: timedelta, state: str) -> None:
    queue(books, "a")
    expired = books.write(lambda connection: expire_jobs(connection, "T1", at=NOON + age))
    job = require_job(books, "a")
    assert (expired, job.state) == (int(state == "failed"), state)


def test_the_newest_jobs_are_seen_first(books: Database) -> None:
    for number in range(4):
        queue(books, str(number), NOON + number * SECOND)
    with books.read() as connection:
        assert [job.key for job in recent_jobs(connection, limit=3)] == ["3", "2", "1"]


@pytest.mark.parametrize(
    ("values", "claim_name"),
    [
        ({"state": "lost"}, "ck_print_jobs_state_is_known"),
        ({"attempts": -1}, "ck_print_jobs_attempts_are_counted_up"),
        ({"state": "printed"}, "ck_print_jobs_has_a_settled_moment_exactly_when_settled"),
        ({"settled_at": NOON}, "ck_print_jobs_has_a_settled_moment_exactly_when_settled"),
    ],
)
def test_the_database_keeps_what_the_table_claims(
    books: Database, values: dict[str, Any], claim_name: str
) -> None:
    queue(books, "a")
    with pytest.raises(IntegrityError) as refusal:
        books.write(lambda connection: connection.execute(update(print_jobs).values(values)))
    assert broken_claim(refusal.value) == claim_name
