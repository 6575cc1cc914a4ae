"""`canteen up` and what it starts say plainly why they cannot run."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pos.database import Database


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def _run(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    settings = {**os.environ, **environ}
    settings.pop("CANTEEN_DEMO", None)
    command = [sys.executable, "-m", "pos.cli", *arguments]
    return subprocess.run(command, env=settings, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_port_of_somebody_else_is_named(
    database: Database, database_url: str, tmp_path: Path, taken_port: int
) -> None:
    done = _run("up", VAR_DIR=str(tmp_path), CANTEEN_DATABASE_URL=database_url, PORT=str(taken_port))

    assert done.returncode == 1
    assert done.stderr == f"Error: port {taken_port} is taken; PORT chooses another\n"


def test_a_reader_agent_without_its_key_says_which(tmp_path: Path) -> None:
    done = _run("reader", "--till", "T7", VAR_DIR=str(tmp_path))

    assert done.returncode == 1
    assert "no key of till T7" in done.stderr
    assert not (tmp_path / "secrets" / "till-T7.key").exists()


def test_a_benchmark_that_does_not_exist_is_refused() -> None:
    command = [sys.executable, "-m", "tests.bench", "nonsense"]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "checkout_sqlite" in done.stderr
