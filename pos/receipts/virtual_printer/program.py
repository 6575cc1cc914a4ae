"""The virtual printer as a program of its own, for the demo and for training.

Rule: it knows its port and its folder, and nothing of the canteen.
"""

import logging
import threading
from functools import partial
from pathlib import Path

from pos.receipts.virtual_printer.faults import Fault
from pos.receipts.virtual_printer.folder import read_fault, write_paper
from pos.receipts.virtual_printer.paper import Paper
from pos.receipts.virtual_printer.server import VirtualPrinter

logger = logging.getLogger(__name__)

_LOOK_S = 0.2


def run_virtual_printer(
    name: str, port: int, folder: Path, columns: int = 32, stop: threading.Event | None = None
) -> None:
    """Print until `stop` is set: papers go to `folder`, faults come from `folder/fault.json`."""
    stop = stop or threading.Event()
    with VirtualPrinter(name, port=port, columns=columns, on_paper=partial(_keep, folder)) as printer:
        logger.info("virtual printer %s at %s, papers in %s", name, printer.address, folder)
        asked: Fault | None = None
        while not stop.is_set():
            wanted = _wanted_fault(folder, asked)
            if wanted != asked:
                logger.info("virtual printer %s: fault %s", name, wanted.kind if wanted else "none")
                printer.set_fault(wanted)
                asked = wanted
            stop.wait(_LOOK_S)


def _keep(folder: Path, paper: Paper) -> None:
    try:
        write_paper(folder, paper)
    except OSError:
        # The printer goes on without its record, as a real one would.
        logger.exception("cannot keep a paper in %s", folder)


def _wanted_fault(folder: Path, asked: Fault | None) -> Fault | None:
    """Read the fault that is asked for; what cannot be understood changes nothing."""
    try:
        return read_fault(folder)
    except (OSError, ValueError):
        return asked
