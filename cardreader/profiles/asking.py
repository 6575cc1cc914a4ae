"""Is an answer whole, and a yes? The one rule: whatever is not exactly as expected is refused by name."""

from __future__ import annotations

from cardreader.conversation import ProtocolError, Talk

OK = b"\x90\x00"
# What cards without the application asked for say; a reader says some of it for cards that know no commands.
_ABSENT = frozenset(
    bytes.fromhex(status) for status in ("6300", "6881", "6A81", "6A82", "6A86", "6D00", "6E00")
)


def ask(step: str, apdu: bytes, length: int, *, ok: bytes = OK) -> Talk[bytes]:
    """Send a command; return the ``length`` bytes that come before the status word ``ok``.

    :raises ProtocolError: when anything else comes.
    """
    response = yield apdu
    return data_of(step, response, length, ok=ok)


def data_of(step: str, response: bytes, length: int | None = None, *, ok: bytes = OK) -> bytes:
    """Return what comes before the status word ``ok``, of that length if one is given.

    :raises ProtocolError: when anything else came.
    """
    if len(response) < 2:
        raise ProtocolError(step, "no status word")
    if response[-2:] != ok:
        raise ProtocolError(step, f"status {response[-2:].hex().upper()}")
    answer = response[:-2]
    if length is not None and len(answer) != length:
        raise ProtocolError(step, f"{len(answer)} bytes instead of {length}")
    return answer


def says_absent(response: bytes) -> bool:
    """Say whether a card answers properly that it has no such application."""
    return response in _ABSENT


def refuses(response: bytes) -> bool:
    """Say whether the answer is a proper no: a status word of some error and nothing else."""
    return len(response) == 2 and response != OK and response[0] in (*range(0x62, 0x70), 0x91)
