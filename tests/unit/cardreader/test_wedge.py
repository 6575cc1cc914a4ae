"""Numbers that keyboard readers type: every format gives the same card. Vectors: two makers' data sheets."""

import pytest

from cardreader.wedge import BadWedgeNumber, WedgeFormat, WedgeNumber, read_wedge_number

# The chip 01 026F6C3A; no reader prints its first byte.
WHOLE = [
    ("0040856634", WedgeFormat.EIGHT_TO_TEN, False),
    ("40856634", WedgeFormat.EIGHT_TO_TEN, False),
    ("00623,27706", WedgeFormat.FOUR_AND_FOUR, False),
    ("980184834", WedgeFormat.EIGHT_TO_TEN, True),
    ("14956,28418", WedgeFormat.FOUR_AND_FOUR, True),
    (" 0040856634\r\n", WedgeFormat.EIGHT_TO_TEN, False),
]
IN_PART = [
    ("07302202", WedgeFormat.SIX_TO_EIGHT, False),
    ("111,27706", WedgeFormat.TWO_AND_FOUR, False),
    # The last three bytes of the number turned round are the chip's first three.
    ("07106306", WedgeFormat.SIX_TO_EIGHT, True),
    ("108,28418", WedgeFormat.TWO_AND_FOUR, True),
]


@pytest.mark.parametrize(("text", "form", "is_reversed"), WHOLE)
def test_whole_numbers_have_one_normal_form(text: str, form: WedgeFormat, is_reversed: bool) -> None:
    number = read_wedge_number(text, form, is_reversed=is_reversed)
    assert number.serial == "UID-026F6C3A"
    assert number.is_whole


@pytest.mark.parametrize(("text", "form", "is_reversed"), WHOLE + IN_PART)
def test_every_format_matches_the_card(text: str, form: WedgeFormat, is_reversed: bool) -> None:
    number = read_wedge_number(text, form, is_reversed=is_reversed)
    assert number.matches("UID-026F6C3A")
    assert number.matches("M1-026F6C3A")
    assert not number.matches("UID-026F6D3A")
    # Whoever has the longer number of another kind of card is somebody else.
    assert not number.matches("UID-04026F6C3A0000")
    assert not number.matches("DF-026F6C3A")
    assert not number.matches("026F6C3A")


@pytest.mark.parametrize(("text", "form", "is_reversed"), IN_PART)
def test_a_format_that_loses_bytes_says_so(text: str, form: WedgeFormat, is_reversed: bool) -> None:
    number = read_wedge_number(text, form, is_reversed=is_reversed)
    assert not number.is_whole
    with pytest.raises(BadWedgeNumber, match="part"):
        _ = number.serial


def test_the_part_that_is_lost_can_be_anything() -> None:
    number = read_wedge_number("07302202", WedgeFormat.SIX_TO_EIGHT)
    assert number == WedgeNumber(bytes.fromhex("6F6C3A"))
    assert number.matches("UID-FF6F6C3A")


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("", WedgeFormat.EIGHT_TO_TEN),
        ("4294967296", WedgeFormat.EIGHT_TO_TEN),
        ("00000000001", WedgeFormat.EIGHT_TO_TEN),
        ("004085663X", WedgeFormat.EIGHT_TO_TEN),
        ("００４０８５６６３４", WedgeFormat.EIGHT_TO_TEN),
        ("-1", WedgeFormat.EIGHT_TO_TEN),
        ("16777216", WedgeFormat.SIX_TO_EIGHT),
        ("111", WedgeFormat.TWO_AND_FOUR),
        ("256,00000", WedgeFormat.TWO_AND_FOUR),
        ("111,65536", WedgeFormat.TWO_AND_FOUR),
        ("00623 27706", WedgeFormat.FOUR_AND_FOUR),
        ("00623,27706,1", WedgeFormat.FOUR_AND_FOUR),
    ],
)
def test_text_of_another_form_is_refused(text: str, form: WedgeFormat) -> None:
    with pytest.raises(BadWedgeNumber):
        read_wedge_number(text, form)
