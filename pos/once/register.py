"""Was this request made before, and what was it told?

Rule: the key is taken in a transaction of its own before anything is done, and the primary key decides
between two at once; the same key with other contents is refused.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, select, update

from pos.errors import Refusal
from pos.once.tables import request_keys

KEPT_FOR: Final = timedelta(hours=24)


class RequestKeyReused(Refusal):
    """The key was used for another request, or for the same with other contents."""

    code = "key_reused"


class InFlight(Refusal):
    """The same request is being worked on; its answer can be had in a moment."""

    code = "in_flight"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: its key, what tells it from others, and the run of the server that has received it."""

    key: str
    digest: bytes
    process: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Answered:
    """What a request was told; `answer` is None where it is not kept."""

    status: int
    answer: str | None


def take_key(connection: Connection, asked: Asked, *, patience: timedelta) -> Answered | None:
    """Take the key of a request that is to be done now; return the answer where it was done before.

    What another run of the server has begun and not ended within `patience` is taken over: that run is
    dead. What this very run has begun is, too: the caller knows that it does not work on it.

    :raises RequestKeyReused: when the key was used for something else.
    :raises InFlight: when another run of the server is working on it.
    """
    row = connection.execute(select(request_keys).where(request_keys.c.key == asked.key)).one_or_none()
    if row is None:
        connection.execute(
            insert(request_keys).values(
                key=asked.key, digest=asked.digest, process=asked.process, at=asked.at
            )
        )
        return None
    if row.digest != asked.digest:
        raise RequestKeyReused(key=asked.key)
    if row.status is not None:
        return Answered(row.status, row.answer)
    if row.process != asked.process and row.at > asked.at - patience:
        raise InFlight(key=asked.key)
    taken = connection.execute(
        update(request_keys)
        .where(request_keys.c.key == asked.key, request_keys.c.status.is_(None))
        .where(request_keys.c.process == row.process, request_keys.c.at == row.at)
        .values(process=asked.process, at=asked.at)
    )
    if not taken.rowcount:
        raise InFlight(key=asked.key)
    return None


def keep_answer(connection: Connection, asked: Asked, answered: Answered) -> None:
    """Keep what a request was told, for whoever asks again."""
    connection.execute(
        update(request_keys).where(_held_by(asked)).values(status=answered.status, answer=answered.answer)
    )


def let_go(connection: Connection, asked: Asked) -> None:
    """Forget a request that has done nothing; the same key may be tried again."""
    connection.execute(delete(request_keys).where(_held_by(asked)))


def forget_old(connection: Connection, at: datetime) -> None:
    """Forget what was asked more than a day ago."""
    connection.execute(delete(request_keys).where(request_keys.c.at < at - KEPT_FOR))


def _held_by(asked: Asked) -> ColumnElement[bool]:
    return and_(
        request_keys.c.key == asked.key,
        request_keys.c.process == asked.process,
        request_keys.c.status.is_(None),
    )
