"""How a database gets its tables, and whether it has them.

Rule: migrations run inside one transaction each way, on a connection made here. Alembic is loaded when one
runs: every program asks whether its books are current, and that its files say by their names.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from pos.database.database import Database
from pos.errors import Explained

if TYPE_CHECKING:
    from alembic.config import Config

SCRIPTS = Path(__file__).resolve().parents[2] / "migrations"


class CannotMigrate(Explained):
    """There is no way from the database's revision to the one that was asked for; the message says why."""


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the database to a revision; on a database that has it already, change nothing.

    :raises CannotMigrate: when no migration leads there.
    """
    from alembic import command
    from alembic.util import CommandError

    try:
        database.write(lambda connection: command.upgrade(_config(connection), revision))
    except CommandError as error:
        raise CannotMigrate(str(error)) from error


def downgrade(database: Database, revision: str) -> None:
    """Take the database back to a revision; for tests and for developers."""
    from alembic import command

    database.write(lambda connection: command.downgrade(_config(connection), revision))


def is_current(database: Database) -> bool:
    """Tell whether the database is at the newest revision."""
    with database.read() as connection:
        # Not by Alembic's own context, which says in the log each time that it looks.
        if not inspect(connection).has_table("alembic_version"):
            return False
        revisions = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    return revisions == [max(known_revisions())]


@cache
def known_revisions() -> frozenset[str]:
    """Return every revision that these migrations know, as when this process began: its code is as old."""
    return frozenset(file.name.partition("_")[0] for file in (SCRIPTS / "versions").glob("[0-9]*.py"))


def _config(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    return config
