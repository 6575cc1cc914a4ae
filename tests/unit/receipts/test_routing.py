"""A till's receipts go to the printer of its name, else to the first, else they wait for one."""

import pytest

from pos.receipts.routing import DEFAULT_PRINTER, destinations, printer_of


@pytest.mark.parametrize(
    ("printers", "chosen"),
    [(["KITCHEN", "T1"], "T1"), (["KITCHEN", "T2"], "KITCHEN"), ([], DEFAULT_PRINTER)],
)
def test_a_till_finds_its_printer(printers: list[str], chosen: str) -> None:
    assert printer_of("T1", printers) == chosen


def test_papers_without_a_printer_can_be_found() -> None:
    assert printer_of("T1", ()) in destinations(())
    assert destinations(["KITCHEN", "T1"]) == ("KITCHEN", "T1")
