"""What sales leave in the outbox comes out of the printer, once, whatever happens to either."""

import logging
import shutil
import socket
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, insert, update

from pos import clock
from pos.database import Database, open_database
from pos.receipts import lane
from pos.receipts.outbox import PAPER_LIFE, claim_job
from pos.receipts.tables import print_jobs
from pos.receipts.virtual_printer import Fault, VirtualPrinter
from tests.integration.receipts.printing import (
    SHORT,
    jobs,
    printer_state,
    queue,
    states,
    working,
    working_process,
)
from tests.integration.receipts.waiting import wait_until


def test_papers_come_out_in_the_order_of_the_sales(database: Database, paper: VirtualPrinter) -> None:
    lines = [queue(database, str(number)) for number in range(5)]
    with working(database, paper):
        wait_until(lambda: set(states(database).values()) == {"printed"})
        lines.append(queue(database, "5"))
        wait_until(lambda: states(database)["5"] == "printed")
    assert [printed.text_lines for printed in paper.papers] == lines


def test_each_printer_gets_its_own_papers(database: Database, paper: VirtualPrinter) -> None:
    with VirtualPrinter("T2", columns=48) as other:
        lines = [queue(database, "1", "T1"), queue(database, "2", "T2")]
        with working(database, paper, other):
            wait_until(lambda: set(states(database).values()) == {"printed"})
        assert [paper.papers[0].text_lines, other.papers[0].text_lines] == lines


def test_a_printer_that_stands_still_holds_up_no_other(database: Database, paper: VirtualPrinter) -> None:
    paper.set_fault(Fault("paper_out", after=1))
    queue(database, "1", "T1")
    with VirtualPrinter("T2") as other, working(database, paper, other):
        wait_until(lambda: printer_state(database) == "paper_out")
        queue(database, "2", "T2")
        wait_until(lambda: states(database) == {"1": "sending", "2": "printed"})


def test_an_idle_printer_is_asked_how_it_is(database: Database, paper: VirtualPrinter) -> None:
    paper.set_fault(Fault("paper_low"))
    with working(database, paper):
        wait_until(lambda: printer_state(database) == "paper_low")


def test_what_waits_for_a_printer_comes_out_once_it_is_on_again(
    database: Database, paper: VirtualPrinter, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "pos.receipts")
    paper.set_fault(Fault("off"))
    lines = [queue(database, "1"), queue(database, "2")]
    with working(database, paper):
        wait_until(
            lambda: jobs(database)["1"].attempts >= 2 and states(database) == {"1": "queued", "2": "queued"}
        )
        assert printer_state(database) == "no_answer"
        paper.set_fault(None)
        wait_until(lambda: set(states(database).values()) == {"printed"})
    assert [printed.text_lines for printed in paper.papers] == lines
    # Gone once, back once, however often it was tried in between.
    logged = [record.getMessage() for record in caplog.records if record.name == "pos.receipts.lane"]
    assert logged == ["printer T1: no_answer", "printer T1 is back"]


def test_a_paper_that_stalls_is_finished_when_the_roll_is_changed(
    database: Database, paper: VirtualPrinter
) -> None:
    paper.set_fault(Fault("paper_out", after=2))
    lines = [queue(database, "1"), queue(database, "2")]
    with working(database, paper):
        wait_until(lambda: printer_state(database) == "paper_out")
        assert states(database) == {"1": "sending", "2": "queued"}
        paper.set_fault(None)
        wait_until(lambda: set(states(database).values()) == {"printed"})
    assert [printed.text_lines for printed in paper.papers] == lines
    assert [job.attempts for job in jobs(database).values()] == [1, 1]


def test_a_jammed_paper_that_comes_later_comes_once(database: Database, paper: VirtualPrinter) -> None:
    paper.set_fault(Fault("hang", after=2))
    lines = [queue(database, "1"), queue(database, "2")]
    with working(database, paper, patience=SHORT):
        wait_until(lambda: states(database)["1"] == "uncertain")
        # The next one must not go into a printer that still has the first.
        wait_until(lambda: jobs(database)["2"].attempts >= 1)
        paper.set_fault(None)
        wait_until(lambda: states(database)["2"] == "printed")
    assert [printed.text_lines for printed in paper.papers] == lines
    assert states(database)["1"] == "uncertain"


def test_a_paper_that_was_lost_on_the_way_is_left_to_a_person(
    database: Database, paper: VirtualPrinter
) -> None:
    paper.set_fault(Fault("drop", after=40, is_reset=True))
    queue(database, "1")
    later = queue(database, "2")
    with working(database, paper):
        wait_until(lambda: states(database) == {"1": "uncertain", "2": "printed"})
    assert paper.papers[-1].text_lines == later
    assert jobs(database)["1"].attempts == 1


def test_a_worker_killed_while_sending_leaves_a_doubt_and_no_second_paper(
    database: Database, paper: VirtualPrinter
) -> None:
    paper.set_fault(Fault("hang", after=2))
    lines = [queue(database, "1"), queue(database, "2")]
    with working_process(database, paper) as process:
        wait_until(lambda: paper.unfinished == lines[0][:2])
        process.kill()
        process.wait()
    assert states(database) == {"1": "sending", "2": "queued"}
    with working_process(database, paper):
        wait_until(lambda: states(database)["1"] == "uncertain")
        paper.set_fault(None)
        wait_until(lambda: states(database)["2"] == "printed")
    assert [printed.text_lines for printed in paper.papers] == lines
    assert states(database) == {"1": "uncertain", "2": "printed"}


def test_half_a_paper_of_a_dead_worker_is_parted_from_the_next(
    database: Database, paper: VirtualPrinter
) -> None:
    queue(database, "1")
    lines = queue(database, "2")
    database.write(lambda connection: claim_job(connection, "1"))
    with socket.create_connection(("127.0.0.1", paper.port)) as dead:
        # Dies in the middle of a command that takes one byte more.
        dead.sendall(b"\x1b@half a receipt\n\x1bd")
    with working(database, paper):
        wait_until(lambda: states(database) == {"1": "uncertain", "2": "printed"})
    assert [printed.text_lines for printed in paper.papers] == [["half a receipt"], lines]


def test_a_printer_that_is_back_is_not_kept_waiting_by_its_pause(
    database: Database, paper: VirtualPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lane, "ASK_EVERY_S", 0.1)
    paper.set_fault(Fault("off"))
    lines = queue(database, "1")
    an_hour_later = clock.now() + timedelta(hours=1)
    database.write(
        lambda connection: connection.execute(update(print_jobs).values(next_try_at=an_hour_later))
    )
    with working(database, paper):
        wait_until(lambda: printer_state(database) == "no_answer")
        paper.set_fault(None)
        wait_until(lambda: states(database) == {"1": "printed"})
    assert [printed.text_lines for printed in paper.papers] == [lines]


def test_a_worker_that_is_stopped_does_not_wait_for_a_new_roll(
    database: Database, paper: VirtualPrinter
) -> None:
    paper.set_fault(Fault("paper_out", after=1))
    queue(database, "1")
    with working(database, paper):
        wait_until(lambda: printer_state(database) == "paper_out")
    assert states(database) == {"1": "uncertain"}
    assert jobs(database)["1"].last_error == "stopped while waiting for the printer"


def test_a_document_that_cannot_be_read_fails_and_holds_up_nothing(
    database: Database, paper: VirtualPrinter
) -> None:
    now = clock.now()
    broken = {"key": "0", "printer": "T1", "kind": "test", "number": "0", "document": '{"version":9}'}
    row = broken | {"state": "queued", "attempts": 0, "next_try_at": now, "created_at": now}
    database.write(lambda connection: connection.execute(insert(print_jobs).values(row)))
    lines = queue(database, "1")
    with working(database, paper):
        wait_until(lambda: states(database) == {"0": "failed", "1": "printed"})
    assert "missing" in str(jobs(database)["0"].last_error)
    assert [printed.text_lines for printed in paper.papers] == [lines]


def test_yesterdays_papers_are_not_printed(database: Database, paper: VirtualPrinter) -> None:
    queue(database, "1", at=clock.now() - PAPER_LIFE)
    lines = queue(database, "2", at=clock.now() - PAPER_LIFE + timedelta(minutes=5))
    with working(database, paper):
        wait_until(lambda: states(database) == {"1": "failed", "2": "printed"})
    assert [printed.text_lines for printed in paper.papers] == [lines]


def test_a_result_is_not_lost_while_the_database_is_busy(
    sqlite_template: Path, tmp_path: Path, paper: VirtualPrinter, caplog: pytest.LogCaptureFixture
) -> None:
    path = shutil.copy(sqlite_template, tmp_path / "canteen.sqlite3")
    database = open_database(f"sqlite:///{path}")

    @event.listens_for(database.engine, "connect")
    def hurry(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA busy_timeout=50")

    paper.set_fault(Fault("paper_out", after=1))
    lines = queue(database, "1")
    with closing(sqlite3.connect(path, isolation_level=None)) as blocker, working(database, paper):
        wait_until(lambda: printer_state(database) == "paper_out")
        blocker.execute("BEGIN IMMEDIATE")
        paper.set_fault(None)
        paper.wait_for_papers(1)
        wait_until(lambda: "cannot go on, trying again" in caplog.text)
        assert states(database) == {"1": "sending"}
        blocker.execute("ROLLBACK")
        wait_until(lambda: states(database) == {"1": "printed"})
    assert [printed.text_lines for printed in paper.papers] == [lines]
    database.engine.dispose()
