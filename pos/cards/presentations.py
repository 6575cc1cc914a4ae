"""Which cards lie on the readers of one till, and which of them does its screen show?

Rule: the card that was laid down last is shown; when it is gone, the one that lay there before it is, if it
still lies there. What an agent tells again, after it or we were away, stays the same presentation.
"""

from dataclasses import dataclass, field, replace
from uuid import uuid4


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

    @property
    def shown(self) -> Presentation | None:
        """Return the card that was laid down last."""
        return next(reversed(self.lying.values()), None)

    @property
    def state(self) -> str | None:
        """Return how the reader does on which the shown card lies; without a card, the worst of them.

        None where no reader was reported.
        """
        if self.shown is not None and self.shown.reader in self.states:
            return self.states[self.shown.reader]
        return next((state for state in ("hung", "stale", "ok") if state in self.states.values()), None)

    def take(self, events: tuple[ReaderEvent, ...]) -> None:
        """Note what happened, in order."""
        before = dict(self.lying)
        for event in events:
            self._take(event, before)

    def find(self, reader: str, presence: int) -> Presentation | None:
        """Return the card on a reader if it is the one that was laid down as this presence."""
        lies = self.lying.get(reader)
        return lies if lies is not None and lies.presence == presence else None

    def lay(self, reader: str, presence: int) -> None:
        """Note a card that was laid down on a reader."""
        self.lying.pop(reader, None)
        self.states[reader] = "ok"
        self.lying[reader] = Presentation(str(uuid4()), reader, presence)

    def settle(
        self,
        reader: str,
        presence: int,
        *,
        serial: str | None,
        profile: str,
        tail: str,
        problem: str | None,
    ) -> None:
        """Note who a card is, or why it is of no use; nothing where it no longer lies there."""
        lies = self.find(reader, presence)
        if lies is not None:
            state = "problem" if problem else "ready"
            self.lying[reader] = replace(
                lies, state=state, serial=serial, profile=profile, tail=tail, problem=problem
            )

    def _take(self, event: ReaderEvent, before: dict[str, Presentation]) -> None:
        reader = event.reader or ""
        if event.kind in {"service_up", "service_down"}:
            # A new agent, or one that comes back: it tells everything anew.
            self.states.clear()
            self.lying.clear()
        elif event.kind == "reader_removed":
            self.states.pop(reader, None)
            self.lying.pop(reader, None)
        elif event.kind in {"reader_stale", "reader_hung"}:
            self.states[reader] = event.kind.removeprefix("reader_")
        elif event.kind == "card_inserted":
            self._take_card(reader, event.presence or 0, before)
        else:
            self.states[reader] = "ok"
            self.lying.pop(reader, None)

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
