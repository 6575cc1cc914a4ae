"""Which printers are there? Read from the environment: CANTEEN_PRINTER_<NAME>=tcp://host:9100?columns=32.

Rule: those of the environment, else the demo's virtual one, and that is decided here only. A setting that is
not understood stops the start with the variable's name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args
from urllib.parse import SplitResult, parse_qsl, urlsplit

from pos.errors import Explained
from pos.receipts.routing import DEFAULT_PRINTER
from pos.settings import Settings

PREFIX = "CANTEEN_PRINTER_"
DEFAULT_PORT = 9100
# 58 mm paper, 80 mm paper with 512 dots, 80 mm paper with 576 dots.
COLUMNS = (32, 42, 48)

# How a printer says that it has printed: GS r answered in order (most), or GS ( H with our own id (Epson).
Acknowledgement = Literal["status", "process_id"]


class PrinterSettingError(Explained, ValueError):
    """A printer variable that cannot be understood; names the variable and what is wrong with it."""


@dataclass(frozen=True)
class Printer:
    """One ESC/POS printer on the network; a virtual one is a program of the demo."""

    name: str
    host: str
    port: int = DEFAULT_PORT
    columns: int = 32
    acknowledgement: Acknowledgement = "status"
    is_virtual: bool = False


def installed_printers(settings: Settings, environ: Mapping[str, str]) -> dict[str, Printer]:
    """Return this installation's printers, by name: those of the environment, else the demo's virtual one.

    :raises PrinterSettingError: for a variable that is not an address of a printer
    """
    given = printers_from(environ)
    if given or not settings.is_demo:
        return given
    virtual = virtual_printer(settings)
    return {virtual.name: virtual}


def virtual_printer(settings: Settings) -> Printer:
    """Return the printer that the demo runs itself."""
    return Printer(DEFAULT_PRINTER, "127.0.0.1", settings.paper_port, is_virtual=True)


def printers_from(environ: Mapping[str, str]) -> dict[str, Printer]:
    """Read every printer of an environment, by name, sorted.

    `CANTEEN_PRINTER_T1=tcp://10.0.0.7:9100?columns=48&acknowledgement=process_id` is the printer `T1`.

    :raises PrinterSettingError: for a variable that is not such an address
    """
    variables = sorted(variable for variable in environ if variable.startswith(PREFIX))
    printers = [_printer(variable, environ[variable]) for variable in variables]
    return {printer.name: printer for printer in printers}


def _printer(variable: str, address: str) -> Printer:
    name = variable.removeprefix(PREFIX)
    if not name:
        raise PrinterSettingError(f"{variable}: the name of the printer is missing")
    try:
        parts = urlsplit(address.strip())
        port = parts.port or DEFAULT_PORT
    except ValueError as error:
        raise PrinterSettingError(f"{variable}: {address!r}: {error}") from error
    if parts.scheme != "tcp" or not parts.hostname or parts.path not in ("", "/") or parts.fragment:
        raise PrinterSettingError(f"{variable}: {address!r} is not like tcp://host:{DEFAULT_PORT}?columns=32")
    columns, acknowledgement = _options(variable, parts)
    return Printer(name, parts.hostname, port, columns, acknowledgement)


def _options(variable: str, parts: SplitResult) -> tuple[int, Acknowledgement]:
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    columns = options.pop("columns", str(Printer.columns))
    acknowledgement = options.pop("acknowledgement", Printer.acknowledgement)
    if options:
        raise PrinterSettingError(f"{variable}: unknown option {', '.join(sorted(options))}")
    if columns not in map(str, COLUMNS):
        raise PrinterSettingError(f"{variable}: columns is one of {COLUMNS}, not {columns!r}")
    for known in get_args(Acknowledgement):
        if acknowledgement == known:
            return int(columns), known
    raise PrinterSettingError(f"{variable}: acknowledgement is status or process_id, not {acknowledgement!r}")
