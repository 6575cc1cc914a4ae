"""How is a printer? The real-time status of ESC/POS (DLE EOT 1 to 4) put into one word.

Rule: silence is `no_answer` and never `ok`; python-escpos' own paper_status() says "adequate" to it.
"""

from collections.abc import Mapping
from typing import Literal

PrinterState = Literal["ok", "paper_low", "paper_out", "cover_open", "error", "no_answer"]

# What printing waits for a person in; a low roll still prints.
STOPPED: frozenset[PrinterState] = frozenset({"paper_out", "cover_open", "error"})

STATUS_REQUESTS: Mapping[int, bytes] = {n: bytes((0x10, 0x04, n)) for n in (1, 2, 3, 4)}


def is_status_answer(byte: int) -> bool:
    """Tell an answer to DLE EOT by its fixed bits from all else that a printer sends."""
    return byte & 0x93 == 0x12


def printer_state(answers: Mapping[int, int]) -> PrinterState:
    """Put the four answers (by number of the request) into one word: what a person must see to first."""
    offline, cause, error, paper = (answers[n] for n in (1, 2, 3, 4))
    if cause & 0x04:
        return "cover_open"
    if cause & 0x20 or paper & 0x60:
        return "paper_out"
    # A stuck knife, or whatever else keeps it off line without telling why.
    if cause & 0x40 or error & 0x68 or offline & 0x08:
        return "error"
    return "paper_low" if paper & 0x0C else "ok"
