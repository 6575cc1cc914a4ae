"""Did the paper come out? Sends one paper and answers `printed`, `not_sent` or `uncertain`, never a guess.

Rule: `printed` only on the printer's acknowledgement after the last byte, `not_sent` only before the first.
That the network took the bytes means nothing: it takes a whole receipt for a printer without paper.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from pos.clock import monotonic_s
from pos.receipts.printers import Printer
from pos.receipts.status import STOPPED, PrinterState
from pos.receipts.wire import PATIENCE, STATUS_TOKEN, Patience, SilentPrinter, Wire

Result = Literal["printed", "not_sent", "uncertain"]

_TRANSMIT_STATUS = b"\x1dr\x01"
_TRANSMIT_PROCESS_ID = b"\x1d(H\x06\x0000"
# Fills up whatever command a broken paper ended in: 512 are enough for every text command. Then start anew.
_RESYNCHRONISE = b"\x00" * 512 + b"\x1b@"
# Parts the lines that a broken paper left hanging from the next customer's paper: they may show a balance.
_PART = b"\x1dVB\x00"


@dataclass(frozen=True)
class Outcome:
    """What became of one paper, how the printer is now, and a word for the log."""

    result: Result
    state: PrinterState
    detail: str = ""


def send_paper(
    printer: Printer,
    paper: bytes,
    *,
    is_in_doubt: bool = False,
    patience: Patience = PATIENCE,
    keep_waiting: Callable[[PrinterState], bool] = lambda state: True,
) -> Outcome:
    """Send one paper and wait for the printer's word that it is printed.

    `is_in_doubt` says that an earlier paper may have broken off in the middle: the printer is brought to a
    known state first. While the printer says why it stands still (no paper, cover open), waiting goes on as
    long as `keep_waiting` wants, asked about once a second with the state: the paper is in the printer and
    comes out by itself, so a second copy would be one too many.
    """
    try:
        wire = Wire(printer, patience)
    except OSError as error:
        return Outcome("not_sent", "no_answer", f"cannot connect: {error}")
    with wire:
        try:
            state = wire.state()
            if state not in STOPPED and is_in_doubt:
                _resynchronise(wire, printer, patience)
        except OSError as error:
            return Outcome("not_sent", "no_answer", str(error))
        if state in STOPPED:
            return Outcome("not_sent", state)
        return _send_and_wait(wire, printer, _PART + paper if is_in_doubt else paper, patience, keep_waiting)


def ask_state(printer: Printer, patience: Patience = PATIENCE) -> PrinterState:
    """Ask a printer how it is; `no_answer` if it cannot be reached."""
    try:
        with Wire(printer, patience) as wire:
            return wire.state()
    except OSError:
        return "no_answer"


def _send_and_wait(
    wire: Wire,
    printer: Printer,
    paper: bytes,
    patience: Patience,
    keep_waiting: Callable[[PrinterState], bool],
) -> Outcome:
    request, token = _acknowledgement(printer)
    wire.acknowledged.clear()
    try:
        wire.send(paper + request)
        return _wait_for_word(wire, token, patience, keep_waiting)
    except OSError as error:
        return Outcome("uncertain", "no_answer", f"lost while printing: {error}")


def _wait_for_word(
    wire: Wire, token: bytes, patience: Patience, keep_waiting: Callable[[PrinterState], bool]
) -> Outcome:
    is_stalled, since_s = False, monotonic_s()
    while not wire.wait_for(token, patience.ask_s):
        state = _state_or_silence(wire)
        if (state in STOPPED) != is_stalled:
            is_stalled, since_s = state in STOPPED, monotonic_s()
        if not keep_waiting(state):
            return Outcome("uncertain", state, "stopped while waiting for the printer")
        if monotonic_s() - since_s > (patience.stall_s if is_stalled else patience.busy_s):
            return Outcome("uncertain", state, f"no acknowledgement, printer {state}")
    return Outcome("printed", _state_after(wire))


def _state_or_silence(wire: Wire) -> PrinterState:
    """Ask why it takes so long. Some printers answer nothing while they print: that is no broken wire."""
    try:
        return wire.state()
    except SilentPrinter:
        return "no_answer"


def _state_after(wire: Wire) -> PrinterState:
    """Ask how the printer is after the paper; what breaks now no longer makes the paper uncertain."""
    try:
        return wire.state()
    except OSError:
        return "no_answer"


def _acknowledgement(printer: Printer) -> tuple[bytes, bytes]:
    """Return the request that a printer answers once all before it is done, and the token of its answer."""
    if printer.acknowledgement == "process_id":
        token = secrets.token_hex(2).encode("ascii")
        return _TRANSMIT_PROCESS_ID + token, token
    return _TRANSMIT_STATUS, STATUS_TOKEN


def _resynchronise(wire: Wire, printer: Printer, patience: Patience) -> None:
    """Bring a printer to a known state, and wait out the acknowledgement that an earlier paper may still owe.

    GS r carries no name: the late answer of the earlier paper would pass for the answer of the next one.
    """
    request, token = _acknowledgement(printer)
    wire.send(_RESYNCHRONISE + request)
    if not wire.wait_for(token, patience.busy_s):
        raise SilentPrinter("not ready after a broken paper")
    while wire.acknowledged:
        wire.acknowledged.clear()
        wire.wait_until(lambda: bool(wire.acknowledged), patience.quiet_s)
