"""Does the server know what lies on the readers? The one rule: after every gap it is told everything anew.

One thread posts events in order. While the server is away it keeps trying, ever more slowly; what happened
meanwhile is not told, only what is there when the server is back.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable

from cardreader.backoff import Backoff
from cardreader.client import Client, ServerRefused
from cardreader.events import Event
from cardreader.steps import ServerAway
from cardreader.threads import guarded_thread

_RETRY_FIRST_S = 0.2
_RETRY_MOST_S = 5.0
_ABORT_AGAIN_S = 0.02
_BATCH_MAX = 50

_log = logging.getLogger(__name__)


class Courier:
    """Tells the server.

    ``restate`` emits the whole present state anew. ``on_told`` is called with every event that the server has
    taken, in order.
    """

    def __init__(
        self,
        client: Client,
        *,
        restate: Callable[[], None],
        on_told: Callable[[Event], None],
        on_fault: Callable[[], None],
    ) -> None:
        self._client = client
        self._restate = restate
        self._on_told = on_told
        self._queue: deque[Event] = deque()
        self._changed = threading.Condition()
        self._must_restate = True
        self._is_posting = False
        self._is_there: bool | None = None
        self._is_stopping = False
        self._thread = guarded_thread("courier", self._run, on_fault=on_fault)

    def start(self) -> None:
        """Begin to post."""
        self._thread.start()

    def stop(self) -> None:
        """End and wait for that; what was not told is dropped."""
        with self._changed:
            self._is_stopping = True
            self._changed.notify_all()
        while self._thread.is_alive():
            self._client.abort()
            self._thread.join(_ABORT_AGAIN_S)
        self._client.close()

    def take(self, event: Event) -> None:
        """Queue an event."""
        with self._changed:
            self._queue.append(event)
            self._changed.notify_all()

    def tell_everything(self) -> None:
        """Tell the present state anew, for the server may be a new one."""
        with self._changed:
            self._must_restate = True
            self._changed.notify_all()

    def report_away(self, error: Exception) -> None:
        """Take note that the server does not answer. Logged once until it is back."""
        with self._changed:
            self._must_restate = True
            if self._is_there is not False and not self._is_stopping:
                _log.warning("the server is away (%s)", error)
            self._is_there = False
            self._changed.notify_all()

    def wait_until_there(self) -> bool:
        """Block until the server has been told everything; False when we are to stop."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_there or self._is_stopping)
            return not self._is_stopping

    def flush(self, timeout_s: float) -> None:
        """Wait until everything queued is told, at most ``timeout_s``."""
        with self._changed:
            self._changed.wait_for(lambda: not self._queue and not self._is_posting, timeout_s)

    def pause(self, seconds: float) -> None:
        """Sleep, but not past the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_stopping, seconds)

    def _run(self) -> None:
        backoff = Backoff(_RETRY_FIRST_S, _RETRY_MOST_S)
        while events := self._next_events():
            try:
                self._client.post_events(events)
            except (ServerAway, ServerRefused) as error:
                self.report_away(error)
                self.pause(backoff.next_s())
            else:
                backoff.reset()
                self._report_there()
                for event in events:
                    self._on_told(event)

    def _next_events(self) -> tuple[Event, ...]:
        """Block until there is something to tell; () when we are to stop."""
        while True:
            with self._changed:
                self._is_posting = False
                self._changed.notify_all()
                self._changed.wait_for(lambda: self._queue or self._must_restate or self._is_stopping)
                if self._is_stopping:
                    return ()
                must_restate, self._must_restate = self._must_restate, False
                if not must_restate:
                    return self._take_queue()
                self._queue.clear()
            # Not under our lock: this comes back to us through take().
            self._restate()

    def _take_queue(self) -> tuple[Event, ...]:
        count = min(len(self._queue), _BATCH_MAX)
        events = tuple(self._queue.popleft() for _ in range(count))
        self._is_posting = True
        return events

    def _report_there(self) -> None:
        with self._changed:
            if self._is_there is not True:
                _log.info("the server is there")
            self._is_there = True
            self._changed.notify_all()
