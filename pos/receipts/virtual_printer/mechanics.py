"""How does a printer behave? Its buffer, its answers and its faults; no network.

Rule: DLE EOT is answered on arrival, all else in its turn. So GS r tells that all before it is printed.
"""

import re
from collections.abc import Callable

from pos.receipts.virtual_printer.faults import Fault
from pos.receipts.virtual_printer.paper import PaperLine
from pos.receipts.virtual_printer.press import Press
from pos.receipts.virtual_printer.reader import Command, Reader

BUFFER_BYTES = 65_536
_STANDING_STILL = frozenset({"paper_out", "cover_open", "jam", "hang", "off"})
# DLE EOT 1 to 4, and the beginning of one at the end of what has come.
_REQUEST = re.compile(rb"\x10\x04([\x01-\x04])")
_REQUEST_BEGUN = re.compile(rb"\x10\x04?\Z")
_PROCESS_ID_FUNCTION = b"H\x06\x0000"

OnCut = Callable[[tuple[PaperLine, ...], tuple[str, ...]], None]


class Mechanics:
    """A printer without its socket. Not safe for threads: the caller holds a lock."""

    def __init__(self, columns: int, *, answer: Callable[[bytes], None], on_cut: OnCut) -> None:
        self._answer_now = answer
        self._on_cut = on_cut
        self._reader = Reader()
        self.press = Press(columns)
        self._tail = b""
        self.set_fault(None)

    @property
    def has_room(self) -> bool:
        """Tell whether the buffer takes more; a full printer stops reading the network."""
        return len(self._reader) < BUFFER_BYTES

    def set_fault(self, fault: Fault | None) -> None:
        """Give the printer a fault, or mend it; a mended printer goes on where it stood."""
        self.fault = fault
        self._lines = self._answers = 0
        if fault is not None and fault.kind == "off":
            self._reader, self._tail = Reader(), b""
            self.press.power_off()
        self._run()

    def receive(self, received: bytes) -> None:
        """Take bytes: answer the real-time requests in them at once, then work off the buffer.

        A request never reaches the buffer: it does not complete a command that broke off before it.
        """
        *before, rest = _REQUEST.split(self._tail + received)
        unfinished = _REQUEST_BEGUN.search(rest)
        self._tail = unfinished.group() if unfinished else b""
        for text, number in zip(before[::2], before[1::2], strict=True):
            self._reader.feed(text)
            self._answer(bytes((self._status(number[0]),)))
        self._reader.feed(rest.removesuffix(self._tail))
        self._run()

    def _run(self) -> None:
        while not self._stands_still():
            token = self._reader.next_token()
            if token is None:
                return
            printed = len(self.press.lines)
            self.press.apply(token)
            self._lines += len(self.press.lines) - printed
            if isinstance(token, Command):
                self._obey(token)

    def _stands_still(self) -> bool:
        fault = self.fault
        return fault is not None and fault.kind in _STANDING_STILL and self._lines >= fault.after

    def _obey(self, command: Command) -> None:
        if command.name == "GS V":
            lines, flags = self.press.tear_off()
            if lines:
                self._on_cut(lines, flags)
        elif command.name == "GS r":
            self._answer(b"\x00")
        elif command.name == "GS (" and command.arguments.startswith(_PROCESS_ID_FUNCTION):
            self._answer(b"\x37\x22" + command.arguments[len(_PROCESS_ID_FUNCTION) :] + b"\x00")

    def _answer(self, answer: bytes) -> None:
        fault = self.fault
        if fault is not None and fault.kind == "mute" and self._answers >= fault.after:
            return
        self._answers += 1
        self._answer_now(answer)

    def _status(self, number: int) -> int:
        """Return the answer to DLE EOT: fixed bits, and one bit for each thing that is wrong."""
        kind = self.fault.kind if self.fault is not None else None
        if kind in _STANDING_STILL and not self._stands_still():
            kind = None
        bits = {
            "paper_low": {4: 0x0C},
            "paper_out": {1: 0x08, 2: 0x20, 4: 0x6C},
            "cover_open": {1: 0x08, 2: 0x04},
            "jam": {1: 0x08, 2: 0x40, 3: 0x08},
        }.get(kind or "", {})
        return 0x12 | bits.get(number, 0)
