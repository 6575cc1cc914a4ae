"""How are many blanks made into cards, one after another on one reader? The one rule: a number is used once.

A number goes to the next blank if the one before could not be made. Whoever lays the blanks down is told.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from cardreader.conversation import ProtocolError, Talk, converse
from cardreader.link import Link, LinkError
from cardreader.pcsc import Context, PcscError, ReaderState
from cardreader.profiles.profile import CardIdentity

_LOOK_S = 0.5


class NoSuchReader(Exception):
    """There is no reader of that name, or no card service."""


@dataclass(frozen=True, slots=True)
class Made:
    """A blank became a card: how many are done, and who it is now."""

    done: int
    card: CardIdentity = field(repr=False)


@dataclass(frozen=True, slots=True)
class NotMade:
    """A blank did not become a card; the same number goes to the next one. ``reason`` names no key."""

    done: int
    reason: str


def make_batch(
    reader: str,
    numbers: Iterable[str],
    write: Callable[[str], Talk[CardIdentity]],
    *,
    tell: Callable[[Made | NotMade], None],
    stopping: threading.Event,
) -> int:
    """Make a card of each number from the blanks that are laid on ``reader``; return how many were made.

    ``write`` gives the talk that makes the card of a number. Ends early when ``stopping`` is set.

    :raises NoSuchReader: when there is no such reader, or it goes away.
    """
    done = 0
    try:
        with Context() as context:
            if reader not in context.readers():
                raise NoSuchReader(reader)
            laid = ReaderState(reader)
            for number in numbers:
                made: Made | NotMade | None = None
                while not isinstance(made, Made):
                    next_laid = _next_card(context, laid, stopping)
                    if next_laid is None:
                        return done
                    laid = next_laid
                    made = _make(reader, write(number), done)
                    tell(made)
                done = made.done
    except PcscError as error:
        raise NoSuchReader(reader) from error
    return done


def _next_card(context: Context, before: ReaderState, stopping: threading.Event) -> ReaderState | None:
    """Return the state with the next card; the one that was seen before has to be taken off first."""
    known = before
    while not stopping.is_set():
        for state in context.wait((known,), timeout_s=_LOOK_S):
            known = state
            if state.is_present and state.moves != before.moves:
                return state
    return None


def _make(reader: str, talk: Talk[CardIdentity], done: int) -> Made | NotMade:
    try:
        with Link(reader) as link:
            return Made(done + 1, converse(talk, link.transmit))
    except (LinkError, ProtocolError) as error:
        return NotMade(done, f"{type(error).__name__}: {error}")
