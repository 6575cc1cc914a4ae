"""How does a blank become a member's card? The one rule: it is a card only after it has proved itself.

Talks without I/O, as in :mod:`cardreader.cards`. A card that is taken away in the middle can be laid down
again and made anew, until it is locked: then it is whole.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import date

from cardreader.cards import identify, prove, verify_proof
from cardreader.challenges import CHALLENGE_BYTES
from cardreader.conversation import ProtocolError, Talk, WrongKey
from cardreader.key_ring import KeyRing
from cardreader.profiles import blank, classic, cpu_card
from cardreader.profiles.asking import ask, refuses
from cardreader.profiles.bare import read_uid
from cardreader.profiles.catalogue import CPU_AES, CPU_SM4, MIFARE_CLASSIC, profile_of
from cardreader.profiles.profile import CardIdentity, Profile
from cardreader.profiles.reader_templates import reader_template

PERSONALISABLE = (CPU_AES, CPU_SM4, MIFARE_CLASSIC)


class CardNotMade(ProtocolError):
    """The card was written, but does not read back as what it was to be."""


@dataclass(frozen=True, slots=True)
class CardContent:
    """What is written into a card. ``number`` is the printed one, 16 digits; ``issuer`` is 16 hex digits.

    A MIFARE Classic card takes the number only.
    """

    number: str = field(repr=False)
    valid_from: date
    valid_to: date
    issuer: str = "0000000000000137"
    card_type: int = 1

    def __post_init__(self) -> None:
        if not (len(self.number) == 16 and self.number.isascii() and self.number.isdigit()):
            raise ValueError("a card's number has 16 digits")
        if self.valid_to < self.valid_from:
            raise ValueError("the card ends before it begins")
        if len(bytes.fromhex(self.issuer)) != 8 or not 0 <= self.card_type <= 0xFF:
            raise ValueError("an issuer has 16 hex digits, a type of card is a byte")


def personalise(
    profile: str, keys: KeyRing, content: CardContent, reader_name: str = ""
) -> Talk[CardIdentity]:
    """Write a blank card with the current key and have it prove itself; return who it is now.

    The card keeps the serial number that its maker gave it. 13 commands for a CPU card, 17 for a MIFARE
    Classic card. The proof uses up the counter's first value.

    :raises KeyError: when there is no such profile, or no key for it.
    :raises ValueError: when cards of that profile are not made here.
    :raises NotBlank: when the card is no blank.
    :raises WrongKey: when it does not open with the transport key.
    :raises CardNotMade: when it does not read back right.
    :raises ProtocolError: when an answer is malformed.
    """
    wanted = profile_of(profile)
    if wanted not in PERSONALISABLE:
        raise ValueError(f"cards of the profile {profile} are not made here")
    version = keys.current(profile)
    master_key = keys.find(profile, version) or b""
    if wanted is MIFARE_CLASSIC:
        serial = yield from _write_classic(master_key, content, reader_name)
    else:
        serial = yield from _write_cpu(wanted, master_key, version, keys, content)
    return (yield from _read_back(wanted, serial, version, keys, content, reader_name))


def _write_cpu(
    profile: Profile, master_key: bytes, version: int, keys: KeyRing, content: CardContent
) -> Talk[str]:
    opened = yield from blank.enter(keys)
    serial = profile.serial_of(opened.serial)
    card_file = cpu_card.card_file(
        profile,
        serial=serial,
        version=version,
        issuer=content.issuer,
        card_type=content.card_type,
        valid_from=f"{content.valid_from:%Y%m%d}",
        valid_to=f"{content.valid_to:%Y%m%d}",
    )
    number = content.number.encode("ascii")
    key = cpu_card.card_key(master_key, serial, profile)
    yield from blank.write(opened, profile, card_file=card_file, number=number, key=key)
    return serial


def _write_classic(master_key: bytes, content: CardContent, reader_name: str) -> Talk[str]:
    template = reader_template(reader_name)
    uid = yield from read_uid()
    yield from ask("load_key", template.load_key(classic.FACTORY_KEY), 0)
    response = yield template.authenticate(classic.BLOCK)
    if refuses(response):
        raise blank.NotBlank("authenticate", "the sector is not as it left the factory")
    record = classic.record_of(master_key, uid, content.number)
    yield from ask("write_record", classic.WRITE_BLOCK + record, 0)
    # The trailer last: from here on the factory's key opens nothing.
    yield from ask("write_trailer", classic.WRITE_TRAILER + classic.trailer_of(master_key, uid), 0)
    return MIFARE_CLASSIC.serial_of(uid)


def _read_back(
    profile: Profile, serial: str, version: int, keys: KeyRing, content: CardContent, reader_name: str
) -> Talk[CardIdentity]:
    identity = yield from identify(keys, reader_name)
    made = (identity.profile, identity.serial, identity.key_version, identity.number)
    if made != (profile.code, serial, version, content.number):
        raise CardNotMade("read_back", "the card says something else than what was written")
    challenge = secrets.token_bytes(CHALLENGE_BYTES)
    proof = yield from prove(profile.code, keys, challenge, reader_name)
    if proof.serial != serial or not verify_proof(keys, proof, challenge):
        raise WrongKey("read_back", "the card does not prove itself")
    return identity
