"""What happened at the readers, in which order? The one rule: every event has the next number.

Events are for display. They charge nothing: a payment rests on the card's own proof.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What an event says."""

    SERVICE_UP = "service_up"
    SERVICE_DOWN = "service_down"
    READER_ADDED = "reader_added"
    READER_REMOVED = "reader_removed"
    CARD_INSERTED = "card_inserted"
    CARD_REMOVED = "card_removed"
    READER_STALE = "reader_stale"  # take the card off and put it on again
    READER_HUNG = "reader_hung"  # the reader does not come back from a command


@dataclass(frozen=True, slots=True)
class Event:
    """One event.

    ``seq`` grows with each; ``reader`` is None for the service's own. ``presence`` numbers the laying down of
    a card: it stays the same until that card is gone and never comes again. ``atr`` is what an inserted card
    said at power-on, b"" when it said nothing; a hint only, any card can say it.
    """

    seq: int
    kind: Kind
    reader: str | None = None
    presence: int | None = None
    atr: bytes | None = None


class EventStream:
    """Numbers events and hands them on, one after the other, whichever thread they come from.

    ``take`` is called under a lock and must be quick. ``first`` is the first number; take one that is higher
    than any of the last run, so that the server never sees a number twice.
    """

    def __init__(self, take: Callable[[Event], None], *, first: int = 1) -> None:
        self._take = take
        self._lock = threading.Lock()
        self._next = first

    def emit(
        self, kind: Kind, reader: str | None = None, presence: int | None = None, atr: bytes | None = None
    ) -> None:
        """Hand on the next event."""
        with self._lock:
            self._take(Event(self._next, kind, reader, presence, atr))
            self._next += 1
