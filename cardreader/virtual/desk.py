"""Which virtual card lies on which virtual reader? The one rule: cards and readers of software, nothing real.

The desk is a process of its own: it runs the private pcscd, holds the cards, and lays them on the readers
when it is told to over HTTP. The cards come from a file that whoever loads the demo has written.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

from cardreader.virtual.desk_cards import FAULTS, DeskCard, read_cards
from cardreader.virtual.vpcd import Slot


class DeskRefusal(Exception):
    """The desk cannot do that. ``code`` is stable."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


class Desk:
    """Cards, and readers to lay them on. Safe to use from several threads."""

    def __init__(
        self, cards_file: Path, counters: Path, slots: tuple[Slot, ...], names: tuple[str, ...]
    ) -> None:
        """``counters`` is the folder of what the cards remember; ``names`` are the readers' PC/SC names."""
        self._cards_file = cards_file
        self._counters = counters
        self._slots = slots
        self._names = names
        self._lying: list[str | None] = [None] * len(slots)
        self._lock = threading.Lock()
        counters.mkdir(parents=True, exist_ok=True)

    def state(self) -> dict[str, Any]:
        """Return what lies where, and which cards there are; no keys."""
        with self._lock:
            cards = read_cards(self._cards_file).values()
            return {
                "readers": [
                    {"reader": index, "name": name, "card": self._card_on(index)}
                    for index, name in enumerate(self._names)
                ],
                "cards": [_told(card) for card in cards],
            }

    def insert(self, reader: int, code: str) -> None:
        """Lay a card on a reader, off any other it lies on, and instead of the one that lies there.

        :raises DeskRefusal: unknown_reader, unknown_card, reader_offline.
        """
        with self._lock:
            slot = self._require_slot(reader)
            card = read_cards(self._cards_file).get(code)
            if card is None:
                raise DeskRefusal("unknown_card", f"no card {code} on the desk")
            for index in range(len(self._slots)):
                if index == reader or self._lying[index] == code:
                    self._take_off(index)
            try:
                slot.insert(card.make(self._counters), fault=FAULTS.get(card.fault or ""))
            except OSError as error:
                raise DeskRefusal("reader_offline", str(error)) from error
            self._lying[reader] = code

    def remove(self, reader: int) -> None:
        """Take the card off a reader; fine when none lies there.

        :raises DeskRefusal: unknown_reader.
        """
        with self._lock:
            self._require_slot(reader)
            self._take_off(reader)

    def clear(self) -> None:
        """Take all cards off."""
        with self._lock:
            for index in range(len(self._slots)):
                self._take_off(index)

    def _card_on(self, reader: int) -> str | None:
        return self._lying[reader] if self._slots[reader].is_occupied else None

    def _require_slot(self, reader: int) -> Slot:
        if not 0 <= reader < len(self._slots):
            raise DeskRefusal("unknown_reader", f"no reader {reader}")
        return self._slots[reader]

    def _take_off(self, reader: int) -> None:
        self._slots[reader].remove()
        self._lying[reader] = None


def _told(card: DeskCard) -> dict[str, Any]:
    return {
        "code": card.code,
        "profile": card.profile.code,
        "number": card.number,
        "kind": card.kind.value,
        "fault": card.fault,
    }
