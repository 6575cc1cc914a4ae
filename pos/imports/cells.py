"""What does a cell say, as text, whatever a spreadsheet made of it?

Rule: a cell that lost something on its way (digits of a long number, a formula's result) is a fault, never a
guess.
"""

import re
import unicodedata
from datetime import date, datetime
from typing import Any

# Whole numbers up to here survive in a spreadsheet, which keeps 15 digits.
LARGEST_EXACT = 10**15
_EXPONENT = re.compile(r"[-+]?\d+(\.\d+)?[Ee]\+?\d+")
_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"})
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))


class CellFault(Exception):
    """A cell says nothing that can be relied on; `code` is one of `faults.ERRORS`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def cell_text(cell: Any) -> str:
    """Return the text of a cell without spaces around it; a day is written as 1948-03-05, nothing as ''.

    :raises CellFault: `formula` for a formula or its error, `digits_lost` for a number that is not whole
        any more, `odd_characters` for what no screen shows.
    """
    if cell is None:
        return ""
    if isinstance(cell, str):
        return _text(cell)
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, int | float):
        return _number(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    # A time of day, or a formula over several cells.
    raise CellFault("formula")


def ascii_text(text: str) -> str:
    """Return a text with full-width digits and letters as plain ones, without any space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _text(cell: str) -> str:
    text = cell.translate(_UNSEEN).strip()
    if text.startswith("=") or text in _ERRORS:
        raise CellFault("formula")
    if _EXPONENT.fullmatch(text):
        raise CellFault("digits_lost")
    # The mark that makes a spreadsheet keep a number as text.
    text = text.removeprefix("'")
    if any(unicodedata.category(one) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") for one in text):
        raise CellFault("odd_characters")
    return text


def _number(cell: float) -> str:
    if abs(cell) >= LARGEST_EXACT or cell != cell:
        raise CellFault("digits_lost")
    return str(int(cell)) if cell == int(cell) else repr(cell)
