"""What do a card and a blank of another make share? The one rule: docs/card-profile.md, and nothing of ours.

An independent implementation, see :mod:`tests.unit.cardreader.second`. It reckons CMAC block by block.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

AES = 0
SM4 = 1


def block(algorithm: int, key: bytes, data: bytes) -> bytes:
    """One block of AES-128 or SM4."""
    cipher = algorithms.SM4(key) if algorithm == SM4 else algorithms.AES128(key)
    return Cipher(cipher, modes.ECB()).encryptor().update(data)  # noqa: S305 - one block, for CMAC


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(left, right, strict=True))


def _double(value: bytes) -> bytes:
    number = int.from_bytes(value) << 1
    if number >> 128:
        number ^= 1 << 128 | 0x87
    return number.to_bytes(16)


def cmac(algorithm: int, key: bytes, message: bytes) -> bytes:
    """CMAC of RFC 4493, reckoned here block by block, with either cipher."""
    subkey = _double(block(algorithm, key, bytes(16)))
    whole, last = divmod(len(message), 16)
    if last or not message:
        subkey = _double(subkey)
        message += b"\x80" + bytes(15 - last)
        whole += 1
    state = bytes(16)
    for start in range(0, 16 * (whole - 1), 16):
        state = block(algorithm, key, _xor(state, message[start : start + 16]))
    return block(algorithm, key, _xor(_xor(state, message[-16:]), subkey))


class Status(Exception):
    """The card answers with this status word alone."""

    def __init__(self, status: int) -> None:
        super().__init__(f"{status:04X}")
        self.status = status


@dataclass(frozen=True)
class Command:
    """A command taken to pieces; ``body`` is what follows P2."""

    cla: int
    ins: int
    p1: int
    p2: int
    body: bytes
    t0: bool

    @property
    def parts(self) -> tuple[bytes, int | None]:
        """The data, and Le: None where there is none, 256 for a byte of 00."""
        if not self.body:
            return b"", None
        if len(self.body) == 1:
            return b"", self.body[0] or 256
        length, rest = self.body[0], self.body[1:]
        if length and len(rest) == length:
            return rest, None
        if length and len(rest) == length + 1 and not self.t0:
            return rest[:-1], rest[-1] or 256
        raise Status(0x6700)

    def data(self, length: int | None = None) -> bytes:
        """The data, of that length."""
        data, _ = self.parts
        if not data or (length is not None and len(data) != length):
            raise Status(0x6700)
        return data

    def want(self, length: int) -> None:
        """The command is one without data that wants exactly so many bytes."""
        data, expected = self.parts
        if data or expected is None:
            raise Status(0x6700)
        if expected != length:
            raise Status(0x6C00 | length)


class Chip:
    """What card and blank share: the taking apart of commands, status words, and GET RESPONSE of T=0."""

    def __init__(self, protocol: int, random: Callable[[int], bytes]) -> None:
        self.protocol = protocol
        self.random = random
        self._waiting = b""
        # The class of the command whose answer waits.
        self._class = 0x00
        self.is_selected = False

    @property
    def atr(self) -> bytes:
        """Without historical bytes: T=1 (with its check byte), or T=0."""
        return bytes.fromhex("3B800181" if self.protocol else "3B00")

    def reset(self) -> None:
        """Lose the power, or be reset."""
        self._waiting = b""
        self.is_selected = False

    def answer(self, apdu: bytes) -> bytes:
        """Answer one command."""
        try:
            if len(apdu) < 4:
                raise Status(0x6700)
            cla, ins, p1, p2 = apdu[:4]
            command = Command(cla, ins, p1, p2, body=apdu[4:], t0=self.protocol == 0)
            if self.protocol == 0 and command.ins == 0xC0 and command.cla in (0x00, self._class):
                return self._get_response(command) + b"\x90\x00"
            self._waiting = b""
            self._class = command.cla
            out = self.run(command)
            if self.protocol == 0 and out and len(command.body) > 1:
                self._waiting = out
                return bytes((0x61, len(out)))
            return out + b"\x90\x00"
        except Status as error:
            return error.status.to_bytes(2)

    def _get_response(self, command: Command) -> bytes:
        if not self._waiting:
            raise Status(0x6F00)
        command.want(len(self._waiting))
        out, self._waiting = self._waiting, b""
        return out

    def run(self, command: Command) -> bytes:
        """Do what the command says; return what comes before the status word.

        :raises Status: instead of 9000.
        """
        raise NotImplementedError

    @staticmethod
    def tell_name(command: Command, name: bytes, tail: bytes) -> bytes:
        """Answer SELECT of the application of that name."""
        if (command.p1, command.p2) != (4, 0):
            raise Status(0x6A86)
        if command.data() != name:
            raise Status(0x6A82)
        inner = b"\x84\x09" + name + tail
        return bytes((0x6F, len(inner))) + inner

    @staticmethod
    def file_of(command: Command) -> int:
        """The short file identifier in P1; the offset, P2, must be 0."""
        if command.p1 not in (0x95, 0x96) or command.p2:
            raise Status(0x6A82)
        return command.p1 & 0x1F
