"""What would a list do? Counted row by row, with a finding for whatever somebody should look at.

Rule: it writes findings only; the same list looked at again gives the same ones anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, delete, insert, select

from pos.imports.faults import RowFault
from pos.imports.jobs import Preview
from pos.imports.matching import known_members
from pos.imports.reading import ReadRow
from pos.imports.tables import list_findings
from pos.vault import Vault

# Somebody mends a list by its kind of fault, not by the hundred-thousandth one.
MOST_FINDINGS = 100_000


@dataclass(slots=True)
class Counts:
    """What was counted of a list so far."""

    rows: int = 0
    new: int = 0
    known: int = 0
    differs: int = 0
    errors: int = 0
    findings: list[RowFault] = field(default_factory=list)
    found: int = 0

    def add(self, connection: Connection, vault: Vault, rows: Sequence[ReadRow]) -> None:
        """Count some hundred rows, and keep what there is to say of them until it is written."""
        residents = [row.resident for row in rows if row.resident is not None]
        known = known_members(connection, vault, residents)
        for row in rows:
            self.findings.extend(row.faults)
            member = known.get(row.number)
            if member is not None:
                self.findings.extend(
                    RowFault(row.number, column, "differs_from_member", member_code=member.code)
                    for column in member.differs
                )
                self.differs += bool(member.differs)
        self.rows += len(rows)
        self.errors += len(rows) - len(residents)
        self.known += len(known)
        self.new += len(residents) - len(known)

    def take_findings(self) -> list[RowFault]:
        """Return what was found since the last time."""
        taken, self.findings = self.findings[: MOST_FINDINGS - self.found], []
        self.found += len(taken)
        return taken

    def preview(self, columns: tuple[str, ...], ignored: tuple[str, ...]) -> Preview:
        """Return the counts of the whole list."""
        return Preview(
            self.rows, self.new, self.known, self.differs, self.errors, self.found, columns, ignored
        )


def drop_findings(connection: Connection, list_id: str) -> None:
    """Forget what an earlier look found."""
    connection.execute(delete(list_findings).where(list_findings.c.list_id == list_id))


def write_findings(connection: Connection, list_id: str, found: Sequence[RowFault]) -> None:
    """Write what was found in some rows."""
    if found:
        connection.execute(
            insert(list_findings),
            [
                {
                    "list_id": list_id,
                    "row_number": fault.row,
                    "column_name": fault.column,
                    "code": fault.code,
                    "other_row": fault.other_row,
                    "member_code": fault.member_code,
                }
                for fault in found
            ],
        )


def read_findings(
    connection: Connection, list_id: str, *, after: int = 0, at_most: int
) -> tuple[tuple[int, RowFault], ...]:
    """Return findings in the order of the rows, each with its number, from the one after a number on."""
    rows = connection.execute(
        select(
            list_findings.c.id,
            list_findings.c.row_number,
            list_findings.c.column_name,
            list_findings.c.code,
            list_findings.c.other_row,
            list_findings.c.member_code,
        )
        .where(list_findings.c.list_id == list_id, list_findings.c.id > after)
        .order_by(list_findings.c.id)
        .limit(at_most)
    )
    return tuple((id_, RowFault(*values)) for id_, *values in rows)
