"""The server is killed at each moment of a write that sets a state; the same request again ends as one."""

import http.client
import json
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from pos.clock import now
from pos.database import Database
from pos.limits.tables import limits
from pos.once.tables import request_keys
from pos.web.once import PATIENCE
from tests.doomed import AFTER_COMMIT, Launcher, launcher
from tests.signed_on import Keys, sign_on
from tests.tickets import PERSONAL_KEYS, uuid7
from tests.tillside import Json, over_http

# More than such a write has moments: the test ends where a server lives through it.
ENOUGH = 30


@pytest.fixture(scope="module")
def servers() -> Iterator[Launcher]:
    """Give a process that forks servers."""
    with launcher() as running:
        yield running


def set_limit(port: int, keys: Keys, key: str, amount_fen: int) -> tuple[int, Json]:
    """Ask a server for a limit."""
    headers = {"Content-Type": "application/json", "Idempotency-Key": key, **keys.headers}
    body = json.dumps({"amount_fen": amount_fen}).encode()
    return over_http(port)("POST", "/api/limits/weak_day", body, headers)


def wait_until_nobody_can_be_at_work(database: Database) -> None:
    """Have the time pass after which a server that began something is dead."""
    long_ago = now() - 2 * PATIENCE
    database.write(lambda connection: connection.execute(update(request_keys).values(at=long_ago)))


def test_a_write_that_the_server_died_over_is_done_once(
    database: Database, servers: Launcher, tmp_path: Path
) -> None:
    environ = {
        "VAR_DIR": str(tmp_path),
        "CANTEEN_DATABASE_URL": database.engine.url.render_as_string(hide_password=False),
        "CANTEEN_PERSONAL_KEYS": PERSONAL_KEYS,
    }
    keys = sign_on(database, "T1")
    died_at = []
    sound = servers.serve(environ)

    for moment in count(1):
        assert moment < ENOUGH
        key, amount_fen = uuid7(), 1_00 * moment
        dying = servers.serve(environ, dies_at=moment)
        try:
            first = set_limit(dying.port, keys, key, amount_fen)
        except (OSError, http.client.HTTPException):
            first = None
            died_at.append(servers.last_words())
        dying.kill()
        wait_until_nobody_can_be_at_work(database)

        status, again = set_limit(sound.port, keys, key, amount_fen)
        assert status == 200
        assert first in (None, (status, again))
        with database.read() as connection:
            set_ = select(func.count()).select_from(limits).where(limits.c.amount_fen == amount_fen)
            assert connection.execute(set_).scalar_one() == 1
        if first is not None:
            break

    sound.kill()
    assert AFTER_COMMIT in died_at
    for statement in ("INSERT INTO request_keys", "INSERT INTO limits", "UPDATE request_keys", "COMMIT"):
        assert any(words.startswith(statement) for words in died_at), statement
