"""What do the bytes mean? Reads a stream, however the network split it, into characters, commands and flags.

Rule: it is the strictest printer sold: a GBK font, Chinese mode off until FS & and again after ESC @.
"""

from dataclasses import dataclass

from pos.receipts.virtual_printer.commands import LEADS, argument_length, command_name, is_known

# What the paper shows where no character could be made out.
UNREADABLE = "▯"
_OBEYED_CONTROLS = {0x00: "NUL", 0x09: "HT", 0x0A: "LF", 0x0C: "FF", 0x0D: "CR", 0x18: "CAN"}


@dataclass(frozen=True)
class Character:
    """One character on the paper, 1 or 2 columns of its size."""

    text: str
    columns: int


@dataclass(frozen=True)
class Command:
    """A command by its name in the manuals (`GS V`, `LF`), and its arguments."""

    name: str
    arguments: bytes = b""


@dataclass(frozen=True)
class Flagged:
    """Something that a real printer would have printed as rubbish, or obeyed by surprise."""

    reason: str


Token = Character | Command | Flagged


class Reader:
    """The printer's buffer, read from the front one token at a time."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._flagged: list[Flagged] = []
        self._unflagged: Token | None = None
        self.is_chinese = False

    def __len__(self) -> int:
        return len(self._bytes)

    def feed(self, received: bytes) -> None:
        """Take bytes into the buffer."""
        self._bytes += received

    def next_token(self) -> Token | None:
        """Take the next token off the buffer; None while its bytes are not all there."""
        if self._unflagged is not None:
            token, self._unflagged = self._unflagged, None
            return token
        if not self._bytes:
            return None
        first = self._bytes[0]
        if first in LEADS:
            return self._next_command()
        if first < 0x20 or first == 0x7F:
            self._take(1)
            name = _OBEYED_CONTROLS.get(first)
            return Command(name) if name else Flagged(f"control byte {first:02X} in text")
        if first < 0x80:
            return Character(chr(self._take(1)[0]), 1)
        return self._next_hanzi(first)

    def _next_command(self) -> Token | None:
        if len(self._bytes) < 2:
            return None
        name = command_name(self._bytes[0], self._bytes[1])
        if not is_known(name):
            return Flagged(f"unknown command {self._take(2).hex(' ').upper()}")
        length = argument_length(name, bytes(self._bytes[2:]))
        if length is None:
            return None
        if name in ("ESC @", "FS &", "FS ."):
            self.is_chinese = name == "FS &"
        return Command(name, self._take(2 + length)[2:])

    def _next_hanzi(self, first: int) -> Token | None:
        if not self.is_chinese:
            self._take(1)
            return self._flag(f"high byte {first:02X} with Chinese mode off", Character(UNREADABLE, 1))
        if len(self._bytes) < 2:
            return None
        second = self._bytes[1]
        if 0x30 <= second <= 0x39:
            # A GBK font knows no four-byte form: it skips the lead and prints the digit.
            self._take(1)
            return self._flag("four-byte GB18030 on a GBK printer", Character(" ", 1))
        if second < 0x40:
            self._take(1)
            return self._flag(f"half a character {first:02X}", Character(UNREADABLE, 1))
        try:
            return Character(self._take(2).decode("gbk"), 2)
        except UnicodeDecodeError:
            return self._flag(f"no character {first:02X} {second:02X}", Character(UNREADABLE, 2))

    def _flag(self, reason: str, then: Token) -> Flagged:
        self._unflagged = then
        return Flagged(reason)

    def _take(self, count: int) -> bytes:
        taken = bytes(self._bytes[:count])
        del self._bytes[:count]
        return taken
