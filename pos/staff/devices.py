"""Which browsers belong to us: a till's or a tablet's, enrolled once with a code, revocable at once.

Rule: a code is used once and soon; a device is known by a secret of its own, of which only the hash is kept.
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from sqlalchemy import Connection, bindparam, insert, select, update

from pos.errors import Refusal
from pos.staff.places import OF_A_DEVICE, Device, Place, device_of
from pos.staff.sessions import end_sessions_at
from pos.staff.tables import device_codes, devices
from pos.staff.tokens import hash_of, hash_of_code, new_code, new_token

CODE_LASTS: Final = timedelta(minutes=10)

_FIND = select(*OF_A_DEVICE).where(
    devices.c.token_hash == bindparam("token_hash"), devices.c.revoked_at.is_(None)
)


class CodeRefused(Refusal):
    """The code was never made, is too old, or was used already."""

    code = "device_code_refused"


class UnknownDevice(Refusal):
    """No device of that id was enrolled."""

    code = "unknown_device"


def make_code(connection: Connection, pepper: bytes, place: Place, *, by: str, at: datetime) -> str:
    """Make a code with which one device can be enrolled for that place within ten minutes."""
    code = new_code()
    connection.execute(
        insert(device_codes).values(
            code_hash=hash_of_code(pepper, code),
            kind=place.kind,
            site_code=place.site_code,
            till_code=place.till_code,
            made_by=by,
            made_at=at,
            expires_at=at + CODE_LASTS,
        )
    )
    return code


def enrol_by_code(connection: Connection, pepper: bytes, code: str, *, at: datetime) -> str:
    """Enrol a device with a code, and return the secret that its cookie holds.

    :raises CodeRefused: when the code is none, too old, or used, if only a moment ago.
    """
    hashed = hash_of_code(pepper, code)
    row = connection.execute(
        select(device_codes).where(device_codes.c.code_hash == hashed, device_codes.c.expires_at > at)
    ).first()
    if row is None or row.device_id is not None:
        raise CodeRefused
    token, id_ = new_token(), str(uuid4())
    _insert(connection, id_, token, Place(row.site_code, row.till_code), by=row.made_by, at=at)
    taken = connection.execute(
        update(device_codes)
        .where(device_codes.c.code_hash == hashed, device_codes.c.device_id.is_(None))
        .values(device_id=id_)
    )
    if taken.rowcount != 1:
        raise CodeRefused
    return token


def enrol(connection: Connection, place: Place, *, by: str, at: datetime) -> str:
    """Enrol a device without a code, for whoever may; return the secret that its cookie holds."""
    token = new_token()
    _insert(connection, str(uuid4()), token, place, by=by, at=at)
    return token


def find_device(connection: Connection, token: str) -> Device | None:
    """Return the device of a cookie; None where none was enrolled, or it was revoked."""
    row = connection.execute(_FIND, {"token_hash": hash_of(token)}).first()
    return None if row is None else device_of(row)


def devices_of(connection: Connection, site_code: str) -> tuple[Device, ...]:
    """Return every device of a site, the newest first."""
    rows = connection.execute(
        select(*OF_A_DEVICE)
        .where(devices.c.site_code == site_code)
        .order_by(devices.c.enrolled_at.desc(), devices.c.id)
    )
    return tuple(device_of(row) for row in rows)


def revoke(connection: Connection, device_id: str, site_code: str, *, at: datetime) -> None:
    """Make a device of a site no device of ours, and end what is open at it; once revoked it stays so.

    :raises UnknownDevice: when the site has no such device.
    """
    here = (devices.c.id == device_id) & (devices.c.site_code == site_code)
    if connection.execute(select(devices.c.id).where(here)).first() is None:
        raise UnknownDevice(device=device_id)
    connection.execute(update(devices).where(here, devices.c.revoked_at.is_(None)).values(revoked_at=at))
    end_sessions_at(connection, device_id, reason="device_revoked", at=at)


def _insert(connection: Connection, id_: str, token: str, place: Place, *, by: str, at: datetime) -> None:
    connection.execute(
        insert(devices).values(
            id=id_,
            kind=place.kind,
            site_code=place.site_code,
            till_code=place.till_code,
            token_hash=hash_of(token),
            enrolled_by=by,
            enrolled_at=at,
        )
    )
