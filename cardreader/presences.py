"""Which card lies on which reader, as far as the service told? The one rule: a presence never comes twice.

The state behind the monitor: fed with what the service says, it emits what changed. The service counts
insertions and removals of each reader, so two cards that look alike and were swapped between two looks are
told apart.
"""

from __future__ import annotations

import itertools
import logging
import threading
from collections.abc import Iterable
from dataclasses import dataclass

from cardreader.events import EventStream, Kind
from cardreader.pcsc import MOVES_END, STATE_UNAWARE, ReaderState

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Place:
    """What is known of one reader."""

    seen: ReaderState
    presence: int | None = None
    atr: bytes = b""
    doubted_until: float | None = None
    is_stale: bool = False


class Presences:
    """Readers and what lies on them. Any thread may ask; one thread feeds it."""

    def __init__(self, stream: EventStream, *, first: int = 1) -> None:
        self._stream = stream
        self._numbers = itertools.count(first)
        self._places: dict[str, _Place] = {}
        self._is_up: bool | None = None
        self._unseen = 0
        self._lock = threading.Lock()

    @property
    def unseen(self) -> int:
        """How many cards came and went between two looks; nobody was told of those."""
        with self._lock:
            return self._unseen

    def presence_of(self, reader: str) -> int | None:
        """Return the number of the card that lies on ``reader``; None without one that can be talked to."""
        with self._lock:
            place = self._places.get(reader)
            return None if place is None or place.is_stale else place.presence

    def restate(self) -> None:
        """Emit the whole present state once more, beginning with that of the service.

        Says nothing as long as nothing is known.
        """
        with self._lock:
            if self._is_up is None:
                return
            self._stream.emit(Kind.SERVICE_UP if self._is_up else Kind.SERVICE_DOWN)
            for name, place in self._places.items():
                self._stream.emit(Kind.READER_ADDED, name)
                if place.is_stale:
                    self._stream.emit(Kind.READER_STALE, name, place.presence)
                elif place.presence is not None:
                    self._stream.emit(Kind.CARD_INSERTED, name, place.presence, place.atr)

    def note_service(self, *, is_up: bool) -> bool:
        """Take note that the service answers, or no longer does: then every card and reader is gone, too.

        Returns whether that is new.
        """
        with self._lock:
            if self._is_up == is_up:
                return False
            for name in tuple(self._places):
                self._drop(name)
            self._is_up = is_up
            self._stream.emit(Kind.SERVICE_UP if is_up else Kind.SERVICE_DOWN)
            return True

    def note_readers(self, names: Iterable[str]) -> tuple[ReaderState, ...]:
        """Take note of which readers there are; return what is known of each, to wait for what differs."""
        with self._lock:
            present = tuple(dict.fromkeys(names))
            for name in self._places.keys() - set(present):
                _log.warning("%s is gone", name)
                self._drop(name)
            for name in present:
                if name not in self._places:
                    _log.info("%s is there", name)
                    self._places[name] = _Place(ReaderState(name))
                    self._stream.emit(Kind.READER_ADDED, name)
            return tuple(place.seen for place in self._places.values())

    def note_state(self, new: ReaderState) -> None:
        """Take note of what the service says of a reader now."""
        with self._lock:
            place = self._places.get(new.name)
            if place is None:
                return
            # Twice moved with a card there before and after: another card, or the same one put down again.
            # Once moved: the service lost count of a removal, so it is another card all the same.
            moves = (new.moves - place.seen.moves) % MOVES_END
            has_moved = moves != 0
            if place.seen.state == STATE_UNAWARE:
                # The first look: what moved before it is none of ours.
                moves = 0
            place.seen = new
            if has_moved:
                place.doubted_until, place.is_stale = None, False
            if place.presence is not None and (has_moved or not new.is_present):
                self._take_off(place)
                moves -= 1
            if place.presence is None and new.is_present:
                moves -= 1
                place.presence, place.atr = next(self._numbers), new.atr
                self._stream.emit(Kind.CARD_INSERTED, new.name, place.presence, new.atr)
            if moves > 1:
                _log.info("%s: a card was lifted before it could be seen", new.name)
                self._unseen += moves // 2

    def doubt(self, reader: str, presence: int, *, until: float) -> None:
        """Expect the service to count the removal of a card that stopped answering ``until`` then."""
        with self._lock:
            place = self._places.get(reader)
            if place is not None and place.presence == presence and not place.is_stale:
                place.doubted_until = until

    def next_doubt(self) -> float | None:
        """Return when the next doubt ends, on the clock that :meth:`doubt` was given."""
        with self._lock:
            ends = [place.doubted_until for place in self._places.values() if place.doubted_until is not None]
            return min(ends, default=None)

    def end_doubts(self, now: float) -> None:
        """Declare stale each reader whose removal is overdue.

        If a card is gone when the service calls its driver, the service can note that without counting and
        without telling; the next card, put on before its next look, is then never announced. Taking the card
        off and putting it on again always helps.
        """
        with self._lock:
            for name, place in self._places.items():
                if place.doubted_until is not None and place.doubted_until <= now:
                    place.doubted_until, place.is_stale = None, True
                    self._stream.emit(Kind.READER_STALE, name, place.presence)

    def _drop(self, name: str) -> None:
        place = self._places.pop(name)
        if place.presence is not None:
            self._take_off(place)
        self._stream.emit(Kind.READER_REMOVED, name)

    def _take_off(self, place: _Place) -> None:
        self._stream.emit(Kind.CARD_REMOVED, place.seen.name, place.presence)
        place.presence = None
