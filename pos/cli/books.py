"""Are there books that this program can work on? What a command asks before it starts.

Rule: what is missing is said in one line, with the command that mends it; looking makes nothing.
"""

from pathlib import Path

from click import ClickException
from sqlalchemy import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from pos.audit_log import AuditLog
from pos.database import Database, OutOfReach, open_database
from pos.database.copies import damage_of
from pos.database.migrate import is_current
from pos.members.sealing import (
    has_sealed_people,
    has_unsealed_names,
    require_keys_of,
    seal_unsealed_names,
)
from pos.settings import Settings
from pos.shifts.shifts import Till, all_tills
from pos.vault import Vault, open_vault

DRIVERS = ("sqlite", "postgresql+psycopg")


def require_books(settings: Settings) -> Database:
    """Return the database, which is there and at this program's revision.

    :raises ClickException: when it is not.
    """
    url = _require_url(settings)
    # SQLite would make an empty file where there is none.
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        raise ClickException(f"there are no books at {url.database}: `canteen database upgrade` makes them")
    books, is_ready = _open(url, settings)
    if not is_ready:
        raise ClickException(f"the books at {_place(url)} are of another version: `canteen database upgrade`")
    return books


def require_sound(settings: Settings) -> None:
    """Refuse books in SQLite whose file is damaged; it takes about a second per gigabyte.

    :raises ClickException: with what to do, in both languages.
    """
    url = _require_url(settings)
    damage = damage_of(settings.database_url)
    if damage is not None:
        place = url.database
        raise ClickException(
            f"账本文件已损坏：{place}（{damage}）。请勿继续收银；把文件另存一份，再用最近的备份恢复："
            f"canteen restore 备份文件\n"
            f"The books at {place} are damaged ({damage}). Do not sell on them. Keep a copy of the file, "
            "then put the newest backup back: canteen restore FILE"
        )


def require_log_key(settings: Settings, books: Database) -> None:
    """Make sure that what staff do can be written down.

    :raises NoLogKey, DamagedKey: when there is an audit log, and its key is gone or is none.
    """
    with books.read() as connection:
        AuditLog(settings.secrets).require_key(connection)


def require_vault(settings: Settings, books: Database) -> Vault:
    """Return the vault with the keys of the people in the books; made where nobody was sealed yet.

    :raises NoPersonalKeys, DamagedKey: when the keys are not here, or are none.
    :raises Unopenable: when they are those of other books.
    :raises ClickException: when a name is in plain words still.
    """
    with books.read() as connection:
        if has_unsealed_names(connection):
            raise ClickException("there are names in plain words: `canteen database upgrade` seals them")
        return _open_vault(connection, settings)


def seal_names(settings: Settings, books: Database) -> int:
    """Seal the names that an older version left in plain words, and leave no trace of them in the file."""
    with books.read() as connection:
        vault = _open_vault(connection, settings)
    sealed = books.write(lambda connection: seal_unsealed_names(connection, vault))
    if sealed:
        books.forget_what_was_deleted("members", "unsealed_names")
    return sealed


def _open_vault(connection: Connection, settings: Settings) -> Vault:
    may_make = not has_sealed_people(connection)
    vault = open_vault(settings.secrets, settings.personal_keys, may_make=may_make)
    require_keys_of(connection, vault)
    return vault


def reach_database(settings: Settings) -> Database:
    """Return the database, of whatever version; an empty one is made in SQLite where there is none.

    :raises ClickException: when it cannot be reached.
    """
    return _open(_require_url(settings), settings)[0]


def require_tills(books: Database) -> tuple[Till, ...]:
    """Return every till.

    :raises ClickException: when there is none.
    """
    with books.read() as connection:
        tills = all_tills(connection)
    if not tills:
        raise ClickException("there is no till in the books: `canteen demo load` sets up the demo canteen")
    return tills


def _require_url(settings: Settings) -> URL:
    try:
        url = make_url(settings.database_url)
    except ArgumentError:
        url = None
    if url is None or url.drivername not in DRIVERS:
        raise ClickException("CANTEEN_DATABASE_URL begins with sqlite:/// or postgresql+psycopg://")
    return url


def _open(url: URL, settings: Settings) -> tuple[Database, bool]:
    try:
        books = open_database(settings.database_url)
        return books, is_current(books)
    except (OutOfReach, DBAPIError) as error:
        fault = error.__cause__ if isinstance(error, OutOfReach) else error
        said = str(fault.orig if isinstance(fault, DBAPIError) else fault).splitlines()[0]
        raise ClickException(f"the books at {_place(url)} cannot be reached: {said}") from error


def _place(url: URL) -> str:
    """Return where the books are, without the password."""
    return url.database or "" if url.get_backend_name() == "sqlite" else url.render_as_string()
