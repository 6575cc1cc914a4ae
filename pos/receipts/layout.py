"""Where does each block of a document stand on paper of a given width?

Rule: no line is ever wider than the paper. Every renderer prints these lines and decides nothing more.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pos.receipts.documents import Align, Block, Cut, Document, Feed, Line, Pair, Pulse, Rule
from pos.receipts.gb18030 import columns, printable

# Two double-size hanzi: narrower paper could not hold one character and its neighbour.
MIN_COLUMNS = 8


@dataclass(frozen=True)
class LaidLine:
    """One printed line: exact text, filling at most `columns // size` columns of its own size."""

    text: str
    size: int = 1
    is_bold: bool = False
    is_inverse: bool = False


@dataclass(frozen=True)
class LaidCut:
    """Here the knife parts this paper from the next."""


@dataclass(frozen=True)
class LaidPulse:
    """Here the drawer opens."""


Laid = LaidLine | LaidCut | LaidPulse


def lay_out(document: Document, paper_columns: int) -> tuple[Laid, ...]:
    """Lay a document out on paper of so many columns (32 on 58 mm, 48 on 80 mm).

    :raises ValueError: for paper narrower than MIN_COLUMNS
    """
    if paper_columns < MIN_COLUMNS:
        raise ValueError(f"paper of {paper_columns} columns is too narrow")
    return tuple(laid for block in document.blocks for laid in _lay_block(block, paper_columns))


def _lay_block(block: Block, paper_columns: int) -> Iterator[Laid]:
    match block:
        case Line():
            width = paper_columns // block.size
            for text in _wrap(printable(block.text), width):
                placed = _place(text, width, "center" if block.is_inverse else block.align, block.is_inverse)
                yield LaidLine(placed, block.size, block.is_bold, block.is_inverse)
        case Pair():
            for text in _pair(printable(block.left), printable(block.right), paper_columns // block.size):
                yield LaidLine(text, block.size, block.is_bold)
        case Rule():
            yield LaidLine(("=" if block.is_double else "-") * paper_columns)
        case Feed():
            yield from [LaidLine("")] * block.lines
        case Cut():
            yield LaidCut()
        case Pulse():
            yield LaidPulse()


def _place(text: str, width: int, align: Align, is_bar: bool) -> str:
    """Indent a text; a bar (white on black) is filled up to the right edge as well."""
    free = width - columns(text)
    before = {"left": 0, "center": free // 2, "right": free}[align]
    return " " * before + text + (" " * (free - before) if is_bar else "")


def _pair(left: str, right: str, width: int) -> Iterator[str]:
    """Put the amount at the right edge of the label's last line, or below it where it does not fit."""
    lefts, rights = _wrap(left, width), _wrap(right, width)
    free = width - columns(lefts[-1]) - columns(rights[0])
    if len(rights) == 1 and free >= 1:
        yield from lefts[:-1]
        yield lefts[-1] + " " * free + rights[0]
        return
    yield from (text for text in lefts if text)
    yield from (_place(text, width, "right", is_bar=False) for text in rights)


# What stays together: a word or number in ASCII, and a hanzi with the closing punctuation after it.
_PIECES = re.compile(r" +|[!-~]+|[^ -~][，。、；：！？）》】”’…]*")


def _wrap(text: str, width: int) -> list[str]:
    """Break a text into lines of at most `width` columns; at least one line, spaces at a break fall away."""
    lines, line, used = [], "", 0
    for piece in _pieces(text, width):
        piece_columns = columns(piece)
        if used + piece_columns > width:
            lines.append(line.rstrip(" "))
            line, used = "", 0
            if piece.isspace():
                continue
        line, used = line + piece, used + piece_columns
    return [*lines, line.rstrip(" ")]


def _pieces(text: str, width: int) -> Iterator[str]:
    """Cut a text into unbreakable pieces, none wider than the line."""
    for piece in _PIECES.findall(text):
        if columns(piece) <= width:
            yield piece
        else:
            yield from piece
