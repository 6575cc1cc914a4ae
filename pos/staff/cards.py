"""Which card belongs to whom of the staff.

Rule: only a card that answers a challenge with a key of its own is one; it is never a member's as well (a
trigger refuses that), and its counter only grows.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from cardreader.profiles.catalogue import profile_of
from cardreader.profiles.profile import Trust
from pos.errors import Refusal
from pos.staff.staff import Staff, find_staff, require_staff_id
from pos.staff.tables import staff, staff_cards


class StaffCard(Refusal):
    """The card belongs to somebody of the staff: it pays nothing."""

    code = "staff_card"


class NoStaffCard(Refusal):
    """The card on the reader is nobody's of the staff, or was not for long."""

    code = "no_staff_card"


class CardTooWeak(Refusal):
    """Whoever copies such a card could be anybody."""

    code = "card_too_weak"


@dataclass(frozen=True, slots=True)
class KnownCard:
    """A card of the staff, and how many times it has proved itself."""

    serial: str
    profile: str
    counter: int


def register_card(connection: Connection, code: str, serial: str, profile: str, *, at: datetime) -> None:
    """Give a person a card, beside any that they have.

    :raises CardTooWeak: when such a card can be copied.
    :raises StaffCard: when it is somebody's of the staff already, or was.
    :raises UnknownStaff: when there is no such person.
    """
    if profile_of(profile).trust is not Trust.STRONG:
        raise CardTooWeak(profile=profile)
    if is_staff_card(connection, serial):
        raise StaffCard
    id_ = require_staff_id(connection, code)
    connection.execute(
        insert(staff_cards).values(serial=serial, staff_id=id_, profile=profile, registered_at=at)
    )


def end_cards(connection: Connection, code: str, *, at: datetime) -> None:
    """Take every card from a person: lost ones, or because they leave.

    :raises UnknownStaff: when there is no such person.
    """
    id_ = require_staff_id(connection, code)
    connection.execute(
        update(staff_cards)
        .where(staff_cards.c.staff_id == id_, staff_cards.c.ended_at.is_(None))
        .values(ended_at=at)
    )


def is_staff_card(connection: Connection, serial: str) -> bool:
    """Tell whether a card is or was somebody's of the staff."""
    found = select(staff_cards.c.serial).where(staff_cards.c.serial == serial)
    return connection.execute(found).first() is not None


def require_card(connection: Connection, serial: str) -> KnownCard:
    """Return a card that is somebody's now.

    :raises NoStaffCard: when it is nobody's.
    """
    row = connection.execute(
        select(staff_cards).where(staff_cards.c.serial == serial, staff_cards.c.ended_at.is_(None))
    ).first()
    if row is None:
        raise NoStaffCard
    return KnownCard(row.serial, row.profile, row.counter)


def take_proof(connection: Connection, serial: str, counter: int | None, site_code: str) -> Staff:
    """Count a proof that was verified, and return whose card it is, as they are at a site.

    :raises NoStaffCard: when the counter was seen before, the card was taken away, or they have no role here.
    """
    live = (staff_cards.c.serial == serial) & staff_cards.c.ended_at.is_(None)
    if counter is not None:
        counted = connection.execute(
            update(staff_cards).where(live, staff_cards.c.counter < counter).values(counter=counter)
        )
        if counted.rowcount != 1:
            raise NoStaffCard
    code = connection.execute(
        select(staff.c.code).join(staff_cards, staff_cards.c.staff_id == staff.c.id).where(live)
    ).scalar()
    person = None if code is None else find_staff(connection, code, site_code)
    if person is None or not person.roles:
        raise NoStaffCard
    return person
