"""`canteen audit`: what it says, and with what it ends: 1 where anything disagrees."""

import json

import click

from pos.audit_log import AuditLog
from pos.clock import now
from pos.database import Database
from pos.reports.audit_runs import check_all, run_audit
from pos.reports.audit_tables import ASKED
from pos.settings import Settings


def audit_now(settings: Settings, books: Database, asker: str | None, *, as_json: bool) -> int:
    """Check the books and print what was found; return the exit code: 1 where anything disagrees.

    With `asker` the result is kept for the manager's page.
    """
    log = AuditLog(settings.secrets)
    if asker is not None:
        run = run_audit(books, log, occasion=ASKED, actor=asker, at=now())
        found, agrees = run.findings, run.agrees
    else:
        with books.read() as connection:
            found = check_all(connection, log).to_json()
        agrees = found["agrees"]
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        for name, count in found["checked"].items():
            click.echo(f"{name}: {count} checked")
        for each in found["disagreements"]:
            click.echo(f"DISAGREES {each['check']} {each['what']}: {each['detail']}")
    return 0 if agrees else 1
