"""When were the books last checked, by whom, and what came of it?

Rule: a check looks at one state of the books and only reads; its result is written afterwards and stays. The
heads of all chains stand in it, so that the next check notices what was cut off since.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, func, insert, select

from inventory.tables_base import MILLISECOND
from pos.audit_log import AuditLog, Deed, LogHead, NoLogKey, heads
from pos.audit_log.tables import deeds
from pos.clock import now
from pos.database import Database
from pos.ledger.tables import entries
from pos.reports.audit import audit_books
from pos.reports.audit_tables import audit_runs
from pos.reports.findings import Disagreement, Findings
from pos.secrets import DamagedKey

# A fault may be in every row; the first ones say where it is.
MOST_KEPT = 200


@dataclass(frozen=True, slots=True)
class AuditRun:
    """What one check of the books found."""

    occasion: str
    actor: str
    at: datetime
    duration_ms: int
    disagreement_count: int
    findings: dict[str, Any]

    @property
    def agrees(self) -> bool:
        """Tell whether nothing disagreed."""
        return self.disagreement_count == 0


def run_audit(database: Database, log: AuditLog, *, occasion: str, actor: str, at: datetime) -> AuditRun:
    """Check the books as they are now, and keep what came of it; selling goes on meanwhile."""
    with database.read() as connection:
        findings = check_all(connection, log)
        kept_heads = _heads(connection)
    shown = findings.to_json()
    shown["disagreements"] = shown["disagreements"][:MOST_KEPT]
    run = AuditRun(occasion, actor, at, (now() - at) // MILLISECOND, len(findings.disagreements), shown)
    database.write(lambda connection: _keep(connection, log, run, kept_heads))
    return run


def check_all(connection: Connection, log: AuditLog) -> Findings:
    """Check the books, the audit log, and that no chain is shorter than it was at the last check."""
    findings = audit_books(connection)
    known = _known_heads(connection)
    findings.disagreements.extend(_entries_are_there(connection, findings, known.get("ledger", {})))
    findings.disagreements.extend(_log_is_whole(connection, findings, log, known.get("log", {})))
    findings.disagreements.extend(_results_are_as_written(connection, findings))
    return findings


def last_run(connection: Connection, occasion: str | None = None) -> AuditRun | None:
    """Return the newest result, or the newest of an occasion."""
    query = select(audit_runs).order_by(audit_runs.c.id.desc()).limit(1)
    if occasion is not None:
        query = query.where(audit_runs.c.occasion == occasion)
    row = connection.execute(query).mappings().first()
    return None if row is None else _run(row)


def _keep(connection: Connection, log: AuditLog, run: AuditRun, kept_heads: str) -> None:
    findings = json.dumps(run.findings, ensure_ascii=False, sort_keys=True)
    kept: int = connection.execute(
        insert(audit_runs)
        .values(
            occasion=run.occasion,
            actor=run.actor,
            at=run.at,
            duration_ms=run.duration_ms,
            disagreement_count=run.disagreement_count,
            findings=findings,
            heads=kept_heads,
        )
        .returning(audit_runs.c.id)
    ).scalar_one()
    facts = {
        "disagreements": run.disagreement_count,
        "occasion": run.occasion,
        # The log vouches for the result and for the heads in it.
        "digest": _digest(findings, kept_heads, run.disagreement_count),
    }
    log.record(connection, Deed("audit_run", run.actor, run.at, object_=str(kept), facts=facts))


def _digest(findings: str, kept_heads: str, count: int) -> str:
    return sha256(f"{count}\n{findings}\n{kept_heads}".encode()).hexdigest()


def _heads(connection: Connection) -> str:
    newest = (
        select(entries.c.chain_code, func.max(entries.c.sequence).label("sequence"))
        .group_by(entries.c.chain_code)
        .subquery()
    )
    same = (entries.c.chain_code == newest.c.chain_code) & (entries.c.sequence == newest.c.sequence)
    each = select(entries.c.chain_code, entries.c.sequence, entries.c.hash).join(newest, same)
    ledger = {chain: [sequence, hash_] for chain, sequence, hash_ in connection.execute(each)}
    log = {chain: [head.sequence, head.mac] for chain, head in heads(connection).items()}
    return json.dumps({"ledger": ledger, "log": log}, sort_keys=True)


def _known_heads(connection: Connection) -> dict[str, dict[str, list[Any]]]:
    newest = select(audit_runs.c.heads).order_by(audit_runs.c.id.desc()).limit(1)
    found = connection.execute(newest).scalar_one_or_none()
    known: dict[str, dict[str, list[Any]]] = json.loads(found) if found else {}
    return known


def _entries_are_there(
    connection: Connection, findings: Findings, known: dict[str, list[Any]]
) -> Iterator[Disagreement]:
    findings.checked["known chain heads"] = len(known)
    for chain, (sequence, hash_) in sorted(known.items()):
        there = select(entries.c.hash).where(entries.c.chain_code == chain, entries.c.sequence == sequence)
        if connection.execute(there).scalar_one_or_none() != hash_:
            detail = f"entry {sequence} was there when the books were last checked, and is not any more"
            yield Disagreement("chains", chain, detail)


def _log_is_whole(
    connection: Connection, findings: Findings, log: AuditLog, known: dict[str, list[Any]]
) -> Iterator[Disagreement]:
    were = {chain: LogHead(sequence, mac) for chain, (sequence, mac) in known.items()}
    findings.checked["deeds"] = sum(head.sequence for head in heads(connection).values())
    try:
        for found in log.breaks(connection, were):
            yield Disagreement("log", f"{found.chain_code} {found.sequence}", found.detail)
    except (NoLogKey, DamagedKey) as error:
        yield Disagreement("log", "key", str(error))


def _results_are_as_written(connection: Connection, findings: Findings) -> Iterator[Disagreement]:
    """Compare each earlier result with what the log says of it."""
    rows = connection.execute(
        select(audit_runs.c.id, audit_runs.c.findings, audit_runs.c.heads, audit_runs.c.disagreement_count)
    ).all()
    findings.checked["earlier checks"] = len(rows)
    vouched = select(deeds.c.object, deeds.c.facts).where(deeds.c.kind == "audit_run")
    written = {row.object: json.loads(row.facts).get("digest") for row in connection.execute(vouched)}
    for row in rows:
        if written.pop(str(row.id), None) != _digest(row.findings, row.heads, row.disagreement_count):
            yield Disagreement("checks", str(row.id), "was changed after it was written")
    for gone in sorted(written):
        yield Disagreement("checks", gone, "was done, and its result is gone")


def _run(row: Any) -> AuditRun:
    return AuditRun(
        row["occasion"],
        row["actor"],
        row["at"],
        row["duration_ms"],
        row["disagreement_count"],
        json.loads(row["findings"]),
    )
