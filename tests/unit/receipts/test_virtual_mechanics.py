"""The virtual printer answers and breaks as real ones were seen to."""

from pos.receipts.virtual_printer.faults import Fault
from pos.receipts.virtual_printer.mechanics import BUFFER_BYTES, Mechanics
from pos.receipts.virtual_printer.paper import PaperLine

ASK_ALL = b"\x10\x04\x01\x10\x04\x02\x10\x04\x03\x10\x04\x04"
THREE_LINES = b"a\nb\nc\n\x1dVB\x00\x1dr\x01"


class Printer:
    """A printer on the table: what it answered and what it cut."""

    def __init__(self) -> None:
        self.answers: list[bytes] = []
        self.papers: list[list[str]] = []
        self.mechanics = Mechanics(16, answer=self.answers.append, on_cut=self._cut)

    def _cut(self, lines: tuple[PaperLine, ...], flags: tuple[str, ...]) -> None:
        self.papers.append([line.text for line in lines])

    def ask(self) -> str:
        """Ask for all four status bytes."""
        self.answers.clear()
        self.mechanics.receive(ASK_ALL)
        return b"".join(self.answers).hex()


def test_a_healthy_printer_says_so_and_acknowledges_after_the_cut() -> None:
    printer = Printer()
    assert printer.ask() == "12121212"
    printer.answers.clear()
    printer.mechanics.receive(THREE_LINES)
    assert printer.papers == [["a", "b", "c"]]
    assert printer.answers == [b"\x00"]


def test_a_process_id_comes_back_when_all_before_it_is_done() -> None:
    printer = Printer()
    printer.mechanics.receive(b"a\n\x1d(H\x06\x000012ab")
    assert printer.answers == [b"\x37\x2212ab\x00"]


def test_each_fault_shows_in_the_status() -> None:
    printer = Printer()
    shown = {}
    for kind in ("paper_low", "paper_out", "cover_open", "jam", "hang", "mute"):
        printer.mechanics.set_fault(Fault(kind))
        shown[kind] = printer.ask()
    assert shown == {
        "paper_low": "1212121e",
        "paper_out": "1a32127e",
        "cover_open": "1a161212",
        "jam": "1a521a12",
        "hang": "12121212",
        "mute": "",
    }


def test_a_printer_without_paper_keeps_what_it_has_and_finishes_alone() -> None:
    printer = Printer()
    printer.mechanics.set_fault(Fault("paper_out", after=2))
    assert printer.ask() == "12121212"
    printer.mechanics.receive(THREE_LINES)
    assert [line.text for line in printer.mechanics.press.lines] == ["a", "b"]
    assert printer.ask() == "1a32127e"
    printer.mechanics.set_fault(None)
    assert printer.papers == [["a", "b", "c"]]
    assert printer.answers[-1] == b"\x00"


def test_a_printer_switched_off_forgets_what_it_had_not_printed() -> None:
    printer = Printer()
    printer.mechanics.set_fault(Fault("hang", after=1))
    printer.mechanics.receive(THREE_LINES)
    printer.mechanics.set_fault(Fault("off"))
    printer.mechanics.set_fault(None)
    printer.mechanics.receive(b"d\n\x1dVB\x00")
    assert printer.papers == [["a", "d"]]


def test_a_mute_printer_prints_without_a_word() -> None:
    printer = Printer()
    printer.mechanics.set_fault(Fault("mute", after=4))
    assert printer.ask() == "12121212"
    printer.mechanics.receive(THREE_LINES)
    assert printer.papers == [["a", "b", "c"]]
    assert len(printer.answers) == 4


def test_a_request_is_answered_even_when_the_network_splits_it() -> None:
    printer = Printer()
    for byte in b"\x10\x04\x01":
        printer.mechanics.receive(bytes((byte,)))
    assert printer.answers == [b"\x12"]


def test_a_request_does_not_complete_a_command_that_broke_off() -> None:
    printer = Printer()
    printer.mechanics.receive(b"a\n\x1bd" + ASK_ALL + b"\x00b\n\x1dVB\x00")
    assert len(printer.answers) == 4
    assert printer.papers == [["a", "b"]]


def test_what_only_began_like_a_request_is_printed_all_the_same() -> None:
    printer = Printer()
    printer.mechanics.receive(b"\x1bd\x10")
    printer.mechanics.receive(b"b\n\x1dVB\x00")
    assert printer.papers == [[""] * 16 + ["b"]]


def test_cutting_where_nothing_was_printed_is_no_paper() -> None:
    printer = Printer()
    printer.mechanics.receive(b"\x1dVB\x00")
    assert printer.papers == []


def test_a_full_buffer_takes_no_more() -> None:
    printer = Printer()
    printer.mechanics.set_fault(Fault("hang"))
    printer.mechanics.receive(b"a" * (BUFFER_BYTES - 1))
    assert printer.mechanics.has_room
    printer.mechanics.receive(b"a")
    assert not printer.mechanics.has_room
