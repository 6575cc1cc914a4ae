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


def queue(database: Database, key: str, at: datetime = NOON, printer: str = "T1") -> None:
    """Queue a paper that belongs to no order."""
    database.write(
        lambda connection: queue_paper(
            connection, key=key, order_id=None, printer=printer, document=DOCUMENT, at=at
        )
    )


def claim(database: Database, key: str) -> bool:
    """Claim a job."""
    return database.write(lambda connection: claim_job(connection, key))


def settle(database: Database, key: str, **how: Any) -> None:
    """Settle a job."""
    database.write(lambda connection: settle_job(connection, key, **{"at": NOON, **how}))


def next_job(database: Database, printer: str = "T1") -> Job | None:
    """Return the printer's next job."""
    with database.read() as connection:
        return find_next_job(connection, printer)


def require_job(database: Database, key: str) -> Job:
    """Return a job by its key."""
    with database.read() as connection:
        return next(job for job in recent_jobs(connection) if job.key == key)


def test_a_queued_paper_is_kept_as_it_was_written(database: Database) -> None:
    queue(database, "a")
    job = next_job(database)
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


def test_a_receipt_belongs_to_its_order_or_is_not_queued(database: Database) -> None:
    with pytest.raises(IntegrityError):
        database.write(
            lambda connection: queue_receipt(
                connection, order_id="nobody's", printer="T1", document=DOCUMENT, at=NOON
            )
        )
    assert next_job(database) is None


def test_the_same_paper_is_queued_once(database: Database) -> None:
    queue(database, "a")
    with pytest.raises(IntegrityError):
        queue(database, "a")


def test_papers_come_in_the_order_of_the_sales_each_at_its_printer(database: Database) -> None:
    queue(database, "later", NOON + SECOND)
    queue(database, "b")
    queue(database, "a")
    queue(database, "other", NOON - SECOND, printer="T2")
    keys = []
    while (job := next_job(database)) is not None:
        keys.append(job.key)
        claim(database, job.key)
    assert keys == ["a", "b", "later"]


def test_a_job_is_claimed_once_and_counted(database: Database) -> None:
    queue(database, "a")
    assert [claim(database, "a"), claim(database, "a"), claim(database, "nobody's")] == [True, False, False]
    job = require_job(database, "a")
    assert (job.state, job.attempts) == ("sending", 1)


def _claim_all(address: str, keys: list[str]) -> list[str]:
    database = open_database(address)
    return [key for key in keys if claim(database, key)]


def test_two_processes_never_claim_the_same_job(database: Database) -> None:
    keys = [f"job-{number:02d}" for number in range(30)]
    for key in keys:
        queue(database, key)
    address = database.engine.url.render_as_string(hide_password=False)
    with multiprocessing.get_context("spawn").Pool(2) as processes:
        claims = processes.starmap(_claim_all, [(address, keys), (address, keys)])
    assert sorted(claims[0] + claims[1]) == keys


@pytest.mark.parametrize("state", ["printed", "uncertain", "failed"])
def test_a_settled_job_says_when_and_why(database: Database, state: str) -> None:
    queue(database, "a")
    claim(database, "a")
    settle(database, "a", state=state, error="no word", at=NOON + SECOND)
    job = require_job(database, "a")
    assert (job.state, job.last_error, job.settled_at) == (state, "no word", NOON + SECOND)
    assert next_job(database) is None


def test_settling_alike_again_changes_nothing(database: Database) -> None:
    queue(database, "a")
    claim(database, "a")
    settle(database, "a", state="printed")
    settle(database, "a", state="printed", at=NOON + SECOND)
    assert require_job(database, "a").settled_at == NOON


@pytest.mark.parametrize("state", ["printed", "uncertain", "failed"])
def test_a_job_that_nobody_sends_is_not_settled(database: Database, state: str) -> None:
    queue(database, "a")
    with pytest.raises(JobNotSending, match="a is queued"):
        settle(database, "a", state=state)
    with pytest.raises(JobNotSending, match="b is None"):
        settle(database, "b", state=state)


def test_an_uncertain_job_never_goes_back_into_the_queue(database: Database) -> None:
    queue(database, "a")
    job = require_job(database, "a")
    claim(database, "a")
    settle(database, "a", state="uncertain")
    with pytest.raises(JobNotSending):
        database.write(lambda connection: requeue_job(connection, job, error="again", at=NOON))
    with pytest.raises(JobNotSending):
        settle(database, "a", state="printed")
    assert claim(database, "a") is False
    assert require_job(database, "a").state == "uncertain"


def test_the_pauses_grow_to_half_a_minute_and_stay(database: Database) -> None:
    queue(database, "a")
    pauses = []
    for _ in range(len(PAUSES_S) + 1):
        job = require_job(database, "a")
        claim(database, "a")
        database.write(lambda connection, job=job: requeue_job(connection, job, error="paper_out", at=NOON))  # type: ignore[misc]
        pauses.append((require_job(database, "a").next_try_at - NOON).total_seconds())
    assert pauses == [1, 2, 5, 10, 30, 30]
    assert require_job(database, "a").last_error == "paper_out"


def test_a_requeued_job_stays_before_the_later_ones(database: Database) -> None:
    queue(database, "a")
    queue(database, "b", NOON + SECOND)
    job = require_job(database, "a")
    claim(database, "a")
    database.write(lambda connection: requeue_job(connection, job, error="paper_out", at=NOON))
    first = next_job(database)
    assert first is not None
    assert first.key == "a"


def test_a_printer_that_is_back_makes_its_own_jobs_due(database: Database) -> None:
    for key, printer in (("a", "T1"), ("b", "T2")):
        queue(database, key, NOON + SECOND, printer)
    database.write(lambda connection: wake_jobs(connection, "T1", at=NOON))
    assert [require_job(database, key).next_try_at for key in ("a", "b")] == [NOON, NOON + SECOND]


def test_what_a_dead_worker_was_sending_is_uncertain_at_its_printer_only(database: Database) -> None:
    for key, printer in (("a", "T1"), ("b", "T1"), ("c", "T2")):
        queue(database, key, printer=printer)
    claim(database, "a")
    claim(database, "c")
    doubted = database.write(lambda connection: doubt_jobs(connection, "T1", at=NOON + SECOND))
    assert doubted == 1
    assert [require_job(database, key).state for key in ("a", "b", "c")] == ["uncertain", "queued", "sending"]
    assert require_job(database, "a").settled_at == NOON + SECOND


@pytest.mark.parametrize(("age", "state"), [(PAPER_LIFE, "failed"), (PAPER_LIFE - MILLISECOND, "queued")])
def test_a_paper_that_nobody_waits_for_expires(database: Database, age: timedelta, state: str) -> None:
    queue(database, "a")
    expired = database.write(lambda connection: expire_jobs(connection, "T1", at=NOON + age))
    job = require_job(database, "a")
    assert (expired, job.state) == (int(state == "failed"), state)


def test_the_newest_jobs_are_seen_first(database: Database) -> None:
    for number in range(4):
        queue(database, str(number), NOON + number * SECOND)
    with database.read() as connection:
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
    database: Database, values: dict[str, Any], claim_name: str
) -> None:
    queue(database, "a")
    with pytest.raises(IntegrityError) as refusal:
        database.write(lambda connection: connection.execute(update(print_jobs).values(values)))
    assert broken_claim(refusal.value) == claim_name
