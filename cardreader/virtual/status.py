"""Which status words do virtual cards use? The one rule: those of ISO 7816-4, as real cards do."""

from __future__ import annotations

OK = b"\x90\x00"
AUTHENTICATION_FAILED = b"\x63\x00"
WRONG_LENGTH = b"\x67\x00"
NOT_ALLOWED = b"\x69\x82"
BLOCKED = b"\x69\x83"
NOT_NOW = b"\x69\x85"
NOT_FOUND = b"\x6a\x82"
NO_SUCH_COMMAND = b"\x6d\x00"
NO_SUCH_CLASS = b"\x6e\x00"
NOTHING_TO_FETCH = b"\x6f\x00"


def content_of(apdu: bytes, *, may_expect: bool = True) -> bytes | None:
    """Return what a command carries, None when its lengths do not fit.

    ``may_expect`` says that an expected length may follow.
    """
    length = apdu[4] if len(apdu) > 4 else 0
    rest = len(apdu) - 5 - length
    return apdu[5 : 5 + length] if rest == 0 or (rest == 1 and may_expect) else None
