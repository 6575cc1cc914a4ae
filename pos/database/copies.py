"""Copies of the books: a backup while selling goes on, and putting one back.

Rule: a backup is a whole and checked database or it is not there at all; PostgreSQL has tools of its own.
"""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import make_url


class NotSqlite(Exception):
    """Backup and restore here are for SQLite; a PostgreSQL site uses pg_dump or its own backups."""


class DamagedCopy(Exception):
    """The copy does not pass SQLite's own checks."""


def back_up(url: str, file: str) -> None:
    """Copy the database to a file, consistently, and check the copy.

    :raises NotSqlite: on another database.
    :raises DamagedCopy: when the copy is not sound; the file is not written then.
    """
    target = Path(file)
    unfinished = target.with_name(f"{target.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    with closing(sqlite3.connect(_path(url))) as books, closing(sqlite3.connect(unfinished)) as copy:
        # All pages in one step: page by page starts anew at every sale.
        books.backup(copy, pages=-1)
        copy.execute("PRAGMA journal_mode=DELETE")
        _require_sound(copy)
    with unfinished.open("rb") as written:
        os.fsync(written.fileno())
    unfinished.replace(target)


def restore_from(url: str, file: str) -> None:
    """Put a copy in the place of the database; nothing may be running on it.

    :raises NotSqlite: on another database.
    :raises DamagedCopy: when the file is not sound; the present books stay.
    """
    with closing(sqlite3.connect(file)) as copy:
        _require_sound(copy)
        with closing(sqlite3.connect(_path(url))) as books:
            copy.backup(books)


def _path(url: str) -> str:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        raise NotSqlite(url)
    return parsed.database


def _require_sound(connection: sqlite3.Connection) -> None:
    if connection.execute("PRAGMA integrity_check").fetchone() != ("ok",):
        raise DamagedCopy("integrity_check")
    if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
        raise DamagedCopy("foreign_key_check")
