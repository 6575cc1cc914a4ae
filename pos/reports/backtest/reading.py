"""What was sold in a period, in order of time: pages of orders with all that a price depends on.

Rule: never more than one page at a time, each in a short transaction of its own; orders are sealed, so no
other page can contradict it. Rows of the database stop here.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import BindParameter, Connection, bindparam, func, select, tuple_

from inventory.tables_base import EPOCH, Day, Moment
from pos.database import Database
from pos.reports.backtest.diners import diners_of
from pos.reports.backtest.result import PayerKind
from pos.sales.tables import operator_claims, order_lines, order_reductions, orders
from pos.shifts.tables import sites, tills
from pricing import BasketLine, Diner, Item, Occasion

# A twentieth of a second of work: a few statements a page, and little for the collector to look through.
PAGE_ORDERS = 200

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
_CLAIMED = (
    select(operator_claims.c.order_id, operator_claims.c.payer, func.sum(operator_claims.c.amount_fen))
    .where(operator_claims.c.order_id.in_(_IDS))
    .group_by(operator_claims.c.order_id, operator_claims.c.payer)
)
_PLACES = select(tills.c.code, sites.c.code, sites.c.area, sites.c.time_zone).join(
    sites, sites.c.code == tills.c.site_code
)


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
    return {till: Place(site, area, ZoneInfo(zone)) for till, site, area, zone in rows}


def _page(connection: Connection, rows: Sequence[Any], places: dict[str, Place]) -> list[Sold]:
    ids = {"ids": [row[0] for row in rows]}
    lines: defaultdict[str, list[BasketLine]] = defaultdict(list)
    for order_id, *line in connection.execute(_LINES, ids).all():
        lines[order_id].append(_line(*line))
    borne: defaultdict[str, list[Borne]] = defaultdict(list)
    for order_id, kind, payer, amount_fen in connection.execute(_BORNE, ids).all():
        borne[order_id].append(Borne(kind, payer, int(amount_fen)))
    for order_id, payer, amount_fen in connection.execute(_CLAIMED, ids).all():
        borne[order_id].append(Borne("operator", payer, int(amount_fen)))
    diners = diners_of(connection, [(row.member_id, row.business_date, row.at) for row in rows])
    return [
        _sold(row, lines[row[0]], borne.get(row[0], ()), places, diner)
        for row, diner in zip(rows, diners, strict=True)
    ]


def _sold(
    row: Sequence[Any],
    lines: Iterable[BasketLine],
    borne: Sequence[Borne],
    places: dict[str, Place],
    diner: Diner,
) -> Sold:
    id_, number, till, day, meal, at, member_id, tier_code, scheme_code, scheme_version, *sums_fen = row
    list_fen, discount_fen, subsidy_fen, paid_fen = sums_fen
    place = places[till]
    return Sold(
        id_,
        number,
        day,
        member_id,
        tier_code,
        (scheme_code, scheme_version),
        list_fen,
        discount_fen,
        subsidy_fen,
        paid_fen,
        borne,
        tuple(lines),
        Occasion(
            on_date=day,
            meal_period=meal,
            at_time=at.astimezone(place.zone).time(),
            site=place.site,
            site_area=place.site_area,
        ),
        diner,
    )


# The same few dishes are sold all day long, mostly one of each.
@lru_cache(maxsize=4096)
def _line(dish: str, category: str, vendor: str, price_fen: int, quantity: int) -> BasketLine:
    return BasketLine(Item(dish, category, vendor, price_fen), quantity)
