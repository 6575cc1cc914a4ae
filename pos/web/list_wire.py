"""How do a list and its findings look as JSON, and its findings as a file for a spreadsheet?

Rule: rows are named by their numbers and members by their codes; no cell of a list goes out.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from pos.imports.columns import SPELLINGS
from pos.imports.faults import RowFault
from pos.imports.jobs import ListJob
from pos.web.list_wording import COLUMNS, FAULTS, reason_words
from pos.web.wire import Json, moment, text

# Excel takes a CSV file without it for one in the coding of its country.
MARK = "\ufeff"
HEADINGS = (
    "行 Row", "列 Column", "级别 Weight", "代码 Code", "说明", "In words", "重复的行 Other row",
    "会员 Member",
)  # fmt: skip
WEIGHTS = {"error": "错误 error", "note": "提示 note"}


def list_json(job: ListJob, findings: Iterable[RowFault] = ()) -> Json:
    """Return a list, with some of its findings."""
    return {
        "id": job.id,
        "file_name": job.file_name,
        "size_bytes": job.size_bytes,
        "step": job.step,
        "state": job.state,
        "skip_errors": job.skips_errors,
        "done_row": job.done_row,
        "last_row": job.last_row,
        "joined": job.joined_members,
        "preview": job.preview
        and {**job.preview, "columns": [_column(one) for one in job.preview["columns"]]},
        "error": job.error and _error(job.error),
        "requested_at": moment(job.requested_at),
        "finished_at": job.finished_at and moment(job.finished_at),
        "findings": [finding_json(one) for one in findings],
    }


def finding_json(fault: RowFault) -> Json:
    """Return what there is to say of a row."""
    words = FAULTS[fault.code]
    return {
        "row": fault.row,
        "column": _column(fault.column),
        "weight": fault.weight,
        "code": fault.code,
        "words": text(words.zh, words.en),
        "other_row": fault.other_row,
        "member": fault.member_code,
    }


def findings_head() -> str:
    """Return the first line of the file of findings."""
    return MARK + _lines([HEADINGS])


def findings_lines(faults: Iterable[RowFault]) -> str:
    """Return the lines of some findings, for a spreadsheet."""
    return _lines(
        (
            fault.row,
            f"{COLUMNS[fault.column].zh} {COLUMNS[fault.column].en}",
            WEIGHTS[fault.weight],
            fault.code,
            FAULTS[fault.code].zh,
            FAULTS[fault.code].en,
            fault.other_row or "",
            fault.member_code or "",
        )
        for fault in faults
    )


def template_csv() -> str:
    """Return an empty list to fill in."""
    return MARK + _lines([[COLUMNS[column].zh for column in SPELLINGS]])


def _lines(rows: Iterable[Iterable[object]]) -> str:
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue()


def _column(code: str) -> Json:
    return {"code": code, "name": text(COLUMNS[code].zh, COLUMNS[code].en)}


def _preview(counted: Mapping[str, Any]) -> Json:
    return {**counted, "columns": [_column(code) for code in counted["columns"]]}


def _error(error: Mapping[str, Any]) -> Json:
    words = reason_words(error)
    return {"code": error["reason"], "name": text(words.zh, words.en)}
