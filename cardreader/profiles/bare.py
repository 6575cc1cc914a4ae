"""Which number has a card that proves nothing? The one rule: a number that changes at each look is none.

The reader itself answers GET DATA with the card's serial number (PC/SC part 3). The chip number of a
resident's ID card is what the card tells anybody; nothing of its content is read.
"""

from __future__ import annotations

from cardreader.conversation import NotOurCard, ProtocolError, Talk
from cardreader.profiles.asking import OK, data_of, refuses
from cardreader.profiles.catalogue import ID_CHIP, UID
from cardreader.profiles.profile import CardIdentity

GET_UID = bytes.fromhex("FFCA000000")
GET_CHIP_NUMBER = bytes.fromhex("0036000008")
_UID_LENGTHS = (4, 7, 10)
_CHIP_BYTES = 8
_RANDOM = 0x08


def read_uid() -> Talk[bytes]:
    """Ask the reader for the card's serial number: 1 command.

    :raises NotOurCard: when it knows none.
    :raises ProtocolError: when it is of no possible length, or random.
    """
    response = yield GET_UID
    if refuses(response):
        raise NotOurCard("read_uid", "no serial number")
    uid = data_of("read_uid", response)
    if len(uid) not in _UID_LENGTHS:
        raise ProtocolError("read_uid", f"a serial number of {len(uid)} bytes")
    if len(uid) == 4 and uid[0] == _RANDOM:
        raise ProtocolError("read_uid", "a random serial number")
    return uid


def identity_of_uid(uid: bytes) -> CardIdentity:
    """Return what there is to say of a card of which only the serial number is known."""
    return CardIdentity(UID.code, UID.serial_of(uid), 0)


def identify_chip() -> Talk[CardIdentity | None]:
    """Ask an ID card for the number of its chip: 1 command. None when it is no such card.

    :raises ProtocolError: when the answer is malformed.
    """
    response = yield GET_CHIP_NUMBER
    if response[-2:] != OK and refuses(response):
        return None
    number = data_of("read_chip", response, _CHIP_BYTES)
    if len(set(number)) == 1:
        raise ProtocolError("read_chip", "no number")
    return CardIdentity(ID_CHIP.code, ID_CHIP.serial_of(number), 0)
