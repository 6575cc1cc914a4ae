"""The server is killed at each moment of a write that moves money; the same request again does it once."""

import http.client
import json
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from pos.clock import now
from pos.database import Database
from pos.once.tables import request_keys
from pos.reports.audit import audit_books
from pos.tables import metadata
from pos.web.once import PATIENCE
from tests.doomed import AFTER_COMMIT, Launcher, launcher
from tests.functional.till import Till
from tests.functional.writes import STORIES, Write
from tests.signed_on import Keys, sign_on
from tests.tickets import PERSONAL_KEYS, uuid7
from tests.tillside import Json, over_http

# What is written by each, at least.
WRITES = {
    "member_money.post_top_up": ("entries", "postings", "print_jobs"),
    "refunds.post_refund": ("entries", "postings", "print_jobs", "refunds", "refund_lines"),
    "shifts.close_till": ("print_jobs",),
}
# More than such a write has moments: the test ends where a server lives through it.
ENOUGH = 60
# Keys of requests come and go with whoever is answered.
BESIDE = {"request_keys"}


@pytest.fixture(scope="module")
def servers() -> Iterator[Launcher]:
    """Give a process that forks servers."""
    with launcher() as running:
        yield running


def rows(database: Database) -> dict[str, int]:
    """Return how many rows each table has."""
    with database.read() as connection:
        return {
            name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in metadata.tables.items()
            if name not in BESIDE
        }


def send(port: int, keys: Keys, key: str, write: Write) -> tuple[int, Json] | None:
    """Send a write to a server; return its answer, None when it died."""
    headers = {"Content-Type": write.content_type, "Idempotency-Key": key, **keys.headers}
    try:
        return over_http(port)("POST", write.path, json.dumps(write.body).encode(), headers)
    except (OSError, http.client.HTTPException):
        return None


@pytest.mark.parametrize("endpoint", sorted(WRITES))
def test_money_that_the_server_died_over_moves_once(
    database: Database, servers: Launcher, tmp_path: Path, endpoint: str
) -> None:
    environ = {
        "VAR_DIR": str(tmp_path),
        "CANTEEN_DATABASE_URL": database.engine.url.render_as_string(hide_password=False),
        "CANTEEN_PERSONAL_KEYS": PERSONAL_KEYS,
    }
    till = Till(database, tmp_path)
    died_at, grown = [], []
    # The first one of its kind may need an account that no later one makes.
    write = STORIES[endpoint](till)
    assert till.post(write.path, write.body).status in (200, 201)

    for moment in count(1):
        assert moment < ENOUGH
        # A session of long ago is written down as used, which is no part of the act.
        till.keys = sign_on(database, "T1")
        write, key = STORIES[endpoint](till), uuid7()
        before = rows(database)

        dying = servers.serve(environ, dies_at=moment)
        first = send(dying.port, till.keys, key, write)
        if first is None:
            died_at.append(servers.last_words())
        dying.kill()
        _wait_until_nobody_can_be_at_work(database)
        again = till.post(write.path, write.body, key=key)

        assert again.status in (200, 201), again.json
        after = rows(database)
        grown.append({name: after[name] - before[name] for name in after if after[name] != before[name]})
        if first is not None:
            break

    till.close()
    # Each time as much was written as by the server that lived.
    assert grown == [grown[-1]] * len(grown)
    with database.read() as connection:
        assert audit_books(connection).disagreements == []
    statements = [f"INSERT INTO {table} " for table in WRITES[endpoint]]
    for statement in (*statements, "COMMIT", AFTER_COMMIT):
        assert any(words.startswith(statement) for words in died_at), statement


def _wait_until_nobody_can_be_at_work(database: Database) -> None:
    """Have the time pass after which a server that began something is dead."""
    long_ago = now() - 2 * PATIENCE
    database.write(lambda connection: connection.execute(update(request_keys).values(at=long_ago)))
