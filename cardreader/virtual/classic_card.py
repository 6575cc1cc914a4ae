"""What does a reader answer with a MIFARE Classic card on it? The one rule: a sector opens with its key only.

The commands of PC/SC part 3 are the reader's, so this is a card and its reader in one. A sector's trailer
holds key A, the access bits, and key B; of the access bits only those are known that our cards have.
"""

from __future__ import annotations

from pathlib import Path

from cardreader.profiles.bare import GET_UID
from cardreader.profiles.classic import ACCESS_BITS, BLOCK, FACTORY_KEY, TRAILER
from cardreader.virtual.memory import CardMemory
from cardreader.virtual.status import (
    AUTHENTICATION_FAILED,
    NO_SUCH_CLASS,
    NO_SUCH_COMMAND,
    NOT_ALLOWED,
    OK,
    WRONG_LENGTH,
)

# PC/SC part 3: a memory card, MIFARE Classic 1K.
ATR = bytes.fromhex("3B8F8001804F0CA000000306030001000000006A")
_GET_DATA, _LOAD_KEYS, _AUTHENTICATE, _READ, _UPDATE = 0xCA, 0x82, 0x86, 0xB0, 0xD6
_KEY_A, _KEY_B = 0x60, 0x61
_BLOCK_BYTES = 16
_FACTORY_TRAILER = FACTORY_KEY + bytes.fromhex("FF078069") + FACTORY_KEY
_SECTOR = range(BLOCK, TRAILER + 1)


class ClassicCard:
    """A card on a reader. What is written into it is kept in the file ``memory_path``."""

    atr = ATR

    def __init__(self, uid: bytes, memory_path: Path) -> None:
        self._uid = uid
        self._memory = CardMemory(memory_path)
        self._loaded = b""
        self._opened_by: int | None = None

    @classmethod
    def made(cls, uid: bytes, memory_path: Path, *, trailer: bytes, record: bytes) -> ClassicCard:
        """Return a card that holds a record behind a trailer."""
        card = cls(uid, memory_path)
        card._memory.write({str(BLOCK): record.hex(), str(TRAILER): trailer.hex()})
        return card

    def reset(self) -> None:
        """Close what was open, as at power-on. The reader keeps its key."""
        self._opened_by = None

    def answer(self, apdu: bytes) -> bytes:
        """Return the reader's answer to one command."""
        if apdu == GET_UID:
            return self._uid + OK
        if len(apdu) < 5:
            return WRONG_LENGTH
        if apdu[0] != 0xFF:
            # What a reader says that takes no other commands for such a card.
            return NO_SUCH_CLASS
        if apdu[1] == _LOAD_KEYS:
            self._loaded = apdu[5:]
            return OK
        if apdu[1] == _AUTHENTICATE and len(apdu) == 10:
            return self._open(block=apdu[7], which=apdu[8])
        if apdu[1] == _READ:
            return self._read(apdu[3])
        if apdu[1] == _UPDATE and len(apdu) == 5 + _BLOCK_BYTES:
            return self._update(apdu[3], apdu[5:])
        return NO_SUCH_COMMAND

    def _block(self, number: int) -> bytes:
        factory = _FACTORY_TRAILER if number == TRAILER else bytes(_BLOCK_BYTES)
        kept = self._memory.read().get(str(number))
        return factory if kept is None else bytes.fromhex(kept)

    def _open(self, *, block: int, which: int) -> bytes:
        self._opened_by = None
        trailer = self._block(TRAILER)
        keys = {_KEY_A: trailer[:6], _KEY_B: trailer[10:]}
        if block not in _SECTOR or keys.get(which) != self._loaded:
            return AUTHENTICATION_FAILED
        self._opened_by = which
        return OK

    def _read(self, number: int) -> bytes:
        if self._opened_by is None or number not in _SECTOR:
            return NOT_ALLOWED
        content = self._block(number)
        # A key is never read.
        return (bytes(6) + content[6:10] + bytes(6) if number == TRAILER else content) + OK

    def _update(self, number: int, content: bytes) -> bytes:
        is_locked = self._block(TRAILER)[6:9] == ACCESS_BITS
        may_write = self._opened_by == (_KEY_B if is_locked else _KEY_A)
        if not may_write or number not in _SECTOR:
            return NOT_ALLOWED
        self._memory.write({**self._memory.read(), str(number): content.hex()})
        return OK
