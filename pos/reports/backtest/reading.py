"""What was sold in a period, in order of time: pages of orders with all that a price depends on.

Rule: never more than one page at a time, each in a short transaction of its own; orders are sealed, so no
other page can contradict it. Rows of the database stop here.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import BindParameter, Connection, bindparam, func, select, tuple_

from inventory.tables_base import EPOCH, Day, Moment
from pos.database import Database
from pos.reports.backtest.diners import diners_of
from pos.reports.backtest.result import PayerKind
from pos.sales.tables import order_lines, order_reductions, orders
from pos.shifts.tables import sites, tills
from pricing import BasketLine, Diner, Item, Occasion

# As many as the parameters of one statement may be on either engine, and a tenth of a second of work.
PAGE_ORDERS = 500

_PLACE = tuple_(orders.c.business_date, orders.c.at, orders.c.id)
_AFTER = tuple_(
    bindparam("day", type_=Day()), bindparam("at", type_=Moment()), bindparam("id", type_=orders.c.id.type)
)
_PAGE = (
    select(
        orders.c.id,
        orders.c.number,
        orders.c.till_code,
        orders.c.business_date,
        orders.c.period_code,
        orders.c.at,
        orders.c.member_id,
        orders.c.tier_code,
        orders.c.scheme_code,
        orders.c.scheme_version,
        orders.c.list_total_fen,
        orders.c.discount_total_fen,
        orders.c.subsidy_total_fen,
        orders.c.total_fen,
    )
    .where(_PLACE > _AFTER, orders.c.business_date < bindparam("until", type_=Day()))
    .order_by(orders.c.business_date, orders.c.at, orders.c.id)
    .limit(bindparam("most"))
)
_COUNT = select(func.count()).where(
    orders.c.business_date >= bindparam("from_date", type_=Day()),
    orders.c.business_date < bindparam("until", type_=Day()),
)
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_LINES = (
    select(
        order_lines.c.order_id,
        order_lines.c.dish_code,
        order_lines.c.category_code,
        order_lines.c.vendor_code,
        order_lines.c.unit_price_fen,
        order_lines.c.quantity,
    )
    .where(order_lines.c.order_id.in_(_IDS))
    .order_by(order_lines.c.order_id, order_lines.c.number)
)
_BORNE = (
    select(
        order_reductions.c.order_id,
        order_reductions.c.kind,
        order_reductions.c.payer,
        func.sum(order_reductions.c.amount_fen),
    )
    .where(order_reductions.c.order_id.in_(_IDS))
    .group_by(order_reductions.c.order_id, order_reductions.c.kind, order_reductions.c.payer)
)
_PLACES = select(tills.c.code, sites.c.code, sites.c.time_zone).join(sites, sites.c.code == tills.c.site_code)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a till stands."""

    site: str
    site_area: str
    zone: ZoneInfo


class Borne(NamedTuple):
    """What a payer bears of one order, of one kind."""

    kind: PayerKind
    payer: str
    amount_fen: int


class Sold(NamedTuple):
    """One order as it was sold, with the tray, occasion and diner that it can be priced again for."""

    id: str
    number: str
    day: date
    member_id: int | None
    tier_code: str | None
    scheme: tuple[str, int]
    list_fen: int
    discount_fen: int
    subsidy_fen: int
    paid_fen: int
    borne: Sequence[Borne]
    lines: tuple[BasketLine, ...]
    occasion: Occasion
    diner: Diner


def count_orders(database: Database, from_date: date, until_date: date) -> int:
    """Count the orders from a business date until before another."""
    with database.read() as connection:
        counted: int = connection.execute(_COUNT, {"from_date": from_date, "until": until_date}).scalar_one()
        return counted


def read_orders(
    database: Database, from_date: date, until_date: date, *, most: int = PAGE_ORDERS
) -> Iterator[list[Sold]]:
    """Give the orders from a business date until before another, page by page, in order of time.

    What is sold while it is read may or may not be among them.
    """
    with database.read() as connection:
        places = _places(connection)
    after: dict[str, Any] = {"day": from_date, "at": EPOCH, "id": ""}
    while True:
        with database.read() as connection:
            rows = connection.execute(_PAGE, {**after, "until": until_date, "most": most}).all()
            page = _page(connection, rows, places) if rows else []
        if page:
            yield page
        if len(rows) < most:
            return
        last = rows[-1]
        after = {"day": last.business_date, "at": last.at, "id": last.id}


def _places(connection: Connection) -> dict[str, Place]:
    rows = connection.execute(_PLACES)
    return {till: Place(site, "", ZoneInfo(zone)) for till, site, zone in rows}


def _page(connection: Connection, rows: Sequence[Any], places: dict[str, Place]) -> list[Sold]:
    ids = {"ids": [row.id for row in rows]}
    lines: defaultdict[str, list[BasketLine]] = defaultdict(list)
    for order_id, dish, category, vendor, price_fen, quantity in connection.execute(_LINES, ids):
        lines[order_id].append(BasketLine(_item(dish, category, vendor, price_fen), quantity))
    borne: defaultdict[str, list[Borne]] = defaultdict(list)
    for order_id, kind, payer, amount_fen in connection.execute(_BORNE, ids):
        borne[order_id].append(Borne(kind, payer, int(amount_fen)))
    diners = diners_of(connection, _members(rows))
    return [
        _sold(row, tuple(lines[row.id]), borne.get(row.id, ()), places[row.till_code], diner)
        for row, diner in zip(rows, diners, strict=True)
    ]


def _members(rows: Iterable[Any]) -> list[tuple[int | None, date, datetime]]:
    return [(row.member_id, row.business_date, row.at) for row in rows]


def _sold(
    row: Any, lines: tuple[BasketLine, ...], borne: Sequence[Borne], place: Place, diner: Diner
) -> Sold:
    occasion = Occasion(
        on_date=row.business_date,
        meal_period=row.period_code,
        at_time=row.at.astimezone(place.zone).time(),
        site=place.site,
        site_area=place.site_area,
    )
    return Sold(
        row.id,
        row.number,
        row.business_date,
        row.member_id,
        row.tier_code,
        (row.scheme_code, row.scheme_version),
        row.list_total_fen,
        row.discount_total_fen,
        row.subsidy_total_fen,
        row.total_fen,
        borne,
        lines,
        occasion,
        diner,
    )


# The same few dishes are sold all day long.
@lru_cache(maxsize=4096)
def _item(dish: str, category: str, vendor: str, price_fen: int) -> Item:
    return Item(dish, category, vendor, price_fen)
