"""What do we ask the canteen's CPU card, and what does it say? The one rule: bytes in, values out, no keys.

The card carries one application. It holds two readable files and one AES key, and answers a challenge with a
MAC and a counter that only goes up. Layouts: docs/cards.md.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from cardreader.conversation import NotOurCard, ProtocolError, Talk

AID = b"\xf0HXFCARD1"
CHALLENGE_BYTES = 16

SELECT = bytes((0x00, 0xA4, 0x04, 0x00, len(AID))) + AID + b"\x00"
READ_CARD_FILE = bytes.fromhex("00B095001E")
READ_NUMBER_FILE = bytes.fromhex("00B0960010")
INTERNAL_AUTHENTICATE = bytes((0x00, 0x88, 0x00, 0x01, CHALLENGE_BYTES))

_CARD_FILE_BYTES = 30
_NUMBER_BYTES = 16
_PROOF_BYTES = 28
_OK = b"\x90\x00"
_FILE_NOT_FOUND = b"\x6a\x82"
_FCI, _DF_NAME = 0x6F, 0x84


@dataclass(frozen=True, slots=True)
class CardIdentity:
    """What the card says of itself. Good for display and look-up; proves nothing.

    ``csn`` and ``issuer`` are 16 hex digits in upper case; ``number`` is the printed number, 16 digits.
    """

    csn: str
    issuer: str
    card_type: int
    version: int
    valid_from: date
    valid_to: date
    number: str = field(repr=False)

    @property
    def tail(self) -> str:
        """The last four digits of the printed number: all that a screen, slip or log may show."""
        return self.number[-4:]

    def is_valid_on(self, day: date) -> bool:
        """Say whether the card may be used on ``day``; both ends count."""
        return self.valid_from <= day <= self.valid_to


@dataclass(frozen=True, slots=True)
class CardProof:
    """A card's answer to a challenge: worth nothing until its MAC has been verified."""

    csn: str
    counter: int
    card_random: bytes
    mac: bytes


def identify() -> Talk[CardIdentity]:
    """Ask a card who it is: 3 commands.

    :raises NotOurCard: when it has no such application.
    :raises ProtocolError: when an answer is malformed.
    """
    yield from _select()
    card_file = yield from _read_card_file()
    number = yield from _ask("read_number", READ_NUMBER_FILE, _NUMBER_BYTES)
    if not number.isdigit():
        raise ProtocolError("read_number", "not 16 digits")
    valid_from, valid_to = _day(card_file[18:22]), _day(card_file[22:26])
    if valid_to < valid_from:
        raise ProtocolError("read_card", "ends before it begins")
    return CardIdentity(
        csn=_csn(card_file),
        issuer=card_file[:8].hex().upper(),
        card_type=card_file[8],
        version=card_file[9],
        valid_from=valid_from,
        valid_to=valid_to,
        number=number.decode("ascii"),
    )


def prove(challenge: bytes) -> Talk[CardProof]:
    """Ask a card to prove itself over ``challenge`` (16 bytes): 3 commands.

    The serial number is read in the same conversation, so that a card put on instead of the one that was
    identified names itself.

    :raises ValueError: when the challenge has not 16 bytes.
    :raises NotOurCard: when the card has no such application.
    :raises ProtocolError: when an answer is malformed.
    """
    if len(challenge) != CHALLENGE_BYTES:
        raise ValueError("a challenge has 16 bytes")
    yield from _select()
    card_file = yield from _read_card_file()
    answer = yield from _ask("authenticate", INTERNAL_AUTHENTICATE + challenge + b"\x00", _PROOF_BYTES)
    return CardProof(
        csn=_csn(card_file),
        counter=int.from_bytes(answer[:4], "big"),
        card_random=answer[4:12],
        mac=answer[12:],
    )


def _select() -> Talk[None]:
    response = yield SELECT
    if response == _FILE_NOT_FOUND:
        raise NotOurCard("select", "no such application")
    control = _data("select", response)
    named = bytes((_DF_NAME, len(AID))) + AID
    if len(control) < 2 or control[0] != _FCI or control[1] != len(control) - 2:
        raise ProtocolError("select", "no file control information")
    if control[2 : 2 + len(named)] != named:
        raise ProtocolError("select", "another application answered")


def _read_card_file() -> Talk[bytes]:
    return (yield from _ask("read_card", READ_CARD_FILE, _CARD_FILE_BYTES))


def _ask(step: str, apdu: bytes, length: int) -> Talk[bytes]:
    response = yield apdu
    answer = _data(step, response)
    if len(answer) != length:
        raise ProtocolError(step, f"{len(answer)} bytes instead of {length}")
    return answer


def _data(step: str, response: bytes) -> bytes:
    if len(response) < 2:
        raise ProtocolError(step, "no status word")
    if response[-2:] != _OK:
        raise ProtocolError(step, f"status {response[-2:].hex().upper()}")
    return response[:-2]


def _csn(card_file: bytes) -> str:
    return card_file[10:18].hex().upper()


def _day(packed: bytes) -> date:
    digits = packed.hex()
    if not digits.isdecimal():
        raise ProtocolError("read_card", "a date is not in digits")
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError as error:
        raise ProtocolError("read_card", "no such date") from error
