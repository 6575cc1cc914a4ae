"""Which printer gets a till's receipts.

Rule: the printer named as the till, else the first there is; without any, papers wait under RECEIPT until
somebody sets one up.
"""

from collections.abc import Sequence

DEFAULT_PRINTER = "RECEIPT"


def printer_of(till: str, printers: Sequence[str]) -> str:
    """Return the name of the printer behind a till, out of the names of all printers."""
    return till if till in printers else destinations(printers)[0]


def destinations(printers: Sequence[str]) -> tuple[str, ...]:
    """Return every name under which papers are kept: the printers', or where they wait for the first one."""
    return tuple(printers) or (DEFAULT_PRINTER,)
