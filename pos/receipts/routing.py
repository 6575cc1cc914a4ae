"""Which printer gets a till's receipts.

Rule: the printer named as the till, else the first there is; without any, papers wait under RECEIPT until
somebody sets one up.
"""

from collections.abc import Sequence

DEFAULT_PRINTER = "RECEIPT"


def printer_of(till: str, printers: Sequence[str]) -> str:
    """Return the name of the printer behind a till, out of the names of all printers."""
    if till in printers:
        return till
    return printers[0] if printers else DEFAULT_PRINTER
