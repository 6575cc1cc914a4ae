"""What moves at the readers? The one rule: it sleeps inside the service until something does.

One thread with a line to the service of its own. It costs nothing while nothing happens. When the service
goes, everything is reported gone, and a new line is tried until it is back; an old one is never used again.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from cardreader.backoff import Backoff
from cardreader.pcsc import (
    PLUG_AND_PLAY,
    READER_UNAVAILABLE,
    UNKNOWN_READER,
    Context,
    PcscError,
    ReaderState,
)
from cardreader.presences import Presences
from cardreader.threads import guarded_thread

DOUBT_S = 1.2
_PATIENCE_S = 30.0
_CANCEL_AGAIN_S = 0.02
_WAKE_S = 5.0
# How long the service may name a reader that it no longer finds before we ask for the names again.
_UNPLUGGED_PAUSE_S = 0.05
_RETRY_FIRST_S = 0.05
_RETRY_MOST_S = 2.0

_log = logging.getLogger(__name__)


class Monitor:
    """Watches all readers whose names ``accepts`` says yes to, and feeds ``presences``."""

    def __init__(
        self,
        presences: Presences,
        *,
        accepts: Callable[[str], bool] = lambda _: True,
        on_fault: Callable[[], None] = lambda: None,
    ) -> None:
        self._presences = presences
        self._accepts = accepts
        self._context: Context | None = None
        self._stopping = threading.Event()
        self._came_round = threading.Condition()
        self._rounds = 0
        self._thread = guarded_thread("monitor", self._run, on_fault=on_fault)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self) -> None:
        """End and wait for that; not for ever, for waking it takes a line that the service may not have."""
        self._stopping.set()
        give_up = time.monotonic() + _WAKE_S
        while self._thread.is_alive() and time.monotonic() < give_up:
            self._wake()
            self._thread.join(_CANCEL_AGAIN_S)

    def doubt(self, reader: str, presence: int) -> None:
        """Expect the removal of a card that stopped answering within 1.2 s, or report the reader stale."""
        self._presences.doubt(reader, presence, until=time.monotonic() + DOUBT_S)
        # The thread may be asleep for longer than that. A wake-up between two sleeps is lost: repeat it, but
        # not for ever: each takes a line to the service, and other programs may have used up all of them.
        give_up = time.monotonic() + DOUBT_S
        with self._came_round:
            before = self._rounds
            while self._rounds == before and self._context is not None and time.monotonic() < give_up:
                self._wake()
                self._came_round.wait(_CANCEL_AGAIN_S)

    def _wake(self) -> None:
        context = self._context
        if context is not None:
            context.cancel()

    def _run(self) -> None:
        backoff = Backoff(_RETRY_FIRST_S, _RETRY_MOST_S)
        while not self._stopping.is_set():
            try:
                with Context() as context:
                    self._watch(context, backoff)
            except PcscError as error:
                if self._presences.note_service(is_up=False):
                    _log.warning("the card service is gone (%s)", error)
                self._stopping.wait(backoff.next_s())

    def _watch(self, context: Context, backoff: Backoff) -> None:
        self._context = context
        try:
            bell = ReaderState(PLUG_AND_PLAY)
            while not self._stopping.is_set():
                known = self._presences.note_readers(self._readers(context))
                backoff.reset()
                for state in self._wait(context, (bell, *known)):
                    if state.name == PLUG_AND_PLAY:
                        bell = state
                    else:
                        self._presences.note_state(state)
                self._presences.end_doubts(time.monotonic())
        finally:
            self._context = None

    def _readers(self, context: Context) -> tuple[str, ...]:
        names = tuple(filter(self._accepts, context.readers()))
        if self._presences.note_service(is_up=True):
            _log.info("the card service is there")
        return names

    def _wait(self, context: Context, known: tuple[ReaderState, ...]) -> tuple[ReaderState, ...]:
        with self._came_round:
            self._rounds += 1
            self._came_round.notify_all()
            next_doubt = self._presences.next_doubt()
        patience_s = _PATIENCE_S if next_doubt is None else next_doubt - time.monotonic()
        try:
            return context.wait(known, timeout_s=min(max(patience_s, 0.001), _PATIENCE_S))
        except PcscError as error:
            if error.code in (UNKNOWN_READER, READER_UNAVAILABLE):
                # A reader was unplugged since we asked for the names: the next round asks again.
                self._stopping.wait(_UNPLUGGED_PAUSE_S)
                return ()
            raise
