"""What does the audit log say? Deeds by kind, person, till and day, the newest first; and sums of them.

Rule: it only reads; what nobody asks for is not loaded.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Select, func, select

from pos.audit_log.tables import deeds

PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Filter:
    """Which deeds are asked for; what is None does not matter. `until` is the moment after the last."""

    kind: str | None = None
    actor: str | None = None
    chain_code: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A deed as it was written."""

    id: int
    chain_code: str
    sequence: int
    kind: str
    actor: str
    object: str
    reason: str
    facts: dict[str, Any]
    at: datetime


@dataclass(frozen=True, slots=True)
class Count:
    """How often somebody did something."""

    actor: str
    kind: str
    count: int


def find(connection: Connection, wanted: Filter, *, before: int | None = None) -> tuple[Written, ...]:
    """Return a page of deeds, the newest first; `before` is the last id of the page before."""
    query = _narrowed(
        select(
            deeds.c.id,
            deeds.c.chain_code,
            deeds.c.sequence,
            deeds.c.kind,
            deeds.c.actor,
            deeds.c.object,
            deeds.c.reason,
            deeds.c.facts,
            deeds.c.at,
        ),
        wanted,
    )
    if before is not None:
        query = query.where(deeds.c.id < before)
    rows = connection.execute(query.order_by(deeds.c.id.desc()).limit(PAGE))
    return tuple(
        Written(
            row.id,
            row.chain_code,
            row.sequence,
            row.kind,
            row.actor,
            row.object,
            row.reason,
            json.loads(row.facts),
            row.at,
        )
        for row in rows
    )


def count(connection: Connection, wanted: Filter) -> tuple[Count, ...]:
    """Return how often each person did each thing, the most frequent first."""
    query = _narrowed(select(deeds.c.actor, deeds.c.kind, func.count().label("count")), wanted)
    grouped = query.group_by(deeds.c.actor, deeds.c.kind).order_by(func.count().desc(), deeds.c.actor)
    return tuple(Count(*row) for row in connection.execute(grouped))


def actors(connection: Connection) -> tuple[str, ...]:
    """Return everybody who did anything."""
    return tuple(connection.execute(select(deeds.c.actor).distinct().order_by(deeds.c.actor)).scalars())


def _narrowed(query: Select[Any], wanted: Filter) -> Select[Any]:
    if wanted.kind is not None:
        query = query.where(deeds.c.kind == wanted.kind)
    if wanted.actor is not None:
        query = query.where(deeds.c.actor == wanted.actor)
    if wanted.chain_code is not None:
        query = query.where(deeds.c.chain_code == wanted.chain_code)
    if wanted.since is not None:
        query = query.where(deeds.c.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(deeds.c.at < wanted.until)
    return query
