"""The virtual print head puts characters where a real one would."""

from pos.receipts.virtual_printer.paper import PaperLine, Run, Style
from pos.receipts.virtual_printer.press import Press
from pos.receipts.virtual_printer.reader import Reader


def press(received: bytes, columns: int = 16) -> Press:
    """Print these bytes with Chinese mode on."""
    reader, printed = Reader(), Press(columns)
    reader.feed(b"\x1c&" + received)
    while (token := reader.next_token()) is not None:
        printed.apply(token)
    return printed


def test_neighbours_of_one_style_are_one_run() -> None:
    line = press(b"\xb7\xb95\n").lines[0]
    assert line == PaperLine((Run("饭5", 0, 3, Style()),), 30)


def test_sizes_of_ascii_and_hanzi_may_differ() -> None:
    runs = press(b"\x1c!\x0c5\xb7\xb9\n").lines[0].runs
    assert runs == (Run("5", 0, 1, Style()), Run("饭", 1, 4, Style(2, 2)))
    runs = press(b"\x1d!\x115\xb7\xb9\n").lines[0].runs
    assert runs == (Run("5饭", 0, 6, Style(2, 2)),)


def test_the_old_size_command_also_sets_weight() -> None:
    assert press(b"\x1b!\x3a5\n").lines[0].runs == (Run("5", 0, 2, Style(2, 2, is_bold=True)),)


def test_a_line_is_as_high_as_its_spacing_or_its_tallest_character() -> None:
    heights = [line.height_dots for line in press(b"a\n\x1b3\x22a\n\x1d!\x11a\n\x1b2\x1d!\x00a\n").lines]
    assert heights == [30, 34, 48, 30]


def test_a_line_too_long_goes_on_below_and_is_flagged() -> None:
    printed = press(b"a" * 17 + b"\n")
    assert [line.text for line in printed.lines] == ["a" * 16, "a"]
    assert printed.flags == ["line wider than 16 columns: " + "a" * 16]


def test_a_full_line_is_no_line_too_long() -> None:
    printed = press(b"\xb7\xb9" * 8 + b"\n")
    assert [line.text for line in printed.lines] == ["饭" * 8]
    assert printed.flags == []


def test_an_aligned_line_is_moved_as_a_whole() -> None:
    lines = press(b"\x1ba\x01ab\n\x1ba\x02ab\n\x1ba\x30ab\n").lines
    assert [line.runs[0].column for line in lines] == [7, 14, 0]


def test_feeds_are_white_lines() -> None:
    lines = press(b"a\x1bd\x03\x1bd\x02b\x1bJ\x64\tc\n").lines
    assert [line.text for line in lines] == ["a", "", "", "", "", "b", "        c"]
    assert lines[5].height_dots == 100


def test_initialisation_forgets_the_line_and_the_styles() -> None:
    lines = press(b"\x1bE\x01\x1dB\x01lost\x1b@a\n").lines
    assert lines == [PaperLine((Run("a", 0, 1, Style()),), 30)]


def test_a_picture_is_flagged_because_it_is_not_drawn() -> None:
    assert press(b"\x1dv0\x00\x01\x00\x01\x00a").flags == ["GS v: pictures and codes are not drawn"]


def test_the_same_flag_is_raised_once_for_a_paper() -> None:
    assert press(b"\x07\x07").flags == ["control byte 07 in text"]


def test_tearing_off_begins_a_new_paper() -> None:
    printed = press(b"a\n\x07")
    lines, flags = printed.tear_off()
    assert ([line.text for line in lines], flags) == (["a"], ("control byte 07 in text",))
    assert printed.tear_off() == ((), ())
