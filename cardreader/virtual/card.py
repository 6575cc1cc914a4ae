"""What does a CPU card answer? The one rule: the counter is on disk before the answer is out.

Answers the application of docs/cards.md like the real card, over T=1 (answers carry their bytes) or T=0 (the
reader fetches them with GET RESPONSE). A counterfeit is the same card with a wrong key.
"""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from cardreader.challenges import CHALLENGE_BYTES
from cardreader.profiles.cpu_card import AID, proof_mac

ATR_T1 = bytes.fromhex("3B88014858464341524431FA")
ATR_T0 = bytes.fromhex("3B084858464341524431")

_OK = b"\x90\x00"
_WRONG_LENGTH = b"\x67\x00"
_NO_APPLICATION_CHOSEN = b"\x69\x85"
_NOT_FOUND = b"\x6a\x82"
_NO_SUCH_COMMAND = b"\x6d\x00"
_NOTHING_TO_FETCH = b"\x6f\x00"
_SELECT, _READ_BINARY, _INTERNAL_AUTHENTICATE, _GET_RESPONSE = 0xA4, 0xB0, 0x88, 0xC0


@dataclass(frozen=True, slots=True)
class Personalisation:
    """What a card is made with. Dates are ``YYYYMMDD``; ``serial`` and ``issuer`` are hex."""

    serial: str
    number: str
    key: bytes
    issuer: str = "0000000000000137"
    card_type: int = 1
    version: int = 1
    valid_from: str = "20200101"
    valid_to: str = "20991231"
    has_our_application: bool = True

    @property
    def card_file(self) -> bytes:
        """The 30 bytes of file 15h."""
        kind = bytes((self.card_type, self.version))
        dates = bytes.fromhex(self.valid_from + self.valid_to)
        return bytes.fromhex(self.issuer) + kind + bytes.fromhex(self.serial) + dates + bytes(4)


class VirtualCard:
    """A card that answers commands.

    ``counter_path`` is a small JSON file that outlives the process: a counter that went back would look like
    a copied card, and be refused.
    """

    def __init__(self, written: Personalisation, counter_path: Path, *, is_t0: bool = False) -> None:
        self._written = written
        self._counter_path = counter_path
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
            return _WRONG_LENGTH
        instruction = apdu[1]
        if instruction == _GET_RESPONSE:
            return self._fetch(apdu)
        self._waiting = b""
        if instruction == _SELECT:
            return self._select(apdu)
        if not self._is_selected:
            return _NO_APPLICATION_CHOSEN
        if instruction == _READ_BINARY:
            return self._read(apdu)
        if instruction == _INTERNAL_AUTHENTICATE:
            return self._authenticate(apdu)
        return _NO_SUCH_COMMAND

    @property
    def counter(self) -> int:
        """How many proofs this card has made."""
        try:
            counter = json.loads(self._counter_path.read_text("utf-8"))["counter"]
        except FileNotFoundError:
            return 0
        return int(counter)

    def _select(self, apdu: bytes) -> bytes:
        name = self._command_bytes(apdu)
        if name is None:
            return _WRONG_LENGTH
        if name != AID or not self._written.has_our_application:
            return _NOT_FOUND
        self._is_selected = True
        named = bytes((0x84, len(AID))) + AID
        label = b"\xa5\x03\x88\x01\x15"
        return self._give(bytes((0x6F, len(named + label))) + named + label)

    def _read(self, apdu: bytes) -> bytes:
        files = {0x95: self._written.card_file, 0x96: self._written.number.encode("ascii")}
        content = files.get(apdu[2])
        if content is None or apdu[3] != 0:
            return _NOT_FOUND
        if len(apdu) != 5:
            return _WRONG_LENGTH
        if apdu[4] != len(content):
            return bytes((0x6C, len(content)))
        return content + _OK

    def _authenticate(self, apdu: bytes) -> bytes:
        challenge = self._command_bytes(apdu)
        if challenge is None or len(challenge) != CHALLENGE_BYTES:
            return _WRONG_LENGTH
        counter = self.counter + 1
        self._store(counter)
        card_random = secrets.token_bytes(8)
        mac = proof_mac(
            self._written.key,
            challenge=challenge,
            card_random=card_random,
            counter=counter,
            serial=self._written.serial,
        )
        return self._give(counter.to_bytes(4, "big") + card_random + mac)

    def _fetch(self, apdu: bytes) -> bytes:
        if not self._waiting:
            return _NOTHING_TO_FETCH
        if len(apdu) != 5:
            return _WRONG_LENGTH
        if apdu[4] != len(self._waiting):
            return bytes((0x6C, len(self._waiting)))
        content, self._waiting = self._waiting, b""
        return content + _OK

    def _command_bytes(self, apdu: bytes) -> bytes | None:
        """Return what the command carries; T=0 has no room for an expected length after it."""
        length = apdu[4] if len(apdu) > 4 else 0
        rest = len(apdu) - 5 - length
        return apdu[5 : 5 + length] if rest == 0 or (rest == 1 and not self._is_t0) else None

    def _give(self, content: bytes) -> bytes:
        if not self._is_t0:
            return content + _OK
        self._waiting = content
        return bytes((0x61, len(content)))

    def _store(self, counter: int) -> None:
        new = self._counter_path.with_suffix(".new")
        with new.open("w", encoding="utf-8") as file:
            json.dump({"counter": counter}, file)
            file.flush()
            os.fsync(file.fileno())
        new.replace(self._counter_path)
