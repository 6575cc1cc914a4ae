"""Text is turned into what a GBK font can show, and measured by its bytes."""

import pytest

from pos.receipts.gb18030 import columns, encode, printable


@pytest.mark.parametrize(
    ("text", "shown", "width"),
    [
        ("红烧肉", "红烧肉", 6),
        ("A-1", "A-1", 3),
        ("", "", 0),
        ("¥12.00", "￥12.00", 7),
        # wcwidth counts these three as one column each.
        ("2×“①”", "2×“①”", 9),
        ("a\u00a0b", "a b", 3),
        ("米\u3000饭", "米\u3000饭", 6),
        ("两\n行\t字\r", "两 行 字 ", 9),
        ("零\u200b宽\ufeff", "零宽", 4),
        ("cafe\u0301", "café", 5),
        ("½份 m²", "1/2份 m2", 8),
        # Four bytes in GB18030, no glyph in a GBK font.
        ("䶮", "〓", 2),
        ("𬭎", "〓", 2),
        ("😀", "〓", 2),
        ("\x1b@\x00", "@", 1),
        ("\ud800", "", 0),
        ("\ue000", "〓", 2),
    ],
)
def test_text_becomes_what_paper_can_show(text: str, shown: str, width: int) -> None:
    assert printable(text) == shown
    assert columns(shown) == width


def test_the_price_of_a_dish_is_two_byte_throughout() -> None:
    assert encode("合计￥1") == b"\xba\xcf\xbc\xc6\xa3\xa41"


def test_text_that_was_not_made_printable_is_refused() -> None:
    with pytest.raises(UnicodeEncodeError):
        encode("¥")
    with pytest.raises(UnicodeEncodeError):
        columns("😀")
