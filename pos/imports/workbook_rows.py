"""What rows do the sheets of an Excel workbook hold? The one module that reads them with openpyxl.

Rule: a workbook is a packed archive from outside: what it unpacks to is bounded before anything is unpacked,
and formulas are never worked out.
"""

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from pos.imports.faults import ListRefused

# 100,000 residents in nine columns unpack to about 80 MB; they pack ten to one.
LARGEST_UNPACKED = 200 * 1024 * 1024
LARGEST_STRINGS = 40 * 1024 * 1024
HIGHEST_RATIO = 100
SMALL = 1024 * 1024
MOST_PARTS = 500
MOST_COLUMNS = 64
# As many as a sheet of Excel can have; a damaged file may claim a row far beyond.
LAST_ROW = 1_048_576
CHUNK = 256 * 1024
STRINGS = "xl/sharedStrings.xml"

_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
# All that zipfile and openpyxl raise over archives and parts that are not what they say.
NO_WORKBOOK = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    ParseError,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ArithmeticError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
)  # fmt: skip

Cells = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class WorkbookSheet:
    """A sheet whose rows are read as they are taken.

    `merged` is the lowest block of cells that joins several rows, and its last row: all but its first cell
    come out empty.
    """

    title: str
    rows: Iterator[Cells]
    merged: tuple[int, str]


def workbook_sheets(path: Path, opened: ExitStack) -> Iterator[WorkbookSheet]:
    """Give each visible sheet, in order; `opened` closes the file.

    :raises ListRefused: `unpacks_too_large` or `not_a_workbook`; also while rows are read.
    """
    _check_archive(path)
    # It warns of styles and extensions that no list of people needs.
    warnings.filterwarnings("ignore", module=r"openpyxl\.")
    try:
        # A file of ours: openpyxl leaves one open that it cannot read.
        file = opened.enter_context(path.open("rb"))
        workbook = load_workbook(file, read_only=True, keep_links=False)
        sheets = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
    except NO_WORKBOOK as error:
        raise ListRefused("not_a_workbook") from error
    for sheet in sheets:
        yield WorkbookSheet(sheet.title, _rows(sheet), _lowest_merged(path, str(sheet._worksheet_path)))


def _rows(sheet: Any) -> Iterator[Cells]:
    # What the file says of its own size is often wrong.
    sheet.reset_dimensions()
    try:
        for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), start=1):
            if number > LAST_ROW:
                raise ListRefused("not_a_workbook")
            yield cells
    except NO_WORKBOOK as error:
        raise ListRefused("not_a_workbook") from error


def _check_archive(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except NO_WORKBOOK as error:
        raise ListRefused("not_a_workbook") from error
    unpacked = sum(part.file_size for part in parts)
    is_bomb = any(
        part.file_size > SMALL and part.file_size > HIGHEST_RATIO * max(1, part.compress_size)
        for part in parts
    )
    strings = sum(part.file_size for part in parts if part.filename == STRINGS)
    if is_bomb or unpacked > LARGEST_UNPACKED or strings > LARGEST_STRINGS or len(parts) > MOST_PARTS:
        raise ListRefused("unpacks_too_large", most_bytes=LARGEST_UNPACKED)


def _lowest_merged(path: Path, part: str) -> tuple[int, str]:
    """Return the last block that joins rows; a sheet names them after its rows, unread by openpyxl here."""
    kept = b""
    lowest = (0, "")
    try:
        with zipfile.ZipFile(path) as archive, archive.open(part) as file:
            while chunk := file.read(CHUNK):
                found = kept + chunk
                for from_column, first, to_column, last in _MERGED.findall(found):
                    if first != last:
                        cells = (from_column + first + b":" + to_column + last).decode()
                        lowest = max(lowest, (int(last[:9]), cells))
                # One that lies across two chunks.
                kept = found[-200:]
    except NO_WORKBOOK as error:
        raise ListRefused("not_a_workbook") from error
    return lowest
