"""Is this the card that lay here a moment ago? The one rule: the time comes from the caller.

An ID card (type B) falls asleep and wakes up while it lies: the reader tells of a removal and of an insertion
that no hand has made. For the member that is one presentation. Only the card's serial number can tell; the
answer to reset is the same for many cards.
"""

from __future__ import annotations

from dataclasses import dataclass

WINDOW_S = 0.5


@dataclass(frozen=True, slots=True)
class _Removal:
    serial: str
    at_s: float


class Debounce:
    """The last removal at each reader. Belongs to one thread, or to whoever holds the caller's lock."""

    def __init__(self, window_s: float = WINDOW_S) -> None:
        self._window_s = window_s
        self._removals: dict[str, _Removal] = {}

    def note_removed(self, reader: str, serial: str, at_s: float) -> None:
        """Take note that a card went from ``reader``; ``at_s`` is on a clock that never goes back."""
        self._removals[reader] = _Removal(serial, at_s)

    def is_same(self, reader: str, serial: str, at_s: float) -> bool:
        """Say whether a card told at ``reader`` now was away from it for no longer than the window."""
        removal = self._removals.get(reader)
        if removal is None or removal.serial != serial:
            return False
        return 0 <= at_s - removal.at_s <= self._window_s
