"""`canteen member import`: a list of residents, looked at and joined from a terminal or as the server's job.

Rule: it is the same list as on the page, in the same steps; killed at any moment, the same command goes on.
"""

import json
import os
import secrets
import sys
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

import click

from pos.cli.books import require_books, require_tills, require_vault
from pos.clock import now
from pos.database import Database
from pos.imports.faults import RowFault
from pos.imports.files import chunks_of, hash_of, held, keep_file, list_path, remove_files
from pos.imports.jobs import (
    ListJob,
    UnknownList,
    cancel,
    confirm,
    find_unfinished,
    hand_in,
    has_arrived,
    ids_with_files,
    require_list,
    step_back,
)
from pos.imports.previewing import read_findings
from pos.imports.running import Surroundings, run_list
from pos.imports.sheets import LARGEST_BYTES
from pos.settings import Settings
from pos.web.list_wire import finding_json, list_json
from pos.web.list_wording import COLUMNS, FAULTS, reason_words
from pos.web.processes import BUSY

LOW_PRIORITY = 10
SHOWN_FINDINGS = 20
FINDINGS_AT_ONCE = 1_000
TELL_EVERY_ROWS = 5_000
HAS_ERRORS, REFUSED = 1, 2


def import_file(
    settings: Settings,
    file: Path,
    told: threading.Event,
    *,
    previews: bool,
    skips_errors: bool,
    as_json: bool,
) -> int:
    """Look at a list and join it, unless only the preview was asked for; return the exit code.

    :raises ClickException: when the file is too large, or there are no books.
    """
    if file.stat().st_size > LARGEST_BYTES:
        raise click.ClickException(f"{file} is larger than {LARGEST_BYTES} bytes")
    around = _surroundings(settings, told)
    id_ = _hand_in(around, file)
    job = _run_while(around, id_, "preview")
    if job.state == "ready" and not previews and (skips_errors or not (job.preview or {})["errors"]):
        around.database.write(
            lambda connection: confirm(connection, id_, skips_errors=skips_errors, at=now())
        )
    for step in ("joining", "forgetting"):
        job = _run_while(around, id_, step)
    if job.state == "ready":
        around.database.write(lambda connection: cancel(connection, id_, at=now()))
    _tidy(around)
    _tell(around, job, as_json=as_json)
    return _exit_code(job)


def run_queued(settings: Settings, id_: str, told: threading.Event) -> None:
    """Run a list that the server queued; it ends with `BUSY` where that is not to begin now.

    :raises ClickException: when there is no such list, or there are no books.
    """
    around = _surroundings(settings, told)
    os.nice(LOW_PRIORITY)
    try:
        if not run_list(around, id_):
            click.echo(f"list {id_} is not queued, or another one runs", err=True)
            sys.exit(BUSY)
    except UnknownList as refusal:
        raise click.ClickException(f"there is no list {id_}") from refusal


def _surroundings(settings: Settings, told: threading.Event) -> Surroundings:
    books: Database = require_books(settings)
    require_tills(books)
    vault = require_vault(settings, books)
    return Surroundings(books, vault, settings.lists_folder, now, told, _Progress().passed)


class _Progress:
    """Says on a terminal how far a list is; elsewhere, once in some thousand rows."""

    def __init__(self) -> None:
        self._told = 0

    def passed(self, row: int) -> None:
        """Take note of a row that is done."""
        if sys.stderr.isatty():
            click.echo(f"\rrow {row} ", nl=False, err=True)
        elif abs(row - self._told) >= TELL_EVERY_ROWS:
            self._told = row
            click.echo(f"row {row}", err=True)


def _hand_in(around: Surroundings, file: Path) -> str:
    """Return the id of the list with these contents that has not ended, or that of a new one."""
    content_hash = hash_of(file)
    with around.database.read() as connection:
        begun = find_unfinished(connection, content_hash)
    id_ = begun.id if begun else _uuid7(around.clock())
    if begun is None:
        around.database.write(
            lambda connection: hand_in(
                connection,
                id_,
                file_name=file.name,
                content_hash=content_hash,
                size_bytes=file.stat().st_size,
                at=around.clock(),
            )
        )
    path = list_path(around.folder, id_)
    if not path.exists():
        keep_file(
            around.folder, id_, chunks_of(file), content_hash=content_hash, size_bytes=file.stat().st_size
        )
    around.database.write(lambda connection: has_arrived(connection, id_))
    if begun is not None and begun.state == "running":
        with held(path) as nobody_runs_it:
            if nobody_runs_it:
                around.database.write(lambda connection: step_back(connection, id_))
    return id_


def _run_while(around: Surroundings, id_: str, step: str) -> ListJob:
    """Run a list as long as it is queued for a step; return what became of it.

    :raises ClickException: when another process is at a list.
    """
    while True:
        with around.database.read() as connection:
            job = require_list(connection, id_)
        if job.step != step or job.state not in ("queued", "running"):
            return job
        if around.told.is_set():
            raise click.ClickException("told to end; the same command goes on with the list")
        if not run_list(around, id_):
            click.echo("another process is at this list or another one; try again later", err=True)
            sys.exit(BUSY)


def _tidy(around: Surroundings) -> None:
    with around.database.read() as connection:
        needed = ids_with_files(connection)
    remove_files(around.folder, needed=needed)


def _exit_code(job: ListJob) -> int:
    if job.state in ("refused", "failed"):
        return REFUSED
    if job.state != "done" and job.preview is not None and job.preview["errors"]:
        return HAS_ERRORS
    return 0


def _tell(around: Surroundings, job: ListJob, *, as_json: bool) -> None:
    if as_json:
        found = [finding_json(fault) for fault in _findings(around, job.id)]
        click.echo(json.dumps({**list_json(job), "findings": found}, ensure_ascii=False, indent=1))
        return
    if job.error is not None:
        click.echo(f"{job.state}: {reason_words(job.error).en}", err=True)
        return
    counts = job.preview or {}
    click.echo(
        f"{counts['rows']} rows: {counts['new']} new, {counts['known']} members already"
        f" ({counts['differs']} differ), {counts['errors']} with errors"
    )
    if counts["ignored"]:
        click.echo(f"not read: {', '.join(counts['ignored'])}")
    for number, fault in enumerate(_findings(around, job.id)):
        if number == SHOWN_FINDINGS:
            click.echo(f"... {counts['findings'] - SHOWN_FINDINGS} more (--json has all)")
            break
        click.echo(_line(fault))
    click.echo(f"joined {job.joined_members}" if job.state == "done" else "nothing was joined")


def _line(fault: RowFault) -> str:
    line = f"{fault.weight}: row {fault.row}: {COLUMNS[fault.column].en} {FAULTS[fault.code].en}"
    if fault.other_row is not None:
        line += f" (row {fault.other_row})"
    return f"{line} ({fault.member_code})" if fault.member_code else line


def _findings(around: Surroundings, id_: str) -> Iterator[RowFault]:
    after = 0
    while True:
        with around.database.read() as connection:
            found = read_findings(connection, id_, after=after, at_most=FINDINGS_AT_ONCE)
        if not found:
            return
        yield from (fault for _, fault in found)
        after = found[-1][0]


def _uuid7(at: datetime) -> str:
    head = int(at.timestamp() * 1000) << 80 | 7 << 76 | secrets.randbits(12) << 64
    return str(UUID(int=head | 2 << 62 | secrets.randbits(62)))
