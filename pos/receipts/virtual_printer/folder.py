"""How do the virtual printer and the demo desk know of one another? By files in one folder, no connection.

Rule: every file appears whole or not at all: whoever reads it never waits and never sees half a paper.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

from pos.receipts.virtual_printer.drawing import svg_of
from pos.receipts.virtual_printer.faults import Fault, FaultKind
from pos.receipts.virtual_printer.paper import Paper

FAULT_FILE = "fault.json"
# A demo prints for weeks; nobody looks at more than the last few papers.
KEPT_PAPERS = 200
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def write_paper(folder: Path, paper: Paper) -> Path:
    """Write a finished paper to `<folder>/<id>.json` and remove the oldest beyond KEPT_PAPERS.

    The ids sort by time of printing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = _free_path(folder, paper.printed_at)
    kept = {
        "id": path.stem,
        "printer": paper.printer,
        "printed_at": paper.printed_at.astimezone(UTC).isoformat(timespec="milliseconds"),
        "columns": paper.columns,
        "lines": paper.text_lines,
        "flags": list(paper.flags),
        "svg": svg_of(paper),
    }
    _write_whole(path, kept)
    for old in _paper_paths(folder)[KEPT_PAPERS:]:
        old.unlink(missing_ok=True)
    return path


def read_papers(folder: Path, limit: int = 30) -> list[dict[str, Any]]:
    """Read the newest papers, newest first, as they were written."""
    papers = []
    for path in _paper_paths(folder)[:limit]:
        try:
            papers.append(json.loads(path.read_text("utf-8")))
        except FileNotFoundError:
            # Removed as one of the oldest between looking and reading.
            continue
    return papers


def write_fault(folder: Path, kind: FaultKind | None) -> None:
    """Ask the virtual printer of this folder to break in one way, or to be whole again."""
    folder.mkdir(parents=True, exist_ok=True)
    _write_whole(folder / FAULT_FILE, {"fault": kind})


def read_fault(folder: Path) -> Fault | None:
    """Read which fault is asked for; none without a file.

    :raises ValueError: for a file that names no known fault
    """
    try:
        asked = json.loads((folder / FAULT_FILE).read_text("utf-8"))
    except FileNotFoundError:
        return None
    if asked == {"fault": None}:
        return None
    for known in get_args(FaultKind):
        if asked == {"fault": known}:
            return Fault(known)
    raise ValueError(f"no such fault: {asked!r}")


def _paper_paths(folder: Path) -> list[Path]:
    return sorted((path for path in folder.glob("*.json") if path.name != FAULT_FILE), reverse=True)


def _free_path(folder: Path, printed_at: datetime) -> Path:
    moment = int((printed_at - _EPOCH).total_seconds() * 1000)
    number = 0
    while (path := folder / f"{moment:013d}-{number:03d}.json").exists():
        number += 1
    return path


def _write_whole(path: Path, kept: dict[str, Any]) -> None:
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps(kept, ensure_ascii=False), "utf-8")
    partial.replace(path)
