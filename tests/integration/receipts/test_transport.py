"""The transport never says more than the printer said."""

import socket
import threading
from dataclasses import replace

import pytest

from pos.receipts.escpos_bytes import escpos_bytes
from pos.receipts.layout import LaidLine, lay_out
from pos.receipts.printers import Acknowledgement, Printer
from pos.receipts.sale_receipt import sale_receipt
from pos.receipts.status import PrinterState
from pos.receipts.transport import Outcome, ask_state, send_paper
from pos.receipts.virtual_printer import Fault, FaultKind, VirtualPrinter
from pos.receipts.wire import PATIENCE, Wire
from tests.unit.receipts.samples import sale

LAID = lay_out(sale_receipt(sale()), 32)
LINES = [laid.text for laid in LAID if isinstance(laid, LaidLine)]
PAPER = escpos_bytes(LAID)
NEXT_LAID = lay_out(sale_receipt(sale(number="T1-000124")), 32)
NEXT_LINES = [laid.text for laid in NEXT_LAID if isinstance(laid, LaidLine)]
NEXT_PAPER = escpos_bytes(NEXT_LAID)

# Gives up soon on a printer that will not come back, and waits as long as ever for one that answers.
SHORT = replace(PATIENCE, busy_s=0.2, stall_s=0.1, quiet_s=0.05, ask_s=0.02)
COMMANDS = (0x1B, 0x1C, 0x1D)
QUIET = replace(PATIENCE, quiet_s=0.05)
# The four status requests that come before every paper.
PREFLIGHT_BYTES = 12
ACKNOWLEDGEMENT_BYTES = 3


def address(virtual: VirtualPrinter, acknowledgement: Acknowledgement = "status") -> Printer:
    """Return the printer as a till knows it."""
    return Printer(virtual.name, "127.0.0.1", virtual.port, virtual.columns, acknowledgement)


@pytest.mark.parametrize("acknowledgement", ["status", "process_id"])
def test_a_paper_is_printed_as_it_was_laid_out(
    paper: VirtualPrinter, acknowledgement: Acknowledgement
) -> None:
    assert send_paper(address(paper, acknowledgement), PAPER) == Outcome("printed", "ok")
    (printed,) = paper.papers
    assert (printed.text_lines, printed.flags) == (LINES, ())


def test_a_printer_that_is_off_gets_nothing(paper: VirtualPrinter) -> None:
    paper.set_fault(Fault("off"))
    outcome = send_paper(address(paper), PAPER)
    assert (outcome.result, outcome.state) == ("not_sent", "no_answer")
    assert ask_state(address(paper)) == "no_answer"


@pytest.mark.parametrize(
    ("kind", "state"), [("paper_out", "paper_out"), ("cover_open", "cover_open"), ("jam", "error")]
)
def test_a_printer_that_says_it_cannot_print_gets_nothing(
    paper: VirtualPrinter, kind: FaultKind, state: PrinterState
) -> None:
    paper.set_fault(Fault(kind))
    assert send_paper(address(paper), PAPER) == Outcome("not_sent", state)
    assert ask_state(address(paper)) == state
    paper.set_fault(None)
    assert (paper.papers, paper.unfinished) == ([], [])


def test_a_printer_that_answers_nothing_gets_nothing(paper: VirtualPrinter) -> None:
    paper.set_fault(Fault("mute"))
    outcome = send_paper(address(paper), PAPER, patience=replace(SHORT, answer_s=0.05))
    assert (outcome.result, outcome.state) == ("not_sent", "no_answer")
    assert (paper.papers, paper.unfinished) == ([], [])


def test_low_paper_is_printed_on_and_told(paper: VirtualPrinter) -> None:
    paper.set_fault(Fault("paper_low"))
    assert send_paper(address(paper), PAPER) == Outcome("printed", "paper_low")


def test_a_paper_without_acknowledgement_is_uncertain_though_it_is_there(paper: VirtualPrinter) -> None:
    paper.set_fault(Fault("mute", after=4))
    outcome = send_paper(address(paper), PAPER, patience=SHORT)
    assert (outcome.result, outcome.state) == ("uncertain", "no_answer")
    assert paper.wait_for_papers(1)[0].text_lines == LINES


def test_a_printer_that_hangs_and_says_all_is_well_is_not_believed(paper: VirtualPrinter) -> None:
    paper.set_fault(Fault("hang", after=3))
    assert send_paper(address(paper), PAPER, patience=SHORT).result == "uncertain"
    assert paper.unfinished == LINES[:3]


def test_a_paper_that_stalls_is_finished_when_the_roll_is_changed(paper: VirtualPrinter) -> None:
    paper.set_fault(Fault("paper_out", after=3))
    seen: list[PrinterState] = []

    def change_the_roll(state: PrinterState) -> bool:
        seen.append(state)
        paper.set_fault(None)
        return True

    assert send_paper(address(paper), PAPER, keep_waiting=change_the_roll) == Outcome("printed", "ok")
    assert seen[0] == "paper_out"
    assert [printed.text_lines for printed in paper.papers] == [LINES]


def test_whoever_stops_waiting_does_not_know(paper: VirtualPrinter) -> None:
    paper.set_fault(Fault("paper_out", after=3))
    outcome = send_paper(address(paper), PAPER, keep_waiting=lambda state: False)
    assert (outcome.result, outcome.state) == ("uncertain", "paper_out")


def test_paper_out_after_any_line_is_never_called_printed_or_not_sent() -> None:
    for line in range(len(LINES) + 1):
        with VirtualPrinter("T1") as paper:
            paper.set_fault(Fault("paper_out", after=line))
            outcome = send_paper(address(paper), PAPER, patience=SHORT)
            assert (outcome.result, outcome.state) == ("not_sent" if line == 0 else "uncertain", "paper_out")
            assert paper.unfinished == LINES[:line]
            # The printer finishes alone what it has, once.
            paper.set_fault(None)
            assert [printed.text_lines for printed in paper.papers] == ([] if line == 0 else [LINES])


@pytest.mark.parametrize("is_reset", [False, True], ids=["good-bye", "reset"])
def test_a_connection_lost_anywhere_is_never_called_printed_or_not_sent_wrongly(is_reset: bool) -> None:
    whole = PREFLIGHT_BYTES + len(PAPER) + ACKNOWLEDGEMENT_BYTES
    ends = [*range(1, PREFLIGHT_BYTES + 12), *range(30, whole - 20, 13), *range(whole - 20, whole + 1)]
    results = set()
    for end in ends:
        with VirtualPrinter("T1") as paper:
            paper.set_fault(Fault("drop", after=end, is_reset=is_reset))
            outcome = send_paper(address(paper), PAPER, patience=SHORT)
        results.add(outcome.result)
        if outcome.result == "printed":
            assert [printed.text_lines for printed in paper.papers] == [LINES], end
        elif outcome.result == "not_sent":
            assert (paper.papers, paper.unfinished) == ([], []), end
    assert "uncertain" in results
    assert "not_sent" in results


@pytest.mark.parametrize("is_reset", [False, True], ids=["good-bye", "reset"])
def test_what_breaks_after_the_acknowledgement_no_longer_matters(
    paper: VirtualPrinter, is_reset: bool
) -> None:
    whole = PREFLIGHT_BYTES + len(PAPER) + ACKNOWLEDGEMENT_BYTES
    paper.set_fault(Fault("drop", after=whole + 1, is_reset=is_reset))
    assert send_paper(address(paper), PAPER) == Outcome("printed", "no_answer")


def test_a_paper_broken_off_anywhere_leaves_the_next_one_whole() -> None:
    # Every command has an end in its middle, and so has a hanzi.
    in_commands = [
        index + offset for index, byte in enumerate(PAPER) if byte in COMMANDS for offset in (1, 2)
    ]
    for end in sorted({*in_commands, *range(1, len(PAPER), 29)}):
        with VirtualPrinter("T1") as paper:
            paper.set_fault(Fault("drop", after=PREFLIGHT_BYTES + end))
            assert send_paper(address(paper), PAPER, patience=SHORT).result == "uncertain"
            outcome = send_paper(address(paper), NEXT_PAPER, is_in_doubt=True, patience=QUIET)
            assert outcome == Outcome("printed", "ok")
        assert (paper.papers[-1].text_lines, paper.papers[-1].flags) == (NEXT_LINES, ())
        # What was left of the broken one is on a paper of its own: it may show a balance.
        assert len(paper.papers) <= 2


def test_the_late_acknowledgement_of_one_paper_is_not_taken_for_the_next(paper: VirtualPrinter) -> None:
    paper.set_fault(Fault("hang", after=3))
    assert send_paper(address(paper), PAPER, patience=SHORT).result == "uncertain"
    # The printer comes to itself while the next paper waits for it, and runs out of paper on that one.
    rest = len(LINES) - 3
    mend = threading.Timer(0.2, paper.set_fault, [Fault("paper_out", after=rest + 5)])
    mend.start()
    patient = replace(SHORT, busy_s=10.0)
    outcome = send_paper(address(paper), NEXT_PAPER, is_in_doubt=True, patience=patient)
    mend.join()
    assert (outcome.result, outcome.state) == ("uncertain", "paper_out")
    assert [printed.text_lines for printed in paper.papers] == [LINES]
    assert paper.unfinished == NEXT_LINES[:5]


def test_while_a_broken_paper_still_blocks_the_printer_the_next_is_not_sent(paper: VirtualPrinter) -> None:
    paper.set_fault(Fault("hang", after=3))
    assert send_paper(address(paper), PAPER, patience=SHORT).result == "uncertain"
    outcome = send_paper(address(paper), NEXT_PAPER, is_in_doubt=True, patience=SHORT)
    assert outcome.result == "not_sent"
    paper.set_fault(None)
    assert [printed.text_lines for printed in paper.papers] == [LINES]


def test_a_printer_that_takes_no_more_is_given_up(paper: VirtualPrinter) -> None:
    paper.set_fault(Fault("hang"))
    outcome = send_paper(address(paper), b"a" * 16_000_000, patience=SHORT)
    assert (outcome.result, outcome.state) == ("uncertain", "no_answer")


def test_closing_leaves_nothing_unread_and_so_resets_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        with Wire(Printer("T1", *listener.getsockname()), replace(PATIENCE, close_s=0.1)) as wire:
            peer, _ = listener.accept()
            peer.sendall(b"\x12")
            wire.send(b"a" * 8_000)
        with peer:
            received = b"".join(iter(lambda: peer.recv(4096), b""))
    assert len(received) == 8_000


def test_status_that_comes_unasked_is_no_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        chatter = threading.Thread(target=_answer_with_automatic_status, args=(listener,))
        chatter.start()
        assert ask_state(Printer("T1", *listener.getsockname())) == "cover_open"
        chatter.join()


def _answer_with_automatic_status(listener: socket.socket) -> None:
    """Put a group of automatic status before every answer, split where it hurts."""
    peer, _ = listener.accept()
    with peer:
        for answer in (b"\x1a", b"\x16", b"\x12", b"\x12"):
            peer.recv(3)
            peer.sendall(b"\x11\x10\x12\x0f")
            peer.sendall(b"\x0f" + answer)
        peer.recv(3)
