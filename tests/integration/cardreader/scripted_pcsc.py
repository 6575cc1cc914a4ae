"""A PC/SC library that is scripted: for what a virtual reader cannot do, such as being pulled out.

Stands in for the library itself, call by call, with the codes that were seen from pcsc-lite and Windows.
"""

import threading
from collections.abc import Sequence
from typing import Any, Final

from smartcard import scard

from cardreader.pcsc import NO_READERS, PLUG_AND_PLAY, READER_UNAVAILABLE, STATE_CHANGED, STATE_PRESENT
from cardreader.virtual.vpcd import Answering

NO_SERVICE: Final = 0x8010001D
SERVICE_STOPPED: Final = 0x8010001E
NO_CARD: Final = 0x8010000C
_UNKNOWN_READER: Final = 0x80100009
_CANCELLED: Final = 0x80100002
_TIMEOUT: Final = 0x8010000A
_STATE_UNKNOWN: Final = 0x0004
_STATE_UNAVAILABLE: Final = 0x0008
_STATE_EMPTY: Final = 0x0010

State = tuple[str, int, list[int]]


class _Plugged:
    def __init__(self, card: Answering | None) -> None:
        self.card = card
        self.moves = 0 if card is None else 1


class ScriptedPcsc:
    """The calls of ``smartcard.scard`` that we use; constants are the library's own.

    ``stops_when_empty`` is Windows, whose service ends with its last reader; ``is_signed`` also, whose codes
    come out negative.
    """

    def __init__(self, *, stops_when_empty: bool = False, is_signed: bool = False) -> None:
        self._stops_when_empty = stops_when_empty
        self._is_signed = is_signed
        self._plugged: dict[str, _Plugged] = {}
        self._ghosts: list[str] = []
        self._cancelled: set[int] = set()
        self._changed = threading.Condition()
        self._handles = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(scard, name)

    def plug(self, name: str, card: Answering | None = None) -> None:
        """Plug a reader in, perhaps with a card on it."""
        with self._changed:
            self._plugged[name] = _Plugged(card)
            self._changed.notify_all()

    def unplug(self, name: str, *, is_still_named: bool = False) -> None:
        """Pull a reader out, card and all; ``is_still_named``: the service names it once more."""
        with self._changed:
            del self._plugged[name]
            if is_still_named:
                self._ghosts.append(name)
            self._changed.notify_all()

    def SCardEstablishContext(self, scope: int) -> list[Any]:  # noqa: N802 - the library's name
        with self._changed:
            if self._is_stopped():
                return [self._code(NO_SERVICE), 0]
            self._handles += 1
            return [0, self._handles]

    def SCardReleaseContext(self, context: int) -> int:  # noqa: N802
        return 0

    def SCardListReaders(self, context: int, groups: list[str]) -> list[Any]:  # noqa: N802
        with self._changed:
            if self._is_stopped():
                return [self._code(NO_SERVICE), []]
            names, self._ghosts = [*self._plugged, *self._ghosts], []
            return [0, names] if names else [self._code(NO_READERS), []]

    def SCardGetStatusChange(  # noqa: N802
        self, context: int, timeout_ms: int, asked: Sequence[State]
    ) -> list[Any]:
        with self._changed:
            missing = {name for name, _, _ in asked} - self._plugged.keys() - {PLUG_AND_PLAY}
            if missing:
                return [self._code(_UNKNOWN_READER), []]
            self._changed.wait_for(
                lambda: context in self._cancelled or self._is_stopped() or self._differ(asked),
                timeout_ms / 1000,
            )
            if context in self._cancelled:
                self._cancelled.discard(context)
                return [self._code(_CANCELLED), []]
            if self._is_stopped():
                return [self._code(SERVICE_STOPPED), []]
            if not self._differ(asked):
                return [self._code(_TIMEOUT), []]
            return [0, [self._now(state) for state in asked]]

    def SCardCancel(self, context: int) -> int:  # noqa: N802
        with self._changed:
            self._cancelled.add(context)
            self._changed.notify_all()
            return 0

    def SCardConnect(self, context: int, reader: str, mode: int, protocols: int) -> list[Any]:  # noqa: N802
        with self._changed:
            plugged = self._plugged.get(reader)
            if plugged is None:
                return [self._code(_UNKNOWN_READER), 0, 0]
            if plugged.card is None:
                return [self._code(NO_CARD), 0, 0]
            plugged.card.reset()
            self._handles += 1
            self._connected = (reader, plugged)
            return [0, self._handles, scard.SCARD_PROTOCOL_T1]

    def SCardStatus(self, card: int) -> list[Any]:  # noqa: N802
        return [0, "", 0, scard.SCARD_PROTOCOL_T1, []]

    def SCardTransmit(self, card: int, pci: Any, command: list[int]) -> list[Any]:  # noqa: N802
        reader, plugged = self._connected
        answer = plugged.card.answer(bytes(command)) if plugged.card else b""
        with self._changed:
            if self._plugged.get(reader) is not plugged:
                # What the list holds after an error is whatever lay in memory.
                return [self._code(READER_UNAVAILABLE), [192, 28, 31, 60]]
        return [0, list(answer)]

    def SCardDisconnect(self, card: int, disposition: int) -> int:  # noqa: N802
        return 0

    def _is_stopped(self) -> bool:
        return self._stops_when_empty and not self._plugged

    def _code(self, code: int) -> int:
        return code - 0x1_0000_0000 if self._is_signed else code

    def _differ(self, asked: Sequence[State]) -> bool:
        return any(self._now(state)[1] & STATE_CHANGED for state in asked)

    def _now(self, known: State) -> State:
        name, state, _ = known
        if name == PLUG_AND_PLAY:
            new, atr = len(self._plugged) << 16, b""
        elif (plugged := self._plugged.get(name)) is None:
            new, atr = _STATE_UNKNOWN | _STATE_UNAVAILABLE, b""
        elif plugged.card is None:
            new, atr = plugged.moves << 16 | _STATE_EMPTY, b""
        else:
            new, atr = plugged.moves << 16 | STATE_PRESENT, plugged.card.atr
        return name, new if new == state else new | STATE_CHANGED, list(atr)
