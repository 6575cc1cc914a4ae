"""Holding a ticket and going on with it: what the price was, what it is now, and whose card may pay.

Rule: a held ticket is priced when it is held, for the member whose card lay there; going on with it prices it
again, for the same member, by the scheme of the day, and says what differs. Only the card itself pays.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError

from inventory.errors import MenuRefusal, SoldOut
from inventory.menu import MenuItem, items_by_id, refuse_shortages
from inventory.portions import PORTIONS_ARE_LEFT
from pos.cards.cards import CardHolder, require_holder
from pos.database import Database, broken_claim
from pos.holds.holds import (
    Basis,
    HeldLine,
    Hold,
    Holding,
    HoldKeyReused,
    HoldOfAnother,
    find_hold,
    has_expired,
    require_hold,
    reserved_for,
)
from pos.holds.moving import keep, release_expired, replace
from pos.members.members import Member, require_member
from pos.members.tables import members
from pos.sales.tickets import CardRequired, Ticket, TicketLine, wanted_portions
from pos.sales.trays import PricedTray, price_for
from pos.shifts.shifts import Till, require_till


@dataclass(frozen=True, slots=True)
class Wish:
    """What a till wants to be held. `resumed` is a ticket that it goes on with and that this one replaces."""

    id: str
    till_code: str
    lines: tuple[TicketLine, ...]
    card_serial: str | None
    note: str
    resumed: str | None
    request_hash: str


@dataclass(frozen=True, slots=True)
class Change:
    """A line that costs something else than when it was held; `now_fen` is None where it cannot be had."""

    item: MenuItem
    quantity: int
    held_fen: int
    now_fen: int | None


def hold_tray(database: Database, wish: Wish, *, by: str, at: datetime) -> Hold:
    """Hold a ticket with its portions, in a transaction of its own; the same id does it once.

    :raises HoldKeyReused: when the id was used for another ticket.
    :raises ShiftClosed, UnknownTill: when the till is not selling.
    :raises UnknownCard, BlockedCard: when the card on the reader names nobody who may buy.
    :raises EmptyBasket, InvalidQuantity, UnknownDish, NotOnMenu, SoldOut: when the tray cannot be had.
    :raises HoldTaken: when `resumed` is not what this till goes on with.
    """
    try:
        return database.write(lambda connection: _hold(connection, wish, by=by, at=at))
    except IntegrityError as error:
        if broken_claim(error) != PORTIONS_ARE_LEFT:
            raise
        with database.read() as connection:
            wanted = wanted_portions(wish.lines)
            refuse_shortages(items_by_id(connection, wanted), wanted)
        raise SoldOut(dishes=[]) from error


def _hold(connection: Connection, wish: Wish, *, by: str, at: datetime) -> Hold:
    till = require_till(connection, wish.till_code)
    known = find_hold(connection, wish.id)
    if known is not None:
        if known.request_hash != wish.request_hash:
            raise HoldKeyReused(hold=wish.id)
        return known
    till.require_shift(at)
    release_expired(connection, at=at)
    holder = require_holder(connection, wish.card_serial) if wish.card_serial else None
    member = holder.member if holder else None
    if wish.resumed is not None:
        before = require_hold(connection, till, wish.resumed, at=at)
        refuse_other_member(before, holder)
        member = member or member_of_hold(connection, before)
        # Its portions are free for the new one from here on, within this transaction.
        replace(connection, till, wish.resumed, at=at)
    tray = price_for(connection, till, wish.lines, member, at)
    wanted = Holding(
        wish.id,
        member.id if member else None,
        wish.note,
        tuple(
            HeldLine(line.menu_item_id, line.quantity, priced.total_fen)
            for line, priced in zip(tray.lines, tray.quote_lines, strict=True)
        ),
        Basis(tray.quote.scheme_code, tray.quote.scheme_version, tray.quote.total_fen),
        wish.request_hash,
    )
    return keep(connection, till, wanted, cashier=by, at=at)


def price_resumed(connection: Connection, till: Till, hold: Hold, *, at: datetime) -> PricedTray | None:
    """Return what a ticket costs now that this till goes on with; None where some of it cannot be had."""
    lines = tuple(TicketLine(line.menu_item_id, line.quantity) for line in hold.lines)
    reserved = reserved_for(connection, till, hold.id)
    try:
        return price_for(connection, till, lines, member_of_hold(connection, hold), at, reserved=reserved)
    except MenuRefusal:
        return None


def changes_of(
    hold: Hold, tray: PricedTray | None, items: Mapping[int, MenuItem], reserved: Mapping[int, int]
) -> tuple[Change, ...]:
    """Return the lines that cost something else now, or that cannot be had any more."""
    if tray is not None:
        now_fen: list[int | None] = [line.total_fen for line in tray.quote_lines]
    else:
        now_fen = [
            line.total_fen if _can_be_had(items[line.menu_item_id], line.quantity, reserved) else None
            for line in hold.lines
        ]
    return tuple(
        Change(items[line.menu_item_id], line.quantity, line.total_fen, fen)
        for line, fen in zip(hold.lines, now_fen, strict=True)
        if fen != line.total_fen
    )


def reserved_for_ticket(
    connection: Connection, till: Till, ticket: Ticket, holder: CardHolder | None
) -> Mapping[int, int]:
    """Return the portions that are kept for a ticket that was held before: item id -> quantity.

    :raises HoldTaken: when this till does not go on with it.
    :raises CardRequired: when it is a member's and no card lies on the reader.
    :raises HoldOfAnother: when the card is another member's.
    """
    if ticket.hold_id is None:
        return {}
    reserved = reserved_for(connection, till, ticket.hold_id)
    hold = find_hold(connection, ticket.hold_id)
    if hold is not None and hold.member_id is not None:
        if holder is None:
            raise CardRequired
        refuse_other_member(hold, holder)
    return reserved


def refuse_other_member(hold: Hold, holder: CardHolder | None) -> None:
    """Refuse a card of somebody else than the one whose ticket was held.

    :raises HoldOfAnother: when it is.
    """
    if holder is not None and hold.member_id is not None and hold.member_id != holder.member.id:
        raise HoldOfAnother(hold=hold.id)


def member_of_hold(connection: Connection, hold: Hold) -> Member | None:
    """Return the member whose ticket was held, if it was a member's."""
    if hold.member_id is None:
        return None
    code = connection.execute(select(members.c.code).where(members.c.id == hold.member_id)).scalar_one()
    return require_member(connection, code)


def free_expired(database: Database, *, at: datetime) -> bool:
    """Give back what was kept too long, in a transaction of its own; tell whether there was anything."""
    with database.read() as connection:
        if not has_expired(connection, at=at):
            return False
    return database.write(lambda connection: release_expired(connection, at=at)) > 0


def _can_be_had(item: MenuItem, quantity: int, reserved: Mapping[int, int]) -> bool:
    return not item.is_removed and item.has(quantity - reserved.get(item.id, 0))
