"""Somebody shows who they are at an enrolled device, with a PIN.

Rule: a try is counted and committed before the PIN is looked at, so that no crash and no two tries at once
give one more; who is locked and who was wrong are told the same, after the same time.
"""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, select, update

from pos.audit_log import AuditLog, Deed
from pos.database import Database
from pos.errors import Refusal
from pos.staff.pins import Peppered, require_good_pin
from pos.staff.places import Device
from pos.staff.sessions import begin_session, end_session_of_token, end_sessions_of
from pos.staff.staff import Staff, find_staff, require_staff_id
from pos.staff.tables import devices, staff

MOST_PIN_TRIES: Final = 5
MOST_TRIES_AT_A_DEVICE: Final = 10
PIN: Final = "pin"
# Who was refused without having shown who they are.
ANYBODY: Final = "-"


class PinRefused(Refusal):
    """The PIN is not the person's; or they were wrong five times, and somebody has to open it."""

    code = "pin_refused"


class DeviceLocked(Refusal):
    """Ten PINs in a row were wrong here; the right one of a supervisor opens it."""

    code = "device_locked"


def set_pin(connection: Connection, peppered: Peppered, code: str, pin: str, *, at: datetime) -> None:
    """Give a person a PIN; it opens a lock, and ends what they have open.

    :raises WeakPin: when it is one that is tried first.
    :raises UnknownStaff: when there is no such person.
    """
    require_good_pin(pin)
    id_ = require_staff_id(connection, code)
    hashed = peppered.hash(PIN, code, pin)
    connection.execute(update(staff).where(staff.c.id == id_).values(pin_hash=hashed, pin_tries=0))
    end_sessions_of(connection, id_, reason="pin_changed", at=at)


def has_pin(connection: Connection, code: str) -> bool:
    """Tell whether a person has a PIN."""
    return connection.execute(select(staff.c.pin_hash).where(staff.c.code == code)).scalar() is not None


def is_locked(connection: Connection, code: str) -> bool:
    """Tell whether a person has no try left."""
    tries = connection.execute(select(staff.c.pin_tries).where(staff.c.code == code)).scalar()
    return tries is not None and tries >= MOST_PIN_TRIES


def unlock(connection: Connection, code: str) -> None:
    """Let a person try again.

    :raises UnknownStaff: when there is no such person.
    """
    id_ = require_staff_id(connection, code)
    connection.execute(update(staff).where(staff.c.id == id_).values(pin_tries=0, password_tries=0))


def sign_on_by_pin(
    database: Database,
    peppered: Peppered,
    log: AuditLog,
    device: Device,
    *,
    code: str,
    pin: str,
    at: datetime,
    former: str | None = None,
) -> str:
    """Begin a session of a person at a device, and return the secret of its cookie.

    `former` is the cookie that the browser has: its session ends.

    :raises PinRefused: when the PIN is not theirs, or is locked, or they have no role at this site.
    :raises DeviceLocked: when too many were wrong here, and this one is no supervisor's.
    """
    person = prove_by_pin(database, peppered, log, device, code=code, pin=pin, at=at)
    return database.write(
        lambda connection: sign_on(connection, log, person, device, means=PIN, at=at, former=former)
    )


def sign_on(
    connection: Connection,
    log: AuditLog,
    person: Staff,
    device: Device,
    *,
    means: str,
    at: datetime,
    former: str | None,
) -> str:
    """Begin a session of somebody who has shown who they are; return the secret of its cookie."""
    if former is not None:
        end_session_of_token(connection, former, reason="replaced", at=at)
    token = begin_session(
        connection,
        person.id,
        site_code=device.place.site_code,
        device_id=device.id,
        means=means,
        at=at,
    )
    till_code = device.place.till_code
    log.record(connection, Deed("signed_on", person.actor, at, till_code, facts={"means": means}))
    return token


def prove_by_pin(
    database: Database,
    peppered: Peppered,
    log: AuditLog,
    device: Device,
    *,
    code: str,
    pin: str,
    at: datetime,
) -> Staff:
    """Return the person whose PIN this is; the tries before are forgotten.

    :raises PinRefused, DeviceLocked: as `sign_on_by_pin`.
    """
    with database.read() as connection:
        person = find_staff(connection, code, device.place.site_code)
        hashed = connection.execute(select(staff.c.pin_hash).where(staff.c.code == code)).scalar()
    is_known = person is not None and bool(person.roles)
    is_counted = database.write(lambda connection: _count_try(connection, person, device))
    is_right = peppered.matches(hashed if is_known and is_counted else None, PIN, code, pin)
    if person is None or not is_right:
        _note_refusal(database, log, person, device, at)
        raise PinRefused
    database.write(lambda connection: _forget_tries(connection, person, device))
    return person


def _note_refusal(
    database: Database, log: AuditLog, person: Staff | None, device: Device, at: datetime
) -> None:
    who, till_code = (person.actor if person else ANYBODY), device.place.till_code

    def work(connection: Connection) -> None:
        log.record(connection, Deed("sign_on_refused", who, at, till_code, facts={"means": PIN}))
        if person is not None and is_locked(connection, person.code):
            log.record(connection, Deed("locked", who, at, till_code, object_=person.code))

    database.write(work)


def _count_try(connection: Connection, person: Staff | None, device: Device) -> bool:
    """Count a try of the person and at the device; tell whether there was one left.

    :raises DeviceLocked: when the device has none left, and the person is no supervisor.
    """
    at_device = connection.execute(
        update(devices)
        .where(devices.c.id == device.id, devices.c.pin_tries < MOST_TRIES_AT_A_DEVICE)
        .values(pin_tries=devices.c.pin_tries + 1)
    )
    if at_device.rowcount != 1 and not (person and person.may("approve")):
        raise DeviceLocked
    if person is None:
        return False
    of_person = connection.execute(
        update(staff)
        .where(staff.c.id == person.id, staff.c.pin_tries < MOST_PIN_TRIES)
        .values(pin_tries=staff.c.pin_tries + 1)
    )
    return of_person.rowcount == 1


def _forget_tries(connection: Connection, person: Staff, device: Device) -> None:
    connection.execute(update(staff).where(staff.c.id == person.id).values(pin_tries=0))
    connection.execute(update(devices).where(devices.c.id == device.id).values(pin_tries=0))
