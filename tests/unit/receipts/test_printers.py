"""Printers are read from the environment, and a setting that is not understood says so."""

import pytest

from pos.receipts.printers import Printer, PrinterSettingError, installed_printers, printers_from
from pos.settings import read_settings

DEMO = {"CANTEEN_DEMO": "1", "PORT": "9000"}
REAL = {"CANTEEN_PRINTER_RECEIPT": "tcp://10.0.0.7"}


def test_printers_are_found_by_name() -> None:
    environ = {
        "CANTEEN_PRINTER_T2": "tcp://10.0.0.8:9101?columns=48&acknowledgement=process_id",
        "CANTEEN_PRINTER_T1": "tcp://printer.local",
        "HOME": "/root",
    }
    assert printers_from(environ) == {
        "T1": Printer("T1", "printer.local", 9100, 32, "status"),
        "T2": Printer("T2", "10.0.0.8", 9101, 48, "process_id"),
    }


def test_no_variable_is_no_printer() -> None:
    assert printers_from({}) == {}


@pytest.mark.parametrize(
    ("environ", "printers"),
    [
        ({}, []),
        (REAL, [Printer("RECEIPT", "10.0.0.7")]),
        (DEMO, [Printer("RECEIPT", "127.0.0.1", 9002, is_virtual=True)]),
        (DEMO | REAL, [Printer("RECEIPT", "10.0.0.7")]),
    ],
)
def test_the_virtual_printer_stands_in_where_the_demo_was_given_none(
    environ: dict[str, str], printers: list[Printer]
) -> None:
    assert list(installed_printers(read_settings(environ), environ).values()) == printers


@pytest.mark.parametrize(
    ("variable", "address", "reason"),
    [
        ("CANTEEN_PRINTER_", "tcp://a", "the name of the printer is missing"),
        ("CANTEEN_PRINTER_T1", "", "is not like tcp://"),
        ("CANTEEN_PRINTER_T1", "10.0.0.8:9100", "is not like tcp://"),
        ("CANTEEN_PRINTER_T1", "http://a", "is not like tcp://"),
        ("CANTEEN_PRINTER_T1", "tcp://:9100", "is not like tcp://"),
        ("CANTEEN_PRINTER_T1", "tcp://a/b", "is not like tcp://"),
        ("CANTEEN_PRINTER_T1", "tcp://a:x", "Port could not be cast"),
        ("CANTEEN_PRINTER_T1", "tcp://a:65536", "Port out of range"),
        ("CANTEEN_PRINTER_T1", "tcp://a?columns=33", "columns is one of (32, 42, 48), not '33'"),
        ("CANTEEN_PRINTER_T1", "tcp://a?columns=", "columns is one of"),
        ("CANTEEN_PRINTER_T1", "tcp://a?cols=32", "unknown option cols"),
        ("CANTEEN_PRINTER_T1", "tcp://a?acknowledgement=none", "acknowledgement is status or process_id"),
    ],
)
def test_a_setting_that_is_not_understood_names_its_variable(
    variable: str, address: str, reason: str
) -> None:
    with pytest.raises(PrinterSettingError) as refusal:
        printers_from({variable: address})
    assert str(refusal.value).startswith(variable)
    assert reason in str(refusal.value)
