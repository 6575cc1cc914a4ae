"""A manager tries a draft on what was sold: a process beside the server prices it, and its end is known."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from pos.clock import now
from pos.database import Database
from pos.reports.backtest.asking import Wish, ask_for
from pos.reports.backtest.tables import backtests
from pos.shifts.shifts import require_till
from pos.web.backtest_processes import BacktestProcesses
from pos.web.backtest_schemas import BacktestListSchema, BacktestSchema
from pos.web.processes import BUSY
from tests.canteen import wait_until
from tests.functional.till import Answer, Till
from tests.tickets import uuid7
from tests.trial_schemes import COUNTED

KILLED = (sys.executable, "-m", "tests.doomed_backtest", "killed")
STUCK = (sys.executable, "-m", "tests.doomed_backtest", "stuck")
# A program that was installed only in part.
BROKEN = (sys.executable, "-c", "raise SystemExit(3)")

# One that finds another job running.
WAITING = (sys.executable, "-c", f"raise SystemExit({BUSY})")

Json = dict[str, Any]


@pytest.fixture
def till(database: Database, tmp_path: Path) -> Iterator[Till]:
    """Give a till that has sold two trays today."""
    running = Till(database, tmp_path)
    for _ in range(2):
        assert running.post("/api/orders", running.order(running.dish("main"))).status == 201
    yield running
    close(running)


@pytest.fixture
def request_body(database: Database) -> Json:
    """Give the request for a back-test of today."""
    with database.read() as connection:
        today = require_till(connection, "T1").local_day(now())
    return {
        "id": uuid7(),
        "from_date": today.isoformat(),
        "until_date": (today + timedelta(days=1)).isoformat(),
        "toml": COUNTED,
    }


def close(till: Till) -> None:
    """Close a till once the server has seen the end of what it started."""
    backtests_of = till.app.extensions["canteen"].backtests
    wait_until(lambda: not backtests_of.is_busy, "the end of the process")
    till.close()


def run_by(till: Till, command: tuple[str, ...]) -> None:
    """Have the server start its back-tests by another command."""
    here = till.app.extensions["canteen"]
    till.app.extensions["canteen"] = replace(here, backtests=BacktestProcesses(command))


def ended(till: Till, id_: str) -> Json:
    """Wait until a job has ended, and return it."""

    def has_ended() -> bool:
        return till.get(f"/api/backtests/{id_}").json["finished_at"] is not None

    wait_until(has_ended, "the end of the back-test")
    return till.get(f"/api/backtests/{id_}").json


def test_a_draft_is_tried_on_what_was_sold_today(till: Till, request_body: Json) -> None:
    asked = till.post("/api/backtests", request_body)
    assert (asked.status, asked.json["id"]) == (201, request_body["id"])
    assert asked.json["scheme"] == {"code": "trial", "version": 1, "is_draft": True}

    job = ended(till, request_body["id"])

    assert (job["state"], job["done_orders"], job["total_orders"], job["error"]) == ("done", 2, 2, None)
    assert job["result"]["total"]["guest_orders"] == 2
    assert BacktestSchema().validate(job) == {}


def test_asked_again_it_is_the_same_job(till: Till, request_body: Json) -> None:
    till.post("/api/backtests", request_body)
    job = ended(till, request_body["id"])

    again = till.post("/api/backtests", request_body)

    assert (again.status, again.json) == (200, job)
    other = till.post("/api/backtests", {**request_body, "toml": COUNTED + "\n"})
    assert (other.status, other.code) == (409, "backtest_key_reused")


def test_the_list_tells_of_all_without_their_results(till: Till, request_body: Json) -> None:
    second = {**request_body, "id": uuid7()}
    for body in (request_body, second):
        till.post("/api/backtests", body)
    for body in (request_body, second):
        assert ended(till, body["id"])["state"] == "done"

    listed = till.get("/api/backtests").json

    assert [job["id"] for job in listed["backtests"]] == [second["id"], request_body["id"]]
    assert {job["result"] for job in listed["backtests"]} == {None}
    assert BacktestListSchema().validate(listed) == {}


@pytest.mark.parametrize("command", [KILLED, BROKEN], ids=["killed", "broken"])
def test_a_process_that_ends_by_itself_fails_its_job_in_words(
    till: Till, request_body: Json, command: tuple[str, ...]
) -> None:
    run_by(till, command)
    till.post("/api/backtests", request_body)

    job = ended(till, request_body["id"])

    assert (job["state"], job["result"], job["error"]["code"]) == ("failed", None, "process_ended")
    assert job["error"]["name"]["zh"]
    assert job["error"]["name"]["en"]


def test_a_process_that_is_stuck_is_ended_and_its_job_given_up(
    till: Till, database: Database, request_body: Json
) -> None:
    run_by(till, STUCK)
    till.post("/api/backtests", request_body)
    path = f"/api/backtests/{request_body['id']}"
    wait_until(lambda: till.get(path).json["total_orders"] is not None, "the beginning of the back-test")
    long_ago = update(backtests).values(seen_at=now() - timedelta(hours=1))
    database.write(lambda connection: connection.execute(long_ago))

    job = till.get(path).json

    assert (job["state"], job["error"]["code"]) == ("failed", "gave_no_sign")
    # The fixture waits for the end of the process.


def test_after_a_restart_the_server_goes_on_with_what_waits(
    till: Till, database: Database, request_body: Json, tmp_path: Path
) -> None:
    days = [date.fromisoformat(request_body[name]) for name in ("from_date", "until_date")]
    draft = Wish(request_body["id"], days[0], days[1], draft=COUNTED)
    database.write(lambda connection: ask_for(connection, draft, at=now()))

    restarted = Till(database, tmp_path)
    job = ended(restarted, draft.id)
    close(restarted)

    assert (job["state"], job["result"]["orders"]) == ("done", 2)


def test_a_job_that_was_cancelled_stays_so(till: Till, request_body: Json) -> None:
    run_by(till, WAITING)
    till.post("/api/backtests", request_body)

    cancelled = till.post(f"/api/backtests/{request_body['id']}/cancel", {})

    assert (cancelled.status, cancelled.json["state"]) == (200, "cancelled")
    assert till.post(f"/api/backtests/{request_body['id']}/cancel", {}).json == cancelled.json


def _refused(answer: Answer) -> tuple[int, str]:
    return answer.status, answer.code


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"id": "1"}, (422, "invalid_request")),
        ({"from_date": "2026-13-01"}, (422, "invalid_request")),
        ({"until_date": "2020-01-01"}, (422, "invalid_request")),
        ({"toml": ""}, (422, "invalid_request")),
        ({"scheme": {"code": "demo", "version": 1}}, (422, "invalid_request")),
        ({"more": 1}, (422, "invalid_request")),
        ({"toml": "code = "}, (422, "scheme_refused")),
    ],
    ids=str,
)
def test_a_request_that_is_none_is_refused(
    till: Till, request_body: Json, changes: Json, refusal: tuple[int, str]
) -> None:
    assert _refused(till.post("/api/backtests", {**request_body, **changes})) == refusal


def test_a_version_or_a_job_that_nobody_knows_is_refused(till: Till, request_body: Json) -> None:
    del request_body["toml"]
    unknown = {**request_body, "scheme": {"code": "demo", "version": 99}}

    assert _refused(till.post("/api/backtests", unknown)) == (404, "unknown_scheme_version")
    assert _refused(till.post("/api/backtests", request_body)) == (422, "invalid_request")
    assert _refused(till.get(f"/api/backtests/{uuid7()}")) == (404, "unknown_backtest")
    assert _refused(till.post(f"/api/backtests/{uuid7()}/cancel", {})) == (404, "unknown_backtest")
