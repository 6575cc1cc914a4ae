"""How far has a talk with a card come? The one rule: no I/O here.

A profile is a generator that yields the next command for the card (C-APDU) and is sent the card's answer
(R-APDU). Whoever holds the wire, be it a local reader, an agent behind HTTP or a card in memory, moves it on.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Generic, TypeVar

T = TypeVar("T")
Talk = Generator[bytes, bytes, T]


class ProtocolError(Exception):
    """The card's answer at ``step`` is not what the profile allows."""

    def __init__(self, step: str, reason: str) -> None:
        super().__init__(f"{step}: {reason}")
        self.step = step
        self.reason = reason


class NotOurCard(ProtocolError):
    """The card answers properly, but does not carry our application."""


class WrongKey(ProtocolError):
    """The card and we do not have the same key: a counterfeit, or somebody else's card of that kind."""


class UnknownKeyVersion(ProtocolError):
    """The card was made with a master key that is not here (any more)."""


class Conversation(Generic[T]):
    """A talk under way: the command that is due, or the result.

    ``step`` counts commands from 0; ``apdu`` is the command due, None once the talk has ended.
    """

    def __init__(self, talk: Talk[T]) -> None:
        self._talk = talk
        self._result: list[T] = []
        self.step = 0
        self.apdu: bytes | None = None
        self._advance(lambda: next(talk))

    def answer(self, response: bytes) -> None:
        """Take the card's answer to ``apdu`` and move on.

        :raises ProtocolError: when the answer is malformed; the conversation is over then.
        """
        if self.apdu is None:
            raise RuntimeError("the conversation has ended")
        self.step += 1
        self._advance(lambda: self._talk.send(response))

    @property
    def result(self) -> T:
        """What the card said. Only there once ``apdu`` is None and nothing was raised."""
        return self._result[0]

    def _advance(self, move: Callable[[], bytes]) -> None:
        self.apdu = None
        try:
            self.apdu = move()
        except StopIteration as end:
            self._result.append(end.value)


def converse(talk: Talk[T], transmit: Callable[[bytes], bytes]) -> T:
    """Carry ``talk`` to its end over ``transmit`` and return its result.

    :raises ProtocolError: when an answer is malformed.
    """
    conversation = Conversation(talk)
    while conversation.apdu is not None:
        conversation.answer(transmit(conversation.apdu))
    return conversation.result
