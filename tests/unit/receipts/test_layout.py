"""Blocks become lines that fit the paper."""

import pytest

from pos.receipts.documents import Block, Cut, Document, Feed, Line, Pair, Rule
from pos.receipts.layout import LaidCut, LaidLine, lay_out


def texts(block: Block, width: int = 16) -> list[str]:
    """Lay one block out and return its lines."""
    laid = lay_out(Document("test", "1", (block,)), width)
    return [line.text for line in laid if isinstance(line, LaidLine)]


@pytest.mark.parametrize(
    ("block", "lines"),
    [
        (Line("米饭"), ["米饭"]),
        (Line(""), [""]),
        (Line("米饭", "center"), ["      米饭"]),
        (Line("饭ab1", "center"), ["     饭ab1"]),
        (Line("米饭", "right"), ["            米饭"]),
        (Line("一二三四五六七八"), ["一二三四五六七八"]),
        (Line("一二三四五六七八九"), ["一二三四五六七八", "九"]),
        (Line("一二三四五六七a八"), ["一二三四五六七a", "八"]),
        (Line("一二三四五六七八，九"), ["一二三四五六七", "八，九"]),
        (Line("good rice and tea"), ["good rice and", "tea"]),
        (Line("abcdefghijklmnopqr"), ["abcdefghijklmnop", "qr"]),
        (Line("一二三四五", size=2), ["一二三四", "五"]),
        (Line("一二三四", "center", size=2), ["一二三四"]),
        (Line("重印", is_inverse=True), ["      重印      "]),
        (Pair("合计", "12.00"), ["合计       12.00"]),
        (Pair("一二三四五", "12.00"), ["一二三四五 12.00"]),
        (Pair("一二三四五a", "12.00"), ["一二三四五a", "           12.00"]),
        (Pair("一二三四五六七八九", "12.00"), ["一二三四五六七八", "九         12.00"]),
        (Pair("", "12.00"), ["           12.00"]),
        (Pair("实付", "￥9", size=2), ["实付 ￥9"]),
        (Pair("实付", "￥99.00", size=2), ["实付", " ￥99.00"]),
        (Rule(), ["-" * 16]),
        (Rule(is_double=True), ["=" * 16]),
        (Feed(2), ["", ""]),
        (Line("¥5 😀"), ["￥5 〓"]),
    ],
)
def test_a_block_is_laid_out(block: Block, lines: list[str]) -> None:
    assert texts(block) == lines


def test_size_and_weight_go_along() -> None:
    laid = lay_out(Document("test", "1", (Pair("实付", "9", 2, is_bold=True), Cut())), 32)
    assert laid == (LaidLine("实付           9", 2, is_bold=True), LaidCut())


def test_paper_for_less_than_two_large_hanzi_is_refused() -> None:
    assert texts(Line("一二三", size=2), 8) == ["一二", "三"]
    with pytest.raises(ValueError, match="7 columns is too narrow"):
        texts(Line("一"), 7)
