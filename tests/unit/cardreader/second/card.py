"""What do a card and a blank of another make answer? The one rule: docs/card-profile.md, and nothing of ours.

An independent implementation, see :mod:`tests.unit.cardreader.second`.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Callable

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from tests.unit.cardreader.second.chip import AES, SM4, Chip, Command, Status, cmac

CARD_NAME = b"\xf0HXFCARD1"
BLANK_NAME = b"\xf0HXFBLANK"
LAST_COUNTER = 0xFFFFFFFF


def _unwrap(key: bytes, wrapped: bytes) -> bytes:
    """AES-CBC from a block of zeros, without padding, of the 16 bytes of a key: one block."""
    return Cipher(algorithms.AES128(key), modes.CBC(bytes(16))).decryptor().update(wrapped)


class SecondCard(Chip):
    """A card. `store` is given each new counter before the answer that tells it goes out."""

    def __init__(
        self,
        card_file: bytes,
        number_file: bytes,
        key: bytes,
        *,
        counter: int = 0,
        protocol: int = 1,
        random: Callable[[int], bytes] = os.urandom,
        store: Callable[[int], None] | None = None,
    ) -> None:
        super().__init__(protocol, random)
        if (
            len(card_file) != 30
            or len(number_file) != 16
            or len(key) != 16
            or card_file[26] not in (AES, SM4)
        ):
            raise ValueError("not the files and the key of a card")
        self._files = {0x15: card_file, 0x16: number_file}
        self._key = key
        self._store = store
        self.counter = counter

    def run(self, command: Command) -> bytes:
        if command.cla != 0x00:
            raise Status(0x6E00)
        if command.ins == 0xA4:
            out = self.tell_name(command, CARD_NAME, b"\xa5\x03\x88\x01\x15")
            self.is_selected = True
            return out
        if command.ins not in (0xB0, 0x88):
            raise Status(0x6D00)
        if not self.is_selected:
            raise Status(0x6985)
        if command.ins == 0xB0:
            content = self._files[self.file_of(command)]
            command.want(len(content))
            return content
        return self._prove(command)

    def _prove(self, command: Command) -> bytes:
        if (command.p1, command.p2) != (0, 1):
            raise Status(0x6A86)
        challenge = command.data(16)
        if self.counter >= LAST_COUNTER:
            raise Status(0x6985)
        self.counter += 1
        if self._store is not None:
            self._store(self.counter)
        card_file = self._files[0x15]
        random = self.random(8)
        counter = self.counter.to_bytes(4)
        message = b"\x01INT" + challenge + random + counter + card_file[10:18]
        return counter + random + cmac(card_file[26], self._key, message)


class SecondBlank(Chip):
    """A blank, which LOCK turns into a card."""

    def __init__(
        self,
        serial: bytes,
        transport_key: bytes,
        *,
        version: int = 1,
        protocol: int = 1,
        random: Callable[[int], bytes] = os.urandom,
    ) -> None:
        super().__init__(protocol, random)
        if len(serial) != 8 or len(transport_key) != 16:
            raise ValueError("not the serial number and the key of a blank")
        self._serial = serial
        self._transport_key = transport_key
        self._version = version
        self._tries = 3
        self._challenge: bytes | None = None
        self._session: bytes | None = None
        self._files: dict[int, bytes] = {}
        self._key: tuple[int, bytes] | None = None
        self.card: SecondCard | None = None

    def reset(self) -> None:
        self._challenge = self._session = None
        if self.card is not None:
            self.card.reset()
        super().reset()

    def run(self, command: Command) -> bytes:
        if self.card is not None:
            return self.card.run(command)
        if command.cla not in (0x00, 0x80):
            raise Status(0x6E00)
        steps = {
            (0x00, 0xA4): self._choose,
            (0x00, 0x84): self._get_challenge,
            (0x00, 0x82): self._enter,
            (0x00, 0xD6): self._update,
            (0x80, 0xD4): self._install,
            (0x80, 0xDA): self._lock,
        }
        step = steps.get((command.cla, command.ins))
        if step is None:
            raise Status(0x6D00)
        if command.ins != 0xA4 and not self.is_selected:
            raise Status(0x6985)
        return step(command)

    def _choose(self, command: Command) -> bytes:
        out = self.tell_name(
            command, BLANK_NAME, b"\xc1\x08" + self._serial + b"\xc2\x01" + bytes((self._version,))
        )
        self.is_selected = True
        return out

    @staticmethod
    def _parameters(command: Command, p1: int, *p2: int) -> None:
        if command.p1 != p1 or command.p2 not in p2:
            raise Status(0x6A86)

    def _get_challenge(self, command: Command) -> bytes:
        self._parameters(command, 0, 0)
        command.want(8)
        self._challenge = self.random(8)
        return self._challenge

    def _enter(self, command: Command) -> bytes:
        self._parameters(command, 0, 0)
        data = command.data(16)
        challenge, self._challenge = self._challenge, None
        if challenge is None:
            raise Status(0x6985)
        if not self._tries:
            raise Status(0x6983)
        self._session = None
        self._tries -= 1
        randoms = challenge + data[:8]
        if not hmac.compare_digest(cmac(AES, self._transport_key, b"\x02EXT" + randoms)[:8], data[8:]):
            raise Status(0x63C0 | self._tries)
        self._tries = 3
        self._session = cmac(AES, self._transport_key, b"\x03SES" + randoms)
        return b""

    def _in_session(self) -> bytes:
        if self._session is None:
            raise Status(0x6982)
        return self._session

    def _update(self, command: Command) -> bytes:
        self._in_session()
        file = self.file_of(command)
        self._files[file] = command.data(30 if file == 0x15 else 16)
        return b""

    def _install(self, command: Command) -> bytes:
        session = self._in_session()
        self._parameters(command, 1, AES, SM4)
        data = command.data(24)
        wrapped = data[:16]
        expected = cmac(AES, session, b"\x04KEY" + bytes((command.p2,)) + wrapped)[:8]
        if not hmac.compare_digest(expected, data[16:]):
            raise Status(0x6982)
        key = _unwrap(session, wrapped)
        self._key = command.p2, key
        return cmac(AES, key, b"\x05KCV")[:3]

    def _lock(self, command: Command) -> bytes:
        session = self._session
        self._parameters(command, 0, 0)
        mac = command.data(8)
        if (
            session is None
            or len(self._files) != 2
            or self._key is None
            or self._key[0] != self._files[0x15][26]
        ):
            raise Status(0x6985)
        files = self._files[0x15] + self._files[0x16]
        if not hmac.compare_digest(cmac(AES, session, b"\x80\xda\x00\x00" + files)[:8], mac):
            raise Status(0x6982)
        self.card = SecondCard(
            self._files[0x15], self._files[0x16], self._key[1], protocol=self.protocol, random=self.random
        )
        self._transport_key = b""
        self._session = None
        return b""
