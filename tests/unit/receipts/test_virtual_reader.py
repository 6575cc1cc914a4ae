"""The virtual printer reads bytes as the strictest printer sold would, however they arrive."""

import pytest

from pos.receipts.virtual_printer.reader import Character, Command, Flagged, Reader, Token


def tokens(received: bytes, *, is_chinese: bool = True) -> list[Token]:
    """Read everything that can be read."""
    reader = Reader()
    reader.is_chinese = is_chinese
    reader.feed(received)
    found = []
    while (token := reader.next_token()) is not None:
        found.append(token)
    return found


def test_text_is_read_by_bytes() -> None:
    assert tokens(b"5\xb7\xb9\n") == [Character("5", 1), Character("饭", 2), Command("LF")]


def test_chinese_mode_is_off_at_first_and_after_every_initialisation() -> None:
    reader = Reader()
    for received, is_chinese in [(b"", False), (b"\x1c&", True), (b"\x1b@", False), (b"\x1c&\x1c.", False)]:
        reader.feed(received)
        while reader.next_token() is not None:
            pass
        assert reader.is_chinese is is_chinese


@pytest.mark.parametrize(
    ("received", "reason", "shown"),
    [
        (b"\x07", "control byte 07 in text", None),
        (b"\x7f", "control byte 7F in text", None),
        (b"\x1bz", "unknown command 1B 7A", None),
        (b"\x10\x99", "unknown command 10 99", None),
        (b"\xb7\n", "half a character B7", "▯"),
        (b"\x80\x80", "no character 80 80", "▯"),
        # U+00A5 in GB18030: what a GBK printer makes of it is blanks and digits.
        (b"\x81\x30", "four-byte GB18030 on a GBK printer", " "),
    ],
)
def test_what_a_printer_would_print_as_rubbish_is_flagged(
    received: bytes, reason: str, shown: str | None
) -> None:
    found = tokens(received)
    assert found[0] == Flagged(reason)
    if shown is not None:
        assert isinstance(found[1], Character)
        assert found[1].text == shown


def test_a_high_byte_without_chinese_mode_is_flagged() -> None:
    assert tokens(b"\xb7", is_chinese=False) == [
        Flagged("high byte B7 with Chinese mode off"),
        Character("▯", 1),
    ]


@pytest.mark.parametrize(
    ("received", "name"),
    [
        (b"\x1b@", "ESC @"),
        (b"\x1b3\x22", "ESC 3"),
        (b"\x1b  ", "ESC  "),
        (b"\x1bp\x00\x32\x32", "ESC p"),
        (b"\x1bD\x08\x10\x00", "ESC D"),
        (b"\x1b*\x00\x02\x00ab", "ESC *"),
        (b"\x1b*\x21\x01\x00abc", "ESC *"),
        (b"\x1b(A\x02\x00ab", "ESC ("),
        (b"\x1c!\x0c", "FS !"),
        (b"\x1cS\x00\x00", "FS S"),
        (b"\x1dV\x01", "GS V"),
        (b"\x1dVB\x00", "GS V"),
        (b"\x1dk\x04abc\x00", "GS k"),
        (b"\x1dkI\x03abc", "GS k"),
        (b"\x1d(k\x03\x00abc", "GS ("),
        (b"\x1d8L\x02\x00\x00\x00ab", "GS 8"),
        (b"\x1dv0\x00\x02\x00\x01\x00ab", "GS v"),
        (b"\x1d*\x01\x01abcdefgh", "GS *"),
        (b"\x10\x04\x01", "DLE \x04"),
        (b"\x10\x04\x07\x01", "DLE \x04"),
        (b"\x10\x14\x01\x00\x05", "DLE \x14"),
    ],
)
def test_a_command_takes_exactly_its_own_bytes(received: bytes, name: str) -> None:
    assert tokens(received + b"A") == [Command(name, received[2:]), Character("A", 1)]
    for cut in range(1, len(received)):
        assert tokens(received[:cut]) == []
