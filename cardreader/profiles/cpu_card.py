"""What do we ask the canteen's CPU card, and what proves it? The one rule: its own MAC over our challenge.

The card carries one application. It holds two readable files and one key, and answers a challenge with a MAC
and a counter that only goes up. A byte of the card file says whether it reckons with AES or with SM4.
Layouts: docs/card-profile.md.
"""

from __future__ import annotations

from hmac import compare_digest

from cardreader.challenges import CHALLENGE_BYTES
from cardreader.ciphers import cmac, cmac_sm4, diversify, diversify_sm4
from cardreader.conversation import ProtocolError, Talk, UnknownKeyVersion
from cardreader.key_ring import KeyRing
from cardreader.profiles.asking import ask, data_of, says_absent
from cardreader.profiles.catalogue import CPU_AES, CPU_SM4
from cardreader.profiles.days import packed_day
from cardreader.profiles.profile import CardIdentity, CardProof, Profile

AID = CPU_AES.aid
SELECT = bytes((0x00, 0xA4, 0x04, 0x00, len(AID))) + AID + b"\x00"
READ_CARD_FILE = bytes.fromhex("00B095001E")
READ_NUMBER_FILE = bytes.fromhex("00B0960010")
INTERNAL_AUTHENTICATE = bytes((0x00, 0x88, 0x00, CPU_AES.key_number, CHALLENGE_BYTES))
ALGORITHMS = {0x00: CPU_AES, 0x01: CPU_SM4}
RANDOM_BYTES = 8

_CARD_FILE_BYTES = 30
_NUMBER_BYTES = 16
_PROOF_BYTES = 28
_FCI, _DF_NAME = 0x6F, 0x84
_PROVE = b"\x01INT"


def card_key(master_key: bytes, serial: str, profile: Profile = CPU_AES) -> bytes:
    """Return the key of the card with that serial number (16 hex digits).

    :raises ValueError: when a length is wrong.
    """
    csn = bytes.fromhex(serial)
    return diversify_sm4(master_key, csn) if profile is CPU_SM4 else diversify(master_key, csn + AID)


def card_file(
    profile: Profile,
    *,
    serial: str,
    version: int,
    issuer: str,
    card_type: int,
    valid_from: str,
    valid_to: str,
) -> bytes:
    """Return the 30 bytes of file 15h. ``serial`` and ``issuer`` are hex, days are ``YYYYMMDD``."""
    algorithm = next(byte for byte, known in ALGORITHMS.items() if known is profile)
    return (
        bytes.fromhex(issuer)
        + bytes((card_type, version))
        + bytes.fromhex(serial + valid_from + valid_to)
        + bytes((algorithm, 0, 0, 0))
    )


def proof_mac(
    key: bytes, *, challenge: bytes, card_random: bytes, counter: int, serial: str, profile: Profile = CPU_AES
) -> bytes:
    """Return the MAC that the card with ``key`` answers to ``challenge``."""
    message = _PROVE + challenge + card_random + counter.to_bytes(4, "big") + bytes.fromhex(serial)
    return cmac_sm4(key, message) if profile is CPU_SM4 else cmac(key, message)


def identify(keys: KeyRing) -> Talk[CardIdentity | None]:
    """Ask a card who it is: 3 commands. None when it has no such application.

    :raises ProtocolError: when an answer is malformed.
    """
    if not (yield from _select()):
        return None
    profile, content = yield from _read_card_file(keys)
    number = yield from ask("read_number", READ_NUMBER_FILE, _NUMBER_BYTES)
    if not number.isdigit():
        raise ProtocolError("read_number", "not 16 digits")
    valid_from, valid_to = (
        packed_day("read_card", content[18:22]),
        packed_day("read_card", content[22:26]),
    )
    if valid_to < valid_from:
        raise ProtocolError("read_card", "ends before it begins")
    return CardIdentity(
        profile=profile.code,
        serial=profile.serial_of(content[10:18]),
        key_version=content[9],
        number=number.decode("ascii"),
        valid_from=valid_from,
        valid_to=valid_to,
        issuer=content[:8].hex().upper(),
        card_type=content[8],
    )


def prove(profile: Profile, keys: KeyRing, challenge: bytes) -> Talk[CardProof | None]:
    """Ask a card to prove itself over ``challenge``: 3 commands. None when it has no such application.

    The serial number is read in the same conversation, so that a card put on instead of the one that was
    identified names itself.

    :raises ProtocolError: when an answer is malformed.
    """
    if not (yield from _select()):
        return None
    found, content = yield from _read_card_file(keys)
    if found is not profile:
        raise ProtocolError("read_card", "a card of another profile")
    answer = yield from ask("authenticate", INTERNAL_AUTHENTICATE + challenge + b"\x00", _PROOF_BYTES)
    return CardProof(
        profile=profile.code,
        serial=profile.serial_of(content[10:18]),
        key_version=content[9],
        counter=int.from_bytes(answer[:4], "big"),
        evidence=answer[4:],
    )


def verify(profile: Profile, master_key: bytes, proof: CardProof, challenge: bytes) -> bool:
    """Say whether the card that ``proof`` names made it for this ``challenge``. Compares in constant time."""
    if proof.counter is None:
        return False
    expected = proof_mac(
        card_key(master_key, proof.serial, profile),
        challenge=challenge,
        card_random=proof.evidence[:RANDOM_BYTES],
        counter=proof.counter,
        serial=proof.serial,
        profile=profile,
    )
    return compare_digest(expected, proof.evidence[RANDOM_BYTES:])


def _select() -> Talk[bool]:
    response = yield SELECT
    if says_absent(response):
        return False
    control = data_of("select", response)
    named = bytes((_DF_NAME, len(AID))) + AID
    if len(control) < 2 or control[0] != _FCI or control[1] != len(control) - 2:
        raise ProtocolError("select", "no file control information")
    if control[2 : 2 + len(named)] != named:
        raise ProtocolError("select", "another application answered")
    return True


def _read_card_file(keys: KeyRing) -> Talk[tuple[Profile, bytes]]:
    content = yield from ask("read_card", READ_CARD_FILE, _CARD_FILE_BYTES)
    profile = ALGORITHMS.get(content[26])
    if profile is None:
        raise ProtocolError("read_card", "no such algorithm")
    if keys.find(profile.code, content[9]) is None:
        raise UnknownKeyVersion("read_card", f"no key of version {content[9]}")
    return profile, content
