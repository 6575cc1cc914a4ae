"""Which cards lie on the readers of one till, and which of them does its screen show?

Rule: the card that was laid down last is shown; when it is gone, the one that lay there before it is, if it
still lies there. What an agent tells again, after it or we were away, stays the same presentation; so does an
ID card, which falls asleep and wakes up while it lies.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Final
from uuid import uuid4

from cardreader.debounce import Debounce
from cardreader.profiles.catalogue import ID_CHIP
from pos.clock import monotonic_s

# A reader that types like a keyboard: its number lies nowhere, and nobody tells when the card is gone.
KEYBOARD: Final = "keyboard"
# Far more than stand at any till; an agent that makes readers up must not fill the memory.
MOST_READERS: Final = 16


@dataclass(frozen=True, slots=True)
class Presentation:
    """A card on a reader, since it was put there; `problem` is a refusal's code where it cannot be used."""

    id: str
    reader: str
    presence: int
    state: str = "reading"
    serial: str | None = None
    profile: str = ""
    tail: str = ""
    number: str | None = field(default=None, repr=False)
    problem: str | None = None

    @property
    def is_typed(self) -> bool:
        """Tell whether a keyboard reader typed it."""
        return self.reader == KEYBOARD


@dataclass(frozen=True, slots=True)
class Finding:
    """Who a card is, as far as it could be told; `problem` is the code of a refusal where it is of no use."""

    serial: str | None = None
    profile: str = ""
    tail: str = ""
    number: str | None = field(default=None, repr=False)
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class ReaderEvent:
    """What an agent reports; no reader where all are meant, no presence where no card is."""

    kind: str
    reader: str | None
    presence: int | None


@dataclass(eq=False)
class TillReaders:
    """The readers of a till by name with how each does (ok, stale, hung), and what lies on them."""

    states: dict[str, str] = field(default_factory=dict)
    # By reader, in the order in which they were laid down.
    lying: dict[str, Presentation] = field(default_factory=dict)
    # ID cards that went a moment ago, by reader; when each card was laid down.
    asleep: dict[str, Presentation] = field(default_factory=dict)
    laid_at_s: dict[str, float] = field(default_factory=dict)
    debounce: Debounce = field(default_factory=Debounce)
    clock: Callable[[], float] = monotonic_s

    @property
    def shown(self) -> Presentation | None:
        """Return the card that was laid down last; while one may be waking up, the one that fell asleep."""
        last = next(reversed(self.lying.values()), None)
        for sleeping in self.asleep.values():
            if last is None or (last.reader == sleeping.reader and last.state == "reading"):
                return sleeping
        return last

    @property
    def state(self) -> str | None:
        """Return how the reader does on which the shown card lies; without a card, the worst of them.

        None where no reader was reported.
        """
        if self.shown is not None and self.shown.is_typed:
            return "ok"
        if self.shown is not None and self.shown.reader in self.states:
            return self.states[self.shown.reader]
        return next((state for state in ("hung", "stale", "ok") if state in self.states.values()), None)

    def take(self, events: tuple[ReaderEvent, ...]) -> None:
        """Note what happened, in order."""
        before = dict(self.lying)
        for event in events:
            self._take(event, before)
            self._forget_oldest()

    def find(self, reader: str, presence: int) -> Presentation | None:
        """Return the card on a reader if it is the one that was laid down as this presence."""
        lies = self.lying.get(reader)
        return lies if lies is not None and lies.presence == presence else None

    def lay(self, reader: str, presence: int) -> None:
        """Note a card that was laid down on a reader."""
        self.lying.pop(reader, None)
        self.states[reader] = "ok"
        self.laid_at_s[reader] = self.clock()
        self.lying[reader] = Presentation(str(uuid4()), reader, presence)
        self._forget_oldest()

    def type(self, presence: int, finding: Finding) -> Presentation:
        """Note a card whose number a keyboard reader typed; return its presentation."""
        self.lying.pop(KEYBOARD, None)
        self.lying[KEYBOARD] = Presentation(str(uuid4()), KEYBOARD, presence)
        self.settle(KEYBOARD, presence, finding)
        return self.lying[KEYBOARD]

    def wake_no_more(self) -> None:
        """Give up the ID cards that have not woken up in time."""
        now_s = self.clock()
        self.asleep = {
            reader: sleeping
            for reader, sleeping in self.asleep.items()
            if self.debounce.is_same(reader, sleeping.serial or "", now_s)
        }

    def settle(self, reader: str, presence: int, finding: Finding) -> None:
        """Note who a card is, or why it is of no use; nothing where it no longer lies there."""
        lies = self.find(reader, presence)
        if lies is None:
            return
        sleeping = self.asleep.pop(reader, None)
        laid_at_s = self.laid_at_s.get(reader, 0.0)
        if sleeping and finding.serial and self.debounce.is_same(reader, finding.serial, laid_at_s):
            lies = replace(sleeping, presence=presence)
        self.lying[reader] = replace(
            lies,
            state="problem" if finding.problem else "ready",
            serial=finding.serial,
            profile=finding.profile,
            tail=finding.tail,
            number=finding.number,
            problem=finding.problem,
        )

    def _take(self, event: ReaderEvent, before: dict[str, Presentation]) -> None:
        reader = event.reader or ""
        if event.kind in {"service_up", "service_down"}:
            # A new agent, or one that comes back: it tells everything anew.
            self.states.clear()
            self.lying.clear()
            self.asleep.clear()
        elif event.kind == "reader_removed":
            self.states.pop(reader, None)
            self.lying.pop(reader, None)
            self.asleep.pop(reader, None)
        elif event.kind in {"reader_stale", "reader_hung"}:
            self.states[reader] = event.kind.removeprefix("reader_")
        elif event.kind == "card_inserted":
            self._take_card(reader, event.presence or 0, before)
        else:
            self.states[reader] = "ok"
            self._take_off(reader)

    def _forget_oldest(self) -> None:
        known: tuple[dict[str, Any], ...] = (self.states, self.lying, self.asleep, self.laid_at_s)
        for by_reader in known:
            while len(by_reader) > MOST_READERS:
                del by_reader[next(iter(by_reader))]

    def _take_off(self, reader: str) -> None:
        gone = self.lying.pop(reader, None)
        self.asleep.pop(reader, None)
        if gone is not None and gone.serial is not None and gone.profile == ID_CHIP.code:
            self.debounce.note_removed(reader, gone.serial, self.clock())
            self.asleep[reader] = gone

    def _take_card(self, reader: str, presence: int, before: dict[str, Presentation]) -> None:
        known = self.find(reader, presence)
        if known is None and (earlier := before.get(reader)) and earlier.presence == presence:
            known = earlier
        if known is None:
            self.lay(reader, presence)
            return
        # Told again after a lost connection: the same card still lies there, and the screen shows it.
        self.states[reader] = "ok"
        self.lying[reader] = known
