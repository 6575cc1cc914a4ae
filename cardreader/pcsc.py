"""How is the PC/SC service called? The one rule: this module alone imports ``smartcard``.

Raw ``SCard*`` calls only. pyscard's own monitor compares ATRs, so it misses a swap of two canteen cards, and
it dies with the service. Three traps of the raw calls are closed here: codes may be negative (Windows), on an
error the returned list is uninitialised memory, and some errors come out as ``SystemError``.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from smartcard import scard

SUCCESS = 0
INTERNAL_ERROR = 0x80100001
CANCELLED = 0x80100002
UNKNOWN_READER = 0x80100009
TIMEOUT = 0x8010000A
SHARING_VIOLATION = 0x8010000B
READER_UNAVAILABLE = 0x80100017
NO_READERS = 0x8010002E
# No common protocol, unsupported, unresponsive, unpowered: something lies there, but no card of ours.
UNREADABLE = frozenset((0x8010000F, 0x80100065, 0x80100066, 0x80100067))

STATE_UNAWARE = 0x0000
STATE_CHANGED = 0x0002
STATE_PRESENT = 0x0020
MOVES_END = 0x1_0000

# A pseudo reader that changes when a reader comes or goes.
PLUG_AND_PLAY = "\\\\?PnP?\\Notification"

_WORD = 0xFFFFFFFF
_PROTOCOLS = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1


class PcscError(Exception):
    """A call to the service failed. ``code`` is the 32-bit code of PC/SC."""

    def __init__(self, call: str, code: int) -> None:
        super().__init__(f"{call}: {code:08X}")
        self.call = call
        self.code = code


@dataclass(frozen=True, slots=True)
class ReaderState:
    """What the service says of one reader. The upper 16 bits of ``state`` count insertions and removals."""

    name: str
    state: int = STATE_UNAWARE
    atr: bytes = b""

    @property
    def is_present(self) -> bool:
        """Say whether a card lies there."""
        return bool(self.state & STATE_PRESENT)

    @property
    def moves(self) -> int:
        """Insertions and removals so far, modulo ``MOVES_END``."""
        return (self.state >> 16) % MOVES_END


class Context:
    """A line to the service. One per thread and purpose; never used again after an error.

    Only :meth:`cancel` may be called from another thread.
    """

    def __init__(self) -> None:
        """Open the line.

        :raises PcscError: when the service is not there.
        """
        self._process = os.getpid()
        (self._handle,) = _call("SCardEstablishContext", scard.SCARD_SCOPE_USER)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def readers(self) -> tuple[str, ...]:
        """Name the readers there are.

        :raises PcscError: when the service is gone.
        """
        try:
            (names,) = _call("SCardListReaders", self._handle, [])
        except PcscError as error:
            if error.code == NO_READERS:
                return ()
            raise
        return tuple(names)

    def wait(self, known: Sequence[ReaderState], *, timeout_s: float) -> tuple[ReaderState, ...]:
        """Block until a reader differs from what is ``known``; () when none did in time or after a cancel.

        :raises PcscError: when the service is gone, or with UNKNOWN_READER.
        """
        asked = [(reader.name, reader.state & ~STATE_CHANGED, list(reader.atr)) for reader in known]
        try:
            (states,) = _call("SCardGetStatusChange", self._handle, int(timeout_s * 1000), asked)
        except PcscError as error:
            if error.code in (TIMEOUT, CANCELLED):
                return ()
            raise
        return tuple(ReaderState(name, state & _WORD, bytes(atr)) for name, state, atr in states)

    def cancel(self) -> None:
        """Wake a :meth:`wait` of another thread. Lost when that thread is not inside it: repeat."""
        _try("SCardCancel", self._handle)

    def connect(self, reader: str) -> Card:
        """Take the card on ``reader`` for ourselves alone.

        :raises PcscError: SHARING_VIOLATION while another program holds it, and whatever else goes wrong.
        """
        handle, _ = _call("SCardConnect", self._handle, reader, scard.SCARD_SHARE_EXCLUSIVE, _PROTOCOLS)
        return Card(handle)

    def close(self) -> None:
        """Hang up. In a forked child this does nothing: it would cut the parent's line."""
        if os.getpid() == self._process:
            _try("SCardReleaseContext", self._handle)


class Card:
    """A card in our hands."""

    def __init__(self, handle: int) -> None:
        """Take over ``handle`` and learn which protocol was agreed.

        :raises PcscError: when the card is gone already, or the handle is none.
        """
        # Asked about a handle of 0, pyscard 2.3.1 frees memory that it never set, which can end the process.
        if handle == 0:
            raise PcscError("SCardStatus", INTERNAL_ERROR)
        self._handle = handle
        self._process = os.getpid()
        try:
            _, _, protocol, _ = _call("SCardStatus", handle)
        except PcscError:
            self.leave()
            raise
        self.is_t0 = protocol == scard.SCARD_PROTOCOL_T0
        # The PCI must be that of the protocol in use; the service refuses any other.
        self._pci = scard.SCARD_PCI_T0 if self.is_t0 else scard.SCARD_PCI_T1

    def transmit(self, apdu: bytes) -> bytes:
        """Send one command and return the raw answer, of whatever length. Has no time limit.

        :raises PcscError: when the card, the reader or the service failed.
        """
        (response,) = _call("SCardTransmit", self._handle, self._pci, list(apdu))
        return bytes(response)

    def leave(self) -> None:
        """Let go and leave the card powered: the one way in which the next card is always announced.

        In a forked child this does nothing: it would take the card out of the parent's hands.
        """
        if os.getpid() == self._process:
            _try("SCardDisconnect", self._handle, scard.SCARD_LEAVE_CARD)


def _call(name: str, *arguments: Any) -> tuple[Any, ...]:
    call: Callable[..., Any] = getattr(scard, name)
    try:
        answer = call(*arguments)
    except SystemError as error:
        raise PcscError(name, INTERNAL_ERROR) from error
    code, *values = answer if isinstance(answer, (list, tuple)) else (answer,)
    if code & _WORD != SUCCESS:
        raise PcscError(name, code & _WORD)
    return tuple(values)


def _try(name: str, *arguments: Any) -> None:
    # For letting go: what is gone already need not be let go of.
    try:
        _call(name, *arguments)
    except PcscError:
        return
