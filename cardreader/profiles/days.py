"""Which day is written into a card? The one rule: YYYYMMDD, two digits a byte, and a day that exists."""

from __future__ import annotations

from datetime import date

from cardreader.conversation import ProtocolError


def packed_day(step: str, packed: bytes) -> date:
    """Read a day of 4 bytes.

    :raises ProtocolError: when it is none.
    """
    digits = packed.hex()
    if not digits.isdecimal():
        raise ProtocolError(step, "a date is not in digits")
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError as error:
        raise ProtocolError(step, "no such date") from error
