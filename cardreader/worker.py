"""What does a reader do next? The one rule: one conversation at a time, and only with the card meant.

One thread per reader, so that a slow card does not hold up the others.
"""

from __future__ import annotations

import logging
import queue
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass

from cardreader.client import Client, ServerRefused
from cardreader.link import Link, LinkError
from cardreader.steps import ServerAway, Step, Work
from cardreader.threads import guarded_thread
from cardreader.watchdog import Watchdog

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Identification:
    """Find out who lies there."""

    presence: int
    atr: bytes


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a worker asks and tells. ``doubt`` and ``presence_of`` are the monitor's."""

    presence_of: Callable[[str], int | None]
    doubt: Callable[[str, int], None]
    report_away: Callable[[Exception], None]
    watchdog: Watchdog


class Worker:
    """Holds the conversations at ``reader``."""

    def __init__(self, reader: str, client: Client, surroundings: Surroundings) -> None:
        self._reader = reader
        self._client = client
        self._around = surroundings
        self._jobs: queue.SimpleQueue[Identification | Work | None] = queue.SimpleQueue()
        self._thread = guarded_thread(
            f"worker {reader}", self._run, on_fault=surroundings.watchdog.report_fault
        )
        self._thread.start()

    def submit(self, job: Identification | Work) -> None:
        """Queue a conversation."""
        self._jobs.put(job)

    def finish(self, timeout_s: float) -> bool:
        """Take no more jobs; wait at most ``timeout_s`` for those that are there. Says whether it ended."""
        self._jobs.put(None)
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        with closing(self._client):
            self._work_off()

    def _work_off(self) -> None:
        while (job := self._jobs.get()) is not None:
            try:
                self._take(job)
            except ServerRefused as error:
                # The session is over on the server's side, for it took too long or the card is gone.
                _log.info("%s: the server ended the session (%s)", self._reader, error)
            except ServerAway as error:
                self._around.report_away(error)

    def _take(self, job: Identification | Work) -> None:
        is_current = self._around.presence_of(self._reader) == job.presence
        if isinstance(job, Work):
            if is_current:
                self._converse(job.step, job.presence)
            else:
                self._client.post_failure(job.step, "torn")
        elif is_current:
            first = self._client.start_session(self._reader, job.presence, job.atr)
            if first is not None:
                self._converse(first, job.presence)

    def _converse(self, first: Step, presence: int) -> None:
        step: Step | None = first
        last = first
        try:
            with self._open_link(first) as link:
                while step is not None:
                    last = step
                    with self._around.watchdog.watching(self._reader, step):
                        response = link.transmit(step.apdu)
                    step = self._client.post_response(step, response)
        except LinkError as error:
            _log.info("%s: %s (%s)", self._reader, type(error).__name__, error)
            if error.casts_doubt:
                self._around.doubt(self._reader, presence)
            self._client.post_failure(last, error.failure)

    def _open_link(self, first: Step) -> Link:
        # Powering a card on can hang like any command.
        with self._around.watchdog.watching(self._reader, first):
            return Link(self._reader)
