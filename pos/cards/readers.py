"""What lies on each till's reader, and the talks with it that are under way.

Rule: what an agent reports is for display and can charge nothing; a proof comes only as the card's answer to
a challenge that was made here. All of it is in memory: after a restart the agents report anew.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Final
from uuid import uuid4

from cardreader.conversation import Conversation, NotOurCard, ProtocolError
from cardreader.keys import payment_challenge
from cardreader.profiles.cpu_card import CardIdentity, CardProof, identify, prove
from pos.cards.cards import BlockedCard, CardPayment, ExpiredCard, UnknownCard, UnreadableCard
from pos.clock import monotonic_s
from pos.errors import Refusal

# An agent asks for work at least this often; one that has not asked for twice that long is away.
LONGEST_WAIT_S = 5.0
AWAY_AFTER_S = 2 * LONGEST_WAIT_S + 2
TALK_LASTS_S = 10.0
CARD_ANSWERS_WITHIN_S = 8.0


class ReaderOffline(Refusal):
    """No agent has reported a reader on this till."""

    code = "reader_offline"


class CardRemoved(Refusal):
    """The card that the screen showed no longer lies on the reader."""

    code = "card_removed"


class CardNotAnswering(Refusal):
    """The card or its reader did not answer in time; nothing was charged."""

    code = "card_not_answering"


class UnknownTalk(Refusal):
    """The talk with the card is over, or is at another step."""

    code = "unknown_talk"


# Why a card that lies on a reader cannot be used, by the code that its presentation carries.
PROBLEMS: Final[Mapping[str, type[Refusal]]] = {
    problem.code: problem for problem in (UnknownCard, BlockedCard, ExpiredCard, UnreadableCard)
}


@dataclass(frozen=True, slots=True)
class Presentation:
    """A card on a reader, since it was put there; `problem` is a refusal's code where it cannot be used."""

    id: str
    reader: str
    presence: int
    state: str = "reading"
    serial: str | None = None
    tail: str = ""
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class ReaderEvent:
    """What an agent reports; no reader where all are meant, no presence where no card is."""

    kind: str
    reader: str | None
    presence: int | None

    def lies_as(self, shown: Presentation | None) -> bool:
        """Tell whether this is the very card that is shown, still lying there."""
        return shown is not None and (shown.reader, shown.presence) == (self.reader, self.presence)


@dataclass(frozen=True, slots=True)
class Command:
    """The next command for the card, of one talk at one step."""

    talk: str
    step: int
    apdu: bytes
    reader: str
    presence: int


@dataclass(eq=False)
class _Talk:
    id: str
    reader: str
    presence: int
    conversation: Conversation[CardIdentity] | Conversation[CardProof]
    expires_s: float
    ended: threading.Event = field(default_factory=threading.Event)
    failure: str | None = None

    def command(self) -> Command | None:
        apdu = self.conversation.apdu
        if apdu is None:
            return None
        return Command(self.id, self.conversation.step, apdu, self.reader, self.presence)


@dataclass(eq=False)
class _TillReaders:
    readers: dict[str, str] = field(default_factory=dict)
    presentation: Presentation | None = None
    last_asked_s: float | None = None
    talks: dict[str, _Talk] = field(default_factory=dict)
    work: deque[_Talk] = field(default_factory=deque)
    # How often work was asked for; only the newest question is answered.
    questions: int = 0


class Readers:
    """The readers of every till of this process. `changed(till)` is called after each visible change."""

    def __init__(self, changed: Callable[[str], None]) -> None:
        self._changed = changed
        self._lock = threading.Condition()
        self._tills: dict[str, _TillReaders] = {}
        self._turns: dict[str, threading.Lock] = {}

    def state(self, till: str) -> str:
        """Return how the till's reader does: ok, stale, hung or offline."""
        with self._lock:
            return self._state(self._of(till))

    def presentation(self, till: str) -> Presentation | None:
        """Return the card on the till's reader, or None; nothing lies on a reader that is offline."""
        with self._lock:
            known = self._of(till)
            return None if self._state(known) == "offline" else known.presentation

    def require_presentation(self, till: str, id_: str) -> Presentation:
        """Return the card on the reader if it is still the one that the screen showed, and of use.

        :raises CardRemoved: when it is gone, another, or not known yet.
        :raises UnknownCard, BlockedCard, ExpiredCard, UnreadableCard: when it lies there, but is of no use.
        """
        shown = self.presentation(till)
        if shown is None or shown.id != id_:
            raise CardRemoved(till=till)
        if shown.problem is not None:
            raise PROBLEMS[shown.problem](till=till)
        if shown.serial is None:
            raise CardRemoved(till=till)
        return shown

    def take_events(self, till: str, events: Sequence[ReaderEvent]) -> None:
        """Note what an agent reports of its readers, in order; the screen is told once."""
        with self._lock:
            known = self._of(till)
            known.last_asked_s = monotonic_s()
            before = known.presentation
            for event in events:
                self._take(known, event, before)
        self._changed(till)

    def begin_identification(self, till: str, reader: str, presence: int) -> Command:
        """Begin to ask the card on a reader who it is; for display only."""
        with self._lock:
            known = self._of(till)
            known.last_asked_s = monotonic_s()
            # An agent that comes back after our restart asks without having told of the card again.
            shown = known.presentation
            if shown is None or (shown.reader, shown.presence) != (reader, presence):
                known.readers[reader] = "ok"
                known.presentation = Presentation(str(uuid4()), reader, presence)
            talk = self._begin(known, reader, presence, Conversation(identify()))
            command = talk.command()
        self._changed(till)
        if command is None:
            raise UnknownTalk
        return command

    def prove(self, till: str, shown: Presentation, *, order: str, amount_fen: int) -> CardPayment:
        """Have the card on the reader answer a challenge over this payment; waits for the card.

        :raises ReaderOffline: when no agent is there to ask it.
        :raises CardRemoved: when the card goes away meanwhile.
        :raises CardNotAnswering: when no proper answer comes within 8 s.
        """
        session = str(uuid4())
        challenge = payment_challenge(session, till, order, amount_fen)
        with self._lock:
            known = self._of(till)
            if self._state(known) in {"offline", "hung"}:
                raise ReaderOffline(till=till)
            talk = self._begin(known, shown.reader, shown.presence, Conversation(prove(challenge)), session)
            known.work.append(talk)
            self._lock.notify_all()
        talk.ended.wait(CARD_ANSWERS_WITHIN_S)
        with self._lock:
            known.talks.pop(talk.id, None)
            gone = known.presentation is None or known.presentation.id != shown.id
            is_proven = talk.conversation.apdu is None and talk.failure is None
        # A card lifted right after its answer has answered: the proof binds that card to this payment.
        if is_proven and isinstance(proof := talk.conversation.result, CardProof):
            return CardPayment(session, proof)
        raise CardRemoved(till=till) if gone else CardNotAnswering(till=till, failure=talk.failure)

    @contextmanager
    def paying(self, serial: str) -> Iterator[None]:
        """Let a card do one payment after another, also on two tills: its counter would seem to go back.

        :raises CardNotAnswering: when its earlier payment does not end within 8 s.
        """
        with self._lock:
            turn = self._turns.setdefault(serial, threading.Lock())
        if not turn.acquire(timeout=CARD_ANSWERS_WITHIN_S):
            raise CardNotAnswering(failure="busy")
        try:
            yield
        finally:
            turn.release()

    def next_work(self, till: str, wait_s: float) -> Command | None:
        """Return the first command of a payment that waits for this till's agent; waits a while for one."""
        until_s = monotonic_s() + min(wait_s, LONGEST_WAIT_S)
        with self._lock:
            known = self._of(till)
            was_away = self._state(known) == "offline"
            known.last_asked_s = monotonic_s()
            known.questions += 1
            question = known.questions
            self._lock.notify_all()
            while not known.work and question == known.questions and (left_s := until_s - monotonic_s()) > 0:
                self._lock.wait(left_s)
            if question != known.questions:
                # Asked again meanwhile, or by another agent: a killed one must not swallow a payment.
                return None
            known.last_asked_s = monotonic_s()
            while known.work:
                talk = known.work.popleft()
                if not talk.ended.is_set() and talk.expires_s > monotonic_s():
                    return talk.command()
        if was_away:
            self._changed(till)
        return None

    def answer(self, till: str, talk_id: str, step: int, response: bytes) -> Command | CardIdentity | None:
        """Take the card's answer to a step; return the next command, the identity, or None at the end.

        :raises UnknownTalk: when the talk is over or at another step.
        """
        with self._lock:
            talk = self._require_talk(till, talk_id, step)
            try:
                talk.conversation.answer(response)
            except ProtocolError as error:
                problem = UnknownCard if isinstance(error, NotOurCard) else UnreadableCard
                self._end(till, talk, problem.code)
                return None
            command = talk.command()
            if command is not None:
                return command
            talk.ended.set()
            result = talk.conversation.result
            return result if isinstance(result, CardIdentity) else None

    def fail(self, till: str, talk_id: str, step: int) -> None:
        """Note that the card did not answer a step: it was torn away, or its reader hangs.

        :raises UnknownTalk: when the talk is over or at another step.
        """
        with self._lock:
            self._end(till, self._require_talk(till, talk_id, step), UnreadableCard.code)
        self._changed(till)

    def settle(self, till: str, talk_id: str, *, serial: str | None, tail: str, problem: str | None) -> None:
        """Say whose card was identified, or why it is of no use; a card taken away meanwhile stays gone."""
        with self._lock:
            known = self._of(till)
            talk = known.talks.pop(talk_id, None)
            shown = known.presentation
            if talk and shown and (shown.reader, shown.presence) == (talk.reader, talk.presence):
                state = "problem" if problem else "ready"
                known.presentation = replace(shown, state=state, serial=serial, tail=tail, problem=problem)
        self._changed(till)

    def _take(self, known: _TillReaders, event: ReaderEvent, before: Presentation | None) -> None:
        reader = event.reader or ""
        if event.kind in {"service_up", "service_down"}:
            # A new agent, or one that comes back: nobody waits for the questions of the old one any more.
            known.readers.clear()
            known.questions += 1
            self._lock.notify_all()
            self._drop_card(known)
        elif event.kind == "reader_removed":
            known.readers.pop(reader, None)
            self._drop_card(known, reader)
        elif event.kind in {"reader_stale", "reader_hung"}:
            known.readers[reader] = event.kind.removeprefix("reader_")
        elif event.kind == "card_inserted" and event.lies_as(known.presentation or before):
            # Told again after a lost connection: the same card still lies there, and the screen shows it.
            known.readers[reader] = "ok"
            known.presentation = known.presentation or before
        else:
            known.readers[reader] = "ok"
            self._drop_card(known, reader)
            if event.kind == "card_inserted":
                known.presentation = Presentation(str(uuid4()), reader, event.presence or 0)

    def _of(self, till: str) -> _TillReaders:
        return self._tills.setdefault(till, _TillReaders())

    def _state(self, known: _TillReaders) -> str:
        if known.last_asked_s is None or monotonic_s() - known.last_asked_s > AWAY_AFTER_S:
            return "offline"
        for state in ("hung", "stale", "ok"):
            if state in known.readers.values():
                return state
        return "offline"

    def _begin(
        self,
        known: _TillReaders,
        reader: str,
        presence: int,
        conversation: Conversation[CardIdentity] | Conversation[CardProof],
        talk_id: str | None = None,
    ) -> _Talk:
        for old in [talk for talk in known.talks.values() if talk.expires_s < monotonic_s()]:
            del known.talks[old.id]
        talk = _Talk(talk_id or str(uuid4()), reader, presence, conversation, monotonic_s() + TALK_LASTS_S)
        known.talks[talk.id] = talk
        return talk

    def _require_talk(self, till: str, talk_id: str, step: int) -> _Talk:
        talk = self._of(till).talks.get(talk_id)
        if talk is None or talk.ended.is_set() or talk.expires_s < monotonic_s():
            raise UnknownTalk
        if talk.conversation.step != step:
            raise UnknownTalk(step=talk.conversation.step)
        return talk

    def _end(self, till: str, talk: _Talk, failure: str) -> None:
        talk.failure = failure
        talk.ended.set()
        known = self._of(till)
        shown = known.presentation
        is_reading = shown is not None and shown.state == "reading"
        if shown and is_reading and (shown.reader, shown.presence) == (talk.reader, talk.presence):
            known.presentation = replace(shown, state="problem", problem=failure)

    def _drop_card(self, known: _TillReaders, reader: str | None = None) -> None:
        if known.presentation is not None and reader in (None, known.presentation.reader):
            known.presentation = None
        for talk in known.talks.values():
            if reader in (None, talk.reader) and not talk.ended.is_set():
                talk.failure = "torn"
                talk.ended.set()
