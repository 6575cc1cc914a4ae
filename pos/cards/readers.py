"""What lies on each till's readers, and the talks with it that are under way.

Rule: what an agent reports is for display and can charge nothing; a proof comes only as the card's answer to
a challenge that was made here. All of it is in memory: after a restart the agents report anew.
"""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final
from uuid import uuid4

from cardreader.cards import identify, prove
from cardreader.challenges import payment_challenge
from cardreader.conversation import Conversation, NotOurCard, ProtocolError, WrongKey
from cardreader.debounce import WINDOW_S
from cardreader.key_ring import KeyRing
from cardreader.profiles.profile import CardIdentity, CardProof
from pos.cards.cards import (
    BLOCKS,
    BlockedCard,
    CardPayment,
    CardProofRefused,
    ExpiredCard,
    UnknownCard,
    UnreadableCard,
)
from pos.cards.presentations import KEYBOARD, Finding, Presentation, ReaderEvent, TillReaders
from pos.cards.talks import Command, Talk, Talks, UnknownTalk
from pos.clock import monotonic_s
from pos.errors import Refusal
from pos.members.states import REFUSALS
from pos.staff.cards import StaffCard

# An agent asks for work at least this often; one that has not asked for twice that long is away.
LONGEST_WAIT_S = 5.0
AWAY_AFTER_S = 2 * LONGEST_WAIT_S + 2
CARD_ANSWERS_WITHIN_S = 8.0
TYPED_LASTS_S = 60.0


class ReaderOffline(Refusal):
    """No agent has reported a reader on this till."""

    code = "reader_offline"


class CardRemoved(Refusal):
    """The card that the screen showed no longer lies on the reader."""

    code = "card_removed"


class CardNotAnswering(Refusal):
    """The card or its reader did not answer in time; nothing was charged."""

    code = "card_not_answering"


# Why a card that lies on a reader cannot be used, by the code that its presentation carries.
_OF_NO_USE: Final[tuple[type[Refusal], ...]] = (
    UnknownCard,
    BlockedCard,
    *BLOCKS.values(),
    *REFUSALS.values(),
    ExpiredCard,
    UnreadableCard,
    CardProofRefused,
    StaffCard,
)
PROBLEMS: Final[Mapping[str, type[Refusal]]] = {problem.code: problem for problem in _OF_NO_USE}


@dataclass(eq=False)
class _Till:
    readers: TillReaders = field(default_factory=TillReaders)
    talks: Talks = field(default_factory=Talks)
    last_asked_s: float | None = None
    # How often work was asked for; only the newest question is answered.
    questions: int = 0
    # How many numbers were typed, and what takes the last one off the screen.
    typed: int = 0
    typed_ends: threading.Timer | None = None

    @property
    def state(self) -> str:
        shown = self.readers.shown
        is_away = self.last_asked_s is None or monotonic_s() - self.last_asked_s > AWAY_AFTER_S
        if is_away and not (shown and shown.is_typed):
            return "offline"
        return self.readers.state or "offline"


class Readers:
    """The readers of every till of this process. `changed(till)` is called after each visible change."""

    def __init__(self, changed: Callable[[str], None], *, card_keys: KeyRing) -> None:
        self._changed = changed
        self._card_keys = card_keys
        self._lock = threading.Condition()
        self._tills: dict[str, _Till] = {}
        self._turns: dict[str, threading.Lock] = {}

    def state(self, till: str) -> str:
        """Return how the till's reader does: ok, stale, hung or offline."""
        with self._lock:
            return self._of(till).state

    def presentation(self, till: str) -> Presentation | None:
        """Return the card that the till shows, or None; nothing lies on a reader that is offline."""
        with self._lock:
            known = self._of(till)
            return None if known.state == "offline" else known.readers.shown

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
            known.readers.take(tuple(events))
            if any(event.kind in {"service_up", "service_down"} for event in events):
                # Nobody waits for the questions of an agent that ended.
                known.questions += 1
                self._lock.notify_all()
            known.talks.tear({(lies.reader, lies.presence) for lies in known.readers.lying.values()})
            has_sleepers = bool(known.readers.asleep)
        self._changed(till)
        if has_sleepers:
            self._later(WINDOW_S, lambda: self._wake_no_more(till))

    def present_typed(self, till: str, finding: Finding) -> None:
        """Show the card whose number a keyboard reader typed, for a minute or until it has paid."""
        with self._lock:
            known = self._of(till)
            known.typed += 1
            shown = known.readers.type(known.typed, finding)
            if known.typed_ends is not None:
                # One waits for each till, however fast somebody types.
                known.typed_ends.cancel()
            known.typed_ends = self._later(TYPED_LASTS_S, lambda: self.end_typed(till, shown.id))
        self._changed(till)

    def end_typed(self, till: str, id_: str) -> None:
        """Forget a typed card; one that was typed since stays."""
        with self._lock:
            lying = self._of(till).readers.lying
            if KEYBOARD not in lying or lying[KEYBOARD].id != id_:
                return
            del lying[KEYBOARD]
        self._changed(till)

    def begin_identification(self, till: str, reader: str, presence: int, atr: bytes = b"") -> Command:
        """Begin to ask the card on a reader who it is; for display only.

        `atr` is what it said at power-on: a hint that saves commands, and is not trusted.
        """
        with self._lock:
            known = self._of(till)
            known.last_asked_s = monotonic_s()
            # An agent that comes back after our restart asks without having told of the card again.
            if known.readers.find(reader, presence) is None:
                known.readers.lay(reader, presence)
            command = known.talks.begin(
                reader, presence, Conversation(identify(self._card_keys, reader, atr))
            ).command()
        self._changed(till)
        if command is None:
            raise UnknownTalk
        return command

    def prove(
        self,
        till: str,
        shown: Presentation,
        *,
        order: str,
        amount_fen: int,
        wallet_fen: int | None = None,
    ) -> CardPayment:
        """Have the card on the reader answer a challenge over this payment; waits for the card.

        `wallet_fen` is what of the amount its wallet pays; None: all of it.

        :raises ReaderOffline: when no agent is there to ask it.
        :raises CardRemoved: when the card goes away meanwhile.
        :raises CardNotAnswering: when no proper answer comes within 8 s.
        :raises CardProofRefused: when the card has not the key, and the talk with it shows that.
        """
        session = str(uuid4())
        if shown.is_typed and shown.serial is not None:
            # Nothing answers for it: what it may pay is a matter of the limits of a bare number.
            return CardPayment(session, CardProof(shown.profile, shown.serial, 0, None, b""))
        challenge = payment_challenge(session, till, order, amount_fen, wallet_fen)
        asking = prove(shown.profile, self._card_keys, challenge, shown.reader)
        with self._lock:
            known = self._of(till)
            if known.state == "offline" or known.readers.states.get(shown.reader) == "hung":
                raise ReaderOffline(till=till)
            talk = known.talks.begin(shown.reader, shown.presence, Conversation(asking), session)
            known.talks.waiting.append(talk)
            self._lock.notify_all()
        talk.ended.wait(CARD_ANSWERS_WITHIN_S)
        with self._lock:
            known.talks.open.pop(talk.id, None)
            lies = known.readers.find(shown.reader, shown.presence)
            is_proven = talk.conversation.apdu is None and talk.failure is None
        # A card lifted right after its answer has answered: the proof binds that card to this payment.
        if is_proven and isinstance(proof := talk.conversation.result, CardProof):
            return CardPayment(session, proof)
        if lies is None or lies.id != shown.id:
            raise CardRemoved(till=till)
        if talk.failure == CardProofRefused.code:
            raise CardProofRefused
        raise CardNotAnswering(till=till, failure=talk.failure)

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
            was_away = known.state == "offline"
            known.last_asked_s = monotonic_s()
            known.questions += 1
            question = known.questions
            self._lock.notify_all()
            while (
                not known.talks.waiting
                and question == known.questions
                and (left_s := until_s - monotonic_s()) > 0
            ):
                self._lock.wait(left_s)
            if question != known.questions:
                # Asked again meanwhile, or by another agent: a killed one must not swallow a payment.
                return None
            known.last_asked_s = monotonic_s()
            command = known.talks.next_waiting()
        if command is None and was_away:
            self._changed(till)
        return command

    def answer(self, till: str, talk_id: str, step: int, response: bytes) -> Command | CardIdentity | None:
        """Take the card's answer to a step; return the next command, the identity, or None at the end.

        :raises UnknownTalk: when the talk is over or at another step.
        """
        with self._lock:
            known = self._of(till)
            talk = known.talks.require(talk_id, step)
            try:
                talk.conversation.answer(response)
            except ProtocolError as error:
                _break_off(known, talk, _problem_of(error).code)
            else:
                command = talk.command()
                if command is not None:
                    return command
                talk.end()
                result = talk.conversation.result
                return result if isinstance(result, CardIdentity) else None
        self._changed(till)
        return None

    def fail(self, till: str, talk_id: str, step: int) -> None:
        """Note that the card did not answer a step: it was torn away, or its reader hangs.

        :raises UnknownTalk: when the talk is over or at another step.
        """
        with self._lock:
            known = self._of(till)
            _break_off(known, known.talks.require(talk_id, step), UnreadableCard.code)
        self._changed(till)

    def settle(self, till: str, talk_id: str, finding: Finding) -> None:
        """Say whose card was identified, or why it is of no use; a card taken away meanwhile stays gone."""
        with self._lock:
            known = self._of(till)
            talk = known.talks.open.pop(talk_id, None)
            if talk is not None:
                known.readers.settle(talk.reader, talk.presence, finding)
        self._changed(till)

    def settle_anew(self, till: str, shown: Presentation, finding: Finding) -> None:
        """Say anew whose a card is that lies there: it was issued meanwhile."""
        with self._lock:
            self._of(till).readers.settle(shown.reader, shown.presence, finding)
        self._changed(till)

    def _wake_no_more(self, till: str) -> None:
        with self._lock:
            self._of(till).readers.wake_no_more()
        self._changed(till)

    @staticmethod
    def _later(seconds: float, act: Callable[[], None]) -> threading.Timer:
        timer = threading.Timer(seconds, act)
        timer.daemon = True
        timer.start()
        return timer

    def _of(self, till: str) -> _Till:
        return self._tills.setdefault(till, _Till())


def _problem_of(error: ProtocolError) -> type[Refusal]:
    if isinstance(error, NotOurCard):
        return UnknownCard
    return CardProofRefused if isinstance(error, WrongKey) else UnreadableCard


def _break_off(known: _Till, talk: Talk, failure: str) -> None:
    talk.end(failure)
    lies = known.readers.find(talk.reader, talk.presence)
    if lies is not None and lies.state == "reading":
        known.readers.settle(talk.reader, talk.presence, Finding(problem=failure))
