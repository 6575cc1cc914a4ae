"""The commands of `canteen`: what people can mend is one clear line and exit code 1, and nothing is made."""

import os
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from pos.database import open_database
from pos.database.migrate import upgrade
from tests.ports import free_port

Command = Callable[..., subprocess.CompletedProcess[str]]
# What runs until it is told to end if it starts; a refusal takes a second.
PATIENCE_S = 30
AT_WORK = ["serve", "up", "print", "audit", "demo load", "demo desk"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a data folder that is not there yet."""
    return tmp_path / "var"


@pytest.fixture
def canteen(folder: Path) -> Command:
    """Give a way to run a command on that data folder, in an environment of nothing else."""

    def run(command: str, **environ: str) -> subprocess.CompletedProcess[str]:
        settings = {"VAR_DIR": str(folder), "PORT": str(free_port()), "PATH": os.environ["PATH"], **environ}
        return subprocess.run(
            [sys.executable, "-m", "pos.cli", *command.split()],
            env=settings, cwd=folder.parent, capture_output=True, text=True, check=False, timeout=PATIENCE_S,
        )  # fmt: skip

    return run


def refusal(done: subprocess.CompletedProcess[str]) -> str:
    """Return the one line with which a command refused."""
    assert (done.returncode, done.stdout) == (1, "")
    [line] = done.stderr.splitlines()
    assert line.startswith("Error: ")
    return line


@pytest.mark.parametrize("command", AT_WORK)
def test_without_books_a_command_says_how_they_are_made(canteen: Command, folder: Path, command: str) -> None:
    said = refusal(canteen(command))

    assert "there are no books at" in said
    assert "`canteen database upgrade`" in said
    assert not folder.exists()


@pytest.mark.parametrize("command", ["serve", "up", "print"])
def test_books_of_another_version_are_named(canteen: Command, folder: Path, command: str) -> None:
    folder.mkdir()
    (folder / "canteen.sqlite3").touch()

    said = refusal(canteen(command))

    assert "are of another version" in said
    assert "`canteen database upgrade`" in said


@pytest.mark.parametrize("command", ["serve", "up", "demo desk"])
def test_books_without_a_till_are_named(canteen: Command, folder: Path, command: str) -> None:
    folder.mkdir()
    books = open_database(f"sqlite:///{folder / 'canteen.sqlite3'}")
    upgrade(books)
    books.engine.dispose()

    assert "there is no till" in refusal(canteen(command))


@pytest.mark.parametrize("command", ["serve", "database upgrade"])
def test_a_database_that_is_away_is_named_without_its_password(canteen: Command, command: str) -> None:
    url = f"postgresql+psycopg://canteen:secret@127.0.0.1:{free_port()}/canteen"

    said = refusal(canteen(command, CANTEEN_DATABASE_URL=url))

    assert "cannot be reached" in said
    assert "secret" not in said


@pytest.mark.parametrize("url", ["", "canteen.sqlite3", "mysql://canteen@127.0.0.1/canteen"])
def test_a_database_of_no_kind_that_is_known_is_refused(canteen: Command, url: str) -> None:
    said = refusal(canteen("serve", CANTEEN_DATABASE_URL=url))

    assert said == "Error: CANTEEN_DATABASE_URL begins with sqlite:/// or postgresql+psycopg://"


@pytest.mark.parametrize("command", ["serve", "up", "print"])
def test_a_printer_that_is_not_understood_is_named(
    canteen: Command, folder: Path, sqlite_template: Path, command: str
) -> None:
    folder.mkdir()
    shutil.copy(sqlite_template, folder / "canteen.sqlite3")

    assert "CANTEEN_PRINTER_T1" in refusal(canteen(command, CANTEEN_PRINTER_T1="192.168.1.50"))


def test_a_port_that_is_no_number_is_named(canteen: Command) -> None:
    assert "PORT" in refusal(canteen("serve", PORT="eight thousand"))


def test_books_of_a_newer_version_are_left_alone(canteen: Command, folder: Path) -> None:
    assert canteen("database upgrade").returncode == 0
    with closing(sqlite3.connect(folder / "canteen.sqlite3")) as books:
        books.execute("UPDATE alembic_version SET version_num = '9999'")
        books.commit()

    done = canteen("database upgrade")

    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("Error: ")
    assert "Traceback" not in done.stderr


def test_books_come_back_from_a_backup(canteen: Command, folder: Path, sqlite_template: Path) -> None:
    folder.mkdir()
    shutil.copy(sqlite_template, folder / "canteen.sqlite3")
    backup = folder / "backup.sqlite3"

    assert canteen(f"backup {backup}").returncode == 0
    restored = canteen(f"restore {backup}")

    assert restored.returncode == 0
    assert f"{folder / 'canteen.sqlite3.before-restore'}" in restored.stdout
    assert canteen("audit").returncode == 0


@pytest.mark.parametrize("file", ["/etc/passwd", "empty.sqlite3"])
def test_what_is_no_backup_is_refused_in_one_line(canteen: Command, folder: Path, file: str) -> None:
    (folder.parent / "empty.sqlite3").touch()

    assert file in refusal(canteen(f"restore {file}"))


@pytest.mark.parametrize(
    ("command", "why"),
    [("backup copy.sqlite3", "pg_dump"), ("restore /etc/passwd", "is no backup of books in PostgreSQL")],
)
def test_what_postgresql_refuses_is_said_without_its_password(
    canteen: Command, command: str, why: str
) -> None:
    said = refusal(canteen(command, CANTEEN_DATABASE_URL="postgresql+psycopg://canteen:secret@127.0.0.1/x"))

    assert why in said
    assert "secret" not in said


def test_nobody_else_can_read_what_is_written(canteen: Command, folder: Path) -> None:
    for command in ("database upgrade", "demo load", f"backup {folder / 'backup.sqlite3'}"):
        assert canteen(command).returncode == 0

    written = [folder, *folder.rglob("*")]
    assert {folder / "canteen.sqlite3", folder / "backup.sqlite3", folder / "desk/cards.json"} <= set(written)
    assert [path for path in written if stat.S_IMODE(path.stat().st_mode) & 0o077] == []


def test_the_card_keys_are_named_by_their_versions_and_never_shown(canteen: Command) -> None:
    first = canteen("card keys")
    rolled = canteen("card roll cpu-aes")

    assert (first.returncode, rolled.returncode) == (0, 0)
    assert "cpu-aes          1\n" in first.stdout
    assert "cpu-aes          2, 1\n" in rolled.stdout
    assert not re.search(r"[0-9a-f]{32}", first.stdout + rolled.stdout)
