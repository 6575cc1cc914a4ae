"""Who runs the back-tests that were asked for? A process of the lowest priority beside this server.

Rule: a back-test whose process came to nothing has failed; to ask again is a person's decision.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from pos.reports.backtest.jobs import fail_job, fail_lost_jobs, find_next, lost_jobs
from pos.web.processes import PROGRAM, JobProcesses

RUN = (*PROGRAM, "backtest", "run")


class BacktestProcesses(JobProcesses):
    """The processes of back-tests."""

    kind = "back-test"

    def __init__(self, command: Sequence[str] = RUN) -> None:
        """`command` is what runs a back-test whose id is added to it."""
        super().__init__(command)

    def lost(self, connection: Connection, at: datetime) -> tuple[str, ...]:
        """Return the back-tests whose process has given no sign for too long."""
        return lost_jobs(connection, at=at)

    def give_up(self, connection: Connection, _lost: Sequence[str], at: datetime) -> None:
        """Give up what is lost."""
        fail_lost_jobs(connection, at=at)

    def next(self, connection: Connection) -> str | None:
        """Return the back-test that has waited longest, unless another one runs."""
        return find_next(connection)

    def process_ended(self, connection: Connection, id_: str, at: datetime) -> bool:
        """Give up a back-test that its process left unfinished; tell whether it was."""
        return fail_job(connection, id_, "process_ended", at=at)
