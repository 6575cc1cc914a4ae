"""Keeping portions for somebody who has not paid yet.

Rule: a reservation takes portions as a sale does, by a trigger that refuses what is not left, and gives them
back once; `sold_portions` of a counted dish counts what is sold and what is reserved.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from inventory.tables import portion_reservations

_TAKE = insert(portion_reservations)


def reserve_portions(
    connection: Connection, quantities: Mapping[int, int], *, reference: str, at: datetime
) -> None:
    """Keep portions (menu item id -> quantity) under a name, in the transaction of the caller.

    The database refuses with the claim `portions_are_left` when another till was faster.
    """
    # In the order of ids, as sales take them.
    connection.execute(
        _TAKE,
        [
            {"menu_item_id": id_, "quantity": quantities[id_], "reference": reference, "at": at}
            for id_ in sorted(quantities)
        ],
    )


def release_portions(connection: Connection, references: Iterable[str], *, at: datetime) -> int:
    """Give back what is still kept under these names; return how many reservations that were."""
    waiting = (
        select(portion_reservations.c.id)
        .where(
            portion_reservations.c.reference.in_(list(references)),
            portion_reservations.c.released_at.is_(None),
        )
        .order_by(portion_reservations.c.menu_item_id, portion_reservations.c.id)
    )
    released = 0
    for id_ in connection.execute(waiting).scalars().all():
        given_back = connection.execute(
            update(portion_reservations)
            .where(portion_reservations.c.id == id_, portion_reservations.c.released_at.is_(None))
            .values(released_at=at)
        )
        released += given_back.rowcount
    return released


def reserved_under(connection: Connection, reference: str) -> Mapping[int, int]:
    """Return what is still kept under a name: item id -> quantity."""
    rows = connection.execute(
        select(portion_reservations.c.menu_item_id, portion_reservations.c.quantity).where(
            portion_reservations.c.reference == reference, portion_reservations.c.released_at.is_(None)
        )
    )
    return {row.menu_item_id: row.quantity for row in rows}


def reserved_portions(connection: Connection, menu_item_id: int) -> int:
    """Return how many portions of an item are kept for tickets that are held."""
    kept = select(func.coalesce(func.sum(portion_reservations.c.quantity), 0)).where(
        portion_reservations.c.menu_item_id == menu_item_id, portion_reservations.c.released_at.is_(None)
    )
    return int(connection.execute(kept).scalar_one())
