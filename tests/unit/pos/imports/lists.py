"""Reading lists in tests: a day, the demo's words, and what rows and faults came out."""

from collections.abc import Sequence
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from pos.imports.faults import ListRefused
from pos.imports.reading import ReadRow, ResidentList
from pos.imports.residents import Resident
from pos.imports.vocabulary import Vocabulary, vocabulary_of
from pricing import parse_scheme
from tests.resident_lists import HEADINGS, csv_bytes

TODAY = date(2026, 11, 25)


def demo_words() -> Vocabulary:
    """Return the words of the demo's second scheme, which has areas."""
    toml = files("pos.demo").joinpath("scheme_next.toml").read_text(encoding="utf-8")
    return vocabulary_of([parse_scheme(toml, source="demo")])


def read(path: Path) -> list[ReadRow]:
    """Return the rows of a file."""
    with ResidentList(path, demo_words(), today=TODAY) as opened:
        return list(opened.rows())


def read_bytes(folder: Path, contents: bytes) -> list[ReadRow]:
    """Return the rows of a file of these contents."""
    path = folder / "list"
    path.write_bytes(contents)
    return read(path)


def people(rows: list[ReadRow]) -> list[Resident]:
    """Return the residents of rows without errors."""
    return [row.resident for row in rows if row.resident is not None]


def faults(rows: list[ReadRow]) -> list[tuple[int, str, str]]:
    """Return every fault as row, column and code."""
    return [(fault.row, fault.column, fault.code) for row in rows for fault in row.faults]


def read_row(folder: Path, *cells: object, headings: Sequence[str] = HEADINGS) -> ReadRow:
    """Return the only row of a list."""
    (row,) = read_bytes(folder, csv_bytes([cells], headings))
    return row


def refusal(folder: Path, contents: bytes) -> str:
    """Return the reason for which a file of these contents is refused."""
    with pytest.raises(ListRefused) as refused:
        read_bytes(folder, contents)
    return refused.value.reason
