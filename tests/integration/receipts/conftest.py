"""Virtual printers for the tests of transport and worker."""

from collections.abc import Iterator

import pytest

from pos.receipts.virtual_printer import VirtualPrinter


@pytest.fixture
def paper() -> Iterator[VirtualPrinter]:
    """A virtual printer with 58 mm paper, named T1."""
    with VirtualPrinter("T1") as printer:
        yield printer
