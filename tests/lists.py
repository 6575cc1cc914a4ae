"""Lists in tests: handed in as by the page, run as by the process beside the server, and who is a member."""

import hashlib
import threading
from pathlib import Path

from sqlalchemy import Connection, func, select

from pos.clock import now
from pos.database import Database
from pos.imports.files import keep_file
from pos.imports.jobs import ListJob, confirm, hand_in, has_arrived, require_list
from pos.imports.running import Surroundings, run_list
from pos.members.lists import counts_as_member
from pos.members.tables import members
from tests.tickets import VAULT, uuid7


def surroundings(database: Database, folder: Path) -> Surroundings:
    """Return what a process that runs lists is given."""
    return Surroundings(database, VAULT, folder, now, threading.Event())


def hand_in_bytes(around: Surroundings, contents: bytes, id_: str | None = None) -> str:
    """Hand a file in; return the list's id."""
    list_id = id_ or uuid7()
    hash_ = hashlib.sha256(contents).hexdigest()
    size = len(contents)
    around.database.write(
        lambda connection: hand_in(
            connection, list_id, file_name="list.csv", content_hash=hash_, size_bytes=size, at=now()
        )
    )
    keep_file(around.folder, list_id, [contents], content_hash=hash_, size_bytes=size)
    around.database.write(lambda connection: has_arrived(connection, list_id))
    return list_id


def look_at(around: Surroundings, contents: bytes) -> ListJob:
    """Hand a file in and have it looked at."""
    id_ = hand_in_bytes(around, contents)
    assert run_list(around, id_)
    return job_of(around, id_)


def join_list(around: Surroundings, contents: bytes, *, skips_errors: bool = False) -> ListJob:
    """Hand a file in, have it looked at, and have it joined."""
    job = look_at(around, contents)
    decide(around, job.id, skips_errors=skips_errors)
    assert run_list(around, job.id)
    return job_of(around, job.id)


def decide(around: Surroundings, id_: str, *, skips_errors: bool = False) -> None:
    """Confirm a list."""
    around.database.write(lambda connection: confirm(connection, id_, skips_errors=skips_errors, at=now()))


def job_of(around: Surroundings, id_: str) -> ListJob:
    """Return a list as it is now."""
    with around.database.read() as connection:
        return require_list(connection, id_)


def count_members(database: Database) -> int:
    """Return how many people count as members."""
    with database.read() as connection:
        return _count(connection)


def _count(connection: Connection) -> int:
    found: int = connection.execute(
        select(func.count()).select_from(members).where(counts_as_member())
    ).scalar_one()
    return found
