"""How a ticket is held, gone on with, and ended.

Rule: of all tills of the site one at a time goes on with a ticket, and who may is a part of the statement.
Its portions are kept until a moment; then they are everybody's again, and the ticket waits on until the day
is over. A till that went on with a ticket and let that moment pass may lose it to another.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, insert, literal, or_, select, update

from inventory.reservations import release_portions, reserve_portions
from pos.holds.holds import (
    Hold,
    Holding,
    HoldKeyReused,
    find_hold,
    kept_minutes,
    require_hold,
    taken,
)
from pos.holds.tables import CANCELLED, HELD, HELD_AGAIN, RESUMED, SOLD, hold_lines, holds
from pos.shifts.shifts import Till


def keep(connection: Connection, till: Till, wanted: Holding, *, cashier: str, at: datetime) -> Hold:
    """Hold a ticket and reserve its portions; the same id does it once.

    The database refuses with the claim `portions_are_left` what is not left.

    :raises HoldKeyReused: when the id was used for another ticket.
    """
    known = find_hold(connection, wanted.id)
    if known is not None:
        if known.request_hash != wanted.request_hash:
            raise HoldKeyReused(hold=wanted.id)
        return known
    until = at + timedelta(minutes=kept_minutes(connection, till.site.code))
    connection.execute(
        insert(holds).values(
            id=wanted.id,
            site_code=till.site.code,
            till_code=till.code,
            business_date=till.local_day(at),
            cashier=cashier,
            member_id=wanted.member_id,
            note=wanted.note,
            scheme_code=wanted.basis.scheme_code,
            scheme_version=wanted.basis.scheme_version,
            total_fen=wanted.basis.total_fen,
            held_at=at,
            request_hash=wanted.request_hash,
            reserved_until=until,
            is_reserved=True,
            state=HELD,
        )
    )
    connection.execute(
        insert(hold_lines),
        [
            {
                "hold_id": wanted.id,
                "number": number,
                "menu_item_id": line.menu_item_id,
                "quantity": line.quantity,
                "total_fen": line.total_fen,
            }
            for number, line in enumerate(wanted.lines, start=1)
        ],
    )
    held = require_hold(connection, till, wanted.id, at=at)
    # Last, for a best seller's row is what every till waits for, from here to the commit.
    reserve_portions(connection, held.wanted, reference=wanted.id, at=at)
    return held


def resume(connection: Connection, till: Till, id_: str, *, by: str, at: datetime) -> Hold:
    """Go on with a held ticket on this till, alone; asked again by the same till it is the same.

    :raises UnknownHold: when this site holds no such ticket today.
    :raises HoldTaken: when another till was faster.
    """
    known = require_hold(connection, till, id_, at=at)
    if known.resumed_till == till.code and known.is_worked_on(at):
        return known
    until = at + timedelta(minutes=kept_minutes(connection, till.site.code))
    # Of two tills one changes the row, the other finds it changed.
    is_free = or_(
        holds.c.state == HELD,
        and_(
            holds.c.state == RESUMED,
            or_(holds.c.resumed_till == till.code, holds.c.reserved_until <= at),
        ),
    )
    done = connection.execute(
        update(holds)
        .where(holds.c.id == id_, is_free)
        .values(state=RESUMED, resumed_till=till.code, resumed_by=by, reserved_until=until)
    )
    found = require_hold(connection, till, id_, at=at)
    if done.rowcount == 0:
        raise taken(id_, found)
    return found


def cancel(connection: Connection, till: Till, id_: str, *, at: datetime) -> bool:
    """Give a ticket up, and its portions back; tell whether that was now.

    :raises UnknownHold: when this site holds no such ticket today.
    :raises HoldTaken: when another till goes on with it, or it was sold.
    """
    found = require_hold(connection, till, id_, at=at)
    if found.state == CANCELLED:
        return False
    _end(connection, till, id_, CANCELLED, at=at, may_be_held=True)
    return True


def replace(connection: Connection, till: Till, id_: str, *, at: datetime) -> None:
    """End a ticket that this till goes on with, for it is held again under a new id.

    :raises HoldTaken: when this till does not go on with it.
    """
    _end(connection, till, id_, HELD_AGAIN, at=at)


def hand_over(connection: Connection, till: Till, id_: str, *, order_id: str, at: datetime) -> None:
    """End a ticket with its sale: its portions are free for the sale, which takes them next.

    :raises HoldTaken: when this till does not go on with it.
    """
    _end(connection, till, id_, SOLD, at=at, order_id=order_id)


def release_expired(connection: Connection, *, at: datetime) -> int:
    """Give back the portions of every ticket whose time is over; return how many tickets that were."""
    overdue = and_(holds.c.is_reserved == literal(1), holds.c.reserved_until <= at)
    ids = connection.execute(select(holds.c.id).where(overdue).order_by(holds.c.id)).scalars().all()
    for id_ in ids:
        done = connection.execute(update(holds).where(holds.c.id == id_, overdue).values(is_reserved=False))
        if done.rowcount:
            release_portions(connection, (id_,), at=at)
    return len(ids)


def _end(
    connection: Connection,
    till: Till,
    id_: str,
    state: str,
    *,
    at: datetime,
    order_id: str | None = None,
    may_be_held: bool = False,
) -> None:
    is_ours = and_(holds.c.state == RESUMED, holds.c.resumed_till == till.code)
    if may_be_held:
        lapsed = and_(holds.c.state == RESUMED, holds.c.reserved_until <= at)
        is_ours = or_(is_ours, holds.c.state == HELD, lapsed)
    done = connection.execute(
        update(holds)
        .where(holds.c.id == id_, is_ours)
        .values(state=state, ended_at=at, order_id=order_id, is_reserved=False, note="")
    )
    if done.rowcount == 0:
        raise taken(id_, find_hold(connection, id_))
    release_portions(connection, (id_,), at=at)
