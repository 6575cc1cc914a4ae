"""What does a row say of a resident, and what is wrong in it?

Rule: pure: a row, the day and what the scheme knows go in; a resident and the faults come out. Every fault
of a row is found at once, so a list is mended in one go.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from pos.imports.cells import CellFault, cell_text
from pos.imports.faults import RowFault
from pos.imports.values import (
    ValueFault,
    read_classes,
    read_day,
    read_id_number,
    read_name,
    read_phone,
)
from pos.imports.vocabulary import Vocabulary
from pos.members.identity import birth_date_in
from pos.members.joining import OLDEST_YEARS

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Resident:
    """A resident as a list tells of them; texts are '' where it tells nothing."""

    row: int
    name: str
    birth_date: date
    id_number: str
    phone: str
    residence_area: str
    hukou_area: str
    classes: tuple[str, ...]
    valid_until: date | None

    @property
    def identity(self) -> tuple[str, ...]:
        """Return what makes this the same resident as another row or a member."""
        return (self.id_number,) if self.id_number else (self.name, self.birth_date.isoformat(), self.phone)


class RowReader:
    """Reads the rows of one list."""

    def __init__(self, places: Mapping[str, int], vocabulary: Vocabulary, *, today: date) -> None:
        self._places = places
        self._vocabulary = vocabulary
        self._today = today

    def read(self, row: int, cells: tuple[Any, ...]) -> tuple[Resident | None, tuple[RowFault, ...]]:
        """Return the resident of a row, or None where it has an error, and all there is to say of the row."""
        reading = _Reading(row, self._places, cells)
        name = reading.value("name", read_name)
        id_number = reading.value("id_number", read_id_number)
        birth_date = self._birth_date(reading, id_number)
        phone = reading.value("phone", read_phone)
        areas = [self._area(reading, column) for column in ("residence", "hukou")]
        valid_until = reading.value("valid_until", read_day)
        classes = self._classes(reading, valid_until)
        if name is None and not reading.has_error_in("name"):
            reading.say("name", "missing")
        if name is None or birth_date is None or reading.has_error:
            return None, tuple(reading.faults)
        resident = Resident(
            row, name, birth_date, id_number or "", phone or "", areas[0], areas[1], classes, valid_until
        )
        return resident, tuple(reading.faults)

    def _birth_date(self, reading: "_Reading", id_number: str | None) -> date | None:
        column = "birth_date"
        said = reading.value(column, read_day)
        if id_number is not None:
            birth_date = birth_date_in(id_number)
            if said is not None and said != birth_date:
                reading.say(column, "birth_date_differs")
            column = "id_number"
        elif said is None:
            if not (reading.has_error_in(column) or reading.has_error_in("id_number")):
                reading.say(column, "missing")
            return None
        else:
            birth_date = said
        if birth_date > self._today:
            reading.say(column, "born_in_the_future")
        elif self._today.year - birth_date.year > OLDEST_YEARS:
            reading.say(column, "too_old")
        return birth_date

    def _area(self, reading: "_Reading", column: str) -> str:
        """Return the code of an area; one that no scheme knows changes no price, and is left out."""
        text = reading.value(column, str)
        code = "" if text is None else self._vocabulary.find_area(text)
        if code is None:
            reading.say(column, "unknown_area")
        return code or ""

    def _classes(self, reading: "_Reading", valid_until: date | None) -> tuple[str, ...]:
        spellings = self._vocabulary.classes
        classes = reading.value("classes", lambda text: read_classes(text, spellings)) or ()
        if classes and valid_until is not None and valid_until < self._today:
            reading.say("valid_until", "proof_over")
            return ()
        return classes


class _Reading:
    """One row while it is read: its texts, and what there is to say of it so far."""

    def __init__(self, row: int, places: Mapping[str, int], cells: tuple[Any, ...]) -> None:
        self._row = row
        self._cells = {column: cells[place] for column, place in places.items() if place < len(cells)}
        self.faults: list[RowFault] = []

    @property
    def has_error(self) -> bool:
        return any(fault.weight == "error" for fault in self.faults)

    def has_error_in(self, column: str) -> bool:
        return any(fault.column == column for fault in self.faults)

    def say(self, column: str, code: str) -> None:
        self.faults.append(RowFault(self._row, column, code))

    def value(self, column: str, read: Callable[[str], T]) -> T | None:
        """Return what a column says, or None where it says nothing or has a fault, which is noted."""
        try:
            text = cell_text(self._cells.get(column))
            return read(text) if text else None
        except (CellFault, ValueFault) as fault:
            self.say(column, fault.code)
            return None
