"""Copies of the books: a backup while selling goes on, and putting one back.

Rule: a copy is whole and checked, or it is not there at all; putting the wrong one back loses nothing.
PostgreSQL has tools of its own.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path

from sqlalchemy.engine import make_url

from pos.database.migrate import known_revisions
from pos.errors import Explained

# A table of the first revision, for other programs count their revisions from 0001, too.
TABLE_OF_OURS = "dishes"
# What SQLite keeps beside a database, and would read into another one that takes its name.
SIBLINGS = ("-wal", "-shm", "-journal")
UNREADABLE = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)


class CopyRefused(Explained):
    """Nothing was copied, and what was there is as it was; the message tells people why."""


class NotSqlite(CopyRefused):
    """The books are not in SQLite."""

    def __init__(self) -> None:
        super().__init__("backup and restore are for books in SQLite; on PostgreSQL use pg_dump, pg_restore")


class NoBooks(CopyRefused):
    """There is no such file, or it does not hold the sound books of a canteen."""


class BooksInUse(CopyRefused):
    """Another program has the books open."""


class NotWritten(CopyRefused):
    """The copy could not be written: no room, no permission, a name that is taken."""


def back_up(url: str, file: str) -> None:
    """Copy the database to a file, consistently, and check the copy; an older copy of that name is replaced.

    :raises NotSqlite: on another database.
    :raises NoBooks: when there are no books, or damaged ones.
    :raises NotWritten: when the file cannot be written.
    """
    books, target = _path(url), Path(file)
    if target.exists() and books.exists() and target.samefile(books):
        raise NotWritten(f"{file} is the books themselves")
    if not target.parent.is_dir():
        raise NotWritten(f"there is no folder {target.parent}")
    if _beside(target, "-wal").exists():
        raise NotWritten(f"{file} is open in a program, or was: {file}-wal lies beside it")
    with _unfinished(target) as copy:
        _copy_checked(books, copy)
        _put(copy, target)


def put_in_place(finished: Path, target: Path) -> None:
    """Give a finished copy its name, on the same disk; an older copy of that name is replaced.

    :raises NotWritten: when that cannot be done.
    """
    if _beside(target, "-wal").exists():
        raise NotWritten(f"{target} is open in a program, or was: {target}-wal lies beside it")
    try:
        _put(finished, target)
    except OSError as error:
        raise NotWritten(str(error)) from error


def damage_of(url: str) -> str | None:
    """Return what is wrong with books in SQLite, in the words of SQLite; None where nothing is.

    It looks at every page, but not whether indexes and tables say the same: that takes many times longer.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database or not Path(parsed.database).is_file():
        return None
    # Not read-only: a log that a killed program left has to be taken over first.
    try:
        with closing(sqlite3.connect(parsed.database)) as books:
            [said] = books.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        if _code(error) not in UNREADABLE:
            raise
        return str(error)
    return None if said == "ok" else str(said).splitlines()[-1]


def restore_from(url: str, file: str) -> Path | None:
    """Put a copy in the place of the database; return where the former books are kept, if there were any.

    :raises NotSqlite: on another database.
    :raises NoBooks: when the file does not hold sound books.
    :raises BooksInUse: when a program has the present books open, be it idle.
    :raises NotWritten: when there is no room.
    """
    books = _path(url)
    with _unfinished(books) as copy:
        books.parent.mkdir(parents=True, exist_ok=True)
        _copy_checked(Path(file), copy)
        kept = _free_name(books)
        try:
            if books.exists():
                _exchange(books, copy, kept)
                return kept
        except sqlite3.DatabaseError as error:
            if _code(error) not in UNREADABLE:
                raise
        is_kept = _set_aside(books, kept)
        _put(copy, books)
        return kept if is_kept else None


def _exchange(books: Path, copy: Path, kept: Path) -> None:
    """Keep the books under another name, then overwrite them in one transaction.

    Not by renaming: a server that starts in this moment would go on in the books that were put aside.
    """
    with _opened_alone(books) as present, _unfinished(kept) as keeping:
        with closing(sqlite3.connect(keeping)) as before:
            present.backup(before, pages=-1)
            before.execute("PRAGMA journal_mode=DELETE")
        _put(keeping, kept)
        with closing(sqlite3.connect(copy)) as new:
            new.backup(present, pages=-1)


@contextmanager
def _opened_alone(books: Path) -> Iterator[sqlite3.Connection]:
    """Open the books while no other program has them open.

    A connection in WAL mode holds the file as long as it is open. BEGIN EXCLUSIVE alone would not notice a
    server that is idle, and would let the next one in as soon as it ends.
    """
    with closing(sqlite3.connect(books, isolation_level=None, timeout=0)) as connection:
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")
        try:
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")
        except sqlite3.OperationalError as error:
            if _code(error) != sqlite3.SQLITE_BUSY:
                raise
            raise BooksInUse(f"{books} is in use: stop the canteen first") from error
        yield connection


def _copy_checked(source: Path, copy: Path) -> None:
    """Copy the books of a file, which is only read, and check what arrived."""
    if not source.is_file():
        raise NoBooks(f"there are no books at {source}")
    try:
        with (
            closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as books,
            closing(sqlite3.connect(copy)) as copied,
        ):
            # All pages in one step: page by page starts anew at every sale.
            books.backup(copied, pages=-1)
            copied.execute("PRAGMA journal_mode=DELETE")
            _require_sound(copied, source)
    except sqlite3.DatabaseError as error:
        if _code(error) not in UNREADABLE:
            raise
        raise NoBooks(f"{source}: {error}") from error


def _require_sound(copied: sqlite3.Connection, source: Path) -> None:
    tables = {name for (name,) in copied.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not {TABLE_OF_OURS, "alembic_version"} <= tables:
        raise NoBooks(f"{source} does not hold the books of a canteen")
    revisions = {revision for (revision,) in copied.execute("SELECT version_num FROM alembic_version")}
    if not revisions or not revisions <= known_revisions():
        raise NoBooks(f"{source} is of a version that this program does not know: {sorted(revisions)}")
    for check, sound in (("integrity_check", ("ok",)), ("foreign_key_check", None)):
        if copied.execute(f"PRAGMA {check}").fetchone() != sound:
            raise NoBooks(f"{source} is damaged: {check}")


@contextmanager
def _unfinished(target: Path) -> Iterator[Path]:
    """Give a name beside a file for its copy in the making, of which nothing is left if it fails."""
    path = _beside(target, ".unfinished")
    path.unlink(missing_ok=True)
    try:
        yield path
    except OSError as error:
        raise NotWritten(str(error)) from error
    except sqlite3.OperationalError as error:
        raise NotWritten(f"{target}: {error}") from error
    finally:
        for suffix in ("", *SIBLINGS):
            _beside(path, suffix).unlink(missing_ok=True)


def _put(unfinished: Path, target: Path) -> None:
    """Give a finished copy its name, so that it is still there after a power cut."""
    _sync(unfinished)
    unfinished.replace(target)
    _sync(target.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _set_aside(books: Path, kept: Path) -> bool:
    """Rename what is no database, or what one left behind; tell whether there was anything."""
    is_kept = False
    for suffix in ("", *SIBLINGS):
        if _beside(books, suffix).exists():
            _beside(books, suffix).replace(_beside(kept, suffix))
            is_kept = True
    return is_kept


def _free_name(books: Path) -> Path:
    """Return a name for the former books that is not taken by earlier ones."""
    names = (".before-restore" if number == 1 else f".before-restore-{number}" for number in count(1))
    return next(path for name in names if not (path := _beside(books, name)).exists())


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def _code(error: sqlite3.Error) -> int:
    # The low byte is the error, the others say more of it.
    return error.sqlite_errorcode & 0xFF


def _path(url: str) -> Path:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        raise NotSqlite
    return Path(parsed.database)
