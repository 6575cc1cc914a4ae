"""Who runs the jobs that were asked for? A process beside this server, one at a time per kind.

Rule: whoever asks for a job looks after all of them: one whose process died is given up or queued anew, and
the one that has waited longest is started. So neither a killed process nor a restart leaves a job behind.
"""

import logging
import os
import subprocess
import sys
import threading
from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from pos.clock import now
from pos.database import Database
from pos.settings import Settings

log = logging.getLogger(__name__)

PROGRAM = (sys.executable, "-m", "pos.cli")
# With which a process ends that found nothing to begin (EX_TEMPFAIL of sysexits.h).
BUSY = 75


class JobProcesses(ABC):
    """The processes of one kind of job that this server has started; it knows at once when one ends."""

    kind: str

    def __init__(self, command: Sequence[str]) -> None:
        """`command` is what runs a job whose id is added to it."""
        self._command = command
        self._lock = threading.Lock()
        self._running: subprocess.Popen[bytes] | None = None
        self._watcher: threading.Thread | None = None
        self._job = ""

    @abstractmethod
    def lost(self, connection: Connection, at: datetime) -> tuple[str, ...]:
        """Return the jobs that run, but whose process has given no sign for too long."""

    @abstractmethod
    def give_up(self, connection: Connection, lost: Sequence[str], at: datetime) -> None:
        """Give up the jobs that are lost, or queue them anew."""

    @abstractmethod
    def next(self, connection: Connection) -> str | None:
        """Return the job that has waited longest, unless another one runs."""

    @abstractmethod
    def process_ended(self, connection: Connection, id_: str, at: datetime) -> bool:
        """Give up a job whose process ended, or queue it anew; tell whether it had not ended itself."""

    @property
    def is_busy(self) -> bool:
        """Tell whether a process that this server has started is at work."""
        return self._watcher is not None and self._watcher.is_alive()

    def look_after(self, database: Database, settings: Settings) -> None:
        """Give up what is lost, and start the job that has waited longest unless one runs."""
        with database.read() as connection:
            lost = self.lost(connection, now())
        if lost:
            database.write(lambda connection: self.give_up(connection, lost, now()))
        with self._lock:
            if self._running is not None:
                if self._job in lost:
                    # It hangs; the next job waits for its end.
                    self._running.kill()
                return
            with database.read() as connection:
                id_ = self.next(connection)
            if id_ is not None:
                self._start(database, settings, id_)

    def _start(self, database: Database, settings: Settings, id_: str) -> None:
        # A session of its own: what ends the server does not end the job, which its row tells of.
        process = subprocess.Popen(  # noqa: S603 - our own
            [*self._command, id_],
            env={**os.environ, **settings.environ},
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
        """Wait for a process; what becomes of a job that it left is decided, and the next one begins."""
        code = process.wait()
        try:
            # Another server of the same books runs one: the next look starts this one.
            if code != BUSY:
                if database.write(lambda connection: self.process_ended(connection, id_, now())):
                    log.warning("the process of %s %s ended with %s", self.kind, id_, code)
                with self._lock:
                    self._running = None
                self.look_after(database, settings)
        except Exception:
            # The next look finds the same; there is nobody here to tell.
            log.exception("%s %s was not looked after", self.kind, id_)
        finally:
            with self._lock:
                if self._running is process:
                    self._running = None
