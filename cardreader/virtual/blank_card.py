"""What does a blank CPU card answer? The one rule: once locked it is a card, and no blank again.

What has been written is in its memory, so a blank that is taken away half-way is found again as it was left.
"""

from __future__ import annotations

import secrets
from pathlib import Path

from cardreader.profiles import blank
from cardreader.profiles.cpu_card import ALGORITHMS
from cardreader.virtual.card import ATR_T1, Personalisation, VirtualCard
from cardreader.virtual.memory import CardMemory
from cardreader.virtual.status import (
    BLOCKED,
    NO_SUCH_COMMAND,
    NOT_ALLOWED,
    NOT_FOUND,
    NOT_NOW,
    OK,
    WRONG_LENGTH,
    content_of,
)

TRIES = 3
_SELECT, _GET_CHALLENGE, _EXTERNAL_AUTHENTICATE, _UPDATE_BINARY = 0xA4, 0x84, 0x82, 0xD6
_INSTALL_KEY, _LOCK = 0xD4, 0xDA
_CARD_FILE, _NUMBER_FILE = 0x95, 0x96
_LENGTHS = {_CARD_FILE: 30, _NUMBER_FILE: 16}


class BlankCard:
    """A blank with the chip's serial number ``serial`` (8 bytes), delivered under ``transport_key``."""

    atr = ATR_T1

    def __init__(self, serial: bytes, transport_key: bytes, memory_path: Path, *, version: int = 1) -> None:
        self._serial = serial
        self._transport_key = transport_key
        self._version = version
        self._path = memory_path
        self._memory = CardMemory(memory_path)
        self.reset()

    def reset(self) -> None:
        """Forget what was selected and opened, as at power-on."""
        self._is_selected = False
        self._challenge: bytes | None = None
        self._session: bytes | None = None
        self._made = self._made_card()

    def answer(self, apdu: bytes) -> bytes:
        """Return the answer to one command."""
        if self._made is not None:
            return self._made.answer(apdu)
        if len(apdu) < 5:
            return WRONG_LENGTH
        if apdu[1] == _SELECT:
            return self._select(apdu)
        acts = {
            _GET_CHALLENGE: self._tell_challenge,
            _EXTERNAL_AUTHENTICATE: self._enter,
            _UPDATE_BINARY: self._write,
            _INSTALL_KEY: self._install,
            _LOCK: self._lock,
        }
        if apdu[1] not in acts:
            return NO_SUCH_COMMAND
        return acts[apdu[1]](apdu) if self._is_selected else NOT_NOW

    def _select(self, apdu: bytes) -> bytes:
        if content_of(apdu) != blank.AID:
            return NOT_FOUND
        self._is_selected = True
        named = bytes((0x84, len(blank.AID))) + blank.AID
        told = named + bytes((0xC1, len(self._serial))) + self._serial + bytes((0xC2, 1, self._version))
        return bytes((0x6F, len(told))) + told + OK

    def _tell_challenge(self, apdu: bytes) -> bytes:
        self._challenge = secrets.token_bytes(blank.RANDOM_BYTES)
        return self._challenge + OK

    def _enter(self, apdu: bytes) -> bytes:
        own, self._challenge = self._challenge, None
        content = content_of(apdu, may_expect=False)
        if own is None or content is None or len(content) != blank.RANDOM_BYTES + blank.MAC_BYTES:
            return NOT_NOW
        tries = int(self._memory.read().get("tries", TRIES))
        if tries == 0:
            return BLOCKED
        theirs, mac = content[: blank.RANDOM_BYTES], content[blank.RANDOM_BYTES :]
        if mac != blank.entry_mac(self._transport_key, own, theirs):
            self._keep(tries=tries - 1)
            return bytes((0x63, 0xC0 + tries - 1))
        self._keep(tries=TRIES)
        self._session = blank.session_key(self._transport_key, own, theirs)
        return OK

    def _write(self, apdu: bytes) -> bytes:
        content = content_of(apdu, may_expect=False)
        if self._session is None:
            return NOT_ALLOWED
        if content is None or len(content) != _LENGTHS.get(apdu[2]):
            return WRONG_LENGTH
        self._keep(**{f"file_{apdu[2]:02X}": content.hex()})
        return OK

    def _install(self, apdu: bytes) -> bytes:
        content = content_of(apdu)
        if self._session is None or content is None or apdu[3] not in ALGORITHMS:
            return NOT_ALLOWED
        key = blank.unwrap_key(self._session, apdu[3], content) if len(content) == 24 else None
        if key is None:
            return NOT_ALLOWED
        self._keep(key=key.hex(), algorithm=apdu[3])
        return blank.key_check(key) + OK

    def _lock(self, apdu: bytes) -> bytes:
        kept = self._memory.read()
        files = [bytes.fromhex(kept.get(f"file_{name:02X}", "")) for name in _LENGTHS]
        if self._session is None or "key" not in kept or not all(files):
            return NOT_NOW
        if content_of(apdu, may_expect=False) != blank.lock_mac(self._session, files[0], files[1]):
            return NOT_ALLOWED
        self._keep(is_locked=True)
        self._made = self._made_card()
        return OK

    def _made_card(self) -> VirtualCard | None:
        kept = self._memory.read()
        if not kept.get("is_locked"):
            return None
        card_file = bytes.fromhex(kept[f"file_{_CARD_FILE:02X}"])
        written = Personalisation(
            serial=card_file[10:18].hex().upper(),
            number=bytes.fromhex(kept[f"file_{_NUMBER_FILE:02X}"]).decode("ascii"),
            key=bytes.fromhex(kept["key"]),
            issuer=card_file[:8].hex(),
            card_type=card_file[8],
            version=card_file[9],
            valid_from=card_file[18:22].hex(),
            valid_to=card_file[22:26].hex(),
            profile=ALGORITHMS[kept["algorithm"]],
        )
        return VirtualCard(written, self._path)

    def _keep(self, **changes: object) -> None:
        self._memory.write({**self._memory.read(), **changes})
