"""What stands on the paper? Lines of characters with their size and weight, and what was odd about the bytes.

Rule: only what a customer could see; how it came there is the press's business.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Style:
    """How a character is printed; width and height are multiples of 12 by 24 dots per column."""

    width: int = 1
    height: int = 1
    is_bold: bool = False
    is_inverse: bool = False


@dataclass(frozen=True)
class Run:
    """Neighbouring characters of one style; `column` counts from the left edge in columns of size 1."""

    text: str
    column: int
    columns: int
    style: Style


@dataclass(frozen=True)
class PaperLine:
    """One printed line; without runs it is white paper."""

    runs: tuple[Run, ...]
    height_dots: int

    @property
    def text(self) -> str:
        """The characters of the line, as a person would copy them out."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Paper:
    """One finished paper, from cut to cut."""

    printer: str
    columns: int
    printed_at: datetime
    lines: tuple[PaperLine, ...]
    flags: tuple[str, ...] = ()

    @property
    def text_lines(self) -> list[str]:
        """The paper as lines of text."""
        return [line.text for line in self.lines]
