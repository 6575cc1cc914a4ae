"""`canteen backtest`: tables for people, the JSON that HTTP gives, and one line where something is wrong."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from pos.clock import now
from pos.database import Database
from pos.reports.backtest.asking import Wish, ask_for
from pos.reports.backtest.jobs import cancel_job
from pos.web.backtest_schemas import ComparisonSchema
from pos.web.processes import BUSY
from tests.integration.backtests.selling import SENIOR, Counter
from tests.tickets import uuid7
from tests.trial_schemes import COUNTED, GATED

Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    """Give the file of a draft."""
    path = tmp_path / "draft.toml"
    path.write_text(COUNTED, encoding="utf-8")
    return path


@pytest.fixture
def counter(database: Database, tmp_path: Path) -> Counter:
    """Give a till that has sold two trays today."""
    counter = Counter(database, tmp_path)
    for card in (SENIOR, None):
        counter.sell((counter.dish("main"), 1), card=card)
    return counter


@pytest.fixture
def backtest(database: Database, tmp_path: Path) -> Command:
    """Give a way to run `canteen backtest` on the books."""
    url = database.engine.url.render_as_string(hide_password=False)
    environ = {**os.environ, "VAR_DIR": str(tmp_path), "CANTEEN_DATABASE_URL": url}

    def run(*words: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "pos.cli", "backtest", *map(str, words)]
        return subprocess.run(command, env=environ, capture_output=True, text=True, check=False)

    return run


def period(counter: Counter) -> tuple[object, ...]:
    """Return the options of a back-test of today."""
    return "--from", counter.day, "--until", counter.day + timedelta(days=1)


def test_people_get_tables(backtest: Command, counter: Counter, draft: Path) -> None:
    done = backtest(draft, *period(counter))

    assert (done.returncode, done.stderr) == (0, "")
    assert "Trial (trial version 1)" in done.stdout
    assert "compared 2: 0 dearer, 1 cheaper" in done.stdout
    assert f"{counter.day.isoformat()} " in done.stdout
    assert "Aged 80 or over -> 60 or over" in done.stdout
    assert "The district, subsidy" in done.stdout


def test_a_draft_may_begin_with_a_byte_order_mark(backtest: Command, counter: Counter, draft: Path) -> None:
    draft.write_text(COUNTED, encoding="utf-8-sig")

    assert backtest(draft, *period(counter)).returncode == 0


def test_people_are_told_what_is_barred(backtest: Command, counter: Counter, draft: Path) -> None:
    draft.write_text(GATED.replace('["breakfast"]', '["lunch"]'), encoding="utf-8")

    said = backtest(draft, *period(counter)).stdout

    assert "barred 1 (Seniors only 1), sold for " in said


@pytest.mark.parametrize("word", [(), ("scheme",)], ids=["short", "in full"])
def test_programs_get_json(backtest: Command, counter: Counter, draft: Path, word: tuple[str, ...]) -> None:
    done = backtest(*word, draft, *period(counter), "--json")

    found = json.loads(done.stdout)
    assert (found["orders"], found["total"]["cheaper"]) == (2, 1)
    assert ComparisonSchema().validate(found) == {}


def test_options_may_come_first(backtest: Command, counter: Counter, draft: Path) -> None:
    done = backtest("--json", *period(counter), draft)

    assert json.loads(done.stdout)["orders"] == 2


def test_what_is_wrong_is_said_in_one_line(backtest: Command, counter: Counter, draft: Path) -> None:
    spoilt = draft.with_name("spoilt.toml")
    spoilt.write_text(COUNTED.replace("pays_bp = 7000", "pays_bp = 0.7"), encoding="utf-8")
    foreign = draft.with_name("foreign.toml")
    foreign.write_bytes("名".encode("gb18030"))
    today = period(counter)[1]

    for words, problem in (
        ((spoilt, *period(counter)), f"{spoilt}: rule seniors: "),
        ((foreign, *period(counter)), "is no text in UTF-8"),
        ((draft, "--from", today, "--until", today), "--from has to lie before --until"),
        (("run", uuid7()), "there is no back-test "),
    ):
        done = backtest(*words)
        assert (done.returncode, done.stdout) == (1, "")
        [line] = done.stderr.splitlines()
        assert line.startswith("Error: ")
        assert problem in line


def test_its_process_has_the_lowest_priority(database: Database, tmp_path: Path) -> None:
    url = database.engine.url.render_as_string(hide_password=False)
    program = """
import os, threading
from click import ClickException
from pos.cli.backtest import run_queued
from pos.settings import read_settings
try:
    run_queued(read_settings(os.environ), "none", threading.Event())
except ClickException:
    print(os.nice(0))
"""
    environ = {**os.environ, "VAR_DIR": str(tmp_path), "CANTEEN_DATABASE_URL": url}

    done = subprocess.run(
        [sys.executable, "-c", program], env=environ, capture_output=True, text=True, check=True
    )

    assert int(done.stdout) == 19


def test_a_job_that_is_not_to_begin_now_ends_with_a_number_of_its_own(
    backtest: Command, database: Database
) -> None:
    wish = Wish(uuid7(), date(2026, 11, 1), date(2026, 12, 1), draft=COUNTED)
    database.write(lambda connection: ask_for(connection, wish, at=now()))
    database.write(lambda connection: cancel_job(connection, wish.id, at=now()))

    assert backtest("run", wish.id).returncode == BUSY
