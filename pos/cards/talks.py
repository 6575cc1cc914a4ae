"""Which talks with cards are under way at one till, and which of them waits for its agent?

Rule: a talk belongs to one reader and one presence, is answered step by step, and ends after 10 s.
"""

import threading
from collections import deque
from dataclasses import dataclass, field
from typing import Final
from uuid import uuid4

from cardreader.conversation import Conversation
from cardreader.profiles.profile import CardIdentity, CardProof
from pos.clock import monotonic_s
from pos.errors import Refusal

TALK_LASTS_S: Final = 10.0


class UnknownTalk(Refusal):
    """The talk with the card is over, or is at another step."""

    code = "unknown_talk"


@dataclass(frozen=True, slots=True)
class Command:
    """The next command for the card, of one talk at one step."""

    talk: str
    step: int
    apdu: bytes
    reader: str
    presence: int


@dataclass(eq=False)
class Talk:
    """A conversation with the card that lies on `reader` as `presence`; `failure` says why it broke off."""

    id: str
    reader: str
    presence: int
    conversation: Conversation[CardIdentity] | Conversation[CardProof]
    expires_s: float
    ended: threading.Event = field(default_factory=threading.Event)
    failure: str | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether it can still be answered."""
        return not self.ended.is_set() and self.expires_s > monotonic_s()

    def command(self) -> Command | None:
        """Return the command that is due."""
        apdu = self.conversation.apdu
        if apdu is None:
            return None
        return Command(self.id, self.conversation.step, apdu, self.reader, self.presence)

    def end(self, failure: str | None = None) -> None:
        """End it; whoever waits for it goes on."""
        self.failure = failure
        self.ended.set()


@dataclass(eq=False)
class Talks:
    """The talks of a till by id, and those that the agent has not fetched yet."""

    open: dict[str, Talk] = field(default_factory=dict)
    waiting: deque[Talk] = field(default_factory=deque)

    def begin(
        self,
        reader: str,
        presence: int,
        conversation: Conversation[CardIdentity] | Conversation[CardProof],
        talk_id: str | None = None,
    ) -> Talk:
        """Begin a talk; those that ran out are forgotten."""
        for old in [talk for talk in self.open.values() if talk.expires_s < monotonic_s()]:
            del self.open[old.id]
        talk = Talk(talk_id or str(uuid4()), reader, presence, conversation, monotonic_s() + TALK_LASTS_S)
        self.open[talk.id] = talk
        return talk

    def require(self, talk_id: str, step: int) -> Talk:
        """Return the talk that is at this step.

        :raises UnknownTalk: when it is over or at another step.
        """
        talk = self.open.get(talk_id)
        if talk is None or not talk.is_open:
            raise UnknownTalk
        if talk.conversation.step != step:
            raise UnknownTalk(step=talk.conversation.step)
        return talk

    def next_waiting(self) -> Command | None:
        """Return the first command of a talk that waits for the agent, and wait no more with it."""
        while self.waiting:
            talk = self.waiting.popleft()
            if talk.is_open:
                return talk.command()
        return None

    def tear(self, lying: set[tuple[str, int]]) -> None:
        """End the talks with cards other than those `lying`, given by reader and presence."""
        for talk in self.open.values():
            if (talk.reader, talk.presence) not in lying and not talk.ended.is_set():
                talk.end("torn")
