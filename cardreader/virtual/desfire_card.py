"""What does a DESFire card answer? The one rule: nothing is sealed before both sides proved a key."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from pathlib import Path

from cardreader.ciphers import BLOCK_BYTES, decrypt_cbc, encrypt_cbc
from cardreader.profiles import desfire
from cardreader.profiles.bare import GET_UID
from cardreader.profiles.catalogue import DESFIRE_EV2 as PROFILE
from cardreader.virtual.memory import CardMemory
from cardreader.virtual.status import OK, WRONG_LENGTH, content_of

_NO_SUCH_COMMAND = b"\x91\x1c"
_NO_SUCH_FILE = b"\x91\xf0"
_NOT_FOUND = b"\x91\xa0"
_NOT_ALLOWED = b"\x91\x9d"
_BAD_LENGTH = b"\x91\x7e"
_BAD_MAC = b"\x91\x1e"
_NO_SUCH_CLASS = b"\x6e\x00"
_CAPABILITIES = bytes(12)


@dataclass(frozen=True, slots=True)
class DesfireContent:
    """What the card was made with; ``number`` is the printed one, 16 digits."""

    uid: bytes
    number: str
    key: bytes = field(repr=False)
    transaction_key: bytes = field(repr=False)
    version: int = 1


class DesfireCard:
    """A card that answers commands over T=1; its transaction counter is kept in the file ``counter_path``."""

    atr = bytes.fromhex("3B8180018080")

    def __init__(self, content: DesfireContent, counter_path: Path) -> None:
        self._content = content
        self._memory = CardMemory(counter_path)
        self.reset()

    def reset(self) -> None:
        """Forget what was selected, as at power-on."""
        self._is_selected = False
        self._random: bytes | None = None
        self._session: desfire.Session | None = None
        self._record: bytes | None = None

    @property
    def counter(self) -> int:
        """How many transactions this card has sealed."""
        return self._memory.counter

    def answer(self, apdu: bytes) -> bytes:
        """Return the answer to one command."""
        if apdu == GET_UID:
            # The reader answers this one.
            return self._content.uid + OK
        if len(apdu) < 5 or apdu[0] != 0x90:
            return _NO_SUCH_CLASS
        content = b"" if len(apdu) == 5 else content_of(apdu)
        if content is None:
            return WRONG_LENGTH
        answers = {
            desfire.SELECT_APPLICATION: self._select,
            desfire.GET_KEY_VERSION: self._tell_version,
            desfire.AUTHENTICATE_FIRST: self._begin,
            desfire.ADDITIONAL_FRAME: self._finish,
            desfire.READ_DATA: self._read,
            desfire.WRITE_RECORD: self._write,
            desfire.COMMIT_TRANSACTION: self._commit,
        }
        if apdu[1] not in answers:
            return _NO_SUCH_COMMAND
        return answers[apdu[1]](content)

    def _select(self, content: bytes) -> bytes:
        self.reset()
        if content != PROFILE.aid:
            return _NOT_FOUND
        self._is_selected = True
        return desfire.OK

    def _tell_version(self, content: bytes) -> bytes:
        if not self._is_selected or content != bytes((PROFILE.key_number,)):
            return _NOT_ALLOWED
        return bytes((self._content.version,)) + desfire.OK

    def _begin(self, content: bytes) -> bytes:
        if not self._is_selected or content != bytes((PROFILE.key_number, 0)):
            return _NOT_ALLOWED
        self._random = secrets.token_bytes(BLOCK_BYTES)
        return encrypt_cbc(self._content.key, self._random) + desfire.MORE

    def _finish(self, content: bytes) -> bytes:
        own, self._random = self._random, None
        if own is None or len(content) != 2 * BLOCK_BYTES:
            return _BAD_LENGTH
        plain = decrypt_cbc(self._content.key, content)
        if plain[BLOCK_BYTES:] != desfire.rotated(own):
            return desfire.AUTHENTICATION_ERROR
        theirs, ti = plain[:BLOCK_BYTES], secrets.token_bytes(4)
        keys = desfire.session_keys(self._content.key, theirs, own)
        self._session = desfire.Session(*keys, ti=ti)
        answer = ti + desfire.rotated(theirs) + _CAPABILITIES
        return encrypt_cbc(self._content.key, answer) + desfire.OK

    def _read(self, content: bytes) -> bytes:
        header = self._checked(desfire.READ_DATA, content)
        if header is None:
            return _BAD_MAC
        if header[0] != desfire.NUMBER_FILE:
            return _NO_SUCH_FILE
        return self._sealed(self._content.number.encode("ascii"))

    def _write(self, content: bytes) -> bytes:
        written = self._checked(desfire.WRITE_RECORD, content)
        if written is None:
            return _BAD_MAC
        if written[0] != desfire.RECORD_FILE:
            return _NO_SUCH_FILE
        self._record = written[7:]
        return self._sealed(b"")

    def _commit(self, content: bytes) -> bytes:
        if self._checked(desfire.COMMIT_TRANSACTION, content) is None or self._record is None:
            return _BAD_MAC
        counter = self._memory.count()
        seal = desfire.transaction_mac(
            self._content.transaction_key, self._content.uid, counter, self._record
        )
        self._record = None
        return self._sealed(counter.to_bytes(4, "little") + seal)

    def _checked(self, instruction: int, content: bytes) -> bytes | None:
        """Return what was sent without its MAC, None when that is wrong."""
        if self._session is None or len(content) <= desfire.MAC_BYTES:
            return None
        plain, mac = content[: -desfire.MAC_BYTES], content[-desfire.MAC_BYTES :]
        return plain if self._session.mac_of_command(instruction, plain) == mac else None

    def _sealed(self, content: bytes) -> bytes:
        if self._session is None:
            return _NOT_ALLOWED
        return content + self._session.mac_of_answer(content) + desfire.OK
