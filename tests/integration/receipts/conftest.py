"""Real databases and printers for the tests of the outbox and the worker."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos.database import Database, open_database
from pos.database.migrate import upgrade
from pos.receipts.virtual_printer import VirtualPrinter


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Database]:
    """An SQLite database with every table, empty."""
    database = open_database(f"sqlite:///{tmp_path / 'canteen.db'}")
    upgrade(database)
    yield database
    database.engine.dispose()


@pytest.fixture
def paper() -> Iterator[VirtualPrinter]:
    """A virtual printer with 58 mm paper, named T1."""
    with VirtualPrinter("T1") as printer:
        yield printer
