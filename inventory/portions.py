"""Taking portions for a sale, and how many of each dish were sold.

Rule: a movement is inserted and the database's trigger takes the portions or refuses, so all tills
agree at once.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from inventory.tables import menu_items, portion_movements

# The name under which the trigger refuses; see `require_on_menu` for naming the dishes.
PORTIONS_ARE_LEFT = "portions_are_left"

_TAKE = insert(portion_movements)


def take_portions(
    connection: Connection, quantities: Mapping[int, int], *, reference: str, at: datetime
) -> None:
    """Take portions (menu item id -> quantity) for a sale, in the transaction of the caller.

    The database refuses with the claim `portions_are_left` when another till was faster.
    """
    # In the order of ids, so that two trays never wait for each other in a circle.
    connection.execute(
        _TAKE,
        [
            {"menu_item_id": id_, "quantity": quantities[id_], "reference": reference, "at": at}
            for id_ in sorted(quantities)
        ],
    )


def sold_portions(connection: Connection, menu_date: object, period_code: str) -> Mapping[int, int]:
    """Return how many portions of each item of a menu were sold, by item id; also of those not counted."""
    rows = connection.execute(
        select(portion_movements.c.menu_item_id, func.sum(portion_movements.c.quantity))
        .join(menu_items, menu_items.c.id == portion_movements.c.menu_item_id)
        .where(menu_items.c.menu_date == menu_date, menu_items.c.period_code == period_code)
        .group_by(portion_movements.c.menu_item_id)
    )
    return {id_: int(quantity) for id_, quantity in rows}
