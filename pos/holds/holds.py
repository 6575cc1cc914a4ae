"""Which tickets wait at a site, and who goes on with which?

Rule: a ticket belongs to a site and a day; other sites and later days do not know it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, and_, literal, select

from inventory.reservations import reserved_under
from pos.errors import Refusal
from pos.holds.tables import RESUMED, hold_lines, holds
from pos.shifts.shifts import Till
from pos.shifts.tables import sites


class UnknownHold(Refusal):
    """No ticket of that id is held at this site today."""

    code = "unknown_hold"


class HoldTaken(Refusal):
    """Another till goes on with that ticket, or its end has come; `by` and `till` say who."""

    code = "hold_taken"


class HoldKeyReused(Refusal):
    """A ticket of that id was held with other contents."""

    code = "key_reused"


class HoldOfAnother(Refusal):
    """The held ticket is another member's than the card on the reader."""

    code = "hold_of_another"


@dataclass(frozen=True, slots=True)
class HeldLine:
    """So many portions of an item, and what they cost when they were held."""

    menu_item_id: int
    quantity: int
    total_fen: int


@dataclass(frozen=True, slots=True)
class Basis:
    """By what the price of a held ticket was made."""

    scheme_code: str
    scheme_version: int
    total_fen: int


@dataclass(frozen=True, slots=True)
class Holding:
    """What a cashier wants to be held; `id` is the key that makes it happen once."""

    id: str
    member_id: int | None
    note: str
    lines: tuple[HeldLine, ...]
    basis: Basis
    request_hash: str


@dataclass(frozen=True, slots=True)
class Hold:
    """A ticket that is held or was."""

    id: str
    site_code: str
    till_code: str
    business_date: date
    cashier: str
    member_id: int | None
    note: str
    basis: Basis
    held_at: datetime
    reserved_until: datetime
    is_reserved: bool
    state: str
    resumed_till: str | None
    resumed_by: str | None
    request_hash: str
    lines: tuple[HeldLine, ...]

    @property
    def wanted(self) -> Mapping[int, int]:
        """Return how many portions of each item it keeps, by item id."""
        found: dict[int, int] = {}
        for line in self.lines:
            found[line.menu_item_id] = found.get(line.menu_item_id, 0) + line.quantity
        return found

    def is_worked_on(self, at: datetime) -> bool:
        """Tell whether a till goes on with it and may still."""
        return self.state == RESUMED and at < self.reserved_until


def waiting(connection: Connection, till: Till, *, at: datetime) -> tuple[Hold, ...]:
    """Return what the tills of a site hold today, the oldest first; also what a till goes on with."""
    return _holds(
        connection,
        and_(
            holds.c.site_code == till.site.code,
            holds.c.business_date == till.local_day(at),
            holds.c.ended_at.is_(None),
        ),
    )


def require_hold(connection: Connection, till: Till, id_: str, *, at: datetime) -> Hold:
    """Return a ticket of the till's site and of today.

    :raises UnknownHold: when there is none of that id.
    """
    found = find_hold(connection, id_)
    if found is None or (found.site_code, found.business_date) != (till.site.code, till.local_day(at)):
        raise UnknownHold(hold=id_)
    return found


def find_hold(connection: Connection, id_: str) -> Hold | None:
    """Return the ticket that is held or was under an id, of whatever site."""
    return next(iter(_holds(connection, holds.c.id == id_)), None)


def reserved_for(connection: Connection, till: Till, id_: str) -> Mapping[int, int]:
    """Return the portions that are kept for a ticket that this till goes on with: item id -> quantity.

    :raises HoldTaken: when this till does not.
    """
    found = find_hold(connection, id_)
    if found is None or found.state != RESUMED or found.resumed_till != till.code:
        raise taken(id_, found)
    return reserved_under(connection, id_)


def has_expired(connection: Connection, *, at: datetime) -> bool:
    """Tell whether there is anything to release."""
    overdue = select(holds.c.id).where(holds.c.is_reserved == literal(1), holds.c.reserved_until <= at)
    return connection.execute(overdue.limit(1)).first() is not None


def taken(id_: str, found: Hold | None) -> HoldTaken:
    """Return the refusal that says who goes on with a ticket, or that it has ended."""
    return HoldTaken(
        hold=id_,
        till=found and found.resumed_till,
        by=found and found.resumed_by,
        state=found and found.state,
    )


def kept_minutes(connection: Connection, site_code: str) -> int:
    """Return for how long a site keeps the portions of a held ticket."""
    minutes: int = connection.execute(
        select(sites.c.hold_minutes).where(sites.c.code == site_code)
    ).scalar_one()
    return minutes


def _holds(connection: Connection, which: Any) -> tuple[Hold, ...]:
    chosen = select(holds).where(which).order_by(holds.c.held_at, holds.c.id)
    rows = connection.execute(chosen).mappings().all()
    lines: dict[str, list[HeldLine]] = {}
    ids = [row["id"] for row in rows]
    if ids:
        found = connection.execute(
            select(hold_lines)
            .where(hold_lines.c.hold_id.in_(ids))
            .order_by(hold_lines.c.hold_id, hold_lines.c.number)
        )
        for line in found.mappings():
            lines.setdefault(line["hold_id"], []).append(
                HeldLine(line["menu_item_id"], line["quantity"], line["total_fen"])
            )
    return tuple(_hold(row, lines.get(row["id"], ())) for row in rows)


def _hold(row: Any, lines: Sequence[HeldLine]) -> Hold:
    return Hold(
        id=row["id"],
        site_code=row["site_code"],
        till_code=row["till_code"],
        business_date=row["business_date"],
        cashier=row["cashier"],
        member_id=row["member_id"],
        note=row["note"],
        basis=Basis(row["scheme_code"], row["scheme_version"], row["total_fen"]),
        held_at=row["held_at"],
        reserved_until=row["reserved_until"],
        is_reserved=row["is_reserved"],
        state=row["state"],
        resumed_till=row["resumed_till"],
        resumed_by=row["resumed_by"],
        request_hash=row["request_hash"],
        lines=tuple(lines),
    )
