"""Who works in the demo canteen: invented people, one of each role and a second cashier.

Rule: their PINs are known to everybody, so they are given where the demo runs and nowhere else.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from pos.staff.cards import is_staff_card, register_card
from pos.staff.permissions import Role
from pos.staff.pins import Peppered
from pos.staff.signing_on import has_pin, set_pin
from pos.staff.staff import add_staff, find_staff, set_roles


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One of the demo's people."""

    code: str
    name: str
    role: Role
    pin: str


PEOPLE = (
    DemoPerson("S001", "周敏", Role.CASHIER, "4071"),
    DemoPerson("S002", "李强", Role.CASHIER, "5182"),
    DemoPerson("S003", "何师傅", Role.KITCHEN, "6293"),
    DemoPerson("S004", "王主任", Role.MANAGER, "7304"),
    DemoPerson("S005", "沈洁", Role.ADMINISTRATOR, "8415"),
    DemoPerson("S006", "陆审", Role.AUDITOR, "9526"),
)


# The manager's card, which lies on the virtual desk.
STAFF_CARD, STAFF_CARD_NUMBER, STAFF_CARD_OWNER = "C0DE0137AA000004", "9137000088880004", "S004"


def load_people(connection: Connection, site_code: str, at: datetime) -> None:
    """Have them work at the site; whoever is there already stays as they are."""
    for person in PEOPLE:
        if find_staff(connection, person.code, site_code) is None:
            add_staff(connection, person.name, code=person.code, at=at)
            set_roles(connection, person.code, site_code, {person.role}, at=at)
    if not is_staff_card(connection, STAFF_CARD):
        register_card(connection, STAFF_CARD_OWNER, STAFF_CARD, "cpu-aes", at=at)


def give_pins(connection: Connection, peppered: Peppered, at: datetime) -> None:
    """Give each of them the PIN that the README names, unless they have one."""
    for person in PEOPLE:
        if not has_pin(connection, person.code):
            set_pin(connection, peppered, person.code, person.pin, at=at)
