"""Whether drawers, counts and Z-reports agree with the ledger: every figure is made again from the postings.

Rule: as in `audit`: no trigger is trusted, and no report is believed for what it says of itself.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from pos.cash.acts import act_fingerprint
from pos.cash.closing import HAND_OVER
from pos.cash.counting import counts_fingerprint, counts_of
from pos.cash.figures import Stretch, drawer_moved_fen, figures_of, flows_of
from pos.cash.reports import ZReport, all_reports, report_hash
from pos.cash.tables import ACT_KINDS, cash_acts
from pos.ledger.accounts import balance_fen, sum_fen
from pos.ledger.posting import chain_head
from pos.ledger.tables import accounts, entries
from pos.reports.findings import Disagreement, Findings
from pos.reports.today import sales_of
from pos.shifts.shifts import Till, all_tills
from pos.shifts.tables import shifts

# The tenders that both a Z-report and the report of a day name by their kind of account.
DAILY = ("wallet", "drawer")


def cash_movements(connection: Connection, findings: Findings) -> Iterator[Disagreement]:
    """Compare each cash act with its entry, and look for entries that nobody gave a reason for."""
    rows = connection.execute(
        select(cash_acts, entries.c.kind.label("entry_kind"), entries.c.detail_hash).outerjoin(
            entries, entries.c.id == cash_acts.c.id
        )
    ).mappings()
    known = set()
    for row in rows:
        known.add(row["id"])
        if row["entry_kind"] != row["kind"]:
            yield Disagreement("cash", row["id"], "it is not in the ledger as it says")
        elif act_fingerprint(dict(row)) != row["detail_hash"]:
            yield Disagreement("cash", row["id"], "it was changed after it was written")
    findings.checked["cash movements"] = len(known)
    for id_ in connection.execute(select(entries.c.id).where(entries.c.kind.in_(ACT_KINDS))).scalars():
        if id_ not in known:
            yield Disagreement("cash", id_, "is in the ledger, but nobody says why")


def z_reports(connection: Connection, findings: Findings) -> Iterator[Disagreement]:
    """Make the figures of each Z-report again, and compare the drawer with the last one and all since."""
    findings.checked["Z-reports"] = 0
    for till in all_tills(connection):
        before: ZReport | None = None
        for report, row in all_reports(connection, till.code):
            findings.checked["Z-reports"] += 1
            for detail in _faults_of(connection, till, report, row, before):
                yield Disagreement("Z-reports", report.name, detail)
            before = report
        yield from _since(connection, till, before)


def closed_shifts(connection: Connection, findings: Findings) -> Iterator[Disagreement]:
    """Look for closed shifts without a report, and for entries bound to reports that are not there."""
    hashes = {
        (report.till_code, report.head_sequence): report.hash
        for till in all_tills(connection)
        for report, _ in all_reports(connection, till.code)
    }
    closed = select(shifts.c.id, shifts.c.till_code, shifts.c.last_sequence).where(
        shifts.c.last_sequence.is_not(None)
    )
    rows = connection.execute(closed).all()
    findings.checked["closed shifts"] = len(rows)
    for row in rows:
        if (row.till_code, row.last_sequence) not in hashes:
            yield Disagreement("shifts", row.id, "was closed without a Z-report")
    begun = select(entries).where(entries.c.kind.in_(("float", HAND_OVER)), entries.c.detail_hash != "")
    for entry in connection.execute(begun):
        place = entry.sequence - 1 if entry.kind == "float" else entry.sequence
        bound = hashes.get((entry.chain_code, place))
        if bound is None or (entry.kind == "float" and bound != entry.detail_hash):
            yield Disagreement("shifts", entry.id, "is bound to a Z-report that is not there")


def days_of_reports(connection: Connection, findings: Findings) -> Iterator[Disagreement]:
    """Compare the Z-reports of each day that is all closed with the report of that day, tender by tender."""
    sums: dict[date, dict[str, int]] = {}
    for till in all_tills(connection):
        for report, _ in all_reports(connection, till.code):
            own = sums.setdefault(report.business_date, dict.fromkeys(DAILY, 0))
            for name, sign in (("sales", 1), ("refunds", -1), ("voids", -1)):
                for kind in DAILY:
                    own[kind] += sign * report.figures[name]["tenders"].get(kind, 0)
    unreported = select(shifts.c.business_date).where(shifts.c.last_sequence.is_(None))
    left_out = set(connection.execute(unreported).scalars())
    findings.checked["days of Z-reports"] = len(sums.keys() - left_out)
    for day in sorted(sums.keys() - left_out):
        told = {row.code: row.amount_fen for row in sales_of(connection, day).tenders}
        for kind, fen in sums[day].items():
            if told.get(kind, 0) != fen:
                detail = f"its Z-reports give {fen} by {kind}, its report {told.get(kind, 0)}"
                yield Disagreement("Z-reports", day.isoformat(), detail)


def safes(connection: Connection, findings: Findings) -> Iterator[Disagreement]:
    """Look for safes out of which more was taken than was ever put into them."""
    rows = connection.execute(select(accounts.c.id, accounts.c.code).where(accounts.c.kind == "safe")).all()
    findings.checked["safes"] = len(rows)
    for row in rows:
        held_fen = sum_fen(connection, row.id)
        if held_fen < 0:
            yield Disagreement(
                "safes", row.code, f"holds {held_fen}: cash was put into it that nobody wrote down"
            )


def _faults_of(
    connection: Connection, till: Till, report: ZReport, row: dict[str, Any], before: ZReport | None
) -> Iterator[str]:
    """Say what does not hold of a report, by its place, its hashes, its count and its figures."""
    if report.number != (before.number + 1 if before else 1):
        yield "does not follow the report before it"
    if report.previous_hash != (before.hash if before else ""):
        yield "is bound to another report before it"
    if report_hash(row) != report.hash:
        yield "was changed after it was written"
    if before is not None and report.first_sequence != before.head_sequence + 1:
        yield "leaves out a part of the till's chain"
    head = connection.execute(
        select(entries.c.hash, entries.c.detail_hash).where(
            entries.c.chain_code == till.code, entries.c.sequence == report.head_sequence
        )
    ).first()
    counts = counts_of(connection, report.shift_id)
    if head is None or head.hash != report.head_hash:
        yield "names another head of the till's chain than there is"
    elif head.detail_hash != counts_fingerprint(counts):
        yield "its counts were changed after they were written"
    stretch = Stretch(till.code, till.drawer_account_id, report.first_sequence, report.head_sequence)
    kept_fen = before.figures["cash"]["left_fen"] if before else _before(connection, till, report)
    if figures_of(connection, stretch, kept_fen=kept_fen) != report.figures:
        yield "its figures are not those of the ledger"
    counted = next((count for count in counts if count.id == report.count_id), None)
    differs_fen = counted.over_short_fen if counted else 0
    if report.figures["cash"]["over_short_fen"] != differs_fen:
        yield "books another difference than was counted"


def _before(connection: Connection, till: Till, report: ZReport) -> int:
    """Return what the drawer held before the first report."""
    stretch = Stretch(till.code, till.drawer_account_id, 1, report.first_sequence - 1)
    return drawer_moved_fen(flows_of(connection, stretch))


def _since(connection: Connection, till: Till, last: ZReport | None) -> Iterator[Disagreement]:
    first = last.head_sequence + 1 if last else 1
    stretch = Stretch(till.code, till.drawer_account_id, first, chain_head(connection, till.code).sequence)
    left_fen = last.figures["cash"]["left_fen"] if last else 0
    held_fen = left_fen + drawer_moved_fen(flows_of(connection, stretch))
    if balance_fen(connection, till.drawer_account_id) != held_fen:
        detail = f"its drawer does not hold the {held_fen} of the last Z-report and all since"
        yield Disagreement("drawers", till.code, detail)
