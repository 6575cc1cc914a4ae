"""Was this asked for before? Every act on a member or a card has a key, and happens once.

Rule: the event comes first, in the transaction of the act; the same key with other contents is refused.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from pos.errors import Refusal
from pos.members.event_tables import member_events


class ActKeyReused(Refusal):
    """The key was used for another act, or for the same with other contents."""

    code = "key_reused"


@dataclass(frozen=True, slots=True)
class Act:
    """Who asks for what, why and when; `id` is the key, `request_hash` tells two requests of it apart."""

    id: str
    actor: str
    at: datetime
    reason: str = ""
    request_hash: str = ""


@dataclass(frozen=True, slots=True)
class MemberEvent:
    """An act as it stands in the register."""

    id: str
    kind: str
    reason: str
    actor: str
    at: datetime


def begin_act(connection: Connection, act: Act, kind: str, member_id: int) -> bool:
    """Write an act into the register; tell whether it is new, False when this very request was done before.

    :raises ActKeyReused: when the key was used for something else.
    """
    found = connection.execute(
        select(member_events.c.kind, member_events.c.member_id, member_events.c.request_hash).where(
            member_events.c.id == act.id
        )
    ).first()
    if found is not None:
        if tuple(found) != (kind, member_id, act.request_hash):
            raise ActKeyReused(key=act.id)
        return False
    connection.execute(
        insert(member_events).values(
            id=act.id,
            member_id=member_id,
            kind=kind,
            reason=act.reason,
            actor=act.actor,
            at=act.at,
            request_hash=act.request_hash,
        )
    )
    return True


def events_of(connection: Connection, member_id: int) -> tuple[MemberEvent, ...]:
    """Return what was done about a member, the newest first."""
    columns = (member_events.c[name] for name in ("id", "kind", "reason", "actor", "at"))
    query = select(*columns).where(member_events.c.member_id == member_id)
    rows = connection.execute(query.order_by(member_events.c.at.desc(), member_events.c.id.desc()))
    return tuple(MemberEvent(*row) for row in rows)
