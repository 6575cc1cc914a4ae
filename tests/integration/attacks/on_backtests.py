"""Attacks on the jobs of back-tests: states that do not exist, ends without a word, two that run at once."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, insert

from pos.reports.backtest.tables import backtests
from tests.integration.attacks.attack import Act, Attack

AT = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)
QUEUED: dict[str, Any] = {
    "scheme_code": "demo",
    "scheme_version": 1,
    "from_date": date(2026, 11, 1),
    "until_date": date(2026, 12, 1),
    "state": "queued",
    "requested_at": AT,
}
RUNNING = {"state": "running", "started_at": AT, "seen_at": AT}


def asking(*jobs: dict[str, Any]) -> Act:
    """Return an act that writes a queued job for each of these, with some columns changed."""

    def act(connection: Connection) -> None:
        for number, changes in enumerate(jobs):
            connection.execute(insert(backtests).values({"id": f"attack-{number}", **QUEUED, **changes}))

    return act


ON_BACKTESTS = (
    Attack(
        "a period without a day", "ck_backtests_period_has_a_day", asking({"until_date": date(2026, 11, 1)})
    ),
    Attack("a state of no job", "ck_backtests_state_is_known", asking({"state": "asleep"})),
    Attack("more done than there is", "ck_backtests_does_no_more_than_all", asking({"done_orders": 1})),
    Attack(
        "one more done than counted",
        "ck_backtests_does_no_more_than_all",
        asking({**RUNNING, "total_orders": 9, "done_orders": 10}),
    ),
    Attack("less than nothing done", "ck_backtests_does_no_more_than_all", asking({"done_orders": -1})),
    Attack("an end without a moment", "ck_backtests_ends_at_a_moment", asking({"state": "cancelled"})),
    Attack("an end of what still waits", "ck_backtests_ends_at_a_moment", asking({"finished_at": AT})),
    Attack(
        "done without a result",
        "ck_backtests_result_is_there_when_done",
        asking({"state": "done", "finished_at": AT}),
    ),
    Attack("a result before the end", "ck_backtests_result_is_there_when_done", asking({"result": "{}"})),
    Attack(
        "a failure without a word",
        "ck_backtests_failure_says_why",
        asking({"state": "failed", "finished_at": AT}),
    ),
    Attack("a word without a failure", "ck_backtests_failure_says_why", asking({"error": "fault"})),
    Attack("run by nobody", "ck_backtests_who_runs_was_seen", asking({**RUNNING, "seen_at": None})),
    Attack("run since never", "ck_backtests_who_runs_was_seen", asking({**RUNNING, "started_at": None})),
    Attack("two that run at once", "uq_backtests_one_running", asking(RUNNING, RUNNING)),
)
