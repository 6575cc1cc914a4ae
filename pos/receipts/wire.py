"""How do bytes go to a network printer and come back? One TCP connection, every wait with an end.

Rule: close only after reading what is left. One unread status byte turns close() into a reset, and
the printer then throws away what it has not yet taken: 2,048 of 8,000 bytes arrived in a measured case.
"""

import contextlib
import select
import socket
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from pos.clock import monotonic_s
from pos.receipts.printers import Printer
from pos.receipts.status import STATUS_REQUESTS, PrinterState, is_status_answer, printer_state

# The token under which an answer to GS r is kept; answers to GS ( H are kept under their four-byte id.
STATUS_TOKEN = b"status"
_PROCESS_HEADER = 0x37
_PROCESS_ANSWER_BYTES = 7
_AUTOMATIC_STATUS_BYTES = 4


class SilentPrinter(OSError):
    """The printer did not answer within its time."""


@dataclass(frozen=True)
class Patience:
    """How long each step waits, in seconds."""

    connect_s: float = 3.0
    # A status answer comes at once or not at all.
    answer_s: float = 2.0
    # Taking and printing a paper; a long receipt is printed in 3 s.
    busy_s: float = 20.0
    # A person changes the roll: as long as the printer says so itself, it will finish this paper alone.
    stall_s: float = 600.0
    # How long no late acknowledgement of an earlier paper must come before the next paper begins.
    quiet_s: float = 0.5
    # How often a waiting printer is asked why.
    ask_s: float = 1.0
    close_s: float = 0.5


PATIENCE = Patience()


class Wire:
    """One open connection to a printer; collects its answers."""

    def __init__(self, printer: Printer, patience: Patience) -> None:
        self._patience = patience
        self._received = bytearray()
        self._statuses: list[int] = []
        self.acknowledged: set[bytes] = set()
        self._socket = socket.create_connection((printer.host, printer.port), timeout=patience.connect_s)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Say that nothing more comes, read what is left, close."""
        with contextlib.suppress(OSError), self._socket:
            self._socket.shutdown(socket.SHUT_WR)
            self._socket.settimeout(self._patience.close_s)
            while self._socket.recv(4096):
                pass

    def send(self, payload: bytes) -> None:
        """Hand bytes to the network; says nothing about whether they were printed.

        :raises OSError: when the connection is broken or takes nothing for `busy_s`
        """
        self._socket.settimeout(self._patience.busy_s)
        self._socket.sendall(payload)

    def state(self) -> PrinterState:
        """Ask for the state now; answered even while the printer is busy or stopped.

        :raises SilentPrinter: when an answer is missing
        :raises OSError: when the connection is broken
        """
        answers = {}
        for number, request in STATUS_REQUESTS.items():
            self._statuses.clear()
            self.send(request)
            if not self.wait_until(lambda: bool(self._statuses), self._patience.answer_s):
                raise SilentPrinter("no answer to a status request")
            answers[number] = self._statuses[0]
        return printer_state(answers)

    def wait_for(self, token: bytes, timeout_s: float) -> bool:
        """Wait for an acknowledgement; True if it came.

        :raises OSError: when the connection is broken
        """
        return self.wait_until(lambda: token in self.acknowledged, timeout_s)

    def wait_until(self, is_done: Callable[[], bool], timeout_s: float) -> bool:
        """Read answers until the claim holds; False if the time is over first.

        :raises OSError: when the connection is broken
        """
        give_up_at = monotonic_s() + timeout_s
        while not is_done():
            left_s = give_up_at - monotonic_s()
            if left_s <= 0 or not select.select([self._socket], [], [], left_s)[0]:
                return False
            received = self._socket.recv(4096)
            if not received:
                raise ConnectionResetError("the printer closed the connection")
            self._received += received
            self._sort_answers()
        return True

    def _sort_answers(self) -> None:
        """Take every complete answer off the bytes received."""
        while self._received:
            length = _answer_length(self._received[0])
            if len(self._received) < length:
                return
            answer = bytes(self._received[:length])
            del self._received[:length]
            if answer[0] == _PROCESS_HEADER:
                self.acknowledged.add(answer[2:6])
            elif length == 1 and is_status_answer(answer[0]):
                self._statuses.append(answer[0])
            elif answer[0] & 0x90 == 0:
                self.acknowledged.add(STATUS_TOKEN)


def _answer_length(first: int) -> int:
    if first == _PROCESS_HEADER:
        return _PROCESS_ANSWER_BYTES
    # Automatic status back, which some printers send unasked: four bytes, the first has these fixed bits.
    return _AUTOMATIC_STATUS_BYTES if first & 0x93 == 0x10 else 1
