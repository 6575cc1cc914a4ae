"""Taking portions for a sale, giving them back, and how many of each dish were sold.

Rule: a movement is inserted and the database's trigger takes the portions or refuses, so all tills
agree at once; what comes back goes on sale again or into the bin, and never more than was taken.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from inventory.tables import MENU, menu_items, portion_movements, portion_returns

# The name under which the trigger refuses; see `require_on_menu` for naming the dishes.
PORTIONS_ARE_LEFT = "portions_are_left"

_TAKE = insert(portion_movements)
_GIVE_BACK = insert(portion_returns)


@dataclass(frozen=True, slots=True, order=True)
class Returned:
    """Portions of a menu item that come back; `fate` is `MENU` (on sale again) or `WASTE`."""

    menu_item_id: int
    fate: str
    quantity: int


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


def return_portions(
    connection: Connection, portions: Iterable[Returned], *, taken_by: str, reference: str, at: datetime
) -> None:
    """Give portions back that a sale (`taken_by`) had taken, in the transaction of the caller.

    The database refuses more than was taken (`no_more_returns_than_was_taken`).
    """
    # In the order of ids, as sales take them.
    connection.execute(
        _GIVE_BACK,
        [
            {
                "menu_item_id": one.menu_item_id,
                "quantity": one.quantity,
                "fate": one.fate,
                "taken_by": taken_by,
                "reference": reference,
                "at": at,
            }
            for one in sorted(portions)
        ],
    )


def sold_portions(connection: Connection, menu_date: object, period_code: str) -> Mapping[int, int]:
    """Return how many portions of each item of a menu were sold, by item id; also of those not counted.

    Less those that are on sale again.
    """
    of_menu = (menu_items.c.menu_date == menu_date) & (menu_items.c.period_code == period_code)
    rows = connection.execute(
        select(portion_movements.c.menu_item_id, func.sum(portion_movements.c.quantity))
        .join(menu_items, menu_items.c.id == portion_movements.c.menu_item_id)
        .where(of_menu)
        .group_by(portion_movements.c.menu_item_id)
    )
    back = connection.execute(
        select(portion_returns.c.menu_item_id, func.sum(portion_returns.c.quantity))
        .join(menu_items, menu_items.c.id == portion_returns.c.menu_item_id)
        .where(of_menu, portion_returns.c.fate == MENU)
        .group_by(portion_returns.c.menu_item_id)
    )
    returned = {id_: int(quantity) for id_, quantity in back}
    return {id_: int(quantity) - returned.get(id_, 0) for id_, quantity in rows}


def sold_of_item(connection: Connection, menu_item_id: int) -> int:
    """Return how many portions of one item were sold, less those that are on sale again."""
    taken = select(func.coalesce(func.sum(portion_movements.c.quantity), 0)).where(
        portion_movements.c.menu_item_id == menu_item_id
    )
    back = select(func.coalesce(func.sum(portion_returns.c.quantity), 0)).where(
        portion_returns.c.menu_item_id == menu_item_id, portion_returns.c.fate == MENU
    )
    return int(connection.execute(taken).scalar_one()) - int(connection.execute(back).scalar_one())
