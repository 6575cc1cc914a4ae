"""What does the server want done next? The one rule: what cannot be read counts as no server."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

_APDU_BYTES = range(4, 262)
_SESSION = re.compile(r"[A-Za-z0-9_.~-]{1,128}", re.ASCII)


class ServerAway(Exception):
    """The server does not answer, or answers nonsense."""


@dataclass(frozen=True, slots=True)
class Step:
    """The command that is due in a session which the server leads."""

    session: str
    number: int
    apdu: bytes


@dataclass(frozen=True, slots=True)
class Work:
    """A session that the server began, with the card that it is meant for."""

    step: Step
    reader: str
    presence: int


def read_step(answer: dict[str, Any]) -> Step | None:
    """Read which command is due; None when the session has ended.

    :raises ServerAway: when it cannot be read.
    """
    if answer.get("done") is True:
        return None
    session, number, apdu = answer.get("session"), answer.get("step"), answer.get("apdu")
    if not isinstance(session, str) or not _SESSION.fullmatch(session) or not isinstance(number, int):
        raise ServerAway("an unreadable step")
    try:
        command = bytes.fromhex(apdu) if isinstance(apdu, str) else b""
    except ValueError:
        command = b""
    if len(command) not in _APDU_BYTES:
        raise ServerAway("an unreadable command")
    return Step(session, number, command)


def read_work(work: object) -> Work | None:
    """Read a payment; None when there is none.

    :raises ServerAway: when it cannot be read.
    """
    if work is None:
        return None
    if not isinstance(work, dict):
        raise ServerAway("unreadable work")
    step, reader, presence = read_step(work), work.get("reader"), work.get("presence")
    if step is None or not isinstance(reader, str) or not isinstance(presence, int):
        raise ServerAway("unreadable work")
    return Work(step, reader, presence)
