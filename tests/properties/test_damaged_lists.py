"""Whatever was done to a list on its way, reading it ends in rows or in a refusal."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from pos.imports.faults import ListRefused
from tests.resident_lists import csv_bytes, residents, write_workbook
from tests.unit.pos.imports.lists import read_bytes

TEXT = csv_bytes(residents(20), coding="gb18030")
with TemporaryDirectory() as made:
    WORKBOOK = write_workbook(Path(made) / "list.xlsx", residents(20)).read_bytes()

changes = st.lists(st.tuples(st.integers(0, 10_000), st.binary(max_size=3)), min_size=1, max_size=20)


def damage(contents: bytes, done: list[tuple[int, bytes]]) -> bytes:
    """Overwrite, insert or cut bytes of a file behind its first four."""
    damaged = bytearray(contents)
    for place, put in done:
        at = 4 + place % (len(damaged) - 4)
        damaged[at : at + 1] = put
    return bytes(damaged)


def read_or_refuse(contents: bytes) -> None:
    with TemporaryDirectory() as folder:
        try:
            rows = read_bytes(Path(folder), contents)
        except ListRefused:
            return
    assert all(row.resident is not None or row.faults for row in rows)


@settings(deadline=None)
@given(changes)
def test_damaged_text(done: list[tuple[int, bytes]]) -> None:
    read_or_refuse(damage(TEXT, done))


@settings(deadline=None)
@given(changes)
def test_damaged_workbook(done: list[tuple[int, bytes]]) -> None:
    read_or_refuse(damage(WORKBOOK, done))


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes(contents: bytes) -> None:
    read_or_refuse(contents)


@settings(deadline=None)
@given(st.lists(st.lists(st.text(max_size=12), min_size=7, max_size=7), max_size=5))
def test_any_cells(rows: list[list[str]]) -> None:
    # Half a character cannot be written into a file.
    kept = [[cell.encode("utf-8", "replace").decode() for cell in row] for row in rows]
    read_or_refuse(csv_bytes(kept))
