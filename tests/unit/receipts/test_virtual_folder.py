"""Papers and faults are passed through files that are whole at any moment."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pos.receipts.virtual_printer import Fault, Paper, PaperLine, Run, Style, write_paper
from pos.receipts.virtual_printer.folder import KEPT_PAPERS, read_fault, read_papers, write_fault

NOON = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)


def paper(text: str, at: datetime = NOON) -> Paper:
    """Make a paper of one line."""
    return Paper("T1", 32, at, (PaperLine((Run(text, 0, len(text), Style()),), 30),), ("odd",))


def test_a_paper_is_written_with_all_that_the_desk_shows(tmp_path: Path) -> None:
    path = write_paper(tmp_path / "T1", paper("a"))
    kept = json.loads(path.read_text("utf-8"))
    assert kept.pop("svg").startswith("<svg ")
    assert kept == {
        "id": "1795579200000-000",
        "printer": "T1",
        "printed_at": "2026-11-25T04:00:00.000+00:00",
        "columns": 32,
        "lines": ["a"],
        "flags": ["odd"],
    }
    assert [file.name for file in path.parent.iterdir()] == ["1795579200000-000.json"]


def test_papers_are_read_newest_first(tmp_path: Path) -> None:
    for text, seconds in [("a", 0), ("c", 5), ("b", 0)]:
        write_paper(tmp_path, paper(text, NOON + timedelta(seconds=seconds)))
    write_fault(tmp_path, "jam")
    assert [kept["lines"] for kept in read_papers(tmp_path)] == [["c"], ["b"], ["a"]]
    assert [kept["lines"] for kept in read_papers(tmp_path, limit=1)] == [["c"]]


def test_only_the_last_papers_are_kept(tmp_path: Path) -> None:
    for number in range(KEPT_PAPERS + 1):
        write_paper(tmp_path, paper(str(number), NOON + timedelta(seconds=number)))
    kept = read_papers(tmp_path, limit=KEPT_PAPERS + 1)
    assert (len(kept), kept[-1]["lines"]) == (KEPT_PAPERS, ["1"])


def test_a_folder_that_nobody_wrote_to_is_empty_and_whole(tmp_path: Path) -> None:
    assert read_papers(tmp_path / "nowhere") == []
    assert read_fault(tmp_path / "nowhere") is None


def test_a_fault_is_asked_for_and_taken_back(tmp_path: Path) -> None:
    write_fault(tmp_path / "T1", "paper_out")
    assert read_fault(tmp_path / "T1") == Fault("paper_out")
    write_fault(tmp_path / "T1", None)
    assert read_fault(tmp_path / "T1") is None


@pytest.mark.parametrize("text", ['{"fault": "fire"}', '"jam"', "{"])
def test_a_fault_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "fault.json").write_text(text, "utf-8")
    with pytest.raises(ValueError, match=r"fault|Expecting"):
        read_fault(tmp_path)
