"""How is a virtual card laid on a virtual reader? The one rule: this is the hand, it decides nothing.

Speaks the protocol of the vpcd driver: the card connects to the reader's TCP port; each frame is two bytes of
length (big endian) and that many bytes; one byte is a control, more are a command for the card.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

_POWER_ON, _RESET, _GET_ATR = 1, 2, 4
_CONNECT_S = 5.0


class FaultKind(StrEnum):
    """What goes wrong with a card."""

    TORN = "torn"  # taken away before it answers
    TORN_AFTER = "torn_after"  # taken away after it worked, before the answer is out
    MUTE = "mute"  # never answers
    GARBAGE = "garbage"  # answers something else
    SLOW = "slow"  # takes its time


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault at command ``step``, counted from 0 at the insertion; ``is_lasting``: and at all later ones.

    ``answer`` is what a card answers instead (``GARBAGE``), ``wait_s`` how long one takes (``SLOW``).
    """

    kind: FaultKind
    step: int = 0
    answer: bytes = b""
    is_lasting: bool = False
    wait_s: float = 0.0

    def strikes(self, step: int) -> bool:
        """Say whether command number ``step`` is hit."""
        return step == self.step or (self.is_lasting and step > self.step)


class Answering(Protocol):
    """What can be laid on a reader."""

    @property
    def atr(self) -> bytes:
        """What it says at power-on."""

    def reset(self) -> None:
        """Be powered on, or reset."""

    def answer(self, apdu: bytes) -> bytes:
        """Answer one command."""


class Slot:
    """A reader's place for one card.

    ``poll_s`` is how often its pcscd looks. A card laid on within one look of the last one's removal would
    hide that removal, so :meth:`insert` waits for 2.5 of them.
    """

    def __init__(self, port: int, *, poll_s: float) -> None:
        self._port = port
        self._poll_s = poll_s
        self._removed_at: float | None = None
        self._wire: socket.socket | None = None
        self._thread: threading.Thread | None = None
        self._gone = threading.Event()
        self._gone.set()

    @property
    def is_occupied(self) -> bool:
        """Say whether a card lies there."""
        return not self._gone.is_set()

    def insert(self, card: Answering, *, fault: Fault | None = None, at_once: bool = False) -> None:
        """Lay ``card`` on the reader; ``at_once`` does not wait for the last removal to be seen.

        :raises RuntimeError: when a card lies there.
        :raises OSError: when no pcscd listens.
        """
        if self.is_occupied:
            raise RuntimeError("a card lies there")
        if self._removed_at is not None and not at_once:
            time.sleep(max(0.0, self._removed_at + 2.5 * self._poll_s - time.monotonic()))
        wire = socket.create_connection(("127.0.0.1", self._port), timeout=_CONNECT_S)
        wire.settimeout(None)
        self._wire = wire
        self._gone = threading.Event()
        self._thread = threading.Thread(
            target=self._serve, args=(wire, card, fault, self._gone), name=f"card-{self._port}", daemon=True
        )
        self._thread.start()

    def remove(self) -> None:
        """Take the card away. Does nothing when none lies there."""
        if self._wire is None or self._thread is None:
            return
        self._gone.set()
        _hang_up(self._wire)
        self._thread.join()
        self._wire = self._thread = None
        self._removed_at = time.monotonic()

    def _serve(
        self, wire: socket.socket, card: Answering, fault: Fault | None, gone: threading.Event
    ) -> None:
        step = 0
        try:
            while (frame := _receive(wire)) is not None:
                if len(frame) > 1:
                    answer = _answer(card, frame, fault if fault and fault.strikes(step) else None, gone)
                    step += 1
                    if not answer:
                        return
                    _send(wire, answer)
                elif frame[0] == _GET_ATR:
                    _send(wire, card.atr)
                elif frame[0] in (_POWER_ON, _RESET):
                    card.reset()
        except OSError:
            # The reader's side is gone: pcscd ended, or the card was taken away under our hands.
            return
        finally:
            # First, so that whoever learns of the end can lay the next card down.
            self._removed_at = time.monotonic()
            gone.set()
            _hang_up(wire)


def _answer(card: Answering, apdu: bytes, fault: Fault | None, gone: threading.Event) -> bytes:
    """Return the card's answer, b"" for a card that is taken away instead."""
    if fault is None:
        return card.answer(apdu)
    if fault.kind is FaultKind.SLOW:
        return b"" if gone.wait(fault.wait_s) else card.answer(apdu)
    if fault.kind is FaultKind.MUTE:
        gone.wait()
    if fault.kind is FaultKind.TORN_AFTER:
        card.answer(apdu)
    # vpcd waits for ever for the bytes of an empty frame, so no bytes at all means hanging up, too.
    return fault.answer if fault.kind is FaultKind.GARBAGE else b""


def _receive(wire: socket.socket) -> bytes | None:
    head = _receive_exactly(wire, 2)
    return None if head is None else _receive_exactly(wire, int.from_bytes(head, "big"))


def _receive_exactly(wire: socket.socket, count: int) -> bytes | None:
    received = b""
    while len(received) < count:
        # vpcd sends length and body apart; a delayed acknowledgement would cost 40 ms at each command.
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        part = wire.recv(count - len(received))
        if not part:
            return None
        received += part
    return received


def _send(wire: socket.socket, payload: bytes) -> None:
    wire.sendall(len(payload).to_bytes(2, "big") + payload)


def _hang_up(wire: socket.socket) -> None:
    with contextlib.suppress(OSError):
        wire.shutdown(socket.SHUT_RDWR)
    wire.close()
