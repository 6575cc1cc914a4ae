"""What the close of a shift left behind: its Z-report, frozen.

Rule: a report is written once and read as it was written; its hash binds it to the one before it and to the
till's chain.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Select, select

from inventory.tables_base import EPOCH, MILLISECOND
from pos.cash.figures import Json
from pos.errors import Refusal
from pos.shifts.tables import shifts, tills, z_reports


class UnknownReport(Refusal):
    """No Z-report of that till and number exists."""

    code = "unknown_report"


@dataclass(frozen=True, slots=True)
class ZReport:
    """A Z-report with the shift that it closed."""

    id: str
    till_code: str
    number: int
    shift_id: str
    cashier: str
    business_date: date
    opened_at: datetime
    first_sequence: int
    count_id: str | None
    closed_by: str
    reason: str
    at: datetime
    figures: Json
    head_sequence: int
    head_hash: str
    previous_hash: str
    hash: str
    paper_job: str

    @property
    def name(self) -> str:
        """Return the number that is printed for people, such as T1-Z0007."""
        return f"{self.till_code}-Z{self.number:04}"


def figures_to_text(figures: Json) -> str:
    """Return figures as the text that is kept and hashed."""
    return json.dumps(figures, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def report_hash(row: dict[str, Any]) -> str:
    """Return the hash of all that a report says, and of the report before it."""
    fields = (
        row["previous_hash"],
        row["id"],
        row["till_code"],
        str(row["number"]),
        row["shift_id"],
        row["count_id"] or "",
        row["closed_by"],
        row["reason"],
        str((row["at"] - EPOCH) // MILLISECOND),
        row["figures"],
        str(row["head_sequence"]),
        row["head_hash"],
    )
    return sha256("".join(f"{len(field)}:{field}" for field in fields).encode()).hexdigest()


def find_report(connection: Connection, id_: str) -> ZReport | None:
    """Return the report of the close of that key."""
    row = connection.execute(_reports().where(z_reports.c.id == id_)).mappings().one_or_none()
    return None if row is None else _report(row)


def require_report(connection: Connection, till_code: str, number: int) -> ZReport:
    """Return the report of a till by its number.

    :raises UnknownReport: when there is none.
    """
    chosen = (z_reports.c.till_code == till_code, z_reports.c.number == number)
    row = connection.execute(_reports().where(*chosen)).mappings().one_or_none()
    if row is None:
        raise UnknownReport(till=till_code, number=number)
    return _report(row)


def last_report(connection: Connection, till_code: str) -> ZReport | None:
    """Return the newest report of a till."""
    newest = _reports().where(z_reports.c.till_code == till_code).order_by(z_reports.c.number.desc()).limit(1)
    row = connection.execute(newest).mappings().one_or_none()
    return None if row is None else _report(row)


def all_reports(connection: Connection, till_code: str) -> tuple[tuple[ZReport, dict[str, Any]], ...]:
    """Return every report of a till in its order, each with its row as it is kept."""
    query = _reports().where(z_reports.c.till_code == till_code).order_by(z_reports.c.number)
    return tuple((_report(row), dict(row)) for row in connection.execute(query).mappings())


def reports_of(
    connection: Connection, site_code: str, *, before: datetime | None = None, limit: int = 50
) -> tuple[ZReport, ...]:
    """Return the newest reports of a site's tills, the newest first; those before a moment, to page on."""
    query = (
        _reports()
        .join(tills, tills.c.code == z_reports.c.till_code)
        .where(tills.c.site_code == site_code)
        .order_by(z_reports.c.at.desc(), z_reports.c.till_code)
        .limit(limit)
    )
    if before is not None:
        query = query.where(z_reports.c.at < before)
    return tuple(_report(row) for row in connection.execute(query).mappings())


def _reports() -> Select[Any]:
    return select(
        z_reports, shifts.c.cashier, shifts.c.business_date, shifts.c.opened_at, shifts.c.first_sequence
    ).join(shifts, shifts.c.id == z_reports.c.shift_id)


def _report(row: Any) -> ZReport:
    told = {name: row[name] for name in ZReport.__slots__ if name != "figures"}
    return ZReport(figures=json.loads(row["figures"]), **told)
