"""How does a till reach the virtual printer? A real TCP port, one client at a time, as on a network printer.

Rule: whatever a client could tell from a real printer happens here or in the mechanics, never in tests.
"""

import contextlib
import socket
import struct
import threading
from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import Self

from pos import clock
from pos.receipts.virtual_printer.faults import Fault
from pos.receipts.virtual_printer.mechanics import Mechanics
from pos.receipts.virtual_printer.paper import Paper, PaperLine

_HOST = "127.0.0.1"
# How soon the printer notices that it was closed, or has room again.
_PAUSE_S = 0.05
# Closing with this option sends a reset instead of a good-bye.
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class VirtualPrinter:
    """A printer on a TCP port (0 for any free one); use it as a context manager.

    Finished papers are in `papers`, and are handed to `on_paper` as they are cut.
    """

    def __init__(
        self,
        name: str = "virtual",
        *,
        port: int = 0,
        columns: int = 32,
        now: Callable[[], datetime] = clock.now,
        on_paper: Callable[[Paper], None] | None = None,
    ) -> None:
        self.name = name
        self.columns = columns
        self.papers: list[Paper] = []
        self._now = now
        self._on_paper = on_paper
        self._changed = threading.Condition(threading.RLock())
        self._mechanics = Mechanics(columns, answer=self._answer, on_cut=self._finish)
        self._connection: socket.socket | None = None
        self._bytes_to_drop: int | None = None
        self._is_closing = False
        self._listener: socket.socket | None = self._listen(port)
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, name=f"virtual-printer-{name}", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._changed:
            self._is_closing = True
            self._unplug()
        self._thread.join()

    @property
    def address(self) -> str:
        """The address as in CANTEEN_PRINTER_<NAME>."""
        return f"tcp://{_HOST}:{self.port}?columns={self.columns}"

    @property
    def fault(self) -> Fault | None:
        """What is wrong with the printer now."""
        return self._mechanics.fault

    @property
    def unfinished(self) -> list[str]:
        """The lines that came out since the last cut."""
        with self._changed:
            return [line.text for line in self._mechanics.press.lines]

    def set_fault(self, fault: Fault | None) -> None:
        """Break the printer, or mend it; a mended printer goes on printing where it stood."""
        with self._changed:
            is_off = fault is not None and fault.kind == "off"
            self._bytes_to_drop = fault.after if fault is not None and fault.kind == "drop" else None
            if is_off:
                self._unplug()
            elif self._listener is None:
                self._listener = self._listen(self.port)
            self._mechanics.set_fault(fault)
            self._changed.notify_all()

    def wait_for_papers(self, count: int, timeout_s: float = 10.0) -> list[Paper]:
        """Wait until so many papers are finished, and return all that are.

        :raises TimeoutError: when they are not there in time
        """
        with self._changed:
            if not self._changed.wait_for(lambda: len(self.papers) >= count, timeout_s):
                raise TimeoutError(f"{len(self.papers)} papers, not {count}")
            return list(self.papers)

    def _listen(self, port: int) -> socket.socket:
        listener = socket.create_server((_HOST, port))
        listener.settimeout(_PAUSE_S)
        return listener

    def _unplug(self) -> None:
        """Refuse and drop connections at once; shutdown() wakes the thread that waits in them."""
        for plug in (self._listener, self._connection):
            if plug is not None:
                with contextlib.suppress(OSError):
                    plug.shutdown(socket.SHUT_RDWR)
        if self._listener is not None:
            self._listener.close()
        self._listener = None

    def _serve(self) -> None:
        while not self._is_closing:
            with self._changed:
                listener = self._listener
                if listener is None:
                    self._changed.wait(_PAUSE_S)
                    continue
            with contextlib.suppress(OSError):
                connection, _ = listener.accept()
                with connection:
                    self._talk(connection)

    def _talk(self, connection: socket.socket) -> None:
        connection.settimeout(_PAUSE_S)
        with self._changed:
            self._connection = connection
        try:
            while not self._is_closing and self._take_some(connection):
                pass
        finally:
            with self._changed:
                self._connection = None

    def _take_some(self, connection: socket.socket) -> bool:
        """Take what has come; False when the connection is over."""
        with self._changed:
            if not self._mechanics.has_room:
                self._changed.wait(_PAUSE_S)
                return True
        try:
            received = connection.recv(4096)
        except TimeoutError:
            return True
        with self._changed:
            if self._bytes_to_drop is None or len(received) < self._bytes_to_drop:
                if self._bytes_to_drop is not None:
                    self._bytes_to_drop -= len(received)
                self._mechanics.receive(received)
                return bool(received)
            self._mechanics.receive(received[: self._bytes_to_drop])
        self._drop(connection)
        return False

    def _drop(self, connection: socket.socket) -> None:
        """Break off in the middle, with a reset or with a good-bye; what was received is still printed."""
        fault = self._mechanics.fault
        self.set_fault(None)
        if fault is not None and fault.is_reset:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
            return
        # Without reading on, the kernel would turn the good-bye into a reset.
        connection.shutdown(socket.SHUT_WR)
        connection.settimeout(1.0)
        with contextlib.suppress(OSError):
            while connection.recv(4096):
                pass

    def _answer(self, answer: bytes) -> None:
        if self._connection is not None:
            with contextlib.suppress(OSError):
                self._connection.sendall(answer)

    def _finish(self, lines: tuple[PaperLine, ...], flags: tuple[str, ...]) -> None:
        paper = Paper(self.name, self.columns, self._now(), lines, flags)
        self.papers.append(paper)
        if self._on_paper is not None:
            self._on_paper(paper)
        self._changed.notify_all()
