"""What do we ask a MIFARE Classic card? The one rule: what it holds was written by us, but can be copied.

Sector 1 opens with a key derived from the card's serial number. Its first block is a record: the printed
number as 16 packed digits, and a MAC over that and the serial number. The record is the same at every
payment and binds none.
"""

from __future__ import annotations

from hmac import compare_digest

from cardreader.ciphers import cmac
from cardreader.conversation import Talk, WrongKey
from cardreader.key_ring import KeyRing
from cardreader.profiles.asking import ask, data_of, refuses
from cardreader.profiles.bare import identity_of_uid, read_uid
from cardreader.profiles.catalogue import MIFARE_CLASSIC as PROFILE
from cardreader.profiles.profile import CardIdentity, CardProof
from cardreader.profiles.reader_templates import ReaderTemplate

SECTOR = 1
BLOCK = 4
TRAILER = 7
# Key A reads, key B writes and alone changes the trailer.
ACCESS_BITS = bytes.fromhex("787788")
FACTORY_KEY = b"\xff" * 6
READ_BLOCK = bytes((0xFF, 0xB0, 0x00, BLOCK, 0x10))
WRITE_BLOCK = bytes((0xFF, 0xD6, 0x00, BLOCK, 0x10))
WRITE_TRAILER = bytes((0xFF, 0xD6, 0x00, TRAILER, 0x10))
RECORD_BYTES = 16
KEY_BYTES = 6
_NUMBER_BYTES = 8
# A key that does not fit silences the card for a moment, so few are tried.
_VERSIONS_MOST = 2


def sector_key(master_key: bytes, uid: bytes) -> bytes:
    """Return key A of our sector on the card with that serial number."""
    return cmac(master_key, b"MFC" + uid + bytes((SECTOR,)))[:KEY_BYTES]


def trailer_of(master_key: bytes, uid: bytes) -> bytes:
    """Return the trailer that closes our sector on the card with that serial number."""
    key_b = cmac(master_key, b"MFB" + uid + bytes((SECTOR,)))[:KEY_BYTES]
    return sector_key(master_key, uid) + ACCESS_BITS + b"\x00" + key_b


def record_of(master_key: bytes, uid: bytes, number: str) -> bytes:
    """Return the 16 bytes that are written into a card with the printed ``number`` (16 digits)."""
    packed = bytes.fromhex(number)
    return packed + cmac(master_key, b"REC" + uid + packed)[:_NUMBER_BYTES]


def identify(keys: KeyRing, template: ReaderTemplate) -> Talk[CardIdentity]:
    """Ask a card who it is: 4 commands, 2 more for a second key. One that is not ours gives its bare UID.

    :raises NotOurCard: when it has no serial number.
    :raises ProtocolError: when an answer is malformed.
    """
    uid = yield from read_uid()
    if not keys.has(PROFILE.code) or len(uid) not in (4, 7):
        return identity_of_uid(uid)
    version = yield from _open_sector(keys, template, uid)
    if version is None:
        return identity_of_uid(uid)
    record = yield from ask("read_record", READ_BLOCK, RECORD_BYTES)
    digits = record[:_NUMBER_BYTES].hex()
    number = digits if digits.isdecimal() else None
    return CardIdentity(PROFILE.code, PROFILE.serial_of(uid), version, number)


def prove(keys: KeyRing, template: ReaderTemplate) -> Talk[CardProof]:
    """Ask a card for its record: 4 commands, 2 more for a second key.

    :raises WrongKey: when its sector does not open.
    :raises ProtocolError: when an answer is malformed.
    """
    uid = yield from read_uid()
    version = yield from _open_sector(keys, template, uid)
    if version is None:
        raise WrongKey("authenticate", "the sector does not open")
    record = yield from ask("read_record", READ_BLOCK, RECORD_BYTES)
    return CardProof(PROFILE.code, PROFILE.serial_of(uid), version, None, record)


def verify(master_key: bytes, proof: CardProof) -> bool:
    """Say whether the record was written by us for the card with that serial number."""
    number = proof.evidence[:_NUMBER_BYTES].hex()
    expected = record_of(master_key, PROFILE.raw_serial(proof.serial), number)
    return compare_digest(expected, proof.evidence)


def _open_sector(keys: KeyRing, template: ReaderTemplate, uid: bytes) -> Talk[int | None]:
    for version in keys.versions(PROFILE.code)[:_VERSIONS_MOST]:
        master_key = keys.find(PROFILE.code, version) or b""
        response = yield template.load_key(sector_key(master_key, uid))
        if refuses(response):
            # A reader that cannot open any sector.
            return None
        data_of("load_key", response, 0)
        response = yield template.authenticate(BLOCK)
        if not refuses(response):
            data_of("authenticate", response, 0)
            return version
    return None
