"""`canteen backup` and `canteen restore`: what they say, and with what they end.

Rule: nothing is said to be safe that was not looked at; a copy that disagrees with itself is kept, and told.
"""

from pathlib import Path

import click

from pos.audit_log import AuditLog, Deed, NoLogKey
from pos.backups.backups import make_backup, record_backup, restore_backup
from pos.clock import now
from pos.database import open_database
from pos.database.migrate import is_current
from pos.reports.audit_runs import check_all
from pos.secrets import DamagedKey
from pos.settings import Settings

BY = "canteen"


def back_up_now(settings: Settings, file: Path, recipient: str) -> int:
    """Make a backup; return the exit code: 1 where the copy disagrees with itself."""
    log = AuditLog(settings.secrets)
    made = make_backup(settings, log, file, recipient=recipient)
    books = open_database(settings.database_url)
    if is_current(books):
        record_backup(books, log, made, by=BY, at=now())
    books.engine.dispose()
    click.echo(f"backed up to {file}, {'locked' if made.is_locked else 'not locked'}")
    if made.disagreements is None:
        click.echo("it was not audited: it is of another version than this program")
    elif made.disagreements:
        click.echo(f"DISAGREES with itself in {made.disagreements} places: `canteen audit` names them")
        return 1
    else:
        click.echo("checked and audited: it agrees")
    return 0


def restore_now(settings: Settings, file: Path, identity: Path | None) -> int:
    """Put a backup back and audit it; return the exit code: 1 where it disagrees with itself."""
    kept = restore_backup(settings, file, identity=identity)
    click.echo(f"restored from {file}")
    if kept is not None:
        click.echo(f"the former books are kept in {kept}")
    books = open_database(settings.database_url)
    try:
        if not is_current(books):
            click.echo("the books are of another version: `canteen database upgrade`")
            return 0
        log = AuditLog(settings.secrets)
        with books.read() as connection:
            found = check_all(connection, log)
        for disagreement in found.disagreements:
            click.echo(f"DISAGREES {disagreement.check} {disagreement.what}: {disagreement.detail}")
        try:
            deed = Deed("restore", BY, now(), object_=file.name)
            books.write(lambda connection: log.record(connection, deed))
        except (NoLogKey, DamagedKey) as error:
            click.echo(str(error))
            return 1
    finally:
        books.engine.dispose()
    if not found.disagreements:
        click.echo("audited: the books agree")
    return 1 if found.disagreements else 0
