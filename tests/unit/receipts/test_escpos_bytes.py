"""The bytes are exactly those that a Chinese ESC/POS printer was measured to need."""

import subprocess
import sys

from pos.receipts.documents import Cut, Document, Line, Pulse
from pos.receipts.escpos_bytes import escpos_bytes
from pos.receipts.layout import lay_out


def bytes_of(*blocks: Line | Cut | Pulse) -> bytes:
    """Build the bytes of a document on 58 mm paper."""
    return escpos_bytes(lay_out(Document("test", "1", blocks), 32))


def test_chinese_mode_is_on_before_the_first_character() -> None:
    assert bytes_of(Line("￥5")) == b"\x1b@\x1c&\x1b3\x22" + b"\xa3\xa45\n"


def test_large_type_is_set_for_ascii_and_hanzi_and_taken_back() -> None:
    large = b"\x1d!\x11\x1c!\x0c\x1b3\x3c\xb7\xb95\n"
    small = b"\x1d!\x00\x1c!\x00\x1b3\x22\xb7\xb9\n"
    assert bytes_of(Line("饭5", size=2), Line("饭")).endswith(large + small)


def test_bold_and_inverse_are_set_once_for_neighbours() -> None:
    built = bytes_of(Line("a", is_bold=True), Line("b", is_bold=True), Line("c"))
    assert built.endswith(b"\x1bE\x01a\nb\n\x1bE\x00c\n")
    assert bytes_of(Line("a", is_inverse=True)).count(b"\x1dB\x01") == 1


def test_the_cut_feeds_to_the_knife_only() -> None:
    assert bytes_of(Line("a"), Cut()).endswith(b"a\n\x1dVB\x00")


def test_a_pulse_goes_to_the_pin_of_the_drawer() -> None:
    assert bytes_of(Pulse()) == b"\x1b@\x1c&\x1b3\x22" + b"\x1bp\x00\x19\xfa"


def test_importing_it_leaves_log_and_temporary_folder_alone(tmp_path: object) -> None:
    program = (
        "import logging, os, tempfile\n"
        f"tempfile.tempdir = {str(tmp_path)!r}\n"
        "import pos.receipts.escpos_bytes\n"
        "print(logging.root.handlers, os.listdir(tempfile.tempdir), tempfile.gettempdir())"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == f"[] [] {tmp_path}"
