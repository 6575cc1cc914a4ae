"""What is on the menu of one day and meal period, and what of it is left.

Rule: only what stands here, unremoved, is sold; the price is the menu's, taken from the dish
when it was put on.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Connection, Select, bindparam, select

from inventory.errors import NotOnMenu, SoldOut, UnknownDish
from inventory.tables import categories, dishes, menu_items, vendors

NONE_RESERVED: Final[Mapping[int, int]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A dish on one menu. `planned_portions` is None where portions are not counted."""

    id: int
    menu_date: date
    period_code: str
    dish_code: str
    name_zh: str
    name_en: str
    category_code: str
    vendor_code: str
    unit: str
    pinyin: str
    price_fen: int
    planned_portions: int | None
    sold_portions: int
    is_sold_out: bool
    is_removed: bool

    @property
    def portions_left(self) -> int | None:
        """Return how many portions can still be sold, or None where they are not counted."""
        return None if self.planned_portions is None else self.planned_portions - self.sold_portions

    def has(self, quantity: int) -> bool:
        """Tell whether so many portions can be sold now."""
        if self.is_sold_out:
            return False
        return self.planned_portions is None or self.sold_portions + quantity <= self.planned_portions


@dataclass(frozen=True, slots=True)
class Dish:
    """A dish of the library, with its list price."""

    code: str
    name_zh: str
    name_en: str
    category_code: str
    vendor_code: str
    unit: str
    list_price_fen: int
    pinyin: str


@dataclass(frozen=True, slots=True)
class Named:
    """A category or a vendor: a code with its names."""

    code: str
    name_zh: str
    name_en: str


def _items() -> Select[Any]:
    return select(
        menu_items.c.id,
        menu_items.c.menu_date,
        menu_items.c.period_code,
        menu_items.c.dish_code,
        dishes.c.name_zh,
        dishes.c.name_en,
        menu_items.c.category_code,
        dishes.c.vendor_code,
        dishes.c.unit,
        dishes.c.pinyin,
        menu_items.c.price_fen,
        menu_items.c.planned_portions,
        menu_items.c.sold_portions,
        menu_items.c.is_sold_out,
        menu_items.c.removed_at.is_not(None),
    ).join(dishes, dishes.c.code == menu_items.c.dish_code)


_MENU = (
    _items()
    .join(categories, categories.c.code == menu_items.c.category_code)
    .where(menu_items.c.menu_date == bindparam("menu_date"), menu_items.c.period_code == bindparam("period"))
    .where(menu_items.c.removed_at.is_(None))
    .order_by(categories.c.position, dishes.c.position)
)
_BY_ID = _items().where(menu_items.c.id.in_(bindparam("ids", expanding=True)))
_LIBRARY = (
    select(
        dishes.c.code,
        dishes.c.name_zh,
        dishes.c.name_en,
        dishes.c.category_code,
        dishes.c.vendor_code,
        dishes.c.unit,
        dishes.c.list_price_fen,
        dishes.c.pinyin,
    )
    .join(categories, categories.c.code == dishes.c.category_code)
    .order_by(categories.c.position, dishes.c.position)
)
_CATEGORIES = select(categories.c.code, categories.c.name_zh, categories.c.name_en).order_by(
    categories.c.position
)
_VENDORS = select(vendors.c.code, vendors.c.name_zh, vendors.c.name_en).order_by(vendors.c.code)


def menu_of(connection: Connection, menu_date: date, period_code: str) -> tuple[MenuItem, ...]:
    """Return what is on a menu, in the order of the till's screen."""
    rows = connection.execute(_MENU, {"menu_date": menu_date, "period": period_code})
    return tuple(MenuItem(*row) for row in rows)


def items_by_id(connection: Connection, ids: Iterable[int]) -> Mapping[int, MenuItem]:
    """Return the menu items of those ids, removed ones too, by id."""
    rows = connection.execute(_BY_ID, {"ids": list(ids)})
    return {row[0]: MenuItem(*row) for row in rows}


def require_on_menu(
    connection: Connection,
    wanted: Mapping[int, int],
    *,
    menu_date: date,
    periods: frozenset[str],
    reserved: Mapping[int, int] = NONE_RESERVED,
) -> Mapping[int, MenuItem]:
    """Return the items that a tray wants (id -> quantity), each on a menu of that day and those meals,
    with portions enough; `reserved` are those that are kept for this very tray.

    :raises UnknownDish: when an id names no menu item.
    :raises NotOnMenu: when an item is removed, or belongs to another day or meal.
    :raises SoldOut: when portions do not suffice; every such dish is named.
    """
    items = items_by_id(connection, wanted)
    unknown = [id_ for id_ in wanted if id_ not in items]
    if unknown:
        raise UnknownDish(menu_item_ids=unknown)
    strangers = [
        item
        for item in items.values()
        if item.is_removed or item.menu_date != menu_date or item.period_code not in periods
    ]
    if strangers:
        raise NotOnMenu(dishes=[named_shortage(item) for item in strangers])
    refuse_shortages(items, wanted, reserved)
    return items


def refuse_shortages(
    items: Mapping[int, MenuItem], wanted: Mapping[int, int], reserved: Mapping[int, int] = NONE_RESERVED
) -> None:
    """Raise if any of the items has fewer portions than wanted beyond those reserved.

    :raises SoldOut: names each such dish.
    """
    short = [
        items[id_] for id_, quantity in wanted.items() if not items[id_].has(quantity - reserved.get(id_, 0))
    ]
    if short:
        raise SoldOut(dishes=[named_shortage(item) for item in short])


def named_shortage(item: MenuItem) -> dict[str, object]:
    """Return how a refusal names a dish."""
    return {
        "menu_item_id": item.id,
        "name": {"zh": item.name_zh, "en": item.name_en},
        "portions_left": item.portions_left,
    }


def library(connection: Connection) -> tuple[Dish, ...]:
    """Return every dish, in the order of the till's screen."""
    return tuple(Dish(*row) for row in connection.execute(_LIBRARY))


def all_categories(connection: Connection) -> tuple[Named, ...]:
    """Return the categories in the order of the till's screen."""
    return tuple(Named(*row) for row in connection.execute(_CATEGORIES))


def all_vendors(connection: Connection) -> tuple[Named, ...]:
    """Return the vendors in the house."""
    return tuple(Named(*row) for row in connection.execute(_VENDORS))
