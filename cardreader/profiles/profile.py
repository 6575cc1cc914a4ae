"""What is a kind of card, and what do we learn from one? The one rule: values only.

A profile is data. The modules beside this one turn it into commands, one module for each family of cards.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Trust(StrEnum):
    """What a proof of such a card is worth. Limits of payments hang on it."""

    STRONG = "strong"  # answers a challenge with a key that does not leave it
    WEAK = "weak"  # holds a record that we wrote; whoever copies the card copies that too
    UID = "uid"  # names itself; anybody can give any name


class Family(StrEnum):
    """Which commands a card takes."""

    CPU = "cpu"
    FMCOS = "fmcos"
    DESFIRE = "desfire"
    CLASSIC = "classic"
    CHIP = "chip"
    UID = "uid"


class Algorithm(StrEnum):
    """What a card reckons with, or what its record was sealed with."""

    AES_CMAC = "aes-cmac"
    SM4_CMAC = "sm4-cmac"
    TRIPLE_DES = "3des"


@dataclass(frozen=True, slots=True)
class CardFile:
    """Where something is on a card: a short file identifier, a file number or a block, and its length."""

    number: int
    length: int


@dataclass(frozen=True, slots=True)
class Profile:
    """A kind of card.

    ``serial_prefix`` keeps the serial numbers of different kinds apart. ``algorithm`` is None where there are
    no keys. ``key_number`` is the card's own number of the key that proves it.
    """

    code: str
    name_zh: str
    name_en: str
    trust: Trust
    family: Family
    serial_prefix: str = ""
    algorithm: Algorithm | None = None
    aid: bytes = b""
    key_number: int = 0
    has_counter: bool = False
    card_file: CardFile | None = None
    number_file: CardFile | None = None

    def serial_of(self, raw: bytes) -> str:
        """Return the serial number under which such a card is kept: prefix and hex digits in upper case."""
        return self.serial_prefix + raw.hex().upper()

    def raw_serial(self, serial: str) -> bytes:
        """Return the bytes of a serial number.

        :raises ValueError: when it is none of such a card.
        """
        if not serial.startswith(self.serial_prefix):
            raise ValueError(f"no serial number of {self.code}")
        return bytes.fromhex(serial.removeprefix(self.serial_prefix))


@dataclass(frozen=True, slots=True)
class CardIdentity:
    """What a card says of itself. Good for display and look-up; proves nothing.

    ``profile`` is the code of its profile. ``number`` is the printed number, 16 digits, where the card knows
    it; the days of validity likewise. ``key_version`` is 0 where there are no keys.
    """

    profile: str
    serial: str
    key_version: int
    number: str | None = field(default=None, repr=False)
    valid_from: date | None = None
    valid_to: date | None = None
    issuer: str | None = None
    card_type: int | None = None

    @property
    def tail(self) -> str:
        """The last four digits of the printed number, else of the serial number: all that may be shown."""
        return (self.number or self.serial)[-4:]

    def is_valid_on(self, day: date) -> bool:
        """Say whether the card may be used on ``day``; both ends count, one that is not set is open."""
        has_begun = self.valid_from is None or self.valid_from <= day
        return has_begun and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class CardProof:
    """A card's answer to a challenge: worth nothing until it has been verified.

    ``counter`` is None for cards that have none. ``evidence`` is the profile's own.
    """

    profile: str
    serial: str
    key_version: int
    counter: int | None
    evidence: bytes = field(repr=False)
