"""Who runs the back-tests that were asked for? A process beside this server, one at a time.

Rule: whoever asks for a job looks after all of them: one whose process died is given up, and the one that has
waited longest is started. So neither a killed process nor a restart of the server leaves a job behind.
"""

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Sequence

from pos.clock import now
from pos.database import Database
from pos.reports.backtest.jobs import BUSY, fail_job, fail_lost_jobs, find_next, lost_jobs
from pos.settings import Settings

log = logging.getLogger(__name__)

RUN = (sys.executable, "-m", "pos.cli", "backtest", "run")


class BacktestProcesses:
    """The processes that this server has started; it knows at once when one of them ends."""

    def __init__(self, command: Sequence[str] = RUN) -> None:
        """`command` is what runs a job whose id is added to it."""
        self._command = command
        self._lock = threading.Lock()
        self._running: subprocess.Popen[bytes] | None = None
        self._watcher: threading.Thread | None = None
        self._job = ""

    @property
    def is_busy(self) -> bool:
        """Tell whether a process that this server has started is at work."""
        return self._watcher is not None and self._watcher.is_alive()

    def look_after(self, database: Database, settings: Settings) -> None:
        """Give up what is lost, and start the job that has waited longest unless one runs."""
        with database.read() as connection:
            lost = lost_jobs(connection, at=now())
        if lost:
            database.write(lambda connection: fail_lost_jobs(connection, at=now()))
        with self._lock:
            if self._running is not None:
                if self._job in lost:
                    # It hangs; the next job waits for its end.
                    self._running.kill()
                return
            with database.read() as connection:
                id_ = find_next(connection)
            if id_ is not None:
                self._start(database, settings, id_)

    def _start(self, database: Database, settings: Settings, id_: str) -> None:
        environ = {
            **os.environ,
            "VAR_DIR": str(settings.var),
            "CANTEEN_DATABASE_URL": settings.database_url,
        }
        # A session of its own: what ends the server does not end the job, which its row tells of.
        process = subprocess.Popen(  # noqa: S603 - our own
            [*self._command, id_],
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._running, self._job = process, id_
        self._watcher = threading.Thread(
            target=self._watch, args=(database, settings, id_, process), daemon=True
        )
        self._watcher.start()

    def _watch(
        self, database: Database, settings: Settings, id_: str, process: subprocess.Popen[bytes]
    ) -> None:
        """Wait for a process; a job that it left unfinished has failed, and the next one begins."""
        code = process.wait()
        try:
            # Another server of the same books runs one: the next look starts this one.
            if code != BUSY:
                if database.write(lambda connection: fail_job(connection, id_, "process_ended", at=now())):
                    log.warning("the process of back-test %s ended with %s", id_, code)
                with self._lock:
                    self._running = None
                self.look_after(database, settings)
        except Exception:
            # The next look finds the same; there is nobody here to tell.
            log.exception("back-test %s was not looked after", id_)
        finally:
            with self._lock:
                if self._running is process:
                    self._running = None
