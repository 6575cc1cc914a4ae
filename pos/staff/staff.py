"""Who works here, and which roles they have where.

Rule: nobody is deleted, for what they did stays; whoever leaves is made inactive, and their sessions end.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from pos.errors import Refusal
from pos.staff.permissions import Role, permissions_of
from pos.staff.sessions import end_sessions_of
from pos.staff.tables import staff, staff_cards, staff_roles

TAIL = 4


class NotTheirs(Refusal):
    """The person works at another site as well, which somebody else administers."""

    code = "works_elsewhere"


class LastAdministrator(Refusal):
    """Nobody would be left who administers the site."""

    code = "last_administrator"


class UnknownStaff(Refusal):
    """Nobody of that code works here."""

    code = "unknown_staff"


@dataclass(frozen=True, slots=True)
class Staff:
    """A person at a site, with the roles that they have there."""

    id: int
    code: str
    name: str
    roles: frozenset[Role]

    @property
    def actor(self) -> str:
        """Return how they are named in the books and on paper, "S003 周敏"; two of one name stay apart."""
        return f"{self.code} {self.name}"

    def may(self, permission: str) -> bool:
        """Tell whether they may do that at this site."""
        return permission in permissions_of(self.roles)


def add_staff(connection: Connection, name: str, *, at: datetime, code: str | None = None) -> str:
    """Add a person without roles, PIN or password; return their code, the next free one unless given."""
    if code is None:
        count = connection.execute(select(func.count()).select_from(staff)).scalar_one()
        code = f"S{count + 1:03}"
    connection.execute(insert(staff).values(code=code, name=name, joined_at=at))
    return code


def find_staff(connection: Connection, code: str, site_code: str) -> Staff | None:
    """Return the person of that code as they are at a site; None when nobody active has it."""
    row = connection.execute(
        select(staff.c.id, staff.c.name).where(staff.c.code == code, staff.c.state == "active")
    ).first()
    return None if row is None else Staff(row.id, code, row.name, _roles(connection, row.id, site_code))


def require_staff_id(connection: Connection, code: str) -> int:
    """Return the id of the person of that code, active or not.

    :raises UnknownStaff: when there is none.
    """
    found: int | None = connection.execute(select(staff.c.id).where(staff.c.code == code)).scalar()
    if found is None:
        raise UnknownStaff(staff=code)
    return found


def staff_of(connection: Connection, site_code: str) -> tuple[Staff, ...]:
    """Return the active people who have a role at a site, by code."""
    rows = connection.execute(
        select(staff.c.id, staff.c.code, staff.c.name, staff_roles.c.role)
        .join(staff_roles, staff_roles.c.staff_id == staff.c.id)
        .where(staff_roles.c.site_code == site_code, staff.c.state == "active")
        .order_by(staff.c.code, staff_roles.c.role)
    ).all()
    by_person: dict[tuple[int, str, str], list[Role]] = {}
    for row in rows:
        by_person.setdefault((row.id, row.code, row.name), []).append(Role(row.role))
    return tuple(Staff(*person, frozenset(roles)) for person, roles in by_person.items())


@dataclass(frozen=True, slots=True)
class OnRecord:
    """A person as an administrator sees them."""

    code: str
    name: str
    is_active: bool
    roles: frozenset[Role]
    has_pin: bool
    has_password: bool
    has_totp: bool
    card_tails: tuple[str, ...]
    pin_tries: int
    password_tries: int


def on_record(connection: Connection, site_code: str) -> tuple[OnRecord, ...]:
    """Return everybody who has a role at a site or nowhere, active or not, by code."""
    elsewhere = select(staff_roles.c.staff_id).where(staff_roles.c.site_code != site_code)
    here = select(staff_roles.c.staff_id).where(staff_roles.c.site_code == site_code)
    rows = connection.execute(
        select(staff).where(staff.c.id.in_(here) | staff.c.id.not_in(elsewhere)).order_by(staff.c.code)
    ).all()
    tails: dict[int, list[str]] = {}
    live = select(staff_cards.c.staff_id, staff_cards.c.serial).where(staff_cards.c.ended_at.is_(None))
    for card in connection.execute(live.order_by(staff_cards.c.serial)):
        tails.setdefault(card.staff_id, []).append(card.serial[-TAIL:])
    return tuple(
        OnRecord(
            row.code,
            row.name,
            row.state == "active",
            _roles(connection, row.id, site_code),
            row.pin_hash is not None,
            row.password_hash is not None,
            row.totp_sealed is not None,
            tuple(tails.get(row.id, ())),
            row.pin_tries,
            row.password_tries,
        )
        for row in rows
    )


def require_administered(connection: Connection, code: str, by: Staff) -> None:
    """Refuse to change somebody who works at a site that one does not administer.

    :raises UnknownStaff: when there is no such person.
    :raises NotTheirs: when they also work elsewhere.
    """
    id_ = require_staff_id(connection, code)
    administered = select(staff_roles.c.site_code).where(
        staff_roles.c.staff_id == by.id, staff_roles.c.role == Role.ADMINISTRATOR.value
    )
    elsewhere = select(staff_roles.c.role).where(
        staff_roles.c.staff_id == id_, staff_roles.c.site_code.not_in(administered)
    )
    if connection.execute(elsewhere).first() is not None:
        raise NotTheirs(staff=code)


def require_colleague(connection: Connection, code: str, site_code: str) -> None:
    """Refuse to deal with somebody who does not work at a site.

    :raises UnknownStaff: when they have no role there.
    """
    if not _roles(connection, require_staff_id(connection, code), site_code):
        raise UnknownStaff(staff=code)


def require_an_administrator(connection: Connection, site_code: str) -> None:
    """Refuse what left a site with nobody who administers it.

    :raises LastAdministrator: when there is none.
    """
    if not any(Role.ADMINISTRATOR in person.roles for person in staff_of(connection, site_code)):
        raise LastAdministrator


def set_roles(
    connection: Connection, code: str, site_code: str, roles: Collection[Role], *, at: datetime
) -> None:
    """Give a person exactly these roles at a site; where that changes anything, their sessions end.

    :raises UnknownStaff: when there is no such person.
    """
    id_ = require_staff_id(connection, code)
    if _roles(connection, id_, site_code) == frozenset(roles):
        return
    here = (staff_roles.c.staff_id == id_) & (staff_roles.c.site_code == site_code)
    connection.execute(delete(staff_roles).where(here))
    rows: Sequence[dict[str, object]] = [
        {"staff_id": id_, "site_code": site_code, "role": role.value} for role in sorted(set(roles))
    ]
    if rows:
        connection.execute(insert(staff_roles), rows)
    end_sessions_of(connection, id_, reason="roles_changed", at=at)


def set_active(connection: Connection, code: str, *, is_active: bool, at: datetime) -> None:
    """Let a person sign on, or let them no longer; then what they have open ends at once.

    :raises UnknownStaff: when there is no such person.
    """
    id_ = require_staff_id(connection, code)
    connection.execute(
        update(staff).where(staff.c.id == id_).values(state="active" if is_active else "inactive")
    )
    if not is_active:
        end_sessions_of(connection, id_, reason="deactivated", at=at)


def _roles(connection: Connection, staff_id: int, site_code: str) -> frozenset[Role]:
    rows = connection.execute(
        select(staff_roles.c.role).where(
            staff_roles.c.staff_id == staff_id, staff_roles.c.site_code == site_code
        )
    )
    return frozenset(Role(row.role) for row in rows)
