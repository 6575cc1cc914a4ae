"""Who is in a list, row by row, and which rows say the same resident twice?

Rule: of two rows of one resident the first counts and the second is a fault, whatever else they say.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import Self

from pos.imports.faults import RowFault
from pos.imports.residents import Resident, RowReader
from pos.imports.sheets import Sheet, open_sheet
from pos.imports.vocabulary import Vocabulary

IDENTITY_BYTES = 8


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row that was read: its number, the resident unless it has an error, and what to say of it."""

    number: int
    resident: Resident | None
    faults: tuple[RowFault, ...]


class ResidentList:
    """A list that is read from its file, once, within a `with` block."""

    def __init__(self, path: Path, vocabulary: Vocabulary, *, today: date) -> None:
        """:raises ListRefused: when the file is no list."""
        self._opened = ExitStack()
        try:
            self._sheet: Sheet = open_sheet(path, self._opened)
        except BaseException:
            self._opened.close()
            raise
        self._reader = RowReader(self._sheet.columns.places, vocabulary, today=today)

    def __enter__(self) -> Self:
        """Return the list, whose file is closed at the end of the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self._opened.close()

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the columns that were found."""
        return tuple(self._sheet.columns.places)

    @property
    def ignored(self) -> tuple[str, ...]:
        """Return the headings, and the other sheets' names, that are not read."""
        return (*self._sheet.columns.ignored, *self._sheet.other_sheets)

    def rows(self) -> Iterator[ReadRow]:
        """Give each row that is not empty.

        :raises ListRefused: when the file turns out to be damaged.
        """
        # Eight bytes of each resident, not the resident: fifty thousand have to fit into little memory.
        seen: dict[int, int] = {}
        for number, cells in self._sheet.rows:
            resident, faults = self._reader.read(number, cells)
            if resident is not None:
                first = seen.setdefault(_identity(resident), number)
                if first != number:
                    twice = RowFault(number, _named_by(resident), "twice_in_the_list", other_row=first)
                    resident, faults = None, (*faults, twice)
            yield ReadRow(number, resident, faults)


def _named_by(resident: Resident) -> str:
    return "id_number" if resident.id_number else "name"


def _identity(resident: Resident) -> int:
    text = "\0".join(resident.identity).encode()
    return int.from_bytes(blake2b(text, digest_size=IDENTITY_BYTES).digest())
