"""A printer without paper, for the demo, training and tests: a real TCP port that obeys real bytes."""

from pos.receipts.virtual_printer.drawing import svg_of
from pos.receipts.virtual_printer.faults import Fault, FaultKind
from pos.receipts.virtual_printer.folder import read_fault, read_papers, write_fault, write_paper
from pos.receipts.virtual_printer.paper import Paper, PaperLine, Run, Style
from pos.receipts.virtual_printer.program import run_virtual_printer
from pos.receipts.virtual_printer.server import VirtualPrinter

__all__ = [
    "Fault",
    "FaultKind",
    "Paper",
    "PaperLine",
    "Run",
    "Style",
    "VirtualPrinter",
    "read_fault",
    "read_papers",
    "run_virtual_printer",
    "svg_of",
    "write_fault",
    "write_paper",
]
