"""What the kitchen does to today's menu: put on, plan, switch off, take off, copy.

Rule: every act is logged in `menu_changes` with its moment; every act given twice has the effect of once.
"""

from datetime import date, datetime

from sqlalchemy import Connection, func, insert, select, update

from inventory.errors import DimSumTooDear, NoEarlierMenu, PlanBelowSold, UnknownDish
from inventory.menu import Dish, MenuItem, items_by_id, library
from inventory.portions import sold_of_item
from inventory.reservations import reserved_portions
from inventory.tables import MAX_DIM_SUM_PRICE_FEN, dishes, menu_changes, menu_items

DIM_SUM = "dimsum"


def put_on_menu(
    connection: Connection,
    dish_code: str,
    *,
    menu_date: date,
    period_code: str,
    planned_portions: int | None,
    at: datetime,
) -> MenuItem:
    """Put a dish on a menu at its list price; one that is there already is left as it is.

    :raises UnknownDish: when the library has no such dish.
    :raises DimSumTooDear: when it is a dim sum above 5.00 yuan.
    :raises PlanBelowSold: when it was taken off after more than the planned portions were sold.
    """
    dish = connection.execute(select(dishes).where(dishes.c.code == dish_code)).one_or_none()
    if dish is None:
        raise UnknownDish(dish_code=dish_code)
    if dish.category_code == DIM_SUM and dish.list_price_fen > MAX_DIM_SUM_PRICE_FEN:
        raise DimSumTooDear(
            name={"zh": dish.name_zh, "en": dish.name_en},
            price_fen=dish.list_price_fen,
            max_price_fen=MAX_DIM_SUM_PRICE_FEN,
        )
    present = connection.execute(
        select(menu_items.c.id, menu_items.c.removed_at)
        .where(menu_items.c.menu_date == menu_date, menu_items.c.period_code == period_code)
        .where(menu_items.c.dish_code == dish_code)
    ).one_or_none()
    if present is not None and present.removed_at is None:
        return _require_item(connection, present.id)
    if present is not None:
        return _put_back(connection, present.id, planned_portions, dish.list_price_fen, at)
    added = connection.execute(
        insert(menu_items)
        .values(
            menu_date=menu_date,
            period_code=period_code,
            dish_code=dish_code,
            category_code=dish.category_code,
            price_fen=dish.list_price_fen,
            planned_portions=planned_portions,
        )
        .returning(menu_items.c.id)
    ).scalar_one()
    _log(connection, added, "added", at, planned_portions)
    return _require_item(connection, added)


def plan_portions(
    connection: Connection, item_id: int, planned_portions: int | None, *, at: datetime
) -> MenuItem:
    """Set how many portions of an item there are in all; None stops counting them.

    :raises UnknownDish: when there is no such item.
    :raises PlanBelowSold: when more than that are sold already.
    """
    # Locks the row first, so that a sale under way is counted before the comparison.
    connection.execute(
        update(menu_items).where(menu_items.c.id == item_id).values(is_sold_out=menu_items.c.is_sold_out)
    )
    before = _require_item(connection, item_id)
    taken = sold_of_item(connection, item_id) + reserved_portions(connection, item_id)
    if planned_portions is not None and planned_portions < taken:
        raise PlanBelowSold(sold_portions=taken, planned_portions=planned_portions)
    connection.execute(
        update(menu_items)
        .where(menu_items.c.id == item_id)
        .values(planned_portions=planned_portions, sold_portions=taken)
    )
    if planned_portions != before.planned_portions:
        _log(connection, item_id, "planned", at, planned_portions)
    return _require_item(connection, item_id)


def switch_sold_out(connection: Connection, item_id: int, *, is_sold_out: bool, at: datetime) -> MenuItem:
    """Switch an item off by hand, or on again.

    :raises UnknownDish: when there is no such item.
    """
    if _require_item(connection, item_id).is_sold_out != is_sold_out:
        connection.execute(
            update(menu_items).where(menu_items.c.id == item_id).values(is_sold_out=is_sold_out)
        )
        _log(connection, item_id, "sold_out" if is_sold_out else "on_sale", at)
    return _require_item(connection, item_id)


def take_off_menu(connection: Connection, item_id: int, *, at: datetime) -> MenuItem:
    """Take an item off its menu; what was sold of it stays in the books.

    :raises UnknownDish: when there is no such item.
    """
    if not _require_item(connection, item_id).is_removed:
        connection.execute(update(menu_items).where(menu_items.c.id == item_id).values(removed_at=at))
        _log(connection, item_id, "removed", at)
    return _require_item(connection, item_id)


def copy_last_menu(
    connection: Connection, *, menu_date: date, period_code: str, at: datetime
) -> tuple[Dish, ...]:
    """Put on a menu what the last earlier menu of the same meal had; return the dishes that may not come on.

    What was on the menu already, or was taken off it, stays as it is.

    :raises NoEarlierMenu: when there is none.
    """
    of_meal = (menu_items.c.period_code == period_code) & menu_items.c.removed_at.is_(None)
    last = connection.execute(
        select(func.max(menu_items.c.menu_date)).where(of_meal, menu_items.c.menu_date < menu_date)
    ).scalar_one()
    if last is None:
        raise NoEarlierMenu(period=period_code)
    known = set(
        connection.execute(
            select(menu_items.c.dish_code)
            .where(menu_items.c.menu_date == menu_date)
            .where(menu_items.c.period_code == period_code)
        ).scalars()
    )
    earlier = connection.execute(
        select(menu_items.c.dish_code, menu_items.c.planned_portions)
        .where(of_meal, menu_items.c.menu_date == last)
        .order_by(menu_items.c.id)
    ).all()
    refused = []
    for dish_code, planned in earlier:
        if dish_code in known:
            continue
        try:
            put_on_menu(
                connection,
                dish_code,
                menu_date=menu_date,
                period_code=period_code,
                planned_portions=planned,
                at=at,
            )
        except DimSumTooDear:
            refused.append(dish_code)
    return tuple(dish for dish in library(connection) if dish.code in refused)


def _put_back(
    connection: Connection, item_id: int, planned_portions: int | None, price_fen: int, at: datetime
) -> MenuItem:
    connection.execute(
        update(menu_items)
        .where(menu_items.c.id == item_id)
        .values(removed_at=None, is_sold_out=False, price_fen=price_fen)
    )
    _log(connection, item_id, "added", at, planned_portions)
    return plan_portions(connection, item_id, planned_portions, at=at)


def _require_item(connection: Connection, item_id: int) -> MenuItem:
    item = items_by_id(connection, (item_id,)).get(item_id)
    if item is None:
        raise UnknownDish(menu_item_ids=[item_id])
    return item


def _log(
    connection: Connection, item_id: int, kind: str, at: datetime, planned_portions: int | None = None
) -> None:
    connection.execute(
        insert(menu_changes).values(menu_item_id=item_id, kind=kind, planned_portions=planned_portions, at=at)
    )
