"""How a database gets its tables, and whether it has them.

Rule: migrations run inside one transaction each way, on a connection made here.
"""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from pos.database.database import Database

SCRIPTS = Path(__file__).resolve().parents[2] / "migrations"


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the database to a revision; on a database that has it already, change nothing."""
    database.write(lambda connection: command.upgrade(_config(connection), revision))


def downgrade(database: Database, revision: str) -> None:
    """Take the database back to a revision; for tests and for developers."""
    database.write(lambda connection: command.downgrade(_config(connection), revision))


def is_current(database: Database) -> bool:
    """Tell whether the database is at the newest revision."""
    with database.read() as connection:
        # Not by Alembic's own context, which says in the log each time that it looks.
        if not inspect(connection).has_table("alembic_version"):
            return False
        revisions = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    return revisions == [_newest_revision()]


@cache
def known_revisions() -> frozenset[str]:
    """Return every revision that these migrations can bring a database to or from."""
    return frozenset(script.revision for script in _scripts().walk_revisions())


@cache
def _newest_revision() -> str | None:
    """Return the newest revision, as it was when this process began: the code that runs is as old."""
    return _scripts().get_current_head()


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(SCRIPTS))


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    return config
