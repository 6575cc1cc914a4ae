"""A backup of the books: made while selling goes on, checked, audited and, where a key is named, locked.

Rule: what arrived is checked before it has its name: pages, foreign keys, and everything added up again. A
copy that disagrees with itself is kept and says so: it is better than none.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from sqlalchemy import Connection, select
from sqlalchemy.engine import make_url

from pos.audit_log import AuditLog, Deed
from pos.audit_log.tables import deeds
from pos.backups import postgresql
from pos.backups.locking import is_locked, lock, require_recipient, unlock
from pos.database import Database, open_database
from pos.database.copies import NoBooks, NotWritten, back_up, put_in_place, restore_from
from pos.database.migrate import is_current
from pos.reports.audit_runs import check_all
from pos.settings import Settings

DAYS_KEPT: Final = 14
WEEKS_KEPT: Final = 8
NAME: Final = re.compile(r"canteen-(\d{8})-\d{6}\.(?:sqlite3|dump)(?:\.age)?")
BEGINNING: Final = len("canteen-")


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made; `disagreements` is None where the books are of another version: not audited."""

    file: Path
    size: int
    is_locked: bool
    disagreements: int | None


def make_backup(settings: Settings, log: AuditLog, file: Path, *, recipient: str = "") -> Backup:
    """Copy the books to a file, check and audit the copy, and lock it for a public key if there is one.

    :raises CopyRefused: when nothing could be written, the copy is not sound, or cannot be locked.
    """
    if recipient:
        require_recipient(recipient)
    _refuse_place(settings, file)
    with _folder_in(file.parent) as folder:
        copy = folder / "copy"
        disagreements = _copy(settings.database_url, copy, log)
        finished = copy
        if recipient:
            finished = folder / "locked"
            lock(copy, finished, recipient)
        put_in_place(finished, file)
    return Backup(file, file.stat().st_size, bool(recipient), disagreements)


def restore_backup(settings: Settings, file: Path, *, identity: Path | None = None) -> Path | None:
    """Put a backup in the place of the books; return where the former books are kept, if there were any.

    :raises CopyRefused: as `restore_from`, and when the file is locked and the key does not open it.
    """
    settings.var.mkdir(parents=True, exist_ok=True)
    with _folder_in(settings.var) as folder:
        opened = file
        if is_locked(file):
            opened = folder / "opened"
            unlock(file, opened, identity)
        if _is_sqlite(settings.database_url):
            return restore_from(settings.database_url, str(opened))
        if not postgresql.is_dump(opened):
            raise NoBooks(f"{file} is no backup of books in PostgreSQL")
        postgresql.load(opened, settings.database_url)
        return None


def record_backup(database: Database, log: AuditLog, made: Backup, *, by: str, at: datetime) -> None:
    """Write down that a backup was made, which one, and what its check said."""
    facts = {
        "size": made.size,
        "is_locked": made.is_locked,
        "disagreements": made.disagreements,
    }
    deed = Deed("backup", by, at, object_=made.file.name, facts=facts)
    database.write(lambda connection: log.record(connection, deed))


def last_backup_at(connection: Connection) -> datetime | None:
    """Return when the newest backup was made."""
    newest = select(deeds.c.at).where(deeds.c.kind == "backup").order_by(deeds.c.at.desc()).limit(1)
    return connection.execute(newest).scalar_one_or_none()


def file_name(settings: Settings, at: datetime, *, recipient: str) -> str:
    """Return the name of a backup of a moment."""
    kind = "sqlite3" if _is_sqlite(settings.database_url) else "dump"
    return f"canteen-{at:%Y%m%d-%H%M%S}.{kind}{'.age' if recipient else ''}"


def thin_out(folder: Path) -> tuple[Path, ...]:
    """Remove backups that nobody needs any more, and return them.

    The newest of each of the last 14 days that have one stays, and the newest of each of the last 8 weeks.
    """
    files = {path.name: path for path in folder.iterdir() if NAME.fullmatch(path.name)}
    removed = tuple(files[name] for name in outdated(files))
    for path in removed:
        path.unlink()
    return removed


def outdated(names: Iterable[str]) -> tuple[str, ...]:
    """Return which of these backups are not kept, the oldest first."""
    newest_of_day: dict[date, str] = {}
    newest_of_week: dict[date, str] = {}
    known = sorted(name for name in names if NAME.fullmatch(name))
    for name in known:
        day = _day(name)
        newest_of_day[day] = name
        newest_of_week[day - timedelta(days=day.weekday())] = name
    kept = {newest_of_day[day] for day in sorted(newest_of_day)[-DAYS_KEPT:]}
    kept |= {newest_of_week[week] for week in sorted(newest_of_week)[-WEEKS_KEPT:]}
    return tuple(name for name in known if name not in kept)


def _day(name: str) -> date:
    return datetime.strptime(name[BEGINNING : BEGINNING + len("20261125")], "%Y%m%d").date()  # noqa: DTZ007


def _copy(url: str, copy: Path, log: AuditLog) -> int | None:
    if _is_sqlite(url):
        back_up(url, str(copy))
        return _disagreements(f"sqlite:///{copy}", log)
    postgresql.dump(url, copy)
    with postgresql.scratch_copy(copy, url) as scratch:
        return _disagreements(scratch, log)


def _disagreements(url: str, log: AuditLog) -> int | None:
    """Audit books that were copied; None where they are of another version than this program."""
    with _opened(url) as books:
        if not is_current(books):
            return None
        with books.read() as connection:
            return len(check_all(connection, log).disagreements)


@contextmanager
def _opened(url: str) -> Iterator[Database]:
    books = open_database(url)
    try:
        yield books
    finally:
        books.engine.dispose()


def _is_sqlite(url: str) -> bool:
    return make_url(url).get_backend_name() == "sqlite"


def _refuse_place(settings: Settings, file: Path) -> None:
    if not file.parent.is_dir():
        raise NotWritten(f"there is no folder {file.parent}")
    books = Path(make_url(settings.database_url).database or "")
    if _is_sqlite(settings.database_url) and file.exists() and books.exists() and file.samefile(books):
        raise NotWritten(f"{file} is the books themselves")


@contextmanager
def _folder_in(parent: Path) -> Iterator[Path]:
    """Give a folder of our own beside the place of a file, of which nothing is left."""
    try:
        with TemporaryDirectory(prefix=".canteen-", dir=parent) as folder:
            yield Path(folder)
    except OSError as error:
        raise NotWritten(str(error)) from error
