"""Who is signed on where: a row for each session, so that any can be ended at once.

Rule: a session is good together with the device that it was begun at, while it is used, for half a day at
most; signing on always makes a new one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from sqlalchemy import Connection, bindparam, insert, select, update

from pos.errors import Refusal
from pos.staff.permissions import Role
from pos.staff.places import OF_A_DEVICE, TABLET, Device, device_of
from pos.staff.tables import devices, staff, staff_roles, staff_sessions
from pos.staff.tokens import hash_of, new_token

IDLE: Final = timedelta(minutes=15)
IDLE_ON_A_TABLET: Final = timedelta(minutes=30)
LASTS_AT_MOST: Final = timedelta(hours=12)
SEEN_EVERY: Final = timedelta(minutes=1)


class UnknownSession(Refusal):
    """No session of that id is open."""

    code = "unknown_session"


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who is signed on: at a device, or away from any."""

    id: str
    staff_id: int
    staff_code: str
    staff_name: str
    roles: frozenset[Role]
    site_code: str
    device: Device | None
    means: str
    must_change_password: bool
    began_at: datetime
    seen_at: datetime
    idle: timedelta

    def is_due_to_be_seen(self, at: datetime) -> bool:
        """Tell whether its use is to be noted; not at every request, for each note is a write."""
        return at - self.seen_at >= SEEN_EVERY


_FIND = (
    select(
        staff_sessions.c.id,
        staff_sessions.c.staff_id,
        staff.c.code,
        staff.c.name,
        staff_sessions.c.site_code,
        staff_sessions.c.means,
        staff.c.must_change_password,
        staff_sessions.c.began_at,
        staff_sessions.c.seen_at,
        devices.c.token_hash,
        staff_roles.c.role,
        *OF_A_DEVICE,
    )
    .join(staff, staff.c.id == staff_sessions.c.staff_id)
    .outerjoin(devices, devices.c.id == staff_sessions.c.device_id)
    .outerjoin(
        staff_roles,
        (staff_roles.c.staff_id == staff.c.id) & (staff_roles.c.site_code == staff_sessions.c.site_code),
    )
    .where(
        staff_sessions.c.token_hash == bindparam("token_hash"),
        staff_sessions.c.ended_at.is_(None),
        staff.c.state == "active",
    )
)


def begin_session(
    connection: Connection,
    staff_id: int,
    *,
    site_code: str,
    device_id: str | None,
    means: str,
    at: datetime,
) -> str:
    """Begin a session, and return the secret that its cookie holds."""
    token = new_token()
    connection.execute(
        insert(staff_sessions).values(
            id=str(uuid4()),
            token_hash=hash_of(token),
            staff_id=staff_id,
            device_id=device_id,
            site_code=site_code,
            means=means,
            began_at=at,
            seen_at=at,
        )
    )
    return token


def find_session(
    connection: Connection, token: str, device_token: str | None, *, at: datetime
) -> Session | None:
    """Return the session of a cookie, if it is good now together with the cookie of its device."""
    rows = connection.execute(_FIND, {"token_hash": hash_of(token)}).all()
    if not rows:
        return None
    id_, staff_id, code, name, site_code, means, must_change, began_at, seen_at, *rest = rows[0]
    device_hash, _, *columns = rest
    device = None if columns[0] is None else device_of(columns)
    if device is not None and (
        device.revoked_at is not None or device_token is None or hash_of(device_token) != device_hash
    ):
        return None
    idle = IDLE_ON_A_TABLET if device is not None and device.place.kind == TABLET else IDLE
    if at - seen_at >= idle or at - began_at >= LASTS_AT_MOST:
        return None
    roles = frozenset(Role(row.role) for row in rows if row.role is not None)
    return Session(
        id_, staff_id, code, name, roles, site_code, device, means, must_change, began_at, seen_at, idle
    )


def note_seen(connection: Connection, session_id: str, *, at: datetime) -> None:
    """Note that a session is in use; one that ended meanwhile stays as it is."""
    connection.execute(
        update(staff_sessions)
        .where(
            staff_sessions.c.id == session_id,
            staff_sessions.c.ended_at.is_(None),
            staff_sessions.c.seen_at < at,
        )
        .values(seen_at=at)
    )


def end_session(connection: Connection, session_id: str, *, reason: str, at: datetime) -> None:
    """End a session; one that has ended stays as it is."""
    _end(connection, staff_sessions.c.id == session_id, reason, at)


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session that is listed."""

    id: str
    staff_code: str
    staff_name: str
    means: str
    till_code: str | None
    began_at: datetime
    seen_at: datetime


def open_sessions(connection: Connection, site_code: str, *, at: datetime) -> tuple[OpenSession, ...]:
    """Return the sessions of a site that have not ended and may still be used, the newest first."""
    rows = connection.execute(
        select(
            staff_sessions.c.id,
            staff.c.code,
            staff.c.name,
            staff_sessions.c.means,
            devices.c.till_code,
            staff_sessions.c.began_at,
            staff_sessions.c.seen_at,
        )
        .join(staff, staff.c.id == staff_sessions.c.staff_id)
        .outerjoin(devices, devices.c.id == staff_sessions.c.device_id)
        .where(
            staff_sessions.c.site_code == site_code,
            staff_sessions.c.ended_at.is_(None),
            staff_sessions.c.began_at > at - LASTS_AT_MOST,
            staff_sessions.c.seen_at > at - IDLE_ON_A_TABLET,
        )
        .order_by(staff_sessions.c.began_at.desc(), staff_sessions.c.id)
    )
    return tuple(OpenSession(*row) for row in rows)


def end_session_of_site(connection: Connection, session_id: str, site_code: str, *, at: datetime) -> str:
    """End a session of a site; return the code of the person.

    :raises UnknownSession: when the site has no such session.
    """
    code: str | None = connection.execute(
        select(staff.c.code)
        .join(staff_sessions, staff_sessions.c.staff_id == staff.c.id)
        .where(staff_sessions.c.id == session_id, staff_sessions.c.site_code == site_code)
    ).scalar()
    if code is None:
        raise UnknownSession(session=session_id)
    end_session(connection, session_id, reason="ended_by_another", at=at)
    return code


def end_session_of_token(connection: Connection, token: str, *, reason: str, at: datetime) -> None:
    """End the session of a cookie."""
    _end(connection, staff_sessions.c.token_hash == hash_of(token), reason, at)


def end_sessions_of(connection: Connection, staff_id: int, *, reason: str, at: datetime) -> None:
    """End every session of a person."""
    _end(connection, staff_sessions.c.staff_id == staff_id, reason, at)


def end_sessions_at(connection: Connection, device_id: str, *, reason: str, at: datetime) -> None:
    """End every session at a device."""
    _end(connection, staff_sessions.c.device_id == device_id, reason, at)


def _end(connection: Connection, which: object, reason: str, at: datetime) -> None:
    connection.execute(
        update(staff_sessions)
        .where(which, staff_sessions.c.ended_at.is_(None))  # type: ignore[arg-type]
        .values(ended_at=at, end_reason=reason)
    )
