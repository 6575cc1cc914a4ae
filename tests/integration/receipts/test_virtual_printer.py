"""The virtual printer is a printer to whoever connects, and a folder to whoever looks at its paper."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pos.receipts.printers import printers_from
from pos.receipts.transport import ask_state, send_paper
from pos.receipts.virtual_printer import (
    Fault,
    FaultKind,
    VirtualPrinter,
    read_papers,
    run_virtual_printer,
    write_fault,
)
from tests.integration.receipts.waiting import wait_until
from tests.ports import free_port

FAULTS: tuple[tuple[FaultKind | None, str], ...] = (
    ("cover_open", "cover_open"),
    ("off", "no_answer"),
    ("jam", "error"),
    (None, "ok"),
)
PAPER = b"\x1b@\x1c&\xb7\xb9\n\x1dVB\x00"


@contextmanager
def running(folder: Path, port: int) -> Iterator[None]:
    """Run the program in a thread of its own."""
    stop = threading.Event()
    program = threading.Thread(target=run_virtual_printer, args=("T1", port, folder, 32, stop))
    program.start()
    try:
        yield
    finally:
        stop.set()
        program.join()


def test_its_address_is_one_for_the_settings(paper: VirtualPrinter) -> None:
    printer = printers_from({"CANTEEN_PRINTER_T1": paper.address})["T1"]
    assert (printer.port, printer.columns) == (paper.port, 32)
    assert ask_state(printer) == "ok"


def test_a_second_client_waits_for_the_first(paper: VirtualPrinter) -> None:
    printer = printers_from({"CANTEEN_PRINTER_T1": paper.address})["T1"]
    outcomes = []
    with socket.create_connection(("127.0.0.1", paper.port)) as first:
        first.sendall(b"a\n")
        second = threading.Thread(target=lambda: outcomes.append(send_paper(printer, PAPER)))
        second.start()
        first.sendall(b"b\n\x1dVB\x00")
        paper.wait_for_papers(1)
    second.join()
    assert [printed.text_lines for printed in paper.papers] == [["a", "b"], ["饭"]]
    assert outcomes[0].result == "printed"


def test_papers_that_never_come_are_told(paper: VirtualPrinter) -> None:
    with pytest.raises(TimeoutError, match="0 papers, not 1"):
        paper.wait_for_papers(1, timeout_s=0.01)


def test_a_printer_switched_off_and_on_keeps_its_address(paper: VirtualPrinter) -> None:
    printer = printers_from({"CANTEEN_PRINTER_T1": paper.address})["T1"]
    paper.set_fault(Fault("off"))
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", paper.port))
    paper.set_fault(None)
    assert send_paper(printer, PAPER).result == "printed"


def test_the_program_keeps_each_paper_and_obeys_the_fault_file(tmp_path: Path) -> None:
    port = free_port()
    printer = printers_from({"CANTEEN_PRINTER_T1": f"tcp://127.0.0.1:{port}"})["T1"]
    with running(tmp_path, port):
        wait_until(lambda: ask_state(printer) == "ok")
        assert send_paper(printer, PAPER).result == "printed"
        (kept,) = read_papers(tmp_path)
        assert (kept["printer"], kept["lines"], kept["flags"]) == ("T1", ["饭"], [])
        for kind, state in FAULTS:
            write_fault(tmp_path, kind)
            wait_until(lambda state=state: ask_state(printer) == state)  # type: ignore[misc]  # bound at once
    assert ask_state(printer) == "no_answer"


def test_a_fault_that_is_not_understood_does_not_stop_the_program(tmp_path: Path) -> None:
    port = free_port()
    printer = printers_from({"CANTEEN_PRINTER_T1": f"tcp://127.0.0.1:{port}"})["T1"]
    (tmp_path / "fault.json").write_text('{"fault": "fire"}', "utf-8")
    with running(tmp_path, port):
        wait_until(lambda: ask_state(printer) == "ok")
        write_fault(tmp_path, "jam")
        wait_until(lambda: ask_state(printer) == "error")


def test_paper_that_cannot_be_kept_is_printed_all_the_same(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    port = free_port()
    printer = printers_from({"CANTEEN_PRINTER_T1": f"tcp://127.0.0.1:{port}"})["T1"]
    folder = tmp_path / "T1"
    folder.mkdir()
    with running(folder, port):
        wait_until(lambda: ask_state(printer) == "ok")
        folder.rmdir()
        folder.write_text("a file where the folder should be", "utf-8")
        assert send_paper(printer, PAPER).result == "printed"
    assert f"cannot keep a paper in {folder}" in caplog.text
