"""Which card is a number that a keyboard reader typed? The one rule: one chip has one normal form.

Readers that type like a keyboard print the same serial number in different ways, and some print part of it
only. The manager says which way a reader has. The number is that of a card of trust ``uid``: whoever can type
can give any.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from cardreader.profiles.catalogue import MIFARE_CLASSIC, UID

UID_BYTES = 4


class WedgeFormat(StrEnum):
    """What a reader prints, named as on its data sheet: hex digits of the chip, decimal digits printed."""

    EIGHT_TO_TEN = "8H10D"
    SIX_TO_EIGHT = "6H8D"
    TWO_AND_FOUR = "2H+4H"
    FOUR_AND_FOUR = "4H+4H"


class BadWedgeNumber(ValueError):
    """The text is not what a reader of that format prints."""


# What is printed, and how many bytes each group of digits stands for.
_FORMS = {
    WedgeFormat.EIGHT_TO_TEN: (re.compile(r"(\d{1,10})", re.ASCII), (4,)),
    WedgeFormat.SIX_TO_EIGHT: (re.compile(r"(\d{1,8})", re.ASCII), (3,)),
    WedgeFormat.TWO_AND_FOUR: (re.compile(r"(\d{1,3}),(\d{1,5})", re.ASCII), (1, 2)),
    WedgeFormat.FOUR_AND_FOUR: (re.compile(r"(\d{1,5}),(\d{1,5})", re.ASCII), (2, 2)),
}


@dataclass(frozen=True, slots=True)
class WedgeNumber:
    """What is known of a chip's 4 bytes: ``part`` are the last of them, or the first if ``is_head``."""

    part: bytes
    is_head: bool = False

    @property
    def is_whole(self) -> bool:
        """Say whether the reader printed all of the chip's number."""
        return len(self.part) == UID_BYTES

    @property
    def serial(self) -> str:
        """The normal form, as a PC/SC reader gives it.

        :raises BadWedgeNumber: when only part of it is known; use :meth:`matches` then.
        """
        if not self.is_whole:
            raise BadWedgeNumber("the reader prints only part of the number")
        return UID.serial_of(self.part)

    def matches(self, serial: str) -> bool:
        """Say whether the card kept under ``serial`` may be this one; surely if the number is whole.

        A MIFARE Classic card matches by the same number: such a reader cannot tell the two apart.
        """
        for profile in (UID, MIFARE_CLASSIC):
            if serial.startswith(profile.serial_prefix):
                uid = profile.raw_serial(serial)
                known = uid[: len(self.part)] if self.is_head else uid[-len(self.part) :]
                return len(uid) == UID_BYTES and known == self.part
        return False


def read_wedge_number(text: str, form: WedgeFormat, *, is_reversed: bool = False) -> WedgeNumber:
    """Read what a keyboard reader typed; ``is_reversed`` for one that takes the chip's last byte first.

    Leading zeros may be missing, and blanks or an Enter may stand around it.

    :raises BadWedgeNumber: when it is not of that format.
    """
    pattern, lengths = _FORMS[form]
    found = pattern.fullmatch(text.strip())
    if found is None:
        raise BadWedgeNumber(f"not a number of the form {form}")
    try:
        groups = zip(found.groups(), lengths, strict=True)
        part = b"".join(int(digits).to_bytes(length, "big") for digits, length in groups)
    except OverflowError as error:
        raise BadWedgeNumber(f"a number too high for {form}") from error
    return WedgeNumber(part[::-1], is_head=len(part) < UID_BYTES) if is_reversed else WedgeNumber(part)
