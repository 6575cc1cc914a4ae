"""Power cuts in the middle of selling: no acknowledged sale is lost, and the books that are left agree."""

from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from pos.database import open_database
from pos.reports.audit import audit_books
from pos.sales.tables import orders
from tests.power.disk import Disk
from tests.power.recording import ACKNOWLEDGED, BOOKS, Recording, record_sales

FEW, MANY = (20, 60), pytest.param((400, 200), marks=pytest.mark.soak)
SIZES = [FEW, MANY]


def cut_again_and_again(recording: Recording, cuts: int, folder: Path) -> list[int]:
    """Cut the power at so many moments; return how many acknowledged sales were lost by each cut.

    What is left is sound and agrees each time.
    """
    chance = Random(cuts)
    first = next(place for place, step in enumerate(recording.steps) if step.file == ACKNOWLEDGED)
    moments = sorted(chance.sample(range(first, len(recording.steps)), cuts))
    disk, played, lost = Disk(recording), 0, []
    for number, moment in enumerate(moments):
        for step in recording.steps[played:moment]:
            disk.play(step)
        played = moment
        told = set(disk.written(ACKNOWLEDGED).decode().split())
        left = folder / str(number)
        left.mkdir()
        for name, data in disk.after_a_cut(chance).items():
            if name.startswith(BOOKS):
                (left / name).write_bytes(data)
        lost.append(len(told - sales_that_are_left(left / BOOKS)))
    return lost


def sales_that_are_left(file: Path) -> set[str]:
    """Open the books after a cut, check that they are sound and agree, and return the sales in them."""
    books = open_database(f"sqlite:///{file}")
    with books.read() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
        assert audit_books(connection).disagreements == []
        found = set(connection.execute(select(orders.c.id)).scalars())
    books.engine.dispose()
    return found


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}-cuts")
def test_no_power_cut_loses_an_acknowledged_sale(
    sqlite_template: Path, tmp_path: Path, size: tuple[int, int]
) -> None:
    cuts, sales = size
    recording = record_sales(sqlite_template, tmp_path, sales=sales, synchronous="FULL")

    lost = cut_again_and_again(recording, cuts, tmp_path)

    assert len(lost) == cuts
    assert sum(lost) == 0
    # The writes went through the log of SQLite and back into the books.
    assert {step.file for step in recording.steps if step.kind == "S"} >= {BOOKS, f"{BOOKS}-wal"}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}-cuts")
def test_the_same_cuts_lose_sales_where_sqlite_does_not_wait_for_the_disk(
    sqlite_template: Path, tmp_path: Path, size: tuple[int, int]
) -> None:
    cuts, sales = size
    recording = record_sales(sqlite_template, tmp_path, sales=sales, synchronous="NORMAL")

    lost = cut_again_and_again(recording, cuts, tmp_path)

    assert sum(map(bool, lost)) > cuts // 10
