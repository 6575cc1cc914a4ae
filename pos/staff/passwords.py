"""Somebody comes in from away: with a password and a one-time code, and only where their role allows it.

Rule: both are asked for, always; a code that was used is refused within its own half minute; tries are
counted as those of a PIN are (`pos.staff.signing_on`).
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import pyotp
from sqlalchemy import Connection, select, update

from pos.audit_log import AuditLog, Deed
from pos.database import Database
from pos.errors import Refusal
from pos.staff.permissions import MAY_COME_IN_FROM_AWAY
from pos.staff.pins import Peppered
from pos.staff.sessions import begin_session, end_session_of_token, end_sessions_of
from pos.staff.signing_on import ANYBODY
from pos.staff.staff import UnknownStaff, require_staff_id
from pos.staff.tables import staff, staff_roles
from pos.vault import Vault

MOST_PASSWORD_TRIES: Final = 5
PASSWORD: Final = "password"  # noqa: S105 - the name of a kind of proof
SHORTEST: Final = 12
STEP_S: Final = 30
# Phones run a little before or behind.
STEPS_AROUND: Final = 1
ISSUER: Final = "Canteen POS"
# What is tried first among long ones; parts of it are refused, too.
OFTEN_TRIED: Final = (
    "password", "passw0rd", "123456789", "987654321", "qwertyuiop", "qwerty12345", "1q2w3e4r5t", "abcdefgh",
    "iloveyou", "woaini", "5201314", "administrator", "letmein", "welcome", "huixiangfu", "canteen",
    "xinli137",
)  # fmt: skip


class WeakPassword(Refusal):
    """A password that is short, often tried, or holds the person's own name."""

    code = "weak_password"


class SignOnRefused(Refusal):
    """The name, the password or the one-time code is wrong; or it was wrong five times."""

    code = "sign_on_refused"


@dataclass(frozen=True, slots=True)
class Shown:
    """What somebody shows who comes in from away: the code that names them, and both proofs."""

    code: str
    password: str
    totp: str


@dataclass(frozen=True, slots=True)
class _Proven:
    id: int
    actor: str
    site_code: str
    step: int


def new_password() -> str:
    """Return a password for one use, 80 random bits that people can read and type."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    groups = ("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


def require_good_password(password: str, *, code: str, name: str) -> None:
    """Refuse a password that would be guessed.

    :raises WeakPassword: when it is short, holds the name, or is made of what is often tried.
    """
    plain = password.casefold()
    rest = plain
    for often in (*OFTEN_TRIED, code.casefold(), name.casefold()):
        rest = rest.replace(often, "")
    if len(password) < SHORTEST or name.casefold() in plain or len(set(rest)) < SHORTEST // 2:
        raise WeakPassword


def set_password(
    connection: Connection,
    peppered: Peppered,
    code: str,
    password: str,
    *,
    must_change: bool,
    at: datetime,
) -> None:
    """Give a person a password; what they have open ends.

    :raises WeakPassword: when it would be guessed.
    :raises UnknownStaff: when there is no such person.
    """
    row = connection.execute(select(staff.c.id, staff.c.name).where(staff.c.code == code)).first()
    if row is None:
        raise UnknownStaff(staff=code)
    require_good_password(password, code=code, name=row.name)
    connection.execute(
        update(staff)
        .where(staff.c.id == row.id)
        .values(
            password_hash=peppered.hash(PASSWORD, code, password),
            must_change_password=must_change,
            password_tries=0,
        )
    )
    end_sessions_of(connection, row.id, reason="password_changed", at=at)


def set_totp(connection: Connection, vault: Vault, code: str, *, at: datetime) -> str:
    """Give a person a new secret of one-time codes; return the address that their phone is shown, once.

    :raises UnknownStaff: when there is no such person.
    """
    id_ = require_staff_id(connection, code)
    secret, key = pyotp.random_base32(), vault.new_key(_owner(code))
    connection.execute(
        update(staff)
        .where(staff.c.id == id_)
        .values(totp_key=key.wrapped, totp_sealed=key.seal("totp", secret))
    )
    end_sessions_of(connection, id_, reason="totp_changed", at=at)
    return pyotp.TOTP(secret).provisioning_uri(name=code, issuer_name=ISSUER)


def sign_on_by_password(
    database: Database,
    peppered: Peppered,
    vault: Vault,
    log: AuditLog,
    shown: Shown,
    *,
    at: datetime,
    former: str | None = None,
) -> str:
    """Begin a session away from any device, and return the secret of its cookie.

    :raises SignOnRefused: when anything is wrong, or they may not come in from away.
    """
    person = _prove(database, peppered, vault, shown, at)
    if person is None:
        # A name that nobody has is not written down: people type passwords there by mistake.
        deed = Deed("sign_on_refused", ANYBODY, at, facts={"means": PASSWORD})
        database.write(lambda connection: log.record(connection, deed))
        raise SignOnRefused

    def work(connection: Connection) -> str:
        used = connection.execute(
            update(staff)
            .where(staff.c.id == person.id, staff.c.totp_step < person.step)
            .values(totp_step=person.step, password_tries=0)
        )
        if used.rowcount != 1:
            # This very code was used already: somebody looked over a shoulder.
            raise SignOnRefused
        if former is not None:
            end_session_of_token(connection, former, reason="replaced", at=at)
        token = begin_session(
            connection, person.id, site_code=person.site_code, device_id=None, means=PASSWORD, at=at
        )
        log.record(connection, Deed("signed_on", person.actor, at, facts={"means": PASSWORD}))
        return token

    return database.write(work)


def is_password(connection: Connection, peppered: Peppered, code: str, password: str) -> bool:
    """Tell whether that is the present password of a person who is signed on."""
    hashed = connection.execute(select(staff.c.password_hash).where(staff.c.code == code)).scalar()
    return peppered.matches(hashed, PASSWORD, code, password)


def rewrap_totp_keys(connection: Connection, vault: Vault) -> int:
    """Wrap every key of one-time codes in the newest outer key; return how many there were."""
    rows = connection.execute(
        select(staff.c.id, staff.c.code, staff.c.totp_key).where(staff.c.totp_key.is_not(None))
    ).all()
    for row in rows:
        wrapped = vault.rewrap(row.totp_key, _owner(row.code))
        connection.execute(update(staff).where(staff.c.id == row.id).values(totp_key=wrapped))
    return len(rows)


def _prove(
    database: Database, peppered: Peppered, vault: Vault, shown: Shown, at: datetime
) -> _Proven | None:
    """Return who it is; None where anything is wrong, after the same time whatever it is."""
    with database.read() as connection:
        row = connection.execute(
            select(staff).where(staff.c.code == shown.code, staff.c.state == "active")
        ).first()
        site_code = None if row is None else _site_of(connection, row.id)
    has_try = row is not None and database.write(lambda connection: _count_try(connection, row.id))
    hashed = row.password_hash if row is not None and has_try and site_code is not None else None
    is_right = peppered.matches(hashed, PASSWORD, shown.code, shown.password)
    if row is None or site_code is None or not is_right or row.totp_sealed is None:
        return None
    step = _step_of(_secret(vault, row.code, row.totp_key, row.totp_sealed), shown.totp, at)
    return None if step is None else _Proven(row.id, f"{row.code} {row.name}", site_code, step)


def _count_try(connection: Connection, staff_id: int) -> bool:
    counted = connection.execute(
        update(staff)
        .where(staff.c.id == staff_id, staff.c.password_tries < MOST_PASSWORD_TRIES)
        .values(password_tries=staff.c.password_tries + 1)
    )
    return counted.rowcount == 1


def _site_of(connection: Connection, staff_id: int) -> str | None:
    """Return the site in which somebody who comes in from away acts: the first in which they may."""
    roles = [role.value for role in MAY_COME_IN_FROM_AWAY]
    found: str | None = connection.execute(
        select(staff_roles.c.site_code)
        .where(staff_roles.c.staff_id == staff_id, staff_roles.c.role.in_(roles))
        .order_by(staff_roles.c.site_code)
    ).scalar()
    return found


def _secret(vault: Vault, code: str, wrapped: bytes, sealed: bytes) -> str:
    return vault.open_key(wrapped, _owner(code)).open("totp", sealed)


def _step_of(secret: str, totp: str, at: datetime) -> int | None:
    """Return the time step whose code this is; None where it is none of now."""
    present = int(at.timestamp()) // STEP_S
    codes = pyotp.TOTP(secret)
    for step in range(present - STEPS_AROUND, present + STEPS_AROUND + 1):
        if secrets.compare_digest(codes.generate_otp(step).encode(), totp.encode()):
            return step
    return None


def _owner(code: str) -> str:
    return f"staff:{code}"
