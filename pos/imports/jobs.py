"""Which lists were handed in, and what became of them? Their rows, and how they move on.

Rule: each step is one guarded statement, so a list is never held by two processes, and one that was given up
stays so whatever its process still says. What was confirmed is joined or forgotten to its end, never left.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, Select, bindparam, case, exists, insert, select, update

from pos.errors import Refusal
from pos.imports.faults import ListRefused
from pos.members.lists import ENDS, member_lists

Step = Literal["preview", "joining", "forgetting"]
State = Literal["waiting", "queued", "running", "ready", "done", "refused", "cancelled", "failed"]

# A process of low priority may wait long for its turn, but not so long.
LOST_AFTER = timedelta(minutes=2)
# Personal values are not kept for somebody who does not come back.
KEPT_FOR = timedelta(days=1)
MOST_TRIES = 5
NEWEST = 10


class UnknownList(Refusal):
    """No list of that id was handed in."""

    code = "unknown_list"


class ListKeyReused(Refusal):
    """That id names a list with other contents."""

    code = "list_key_reused"


class ListNotReady(Refusal):
    """The list has not been looked at, or is decided already."""

    code = "list_not_ready"


class ListHasErrors(Refusal):
    """Rows of the list have errors, and nobody said that they are to be left out."""

    code = "list_has_errors"


@dataclass(frozen=True, slots=True)
class Preview:
    """What a list would do: rows by what they are, what the file is made of, and how many findings there are.

    `new` joins; `known` is a member already; `differs` is one of the known of whom the list says something
    else, which is left as it is; `errors` are rows that cannot be joined.
    """

    rows: int
    new: int
    known: int
    differs: int
    errors: int
    findings: int
    columns: tuple[str, ...]
    ignored: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return everything as plain JSON values."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class ListJob:
    """A list that was handed in. `error` tells the reason of a refusal or failure and its facts."""

    id: str
    file_name: str
    content_hash: str
    size_bytes: int
    step: Step
    state: State
    skips_errors: bool
    done_row: int
    last_row: int | None
    preview: Mapping[str, Any] | None
    error: Mapping[str, Any] | None
    joined_members: int
    requested_at: datetime
    finished_at: datetime | None


_LISTS: Select[Any] = select(
    *(getattr(member_lists.c, name) for name in ListJob.__slots__),
)
_BY_ID = _LISTS.where(member_lists.c.id == bindparam("id"))
_NEWEST = _LISTS.order_by(member_lists.c.requested_at.desc(), member_lists.c.id.desc()).limit(NEWEST)


def hand_in(
    connection: Connection, id_: str, *, file_name: str, content_hash: str, size_bytes: int, at: datetime
) -> bool:
    """Announce a list whose file is to come; tell whether it is a new one.

    :raises ListKeyReused: when that id was handed in with other contents.
    """
    row = connection.execute(_BY_ID, {"id": id_}).one_or_none()
    if row is not None:
        if (row.content_hash, row.size_bytes) != (content_hash, size_bytes):
            raise ListKeyReused(list=id_)
        return False
    connection.execute(
        insert(member_lists).values(
            id=id_,
            file_name=file_name,
            content_hash=content_hash,
            size_bytes=size_bytes,
            step="preview",
            state="waiting",
            requested_at=at,
        )
    )
    return True


def newest_lists(connection: Connection) -> tuple[ListJob, ...]:
    """Return the lists that were handed in last, newest first."""
    return tuple(_job(row) for row in connection.execute(_NEWEST))


def require_list(connection: Connection, id_: str) -> ListJob:
    """Return a list.

    :raises UnknownList: when nobody handed it in.
    """
    row = connection.execute(_BY_ID, {"id": id_}).one_or_none()
    if row is None:
        raise UnknownList(list=id_)
    return _job(row)


def find_unfinished(connection: Connection, content_hash: str) -> ListJob | None:
    """Return the newest list with these contents that has not ended, to go on with it."""
    row = connection.execute(
        _LISTS.where(member_lists.c.content_hash == content_hash, member_lists.c.state.not_in(ENDS))
        .order_by(member_lists.c.requested_at.desc())
        .limit(1)
    ).first()
    return None if row is None else _job(row)


def find_next(connection: Connection) -> str | None:
    """Return the list that has waited longest, unless another one runs."""
    running = exists().where(member_lists.c.state == "running")
    oldest = (
        select(member_lists.c.id)
        .where(member_lists.c.state == "queued", ~running)
        .order_by(member_lists.c.requested_at, member_lists.c.id)
        .limit(1)
    )
    return connection.execute(oldest).scalar_one_or_none()


def has_arrived(connection: Connection, id_: str) -> None:
    """Note that the file of a list is here, so that it can be looked at; said again it changes nothing."""
    _move(connection, id_, ("waiting",), state="queued")


def start(connection: Connection, id_: str, *, at: datetime) -> bool:
    """Begin or go on with a queued list unless another one runs; tell whether it has begun.

    Of two that begin at the same moment the database refuses one, under `uq_member_lists_one_running`.
    """
    other = member_lists.alias()
    started = connection.execute(
        update(member_lists)
        .where(member_lists.c.id == id_, member_lists.c.state == "queued")
        .where(~exists().where(other.c.state == "running"))
        .values(
            state="running",
            seen_at=at,
            # A preview counts from the first row again; what was joined stays joined.
            done_row=case((member_lists.c.step == "preview", 0), else_=member_lists.c.done_row),
        )
    )
    return started.rowcount == 1


def note_row(
    connection: Connection, id_: str, step: Step, *, before: int, done_row: int, joined: int = 0, at: datetime
) -> bool:
    """Move on from one row to another; tell whether it was this process's turn to do so."""
    moved = connection.execute(
        update(member_lists)
        .where(
            member_lists.c.id == id_,
            member_lists.c.state == "running",
            member_lists.c.step == step,
            member_lists.c.done_row == before,
        )
        .values(
            done_row=done_row,
            seen_at=at,
            joined_members=member_lists.c.joined_members + joined,
            # Who gets on may be ended as often as the power goes; a preview begins anew each time.
            failed_tries=case((member_lists.c.step == "preview", member_lists.c.failed_tries), else_=0),
        )
    )
    return moved.rowcount == 1


def keep_preview(connection: Connection, id_: str, preview: Preview, *, last_row: int, at: datetime) -> bool:
    """Keep what was counted: the list is ready to be decided on; tell whether it still ran."""
    said = json.dumps(preview.to_json(), ensure_ascii=False)
    return _move(
        connection,
        id_,
        ("running",),
        step="preview",
        state="ready",
        preview=said,
        done_row=last_row,
        last_row=last_row,
        seen_at=at,
        failed_tries=0,
    )


def refuse_list(connection: Connection, id_: str, refusal: ListRefused, *, at: datetime) -> bool:
    """Note that the file is no list; tell whether it still ran."""
    said = json.dumps(refusal.facts, ensure_ascii=False)
    return _move(connection, id_, ("running",), state="refused", error=said, finished_at=at)


def confirm(connection: Connection, id_: str, *, skips_errors: bool, at: datetime) -> None:
    """Decide that a list is joined; said again of one that was decided so, it changes nothing.

    :raises UnknownList: when nobody handed it in.
    :raises ListHasErrors: when rows have errors and are not to be left out.
    :raises ListNotReady: when it was not looked at, or was decided otherwise.
    """
    job = require_list(connection, id_)
    if job.step == "joining" and job.skips_errors == skips_errors:
        return
    if job.state != "ready" or job.preview is None:
        raise ListNotReady(list=id_, state=job.state)
    if job.preview["errors"] and not skips_errors:
        raise ListHasErrors(list=id_, errors=job.preview["errors"])
    decided = _move(
        connection, id_, ("ready",), step="joining", state="queued", skips_errors=skips_errors, done_row=0
    )
    if not decided:
        raise ListNotReady(list=id_)


def finish(connection: Connection, id_: str, *, at: datetime) -> bool:
    """Make members of all whom the list brought, at once; tell whether it still ran."""
    joining = member_lists.c.step == "joining"
    return _move(connection, id_, ("running",), joining, state="done", finished_at=at)


def cancel(connection: Connection, id_: str, *, at: datetime) -> None:
    """Give a list up; one that has ended stays as it is. Whom it brought so far is forgotten first.

    :raises UnknownList: when nobody handed it in.
    """
    job = require_list(connection, id_)
    if job.step == "preview":
        _move(
            connection, id_, ("waiting", "queued", "running", "ready"), member_lists.c.step == "preview",
            state="cancelled", finished_at=at,
        )  # fmt: skip
    else:
        _forget(connection, id_)


def has_forgotten(connection: Connection, id_: str, *, at: datetime) -> bool:
    """Note that nobody is left whom the list brought; tell whether it still ran."""
    forgetting = member_lists.c.step == "forgetting"
    end = case((member_lists.c.error.is_(None), "cancelled"), else_="failed")
    return _move(connection, id_, ("running",), forgetting, state=end, finished_at=at)


def lost_lists(connection: Connection, *, at: datetime) -> tuple[str, ...]:
    """Return the lists at which a process is that has given no sign for too long."""
    return tuple(
        connection.execute(
            select(member_lists.c.id).where(
                member_lists.c.state == "running", member_lists.c.seen_at < at - LOST_AFTER
            )
        ).scalars()
    )


def try_again(connection: Connection, id_: str, reason: str, *, at: datetime) -> bool:
    """Queue a list anew whose process came to nothing; tell whether it ran.

    After too many tries a preview has failed, and what was joined is forgotten; that is tried for ever.
    """
    job = require_list(connection, id_)
    tries = connection.execute(
        select(member_lists.c.failed_tries).where(member_lists.c.id == id_)
    ).scalar_one()
    if tries + 1 < MOST_TRIES or job.step == "forgetting":
        return _move(connection, id_, ("running",), state="queued", failed_tries=tries + 1)
    error = json.dumps({"reason": reason})
    if job.step == "preview":
        return _move(connection, id_, ("running",), state="failed", error=error, finished_at=at)
    return _forget(connection, id_, error=error)


def step_back(connection: Connection, id_: str) -> bool:
    """Queue a list anew whose process was told to end; tell whether it ran."""
    return _move(connection, id_, ("running",), state="queued")


def cancel_stale(connection: Connection, *, at: datetime) -> None:
    """Give up lists on which nobody decided within a day."""
    connection.execute(
        update(member_lists)
        .where(member_lists.c.state.in_(("waiting", "ready")), member_lists.c.requested_at < at - KEPT_FOR)
        .values(state="cancelled", finished_at=at)
    )


def has_stale(connection: Connection, *, at: datetime) -> bool:
    """Tell whether a list waits on which nobody decided within a day."""
    found = connection.execute(
        select(member_lists.c.id)
        .where(member_lists.c.state.in_(("waiting", "ready")), member_lists.c.requested_at < at - KEPT_FOR)
        .limit(1)
    ).first()
    return found is not None


def ids_with_files(connection: Connection) -> frozenset[str]:
    """Return the lists whose files are still needed."""
    return frozenset(
        connection.execute(select(member_lists.c.id).where(member_lists.c.state.not_in(ENDS))).scalars()
    )


def _forget(connection: Connection, id_: str, **error: str) -> bool:
    return _move(
        connection, id_, ("queued", "running"), member_lists.c.step == "joining",
        step="forgetting", state="queued", done_row=0, failed_tries=0, **error,
    )  # fmt: skip


def _job(row: Any) -> ListJob:
    values = dict(row._mapping)
    for name in ("preview", "error"):
        values[name] = values[name] and json.loads(values[name])
    return ListJob(**values)


def _move(connection: Connection, id_: str, before: tuple[State, ...], *claims: Any, **changes: Any) -> bool:
    moved = connection.execute(
        update(member_lists)
        .where(member_lists.c.id == id_, member_lists.c.state.in_(before), *claims)
        .values(**changes)
    )
    return moved.rowcount == 1
