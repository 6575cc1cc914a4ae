"""Which rows does a file hold, be it CSV in any usual coding or an Excel workbook?

Rule: rows are read one after another, so a long list needs no more memory than a short one; what is no list
is refused with a reason, never a traceback.
"""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pos.imports.cells import CellFault, cell_text
from pos.imports.columns import Columns, heads_a_list, read_headings
from pos.imports.csv_rows import csv_rows
from pos.imports.faults import ListRefused

LARGEST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 100_000
# A title, a note and some empty lines may stand above the headings.
HEADING_WITHIN = 10

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"

NOTHING_MERGED = (0, "")
NO_LIST = ("empty", "no_heading")

Cells = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list with its headings read; `rows` gives number and cells of each row that is not empty, once.

    The number is the one that a spreadsheet shows beside the row.
    """

    columns: Columns
    rows: Iterator[tuple[int, Cells]]
    other_sheets: tuple[str, ...] = ()


def open_sheet(path: Path, opened: ExitStack) -> Sheet:
    """Return the list in a file; what kind it is tells its beginning, not its name. `opened` closes it.

    :raises ListRefused: when it is none; also while its rows are read.
    """
    size = path.stat().st_size
    if size > LARGEST_BYTES:
        raise ListRefused("too_large", most_bytes=LARGEST_BYTES)
    with path.open("rb") as file:
        beginning = file.read(4)
    if beginning == _OLE:
        raise ListRefused("old_or_locked_workbook")
    if beginning == _ZIP:
        # Costs a quarter of a second and 20 MB, which a till that sells has no use for.
        from pos.imports.workbook_rows import workbook_sheets

        return _first_list((one.title, one.rows, one.merged) for one in workbook_sheets(path, opened))
    rows = opened.enter_context(closing(csv_rows(path)))
    return _first_list([("", rows, NOTHING_MERGED)])


def _first_list(sheets: Iterable[tuple[str, Iterable[Cells], tuple[int, str]]]) -> Sheet:
    """Return the first sheet that has headings; the others are named."""
    found: Sheet | None = None
    others = []
    refused = ListRefused("empty")
    for name, cells, (last_merged, merged) in sheets:
        if found is not None:
            others.append(name)
            continue
        rows = enumerate(cells, start=1)
        try:
            heading_row, columns = _headings(rows)
            if last_merged > heading_row:
                raise ListRefused("merged_cells", cells=merged)
        except ListRefused as refusal:
            # What is wrong with the sheet that is nearest to a list.
            if refused.reason in NO_LIST:
                refused = refusal
            others.append(name)
        else:
            found = Sheet(columns, _rows(rows))
    if found is None:
        raise refused
    return Sheet(found.columns, found.rows, tuple(others))


def _headings(rows: Iterator[tuple[int, Cells]]) -> tuple[int, Columns]:
    is_empty = True
    for number, cells in rows:
        texts = [_heading(cell) for cell in cells]
        if heads_a_list(texts):
            return number, read_headings(texts)
        is_empty = is_empty and not any(texts)
        if number >= HEADING_WITHIN:
            break
    raise ListRefused("empty" if is_empty else "no_heading")


def _heading(cell: Any) -> str:
    try:
        return cell_text(cell)
    except CellFault:
        return ""


def _rows(rows: Iterator[tuple[int, Cells]]) -> Iterator[tuple[int, Cells]]:
    count = 0
    for number, cells in rows:
        if all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells):
            continue
        count += 1
        if count > MOST_ROWS:
            raise ListRefused("too_many_rows", most_rows=MOST_ROWS)
        yield number, cells
