"""What does an FMCOS card answer? The one rule: of its purse only what identifies and proves it."""

from __future__ import annotations

from dataclasses import dataclass, field

from cardreader.ciphers import DES_BLOCK_BYTES, encrypt_3des
from cardreader.profiles.catalogue import FMCOS_3DES as PROFILE
from cardreader.virtual.status import (
    NO_SUCH_CLASS,
    NO_SUCH_COMMAND,
    NOT_FOUND,
    NOT_NOW,
    OK,
    WRONG_LENGTH,
    content_of,
)

_SELECT, _READ_BINARY, _INTERNAL_AUTHENTICATE = 0xA4, 0xB0, 0x88


@dataclass(frozen=True, slots=True)
class FmcosContent:
    """What the card was made with. Days are ``YYYYMMDD``; ``asn`` are 10 bytes."""

    asn: bytes
    key: bytes = field(repr=False)
    version: int = 1
    valid_from: str = "20200101"
    valid_to: str = "20991231"

    @property
    def card_file(self) -> bytes:
        """The 30 bytes of file 15h."""
        days = bytes.fromhex(self.valid_from + self.valid_to)
        return bytes.fromhex("0000000000000137") + bytes((1, self.version)) + self.asn + days + bytes(2)


class FmcosCard:
    """A card that answers commands over T=1."""

    atr = bytes.fromhex("3B8880014D434F53000000001B")

    def __init__(self, content: FmcosContent) -> None:
        self._content = content
        self._is_selected = False

    def reset(self) -> None:
        """Forget what was selected, as at power-on."""
        self._is_selected = False

    def answer(self, apdu: bytes) -> bytes:
        """Return the answer to one command."""
        if len(apdu) < 4:
            return WRONG_LENGTH
        if apdu[0] != 0x00:
            return NO_SUCH_CLASS
        if apdu[1] == _SELECT:
            return self._select(apdu)
        if not self._is_selected:
            return NOT_NOW
        if apdu[1] == _READ_BINARY:
            return self._content.card_file + OK if apdu[2:] == b"\x95\x00\x1e" else NOT_FOUND
        if apdu[1] == _INTERNAL_AUTHENTICATE:
            return self._authenticate(apdu)
        return NO_SUCH_COMMAND

    def _select(self, apdu: bytes) -> bytes:
        if content_of(apdu) != PROFILE.aid:
            return NOT_FOUND
        self._is_selected = True
        named = bytes((0x84, len(PROFILE.aid))) + PROFILE.aid
        return bytes((0x6F, len(named))) + named + OK

    def _authenticate(self, apdu: bytes) -> bytes:
        challenge = content_of(apdu)
        if apdu[3] != PROFILE.key_number:
            return NOT_FOUND
        if challenge is None or len(challenge) != DES_BLOCK_BYTES:
            return WRONG_LENGTH
        return encrypt_3des(self._content.key, challenge) + OK
