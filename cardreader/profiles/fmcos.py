"""What do we ask a 3DES card that is out already? The one rule: it is read and proves itself, never written.

FMCOS and PBOC cards answer INTERNAL AUTHENTICATE with 3DES of the challenge's first 8 bytes. There is no
counter, so a card that is copied with its key does not show.
"""

from __future__ import annotations

from hmac import compare_digest

from cardreader.ciphers import DES_BLOCK_BYTES, diversify_3des, encrypt_3des
from cardreader.conversation import Talk, UnknownKeyVersion
from cardreader.key_ring import KeyRing
from cardreader.profiles.asking import ask, data_of, refuses
from cardreader.profiles.catalogue import FMCOS_3DES as PROFILE
from cardreader.profiles.days import packed_day
from cardreader.profiles.profile import CardIdentity, CardProof

SELECT = bytes((0x00, 0xA4, 0x04, 0x00, len(PROFILE.aid))) + PROFILE.aid + b"\x00"
READ_CARD_FILE = bytes.fromhex("00B095001E")
INTERNAL_AUTHENTICATE = bytes((0x00, 0x88, 0x00, PROFILE.key_number, DES_BLOCK_BYTES))
_CARD_FILE_BYTES = 30
# The application's serial number has 10 bytes; keys are derived from its last 8.
_ASN = slice(10, 20)
_DERIVED_FROM = slice(-8, None)


def card_key(master_key: bytes, asn: bytes) -> bytes:
    """Return the 16-byte key of the card with application serial number ``asn`` (10 bytes)."""
    return diversify_3des(master_key, asn[_DERIVED_FROM])


def identify(keys: KeyRing) -> Talk[CardIdentity | None]:
    """Ask a card who it is: 2 commands. None when it has no such application.

    :raises ProtocolError: when an answer is malformed.
    """
    card_file = yield from _read_card_file(keys)
    if card_file is None:
        return None
    return CardIdentity(
        profile=PROFILE.code,
        serial=PROFILE.serial_of(card_file[_ASN]),
        key_version=card_file[9],
        valid_from=packed_day("read_card", card_file[20:24]),
        valid_to=packed_day("read_card", card_file[24:28]),
        issuer=card_file[:8].hex().upper(),
        card_type=card_file[8],
    )


def prove(keys: KeyRing, challenge: bytes) -> Talk[CardProof | None]:
    """Ask a card to prove itself over the first 8 bytes of ``challenge``: 3 commands.

    :raises ProtocolError: when an answer is malformed.
    """
    card_file = yield from _read_card_file(keys)
    if card_file is None:
        return None
    asked = INTERNAL_AUTHENTICATE + challenge[:DES_BLOCK_BYTES] + b"\x00"
    answer = yield from ask("authenticate", asked, DES_BLOCK_BYTES)
    return CardProof(PROFILE.code, PROFILE.serial_of(card_file[_ASN]), card_file[9], None, answer)


def verify(master_key: bytes, proof: CardProof, challenge: bytes) -> bool:
    """Say whether the card that ``proof`` names made it for this ``challenge``."""
    key = card_key(master_key, PROFILE.raw_serial(proof.serial))
    return compare_digest(encrypt_3des(key, challenge[:DES_BLOCK_BYTES]), proof.evidence)


def _read_card_file(keys: KeyRing) -> Talk[bytes | None]:
    response = yield SELECT
    if refuses(response):
        return None
    data_of("select", response)
    card_file = yield from ask("read_card", READ_CARD_FILE, _CARD_FILE_BYTES)
    # The version of the application, by which operators roll their keys.
    if keys.find(PROFILE.code, card_file[9]) is None:
        raise UnknownKeyVersion("read_card", f"no key of version {card_file[9]}")
    return card_file
