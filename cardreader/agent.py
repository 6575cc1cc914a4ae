"""What runs on a till's computer? The one rule: it carries bytes and tells what it sees; it decides nothing.

Threads: the monitor sleeps in the card service, the courier tells the server, the poller waits for payments,
one worker per reader talks to cards, and the calling thread watches for readers that hang.
"""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable
from contextlib import closing
from types import FrameType
from typing import NoReturn

from cardreader.client import Client, ServerRefused
from cardreader.courier import Courier
from cardreader.events import Event, EventStream, Kind
from cardreader.monitor import Monitor
from cardreader.poller import Poller
from cardreader.presences import Presences
from cardreader.steps import ServerAway, Work
from cardreader.watchdog import HANG_S, Hang, Watchdog
from cardreader.worker import Identification, Surroundings, Worker

EXIT_FAULT = 70
EXIT_READER_HUNG = 75
_FINISH_S = 2.0

_log = logging.getLogger(__name__)


class Agent:
    """The agent of ``till``; with ``readers`` it takes notice of the readers so named and no others."""

    def __init__(
        self,
        server_url: str,
        till: str,
        key: bytes,
        readers: tuple[str, ...] | None = None,
        *,
        hang_s: float = HANG_S,
    ) -> None:
        """Lay everything out; nothing runs yet.

        :raises ValueError: when the server's address, the till's code or the key cannot be.
        """
        self._make_client: Callable[[], Client] = lambda: Client(server_url, till, key)
        # Milliseconds since 1970, so that no number of an earlier run comes again.
        first = time.time_ns() // 1_000_000
        self._watchdog = Watchdog(limit_s=hang_s)
        on_fault = self._watchdog.report_fault
        self._courier = Courier(
            self._make_client(), restate=self._restate, on_told=self._on_told, on_fault=on_fault
        )
        self._stream = EventStream(self._courier.take, first=first)
        self._presences = Presences(self._stream, first=first)
        self._monitor = Monitor(
            self._presences, accepts=lambda name: readers is None or name in readers, on_fault=on_fault
        )
        self._surroundings = Surroundings(
            presence_of=self._presences.presence_of,
            doubt=self._monitor.doubt,
            report_away=self._courier.report_away,
            watchdog=self._watchdog,
        )
        self._workers: dict[str, Worker] = {}
        self._workers_lock = threading.Lock()
        self._poller = Poller(self._make_client(), self._courier, submit=self._submit, on_fault=on_fault)

    def run(self) -> int:
        """Work until :meth:`stop`, a hanging reader or a fault: returns 0, EXIT_READER_HUNG or EXIT_FAULT.

        After a hang the process must end: the thread that hangs cannot be ended otherwise.
        """
        self._courier.start()
        self._monitor.start()
        self._poller.start()
        hang: Hang | None = None
        try:
            hang = self._watchdog.wait()
            if hang is not None:
                self._report_hang(hang)
        finally:
            self._shut_down(lost=hang.reader if hang is not None else None)
        if hang is not None:
            return EXIT_READER_HUNG
        return EXIT_FAULT if self._watchdog.has_fault else 0

    def stop(self) -> None:
        """Let :meth:`run` return. From any thread."""
        self._watchdog.stop()

    def _restate(self) -> None:
        self._presences.restate()

    def _on_told(self, event: Event) -> None:
        # Only now does the server know the card of which the session speaks.
        if event.kind is Kind.CARD_INSERTED and event.reader is not None and event.presence is not None:
            self._submit(event.reader, Identification(event.presence, event.atr or b""))

    def _submit(self, reader: str, job: Identification | Work) -> None:
        with self._workers_lock:
            if reader not in self._workers:
                self._workers[reader] = Worker(reader, self._make_client(), self._surroundings)
            self._workers[reader].submit(job)

    def _report_hang(self, hang: Hang) -> None:
        _log.error("%s does not come back from a command", hang.reader)
        self._stream.emit(Kind.READER_HUNG, hang.reader, self._presences.presence_of(hang.reader))
        # Its own worker cannot say it, so the server would wait for the answer in vain.
        with closing(self._make_client()) as client:
            try:
                client.post_failure(hang.step, "timeout")
            except (ServerAway, ServerRefused) as error:
                self._courier.report_away(error)
        self._courier.flush(_FINISH_S)

    def _shut_down(self, *, lost: str | None) -> None:
        with self._workers_lock:
            workers = [worker for reader, worker in self._workers.items() if reader != lost]
        # The readers that do not hang end their conversations first.
        give_up = time.monotonic() + _FINISH_S
        for worker in workers:
            worker.finish(max(0.0, give_up - time.monotonic()))
        self._monitor.stop()
        self._courier.stop()
        self._poller.stop()


def run_agent(server_url: str, till: str, key: bytes, readers: tuple[str, ...] | None) -> int:
    """Run a till's agent until it is told to end; return the exit code of the process.

    0 after SIGTERM or Ctrl-C; ``EXIT_READER_HUNG`` (75) when a reader hangs and ``EXIT_FAULT`` (70) after a
    fault of its own: the supervisor then starts a new process. Call it from the main thread.

    :raises ValueError: when the server's address, the till's code or the key cannot be.
    """
    agent = Agent(server_url, till, key, readers)

    def stop(number: int, frame: FrameType | None) -> NoReturn:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    try:
        return agent.run()
    except KeyboardInterrupt:
        return 0
