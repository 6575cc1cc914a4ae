"""`canteen member import` is killed half-way: nobody is a member by half, and the same command goes on."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from pos.database import Database
from pos.members.lists import member_lists
from tests.canteen import wait_until
from tests.lists import count_members
from tests.resident_lists import csv_bytes, residents
from tests.tickets import PERSONAL_KEYS

COUNT = 2_000


@pytest.fixture
def command(database: Database, tmp_path: Path) -> list[str]:
    """Give the command that imports a list into the books."""
    path = tmp_path / "list.csv"
    path.write_bytes(csv_bytes(residents(COUNT)))
    return [sys.executable, "-m", "pos.cli", "member", "import", str(path), "--json"]


@pytest.fixture
def environ(database: Database, tmp_path: Path) -> dict[str, str]:
    """Give the environment of the canteen whose books these are."""
    url = database.engine.url.render_as_string(hide_password=False)
    keys = {"CANTEEN_DATABASE_URL": url, "CANTEEN_PERSONAL_KEYS": PERSONAL_KEYS}
    return {**os.environ, "VAR_DIR": str(tmp_path), **keys}


def joined(database: Database) -> int:
    """Return how many the list has brought so far."""
    with database.read() as connection:
        found: int = connection.execute(select(member_lists.c.joined_members)).scalar() or 0
    return found


def test_an_import_that_is_killed_goes_on_where_it_was(
    database: Database, command: list[str], environ: dict[str, str], tmp_path: Path
) -> None:
    before = count_members(database)
    process = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_until(lambda: joined(database) > 0, "the first joined residents")
    process.kill()
    process.wait()
    assert 0 < joined(database) < COUNT
    assert count_members(database) == before

    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["state"], told["joined"]) == ("done", COUNT)
    assert count_members(database) == before + COUNT
    assert list((tmp_path / "lists").iterdir()) == []
    again = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    assert json.loads(again.stdout)["joined"] == 0
    assert count_members(database) == before + COUNT


@pytest.mark.parametrize(
    ("contents", "options", "code"),
    [
        (csv_bytes([*residents(2), ("", "1")]), (), 1),
        (csv_bytes([*residents(2), ("", "1")]), ("--skip-errors",), 0),
        (csv_bytes([*residents(2), ("", "1")]), ("--preview",), 1),
        (csv_bytes(residents(2)), ("--preview",), 0),
        (b"no list", (), 2),
    ],
)
def test_the_exit_code_says_how_it_went(
    command: list[str], environ: dict[str, str], contents: bytes, options: tuple[str, ...], code: int
) -> None:
    Path(command[-2]).write_bytes(contents)

    done = subprocess.run([*command, *options], env=environ, capture_output=True, text=True, check=False)

    assert done.returncode == code, done.stderr
