"""The first administrator and the first browser come in by the command line."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pyotp
import pytest

from pos.app import create_app
from pos.clock import now
from tests.tickets import PERSONAL_KEYS


@pytest.fixture
def environ(sqlite_template: Path, tmp_path: Path) -> dict[str, str]:
    """Give the settings of a canteen with books."""
    shutil.copy(sqlite_template, tmp_path / "canteen.sqlite3")
    return {"VAR_DIR": str(tmp_path), "CANTEEN_PERSONAL_KEYS": PERSONAL_KEYS}


def run(environ: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command."""
    command = [sys.executable, "-m", "pos.cli", *arguments]
    return subprocess.run(command, env=environ, capture_output=True, text=True, check=False, timeout=120)


def test_what_is_printed_lets_an_administrator_and_a_browser_in(environ: dict[str, str]) -> None:
    told = run(environ, "staff", "add", "沈新", "--admin").stdout
    enrolment = run(environ, "devices", "enrol", "--till", "T2").stdout.strip()

    code, name, role = re.match(r"(\S+) (\S+): (\S+)", told).groups()  # type: ignore[union-attr]
    password = re.search(r"password for one use: (\S+)", told)
    totp = pyotp.parse_uri(re.search(r"otpauth://\S+", told)[0])  # type: ignore[index]
    assert (name, role) == ("沈新", "administrator")
    assert password is not None
    assert isinstance(totp, pyotp.TOTP)
    assert re.fullmatch(r"[2-9A-Z]{4}-[2-9A-Z]{4}", enrolment)
    app = create_app(environ)
    body = {"name": code, "password": password[1], "totp": totp.at(now())}
    came = app.test_client().post("/api/session/password", json=body)
    assert came.get_json()["must_change_password"]
    enrolled = app.test_client().post("/api/devices/enrol", json={"code": enrolment})
    assert enrolled.get_json()["device"]["till"] == "T2"
    app.extensions["canteen"].database.engine.dispose()


def test_what_cannot_be_is_said_in_one_line(environ: dict[str, str]) -> None:
    for arguments, said in (
        (("devices", "enrol", "--till", "T9"), "Error: there is no till T9"),
        (("staff", "add", "某人"), "Error: say --admin, or which --role"),
        (("staff", "add", "某人", "--admin", "--site", "nowhere"), "Error: say --site, one of: xinli137"),
    ):
        done = run(environ, *arguments)
        assert (done.returncode, done.stdout, done.stderr.strip()) == (1, "", said)
