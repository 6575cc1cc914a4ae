"""A list from the queue, looked at, joined or forgotten: what the process beside the canteen's others does.

Rule: tills come first. It writes in short transactions with a pause after each, and wherever it is ended, the
next process goes on from the last row that was written.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from pos.database import Database, OutOfReach
from pos.database.insisting import insist
from pos.imports.faults import ListRefused
from pos.imports.files import hash_of, held, list_path
from pos.imports.jobs import (
    ListJob,
    finish,
    has_forgotten,
    keep_preview,
    note_row,
    refuse_list,
    require_list,
    start,
    step_back,
    try_again,
)
from pos.imports.joining import forget_some, join_residents
from pos.imports.previewing import Counts, drop_findings, write_findings
from pos.imports.reading import ReadRow, ResidentList
from pos.imports.vocabulary import Vocabulary, vocabulary_of
from pos.pricebook.pricebook import versions
from pos.shifts.shifts import all_tills
from pos.vault import Vault

log = logging.getLogger(__name__)

ROWS_AT_ONCE = 200
# After each transaction, so that a till that waits for the database gets it.
PAUSE_S = 0.03

Clock = Callable[[], datetime]
Told = Callable[[int], None]


class _Stopped(Exception):
    """The list was given up meanwhile: there is nothing more to say."""


class _ToldToEnd(Exception):
    """This process is to end."""


class _FileGone(Exception):
    """The file of the list is not there, or is another one."""


@dataclass(frozen=True)
class Surroundings:
    """What a process that runs a list was given; `folder` holds the files, `passed` is told each done row."""

    database: Database
    vault: Vault
    folder: Path
    clock: Clock
    told: threading.Event
    passed: Told = lambda _row: None


def run_list(around: Surroundings, id_: str) -> bool:
    """Run a queued list to the end of its step, which its row then tells; tell whether it could begin.

    :raises UnknownList: when nobody handed it in.
    """
    with around.database.read() as connection:
        require_list(connection, id_)
    with held(list_path(around.folder, id_)) as is_mine:
        if not is_mine or not _begin(around, id_):
            return False
        _run(around, id_)
    return True


def _run(around: Surroundings, id_: str) -> None:
    try:
        with around.database.read() as connection:
            job = require_list(connection, id_)
        STEPS[job.step](around, job)
    except _Stopped:
        log.info("list %s was given up", id_)
    except _ToldToEnd:
        insist(around.database, lambda connection: step_back(connection, id_))
    except ListRefused as refusal:
        refused = refusal
        insist(around.database, lambda connection: refuse_list(connection, id_, refused, at=around.clock()))
    except _FileGone:
        _come_to_nothing(around, id_, "file_gone")
    except OutOfReach:
        _come_to_nothing(around, id_, "out_of_reach")
    except Exception:
        log.exception("list %s failed", id_)
        _come_to_nothing(around, id_, "fault")


def _preview(around: Surroundings, job: ListJob) -> None:
    insist(around.database, lambda connection: drop_findings(connection, job.id))
    counts = Counts()
    done_row = 0
    with _opened(around, job) as opened:
        for rows in _batches(opened.rows()):
            with around.database.read() as connection:
                counts.add(connection, around.vault, rows)
            _note_findings(around, job, counts, done_row, rows[-1].number)
            done_row = rows[-1].number
        preview = counts.preview(opened.columns, opened.ignored)

    def keep(connection: Connection) -> bool:
        return keep_preview(connection, job.id, preview, last_row=done_row, at=around.clock())

    if not insist(around.database, keep):
        raise _Stopped


def _note_findings(around: Surroundings, job: ListJob, counts: Counts, before: int, row: int) -> None:
    found = counts.take_findings()

    def work(connection: Connection) -> bool:
        if not note_row(connection, job.id, "preview", before=before, done_row=row, at=around.clock()):
            return False
        write_findings(connection, job.id, found)
        return True

    _take_turn(around, work, row)


def _join(around: Surroundings, job: ListJob) -> None:
    done_row = job.done_row
    with _opened(around, job) as opened:
        # Read from the first row on: only so is it known which rows say the same person twice.
        undone = (row for row in opened.rows() if row.number > job.done_row)
        for rows in _batches(undone):
            _join_some(around, job, rows, done_row)
            done_row = rows[-1].number
    if not insist(around.database, lambda connection: finish(connection, job.id, at=around.clock())):
        raise _Stopped


def _join_some(around: Surroundings, job: ListJob, rows: list[ReadRow], before: int) -> None:
    residents = [row.resident for row in rows if row.resident is not None]
    last = rows[-1].number

    def work(connection: Connection) -> bool:
        return join_residents(
            connection,
            around.vault,
            job.id,
            residents,
            before_row=before,
            last_row=last,
            today=_today(connection, around),
            at=around.clock(),
        )

    _take_turn(around, work, last)


def _forget(around: Surroundings, job: ListJob) -> None:
    done_row = job.done_row
    while True:

        def work(connection: Connection, before: int = done_row) -> int | None:
            count = forget_some(connection, job.id, at_most=ROWS_AT_ONCE, at=around.clock())
            moved = note_row(
                connection, job.id, "forgetting", before=before, done_row=before + count, at=around.clock()
            )
            return count if moved else None

        count = insist(around.database, work)
        if count is None:
            raise _Stopped
        if count == 0:
            break
        done_row += count
        _rest(around, done_row)
    if not insist(around.database, lambda connection: has_forgotten(connection, job.id, at=around.clock())):
        raise _Stopped


STEPS = {"preview": _preview, "joining": _join, "forgetting": _forget}


def _begin(around: Surroundings, id_: str) -> bool:
    try:
        return around.database.write(lambda connection: start(connection, id_, at=around.clock()))
    except IntegrityError:
        # Another one began at the same moment.
        return False


def _opened(around: Surroundings, job: ListJob) -> ResidentList:
    path = list_path(around.folder, job.id)
    if not path.exists() or hash_of(path) != job.content_hash:
        raise _FileGone
    with around.database.read() as connection:
        vocabulary, today = _vocabulary(connection), _today(connection, around)
    return ResidentList(path, vocabulary, today=today)


def _vocabulary(connection: Connection) -> Vocabulary:
    scheme_code = all_tills(connection)[0].site.scheme_code
    return vocabulary_of(version.scheme() for version in versions(connection, scheme_code))


def _today(connection: Connection, around: Surroundings) -> date:
    return all_tills(connection)[0].local_day(around.clock())


def _batches(rows: Iterator[ReadRow]) -> Iterator[list[ReadRow]]:
    while batch := list(islice(rows, ROWS_AT_ONCE)):
        yield batch


def _take_turn(around: Surroundings, work: Callable[[Connection], bool], row: int) -> None:
    if not insist(around.database, work):
        raise _Stopped
    _rest(around, row)


def _rest(around: Surroundings, row: int) -> None:
    around.passed(row)
    if around.told.is_set():
        raise _ToldToEnd
    time.sleep(PAUSE_S)


def _come_to_nothing(around: Surroundings, id_: str, reason: str) -> None:
    insist(around.database, lambda connection: try_again(connection, id_, reason, at=around.clock()))
