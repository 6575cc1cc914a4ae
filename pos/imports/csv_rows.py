"""What rows does a text file hold, whatever program saved it?

Rule: the coding is found by reading the whole file strictly: UTF-8, UTF-16 with its mark, else GB18030, which
Excel in China writes and which has GBK and GB2312 in it. What is none of them is refused, never half read.
"""

import codecs
import csv
from collections.abc import Generator
from pathlib import Path

from pos.imports.faults import ListRefused

CHUNK = 64 * 1024
DELIMITERS = ",\t;，"
# No cell of a resident list is longer; an open quotation mark would swallow the rest of the file.
LONGEST_CELL = 2_000
LOOKED_AT = 8 * 1024


def csv_rows(path: Path) -> Generator[tuple[str, ...]]:
    """Give the rows of a text file, empty ones too.

    :raises ListRefused: `unreadable_text` for an unknown coding, `broken_quotes` for a mark that never
        closes.
    """
    coding = _coding(path)
    with path.open(encoding=coding, newline="") as file:
        delimiter = _delimiter(file.read(LOOKED_AT))
        file.seek(0)
        rows = csv.reader(file, delimiter=delimiter, strict=True)
        number = 0
        while True:
            number += 1
            try:
                cells = next(rows)
            except StopIteration:
                return
            except csv.Error as error:
                raise ListRefused("broken_quotes", row=number) from error
            if any(len(cell) > LONGEST_CELL for cell in cells):
                raise ListRefused("broken_quotes", row=number)
            yield tuple(cells)


def _coding(path: Path) -> str:
    with path.open("rb") as file:
        mark = file.read(2)
    if mark in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        candidates = ["utf-16"]
    else:
        candidates = ["utf-8-sig", "gb18030"]
    for coding in candidates:
        if _reads(path, coding):
            return coding
    raise ListRefused("unreadable_text")


def _reads(path: Path, coding: str) -> bool:
    decoder = codecs.getincrementaldecoder(coding)()
    with path.open("rb") as file:
        try:
            while chunk := file.read(CHUNK):
                if "\0" in decoder.decode(chunk):
                    return False
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _delimiter(beginning: str) -> str:
    """Return what separates the cells of the first line that has any of them, most often there."""
    for line in beginning.splitlines():
        counts = {delimiter: line.count(delimiter) for delimiter in DELIMITERS}
        if any(counts.values()):
            return max(counts, key=counts.__getitem__)
    return ","
