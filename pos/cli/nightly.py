"""`canteen nightly`: the check of the books and their backup, every night.

Rule: what is due is read from what was done, so a night that the machine slept through is made up at the
start, and nothing is done twice. A fault is logged and tried again; it never ends the program.
"""

import logging
import os
import threading
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from pos.audit_log import AuditLog
from pos.backups.backups import file_name, last_backup_at, make_backup, record_backup, thin_out
from pos.clock import now
from pos.database import Database, OutOfReach
from pos.database.copies import CopyRefused
from pos.reports.audit_runs import last_run, run_audit
from pos.reports.audit_tables import NIGHTLY
from pos.settings import Settings
from pos.shifts.shifts import all_tills

log = logging.getLogger(__name__)

AT: Final = time(3, 30)
BY: Final = "canteen nightly"
NICENESS: Final = 15
LOOK_EVERY_S: Final = 30.0
AGAIN_AFTER: Final = timedelta(minutes=10)


def last_due(at: datetime, zone: ZoneInfo) -> datetime:
    """Return the last moment, up to now, at which the night's work was due at the site."""
    local = at.astimezone(zone)
    due = datetime.combine(local.date(), AT, zone)
    return due if due <= local else datetime.combine(local.date() - timedelta(days=1), AT, zone)


def run_nightly(settings: Settings, books: Database, told: threading.Event, *, once: bool = False) -> None:
    """Do what is due, then wait for the next night, until told to end."""
    # Whatever it does can wait for a till.
    os.nice(NICENESS)
    tried_at: datetime | None = None
    while not told.is_set():
        at = now()
        may_try = tried_at is None or at - tried_at >= AGAIN_AFTER
        if may_try and not do_what_is_due(settings, books, at=at):
            tried_at = at
        if once:
            return
        told.wait(LOOK_EVERY_S)


def do_what_is_due(settings: Settings, books: Database, *, at: datetime) -> bool:
    """Check the books and back them up unless that was done since it was due; tell whether all went well."""
    audit_log = AuditLog(settings.secrets)
    try:
        with books.read() as connection:
            tills = all_tills(connection)
            if not tills:
                return True
            due = last_due(at, tills[0].site.zone)
            checked, backed_up = last_run(connection, NIGHTLY), last_backup_at(connection)
        if checked is None or checked.at < due:
            _check(books, audit_log, at)
        if backed_up is None or backed_up < due:
            _back_up(settings, books, audit_log, at)
    except (CopyRefused, OutOfReach) as error:
        log.warning("the night's work is tried again: %s", error or "the database is out of reach")
        return False
    except Exception:
        # Whatever it was, tomorrow's check is more use than a program that ended.
        log.exception("the night's work is tried again")
        return False
    return True


def _check(books: Database, audit_log: AuditLog, at: datetime) -> None:
    run = run_audit(books, audit_log, occasion=NIGHTLY, actor=BY, at=at)
    if not run.agrees:
        log.warning("the books disagree in %s places: `canteen audit` names them", run.disagreement_count)


def _back_up(settings: Settings, books: Database, audit_log: AuditLog, at: datetime) -> None:
    settings.backups.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = settings.backups / file_name(settings, at, recipient=settings.backup_key)
    made = make_backup(settings, audit_log, file, recipient=settings.backup_key)
    record_backup(books, audit_log, made, by=BY, at=at)
    removed = thin_out(settings.backups)
    log.info("backed up to %s; %s older ones removed", file.name, len(removed))
