"""`canteen up` says where everything is and keeps it running, or says plainly why it cannot."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.canteen import PORTS, wait_until
from tests.ports import free_ports
from tests.tickets import PERSONAL_KEYS

CANTEEN = [sys.executable, "-m", "pos.cli"]


@dataclass(frozen=True)
class Up:
    """A `canteen up` that runs without devices."""

    process: subprocess.Popen[bytes]
    environ: dict[str, str]
    log: Path

    def server(self) -> int:
        """Return the process id of the server that it runs."""
        children = ["pgrep", "-P", str(self.process.pid), "-f", "pos.cli serve"]
        found = subprocess.run(children, capture_output=True, text=True, check=False)
        return int(found.stdout or 0)

    def answers(self) -> bool:
        """Tell whether its server can sell."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.environ['PORT']}/healthz", timeout=5):
                return True
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False


@pytest.fixture
def environ(sqlite_template: Path, tmp_path: Path) -> dict[str, str]:
    """Give the settings of a canteen with books, without devices."""
    shutil.copy(sqlite_template, tmp_path / "canteen.sqlite3")
    return {
        "VAR_DIR": str(tmp_path),
        "PORT": str(free_ports(PORTS)),
        "PATH": os.environ["PATH"],
        "CANTEEN_PERSONAL_KEYS": PERSONAL_KEYS,
    }


@pytest.fixture
def up(environ: dict[str, str], tmp_path: Path) -> Iterator[Up]:
    """Give a canteen that runs and has said so; ends it as Ctrl-C would."""
    log = tmp_path / "log"
    with log.open("w") as written:
        process = subprocess.Popen([*CANTEEN, "up"], env=environ, stdout=written, stderr=written)
    try:
        wait_until(lambda: "Canteen POS is running" in log.read_text(), "a canteen that runs")
        yield Up(process, environ, log)
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0


@pytest.fixture
def taken_port() -> Iterator[int]:
    """Give a port on which somebody else listens."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", free_ports(PORTS)))
        other.listen()
        yield other.getsockname()[1]


def _run(*arguments: str, environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*CANTEEN, *arguments], env=environ, capture_output=True, text=True, check=False, timeout=60
    )


def test_it_says_where_everything_is_once_it_answers(up: Up) -> None:
    assert up.answers()

    pages = re.findall(rf"http://127\.0\.0\.1:{up.environ['PORT']}(/\S*) +\S", up.log.read_text())
    assert pages == ["/", "/till/T1", "/till/T2", "/kitchen", "/today", "/members", "/prices", "/paper"]


def test_a_server_that_is_killed_comes_back(up: Up) -> None:
    killed = up.server()
    os.kill(killed, signal.SIGKILL)

    wait_until(lambda: up.server() not in (0, killed), "another server")
    wait_until(up.answers, "its answer")
    assert up.log.read_text().count("server: ended with -9; it is started again") == 1


def test_no_other_books_are_put_under_it(up: Up, sqlite_template: Path) -> None:
    done = _run("restore", str(sqlite_template), environ=up.environ)

    assert done.returncode == 1
    assert "is in use: stop the canteen first" in done.stderr


@pytest.mark.parametrize("command", ["up", "serve"])
def test_a_port_of_somebody_else_is_named(environ: dict[str, str], taken_port: int, command: str) -> None:
    done = _run(command, environ={**environ, "PORT": str(taken_port)})

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"Error: port {taken_port} is taken; PORT chooses another\n"


@pytest.mark.parametrize("beside", [1, 2])
def test_a_port_beside_it_that_the_demo_needs_is_named(
    environ: dict[str, str], taken_port: int, beside: int
) -> None:
    done = _run("up", environ={**environ, "PORT": str(taken_port - beside), "CANTEEN_DEMO": "1"})

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.endswith(f"Error: port {taken_port} is taken; PORT chooses another\n")


def test_a_reader_agent_without_its_key_says_which(tmp_path: Path) -> None:
    done = _run("reader", "--till", "T7", environ={"VAR_DIR": str(tmp_path)})

    assert done.returncode == 1
    assert "no key of till T7" in done.stderr
    assert not (tmp_path / "secrets" / "till-T7.key").exists()


def test_a_key_that_is_damaged_is_named(environ: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "secrets").mkdir()
    key = tmp_path / "secrets" / "card-master.key"
    key.touch(mode=0o600)

    done = _run("serve", environ=environ)

    assert done.returncode == 1
    assert done.stderr.startswith(f"Error: {key} is no key")
