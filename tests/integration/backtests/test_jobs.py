"""A back-test that was asked for comes to an end of which its row tells: done, failed or cancelled."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, update

from pos.clock import now
from pos.database import Database
from pos.pricebook.pricebook import UnknownSchemeVersion
from pos.reports.backtest.asking import BacktestKeyReused, SchemeRefused, Wish, ask_for
from pos.reports.backtest.jobs import (
    LOST_AFTER,
    NEWEST,
    Job,
    UnknownBacktest,
    cancel_job,
    fail_job,
    fail_lost_jobs,
    find_next,
    lost_jobs,
    newest_jobs,
    note_progress,
    note_total,
    require_job,
    start_job,
)
from pos.reports.backtest.running import run_job
from pos.reports.backtest.tables import backtests
from pos.reports.backtest.wire import comparison_to_json
from tests.integration.backtests.selling import SENIOR, Counter, back_test
from tests.tickets import uuid7
from tests.trial_schemes import COUNTED

FIRST, END = date(2026, 11, 1), date(2026, 12, 1)
SECOND = timedelta(seconds=1)
UNSET = threading.Event()


def wish(**changes: Any) -> Wish:
    """Return the wish for a back-test of a draft."""
    return replace(Wish(uuid7(), FIRST, END, draft=COUNTED), **changes)


def ask(database: Database, wanted: Wish | None = None) -> str:
    """Ask for a back-test, and return its id."""
    wanted = wanted or wish()
    database.write(lambda connection: ask_for(connection, wanted, at=now()))
    return wanted.id


def job_of(database: Database, id_: str) -> Job:
    """Return a job as it is now."""
    with database.read() as connection:
        return require_job(connection, id_)


def start(database: Database, id_: str, at: datetime | None = None) -> bool:
    """Have a job begin."""
    return database.write(lambda connection: start_job(connection, id_, at=at or now()))


@pytest.fixture
def one_day(counter: Counter) -> Wish:
    """Give the wish for a back-test of a day on which three trays were sold."""
    for card in (SENIOR, None, SENIOR):
        counter.sell((counter.dish("main"), 1), card=card)
    return wish(from_date=counter.day, until_date=counter.day + timedelta(days=1))


def each_second(from_: datetime, acts: dict[int, Callable[[], object]]) -> Callable[[], datetime]:
    """Return a clock that is two seconds on at each reading; before some of them something happens."""
    readings: Iterator[int] = iter(range(10_000))

    def clock() -> datetime:
        reading = next(readings)
        acts.get(reading, lambda: None)()
        return from_ + 2 * reading * SECOND

    return clock


def test_a_job_is_done_with_the_result_of_its_back_test(database: Database, one_day: Wish) -> None:
    id_ = ask(database, one_day)

    assert run_job(database, id_, now, UNSET)

    job = job_of(database, id_)
    assert (job.state, job.done_orders, job.total_orders, job.error) == ("done", 3, 3, None)
    assert job.result is not None
    found = back_test(database, COUNTED, from_date=one_day.from_date)
    assert json.loads(job.result) == json.loads(json.dumps(comparison_to_json(found)))
    assert json.loads(job.result)["orders"] == 3


def test_a_loaded_version_is_tried_as_well(database: Database, one_day: Wish) -> None:
    id_ = ask(database, replace(one_day, draft=None, scheme=("demo", 1)))

    run_job(database, id_, now, UNSET)

    job = job_of(database, id_)
    assert (job.state, job.is_draft, job.scheme_code) == ("done", False, "demo")
    assert json.loads(job.result or "")["total"]["difference"]["paid_fen"] == 0


def test_progress_is_seen_while_it_runs(database: Database, one_day: Wish) -> None:
    id_ = ask(database, one_day)
    seen: list[tuple[str, int, int | None]] = []

    def look() -> None:
        job = job_of(database, id_)
        seen.append((job.state, job.done_orders, job.total_orders))

    # Read at the start, with the total, before the pages, and with the sign after the only page.
    clock = each_second(now(), dict.fromkeys(range(8), look))
    run_job(database, id_, clock, UNSET)

    assert seen[0] == ("queued", 0, None)
    assert ("running", 0, 3) in seen
    assert seen[-1] == ("running", 3, 3)


def test_a_job_that_is_cancelled_ends_without_a_result(database: Database, one_day: Wish) -> None:
    id_ = ask(database, one_day)

    def cancel() -> None:
        database.write(lambda connection: cancel_job(connection, id_, at=now()))

    run_job(database, id_, each_second(now(), {3: cancel}), UNSET)

    job = job_of(database, id_)
    assert (job.state, job.result, job.error) == ("cancelled", None, None)
    assert job.finished_at is not None


def test_a_job_that_is_cancelled_before_it_begins_never_begins(database: Database) -> None:
    id_ = ask(database)
    database.write(lambda connection: cancel_job(connection, id_, at=now()))

    assert not run_job(database, id_, now, UNSET)
    assert job_of(database, id_).state == "cancelled"


def test_a_job_that_is_done_is_not_cancelled_any_more(database: Database, one_day: Wish) -> None:
    id_ = ask(database, one_day)
    run_job(database, id_, now, UNSET)
    before = job_of(database, id_)

    database.write(lambda connection: cancel_job(connection, id_, at=now()))

    assert job_of(database, id_) == before


def test_a_process_that_is_told_to_end_says_so(database: Database, one_day: Wish) -> None:
    id_ = ask(database, one_day)
    told = threading.Event()
    told.set()

    run_job(database, id_, now, told)

    assert (job_of(database, id_).state, job_of(database, id_).error) == ("failed", "told_to_end")


def test_a_fault_ends_the_job_with_its_word(database: Database, one_day: Wish) -> None:
    id_ = ask(database, one_day)

    def fail() -> None:
        raise RuntimeError("a fault")

    run_job(database, id_, each_second(now(), {3: fail}), UNSET)

    assert (job_of(database, id_).state, job_of(database, id_).error) == ("failed", "fault")


def test_a_scheme_that_this_program_cannot_read_any_more_is_named(database: Database) -> None:
    id_ = ask(database)
    spoilt = update(backtests).where(backtests.c.id == id_).values(draft="code = 1")
    database.write(lambda connection: connection.execute(spoilt))

    run_job(database, id_, now, UNSET)

    assert (job_of(database, id_).state, job_of(database, id_).error) == ("failed", "scheme_refused")


def test_a_killed_process_is_given_up_when_it_gave_no_sign_for_two_minutes(
    database: Database, one_day: Wish
) -> None:
    id_ = ask(database, one_day)
    url = database.engine.url.render_as_string(hide_password=False)
    killed = subprocess.run(
        [sys.executable, "-m", "tests.doomed_backtest", "killed", id_],
        env={**os.environ, "CANTEEN_DATABASE_URL": url},
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    job = job_of(database, id_)
    assert job.state == "running"
    assert job.started_at is not None

    def give_up(at: datetime) -> str:
        with database.read() as connection:
            lost = lost_jobs(connection, at=at)
        database.write(lambda connection: fail_lost_jobs(connection, at=at))
        assert lost == (() if job_of(database, id_).state == "running" else (id_,))
        return job_of(database, id_).state

    assert give_up(job.started_at + LOST_AFTER) == "running"
    assert give_up(now() + LOST_AFTER + SECOND) == "failed"
    assert job_of(database, id_).error == "gave_no_sign"


def test_a_job_that_was_given_up_stays_so_whatever_its_process_still_says(
    database: Database, one_day: Wish
) -> None:
    id_ = ask(database, one_day)

    def give_up() -> None:
        database.write(lambda connection: fail_job(connection, id_, "gave_no_sign", at=now()))

    run_job(database, id_, each_second(now(), {3: give_up}), UNSET)

    assert (job_of(database, id_).state, job_of(database, id_).result) == ("failed", None)


def test_one_job_runs_at_a_time_and_the_next_is_that_which_waited_longest(database: Database) -> None:
    first, second = ask(database), ask(database)
    with database.read() as connection:
        assert find_next(connection) == first

    assert start(database, first)
    assert not start(database, second)
    with database.read() as connection:
        assert find_next(connection) is None

    database.write(lambda connection: fail_job(connection, first, "fault", at=now()))
    with database.read() as connection:
        assert find_next(connection) == second


def test_of_two_jobs_that_begin_at_the_same_moment_one_begins(database: Database) -> None:
    first, second = ask(database), ask(database)
    has_begun: list[bool] = []
    racing = threading.Thread(target=lambda: has_begun.append(run_job(database, second, now, UNSET)))

    def begin_first(connection: Connection) -> None:
        assert start_job(connection, first, at=now())
        # It waits for this transaction; PostgreSQL refuses it when this one is committed.
        racing.start()

    database.write(begin_first)
    racing.join()

    assert has_begun == [False]
    assert job_of(database, second).state == "queued"


def test_no_more_orders_are_done_than_were_counted(database: Database) -> None:
    id_ = ask(database)
    start(database, id_)
    database.write(lambda connection: note_total(connection, id_, 10, at=now()))

    def note(done: int) -> int:
        assert database.write(lambda connection: note_progress(connection, id_, done, at=now()))
        return job_of(database, id_).done_orders

    assert [note(done) for done in (9, 10, 11)] == [9, 10, 10]


def test_the_same_wish_under_the_same_id_counts_once(database: Database) -> None:
    wanted = wish()

    assert database.write(lambda connection: ask_for(connection, wanted, at=now()))
    assert not database.write(lambda connection: ask_for(connection, wanted, at=now()))


@pytest.mark.parametrize(
    "changes",
    [
        {"from_date": FIRST + timedelta(days=1)},
        {"until_date": END + timedelta(days=1)},
        {"draft": COUNTED + "\n"},
        {"draft": None, "scheme": ("demo", 1)},
    ],
    ids=str,
)
def test_another_wish_under_the_same_id_is_refused(database: Database, changes: dict[str, Any]) -> None:
    wanted = wish()
    ask(database, wanted)

    with pytest.raises(BacktestKeyReused):
        ask(database, replace(wanted, **changes))


def test_a_version_that_was_never_loaded_is_refused(database: Database) -> None:
    with pytest.raises(UnknownSchemeVersion):
        ask(database, wish(draft=None, scheme=("demo", 99)))


def test_a_draft_that_is_no_scheme_is_refused_with_the_place(database: Database) -> None:
    with pytest.raises(SchemeRefused) as refused:
        ask(database, wish(draft=COUNTED.replace('kind = "amount"', 'kind = "gift"')))
    assert set(refused.value.facts) == {"rule", "field", "problem"}


def test_a_job_that_nobody_asked_for_is_unknown(database: Database) -> None:
    id_ = uuid7()

    with pytest.raises(UnknownBacktest):
        run_job(database, id_, now, UNSET)
    with pytest.raises(UnknownBacktest):
        database.write(lambda connection: cancel_job(connection, id_, at=now()))


def test_the_newest_jobs_come_first_and_not_all(database: Database) -> None:
    asked = [ask(database) for _ in range(NEWEST + 1)]

    with database.read() as connection:
        newest = newest_jobs(connection)

    assert {job.id for job in newest} == set(asked[1:])
    assert [job.requested_at for job in newest] == sorted((job.requested_at for job in newest), reverse=True)
