"""How does a server of another make read and make cards? The one rule: docs/card-profile.md, nothing of ours.

An independent implementation, see :mod:`tests.unit.cardreader.second`.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from cryptography.hazmat.primitives import cmac as library
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

Exchange = Callable[[bytes], bytes]

CARD = bytes.fromhex("F04858464341524431")
BLANK = bytes.fromhex("F0485846424C414E4B")
NOT_OURS = frozenset({0x6A82, 0x6A81, 0x6A86, 0x6D00, 0x6E00, 0x6881, 0x6300})


class TalkEnded(Exception):
    """The talk ends: an answer is not what the page says, or a proof is wrong."""


class NotOurs(TalkEnded):
    """The card has no application of that name."""


def _cipher(algorithm: int, key: bytes) -> algorithms.AES128 | algorithms.SM4:
    return algorithms.SM4(key) if algorithm else algorithms.AES128(key)


def mac(algorithm: int, key: bytes, message: bytes) -> bytes:
    reckoner = library.CMAC(_cipher(algorithm, key))
    reckoner.update(message)
    return reckoner.finalize()


def card_key(algorithm: int, master_key: bytes, serial: bytes) -> bytes:
    if not algorithm:
        return mac(0, master_key, b"\x01" + serial + CARD)
    turned = bytes(byte ^ 0xFF for byte in serial)
    return Cipher(_cipher(1, master_key), modes.ECB()).encryptor().update(serial + turned)  # noqa: S305 - one block


def transport_key(master_key: bytes, serial: bytes) -> bytes:
    return mac(0, master_key, b"\x01" + serial + BLANK)


def challenge_of(session: str, till: str, order: str, fen: int, wallet_fen: int) -> bytes:
    """The challenge of a payment."""
    texts = [text.encode() for text in (session, till, order)]
    if len(texts[0]) < 16:
        raise ValueError("a session has at least 16 bytes")
    told = b"".join(len(text).to_bytes(2) + text for text in texts)
    return hashlib.sha256(b"HXF2" + told + fen.to_bytes(8) + wallet_fen.to_bytes(8)).digest()[:16]


@dataclass(frozen=True)
class CardFile:
    """What the card file says. ``issuer`` and ``serial`` are hex."""

    issuer: str
    version: int
    serial: str
    first_day: date
    last_day: date
    algorithm: int
    card_type: int = 1

    def pack(self) -> bytes:
        return (
            bytes.fromhex(self.issuer)
            + bytes((self.card_type, self.version))
            + bytes.fromhex(self.serial)
            + bytes.fromhex(f"{self.first_day:%Y%m%d}{self.last_day:%Y%m%d}")
            + bytes((self.algorithm, 0, 0, 0))
        )

    @classmethod
    def read(cls, data: bytes) -> CardFile:
        first, last = _day(data[18:22]), _day(data[22:26])
        if len(data) != 30 or data[26] not in (0, 1) or last < first:
            raise TalkEnded("not a card file")
        return cls(data[:8].hex().upper(), data[9], data[10:18].hex().upper(), first, last, data[26], data[8])


def _day(digits: bytes) -> date:
    text = digits.hex()
    if len(text) != 8 or not text.isdecimal():
        raise TalkEnded("not a day")
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError as error:
        raise TalkEnded("not a day") from error


@dataclass(frozen=True)
class Identity:
    """Who the card says it is."""

    card: CardFile
    number: str


@dataclass(frozen=True)
class Proof:
    """What the card answered to a challenge."""

    card: CardFile
    challenge: bytes
    counter: int
    random: bytes
    mac: bytes


def _told(answer: bytes, length: int) -> bytes:
    """The data of an answer that must have this length and 9000."""
    if len(answer) < 2 or answer[-2:] != b"\x90\x00":
        raise TalkEnded(f"status {answer[-2:].hex().upper()}")
    if len(answer) != length + 2:
        raise TalkEnded(f"{len(answer) - 2} bytes instead of {length}")
    return answer[:-2]


def select(exchange: Exchange, name: bytes) -> bytes:
    """Choose the application; what follows the name in the answer comes back."""
    answer = exchange(b"\x00\xa4\x04\x00\x09" + name + b"\x00")
    if len(answer) == 2 and int.from_bytes(answer) in NOT_OURS:
        raise NotOurs(answer.hex().upper())
    told = _told(answer, len(answer) - 2)
    if len(told) < 13 or told[0] != 0x6F or told[1] != len(told) - 2 or told[2:13] != b"\x84\x09" + name:
        raise TalkEnded("not the answer to SELECT")
    return told[13:]


def read_card_file(exchange: Exchange) -> CardFile:
    return CardFile.read(_told(exchange(bytes.fromhex("00B095001E")), 30))


def read_number(exchange: Exchange) -> str:
    number = _told(exchange(bytes.fromhex("00B0960010")), 16)
    if not all(0x30 <= digit <= 0x39 for digit in number):
        raise TalkEnded("not a printed number")
    return number.decode("ascii")


def identify(exchange: Exchange) -> Identity:
    select(exchange, CARD)
    card = read_card_file(exchange)
    return Identity(card, read_number(exchange))


def prove(exchange: Exchange, challenge: bytes) -> Proof:
    select(exchange, CARD)
    card = read_card_file(exchange)
    told = _told(exchange(b"\x00\x88\x00\x01\x10" + challenge + b"\x00"), 28)
    return Proof(card, challenge, int.from_bytes(told[:4]), told[4:12], told[12:])


def over_t0(raw: Exchange) -> Exchange:
    """Whole answers from a card that is driven over T=0."""

    def exchange(command: bytes) -> bytes:
        if len(command) > 5 and len(command) == command[4] + 6:
            command = command[:-1]
        answer = raw(command)
        if len(answer) == 2 and answer[0] == 0x6C and len(command) == 5:
            answer = raw(command[:4] + answer[1:])
        if len(answer) == 2 and answer[0] == 0x61:
            answer = raw(command[:1] + b"\xc0\x00\x00" + answer[1:])
        return answer

    return exchange


class Verdict(Enum):
    """What a right MAC is worth."""

    TAKEN = "taken"
    COPY = "copy"


@dataclass
class SecondServer:
    """Another canteen: master keys by algorithm and version, transport keys by version, last counters."""

    master_keys: dict[tuple[int, int], bytes]
    transport_keys: dict[int, bytes] = field(default_factory=dict)
    counters: dict[str, int] = field(default_factory=dict)
    blocked: set[str] = field(default_factory=set)

    def key_of(self, card: CardFile) -> bytes:
        master_key = self.master_keys.get((card.algorithm, card.version))
        if master_key is None:
            raise TalkEnded("a version that is not known")
        return card_key(card.algorithm, master_key, bytes.fromhex(card.serial))

    def believe(self, proof: Proof) -> None:
        """The MAC is right, or the talk ends."""
        serial = bytes.fromhex(proof.card.serial)
        message = b"\x01INT" + proof.challenge + proof.random + proof.counter.to_bytes(4) + serial
        if not hmac.compare_digest(mac(proof.card.algorithm, self.key_of(proof.card), message), proof.mac):
            raise TalkEnded("the proof is wrong")

    def judge(self, proof: Proof) -> Verdict:
        """Believe the proof, then keep its counter, or block the card."""
        self.believe(proof)
        serial = proof.card.serial
        if serial in self.blocked or proof.counter <= self.counters.get(serial, 0):
            self.blocked.add(serial)
            return Verdict.COPY
        self.counters[serial] = proof.counter
        return Verdict.TAKEN

    def personalise(
        self,
        exchange: Exchange,
        number: str,
        issuer: str,
        version: int,
        days: tuple[date, date],
        algorithm: int,
        random: Callable[[int], bytes] = os.urandom,
    ) -> CardFile:
        """Make a blank a card, read it back and let it prove itself."""
        rest = select(exchange, BLANK)
        if len(rest) != 13 or rest[:2] != b"\xc1\x08" or rest[10:12] != b"\xc2\x01":
            raise TalkEnded("not the answer of a blank")
        serial = rest[2:10]
        master_key = self.transport_keys.get(rest[12])
        if master_key is None:
            raise TalkEnded("a version of the transport key that is not known")
        card = CardFile(issuer, version, serial.hex().upper(), *days, algorithm)
        key = self.key_of(card)
        files = card.pack() + number.encode("ascii")
        CardFile.read(files[:30])
        if len(files) != 46 or not number.isdecimal():
            raise ValueError("not a printed number")
        session = self._enter(exchange, transport_key(master_key, serial), random)
        _told(exchange(b"\x00\xd6\x95\x00\x1e" + files[:30]), 0)
        _told(exchange(b"\x00\xd6\x96\x00\x10" + files[30:]), 0)
        wrapped = Cipher(algorithms.AES128(session), modes.CBC(bytes(16))).encryptor().update(key)
        wrapped += mac(0, session, b"\x04KEY" + bytes((algorithm,)) + wrapped)[:8]
        check = _told(exchange(b"\x80\xd4\x01" + bytes((algorithm, 24)) + wrapped + b"\x00"), 3)
        if not hmac.compare_digest(check, mac(0, key, b"\x05KCV")[:3]):
            raise TalkEnded("the check value is wrong")
        header = b"\x80\xda\x00\x00"
        _told(exchange(header + b"\x08" + mac(0, session, header + files)[:8]), 0)
        if identify(exchange) != Identity(card, number):
            raise TalkEnded("the card reads back otherwise than it was written")
        proof = prove(exchange, random(16))
        if proof.card != card or self.judge(proof) is not Verdict.TAKEN:
            raise TalkEnded("the new card does not prove itself")
        return card

    @staticmethod
    def _enter(exchange: Exchange, key: bytes, random: Callable[[int], bytes]) -> bytes:
        """EXTERNAL AUTHENTICATE; the session key comes back."""
        theirs = _told(exchange(bytes.fromhex("0084000008")), 8)
        ours = random(8)
        entry = mac(0, key, b"\x02EXT" + theirs + ours)[:8]
        _told(exchange(b"\x00\x82\x00\x00\x10" + ours + entry), 0)
        return mac(0, key, b"\x03SES" + theirs + ours)
