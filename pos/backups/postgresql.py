"""How are books in PostgreSQL copied and put back? By its own programs, which have to be installed here.

Rule: a dump is of one moment, and is put into a database of its own to see whether it is sound. Nothing is
put into a database that holds anything.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import LiteralString

import psycopg
from psycopg.sql import SQL, Identifier
from sqlalchemy import URL, create_engine, inspect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from pos.database.copies import CopyRefused, NoBooks, NotWritten

HEADER = b"PGDMP"


class NoTools(CopyRefused):
    """The programs of PostgreSQL are not installed."""


def dump(url: str, target: Path) -> None:
    """Write the books into a file in the custom format of pg_dump.

    :raises NoTools: when pg_dump is not installed.
    :raises NotWritten: when it could not be done.
    """
    _run("pg_dump", url, ["--format=custom", "--no-owner", "--no-privileges", f"--file={target}"])


def is_dump(file: Path) -> bool:
    """Tell whether a file is such a dump."""
    with file.open("rb") as opened:
        return opened.read(len(HEADER)) == HEADER


def load(file: Path, url: str) -> None:
    """Put a dump into a database that holds nothing.

    :raises NoTools: when pg_restore is not installed.
    :raises NotWritten: when the database holds anything, or it could not be done.
    """
    engine = create_engine(url)
    try:
        if inspect(engine).get_table_names():
            raise NotWritten(
                "the database holds something: make an empty one, and name it in CANTEEN_DATABASE_URL"
            )
    except DBAPIError as error:
        raise NotWritten(f"the database cannot be reached: {str(error.orig).splitlines()[0]}") from error
    finally:
        engine.dispose()
    options = ["--exit-on-error", "--no-owner", "--no-privileges", "--single-transaction"]
    _run("pg_restore", url, options, file)


@contextmanager
def scratch_copy(file: Path, url: str) -> Iterator[str]:
    """Give the URL of a database made of a dump, on the same server; it is dropped afterwards.

    :raises NotWritten: when the user may not make databases.
    :raises NoBooks: when the dump cannot be put back.
    """
    name = f"canteen_check_{token_hex(6)}"
    _administer(url, ("CREATE DATABASE {} TEMPLATE template0", name))
    try:
        place = make_url(url).set(database=name).render_as_string(hide_password=False)
        try:
            load(file, place)
        except NotWritten as error:
            raise NoBooks(f"{file} cannot be put back: {error}") from error
        yield place
    finally:
        _administer(url, ("DROP DATABASE IF EXISTS {} WITH (FORCE)", name))


def _administer(url: str, statement: tuple[LiteralString, str]) -> None:
    act, name = statement
    place = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        with psycopg.connect(place, autocommit=True) as connection:
            connection.execute(SQL(act).format(Identifier(name)))
    except psycopg.Error as error:
        said = str(error).splitlines()[0]
        raise NotWritten(
            f"a backup is checked in a database of its own, for which CREATEDB is needed: {said}"
        ) from error


def _run(program: str, url: str, options: list[str], *files: Path) -> None:
    found = shutil.which(program)
    if found is None:
        raise NoTools(f"{program} is not installed: apt-get install postgresql-client")
    parsed = make_url(url)
    done = subprocess.run(  # noqa: S603 - the program of the system, and no word of a stranger
        [found, *options, f"--dbname={parsed.database}", *map(str, files)],
        env={**os.environ, **_surroundings(parsed)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines()
        raise NotWritten(lines[0] if lines else f"{program} ended with {done.returncode}")


def _surroundings(url: URL) -> dict[str, str]:
    """Return how libpq is told where the books are: a password on a command line can be seen by others."""
    told = {"PGHOST": url.host, "PGPORT": url.port, "PGUSER": url.username, "PGPASSWORD": url.password}
    given = {name: str(value) for name, value in told.items() if value is not None}
    host = url.query.get("host")
    return given | ({"PGHOST": host} if isinstance(host, str) else {})
