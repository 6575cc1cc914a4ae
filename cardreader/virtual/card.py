"""What does a CPU card answer? The one rule: the counter is on disk before the answer is out.

Answers the application of docs/card-profile.md over T=1 (answers carry their bytes) or T=0
(the reader fetches them with GET RESPONSE). A counterfeit is the same card with a wrong key.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from pathlib import Path

from cardreader.challenges import CHALLENGE_BYTES
from cardreader.profiles.catalogue import CPU_AES
from cardreader.profiles.cpu_card import AID, RANDOM_BYTES, card_file, proof_mac
from cardreader.profiles.profile import Profile
from cardreader.virtual.memory import CardMemory
from cardreader.virtual.status import (
    NO_SUCH_CLASS,
    NO_SUCH_COMMAND,
    NOT_FOUND,
    NOT_NOW,
    NOTHING_TO_FETCH,
    OK,
    WRONG_LENGTH,
    content_of,
)

ATR_T1 = bytes.fromhex("3B88014858464341524431FA")
ATR_T0 = bytes.fromhex("3B084858464341524431")

_LAST_COUNTER = 0xFFFF_FFFF
_SELECT, _READ_BINARY, _INTERNAL_AUTHENTICATE, _GET_RESPONSE = 0xA4, 0xB0, 0x88, 0xC0


@dataclass(frozen=True, slots=True)
class Personalisation:
    """What a card is made with. Dates are ``YYYYMMDD``; ``serial`` and ``issuer`` are hex."""

    serial: str
    number: str
    key: bytes = field(repr=False)
    issuer: str = "0000000000000137"
    card_type: int = 1
    version: int = 1
    valid_from: str = "20200101"
    valid_to: str = "20991231"
    has_our_application: bool = True
    profile: Profile = CPU_AES

    @property
    def card_file(self) -> bytes:
        """The 30 bytes of file 15h."""
        return card_file(
            self.profile,
            serial=self.serial,
            version=self.version,
            issuer=self.issuer,
            card_type=self.card_type,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
        )


class VirtualCard:
    """A card that answers commands.

    Its counter is kept in the file ``counter_path``.
    """

    def __init__(self, written: Personalisation, counter_path: Path, *, is_t0: bool = False) -> None:
        self._written = written
        self._memory = CardMemory(counter_path)
        self._is_t0 = is_t0
        self._is_selected = False
        self._waiting = b""
        self.atr = ATR_T0 if is_t0 else ATR_T1

    def reset(self) -> None:
        """Forget what was selected, as at power-on."""
        self._is_selected = False
        self._waiting = b""

    def answer(self, apdu: bytes) -> bytes:
        """Return the answer to one command."""
        if len(apdu) < 4:
            return WRONG_LENGTH
        if apdu[0] != 0x00:
            return NO_SUCH_CLASS
        instruction = apdu[1]
        if instruction == _GET_RESPONSE and self._is_t0:
            return self._fetch(apdu)
        self._waiting = b""
        if instruction == _SELECT:
            return self._select(apdu)
        acts = {_READ_BINARY: self._read, _INTERNAL_AUTHENTICATE: self._authenticate}
        if instruction not in acts:
            return NO_SUCH_COMMAND
        return acts[instruction](apdu) if self._is_selected else NOT_NOW

    @property
    def counter(self) -> int:
        """How many proofs this card has made."""
        return self._memory.counter

    def _select(self, apdu: bytes) -> bytes:
        name = content_of(apdu, may_expect=not self._is_t0)
        if name is None:
            return WRONG_LENGTH
        if name != AID or not self._written.has_our_application:
            return NOT_FOUND
        self._is_selected = True
        named = bytes((0x84, len(AID))) + AID
        label = b"\xa5\x03\x88\x01\x15"
        return self._give(bytes((0x6F, len(named + label))) + named + label)

    def _read(self, apdu: bytes) -> bytes:
        files = {0x95: self._written.card_file, 0x96: self._written.number.encode("ascii")}
        content = files.get(apdu[2])
        if content is None or apdu[3] != 0:
            return NOT_FOUND
        if len(apdu) != 5:
            return WRONG_LENGTH
        if apdu[4] != len(content):
            return bytes((0x6C, len(content)))
        return content + OK

    def _authenticate(self, apdu: bytes) -> bytes:
        challenge = content_of(apdu, may_expect=not self._is_t0)
        if challenge is None or len(challenge) != CHALLENGE_BYTES:
            return WRONG_LENGTH
        if self.counter == _LAST_COUNTER:
            return NOT_NOW
        counter = self._memory.count()
        card_random = secrets.token_bytes(RANDOM_BYTES)
        mac = proof_mac(
            self._written.key,
            challenge=challenge,
            card_random=card_random,
            counter=counter,
            serial=self._written.serial,
            profile=self._written.profile,
        )
        return self._give(counter.to_bytes(4, "big") + card_random + mac)

    def _fetch(self, apdu: bytes) -> bytes:
        if not self._waiting:
            return NOTHING_TO_FETCH
        if len(apdu) != 5:
            return WRONG_LENGTH
        if apdu[4] != len(self._waiting):
            return bytes((0x6C, len(self._waiting)))
        content, self._waiting = self._waiting, b""
        return content + OK

    def _give(self, content: bytes) -> bytes:
        if not self._is_t0:
            return content + OK
        self._waiting = content
        return bytes((0x61, len(content)))
