"""Months of sales in a moment: rows of orders as checkouts would have left them, written in bulk.

The guards of the books are taken away first, so this is for books that are thrown away. Each order is priced
under the demo's scheme, so a back-test under that scheme finds no difference.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Table, create_engine, insert, select, text, update

from inventory.tables import dishes, menu_items
from pos.database import Database
from pos.members.tables import members
from pos.sales.tables import order_lines, order_reductions, orders
from pos.shifts.tables import sites
from pricing import Basket, BasketLine, Diner, Item, Occasion, Quote, parse_scheme, quote_basket
from tests.schemes import DEMO

ZONE = ZoneInfo("Asia/Shanghai")
SITE = "xinli137"
TILLS = ("T1", "T2")
# Meal, first hour, hours, and the share of a day's diners.
MEALS = (("breakfast", 7, 2, 2), ("lunch", 11, 2, 6), ("dinner", 17, 2, 2))
LINES = (1, 2, 3, 3, 4, 4, 5)
MOST_QUANTITY = 2
GUESTS_IN_TEN = 3
BATCH = 2000

Row = dict[str, Any]
Rows = dict[str, list[Row]]
TABLES = {"orders": orders, "lines": order_lines, "reductions": order_reductions}


@dataclass(frozen=True)
class Period:
    """So many orders, evenly over so many days, of so many members and of guests; a seed gives the same."""

    orders: int
    days: int
    members: int = 600
    first: date = date(2026, 6, 1)
    seed: int = 7

    @property
    def until(self) -> date:
        """Return the first day after the last."""
        return self.first + timedelta(days=self.days)


def write_sales(database: Database, period: Period) -> None:
    """Fill the demo's books with the sales of a period."""
    engine = create_engine(database.engine.url)
    with engine.begin() as connection:
        _take_guards_away(connection)
        connection.execute(update(sites).values(time_zone=ZONE.key))
        diners = _write_members(connection, period)
        sales = _sales(connection, period, diners)
        while batch := list(islice(sales, BATCH)):
            for name, table in TABLES.items():
                _write(connection, table, [row for rows in batch for row in rows[name]])
    engine.dispose()


def _take_guards_away(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET session_replication_role = replica"))
        return
    for name in list(
        connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars()
    ):
        connection.exec_driver_sql(f"DROP TRIGGER {name}")


def _write_members(connection: Connection, period: Period) -> dict[int, Diner]:
    chance = random.Random(period.seed)
    first_id = 1_000_000
    diners = {
        first_id + number: Diner(
            birth_date=date(1930 + chance.randrange(70), 1, 1) + timedelta(days=chance.randrange(365))
        )
        for number in range(period.members)
    }
    joined_at = datetime(2026, 1, 1, tzinfo=UTC)
    _write(
        connection,
        members,
        [
            {
                "id": id_, "code": f"B{id_}", "birth_date": diner.birth_date,
                "residence_area": "", "hukou_area": "", "wallet_account_id": id_, "joined_at": joined_at,
            }
            for id_, diner in diners.items()
        ],
    )  # fmt: skip
    return diners


def _write(connection: Connection, table: Table, rows: list[Row]) -> None:
    if rows:
        connection.execute(insert(table), rows)


def _sales(connection: Connection, period: Period, diners: dict[int, Diner]) -> Iterator[Rows]:
    scheme = parse_scheme(DEMO, source="demo")
    chance = random.Random(period.seed)
    on_sale = _items(connection)
    ids = list(diners)
    for number, (day, meal, at) in enumerate(_moments(period, chance), start=1):
        member_id = None if chance.randrange(10) < GUESTS_IN_TEN or not ids else chance.choice(ids)
        lines = tuple(
            BasketLine(item, chance.randint(1, MOST_QUANTITY))
            for item in chance.sample(list(on_sale), chance.choice(LINES))
        )
        local = at.astimezone(ZONE)
        basket = Basket(lines, Occasion(day, meal, at_time=local.time(), site=SITE))
        quote = quote_basket(basket, diners[member_id] if member_id else Diner(), scheme)
        yield _rows(number, day, meal, at, member_id, quote, on_sale)


def _moments(period: Period, chance: random.Random) -> Iterator[tuple[date, str, datetime]]:
    """Give the moments of the orders in order of time."""
    weights = [share for *_, share in MEALS]
    for place in range(period.days):
        day = period.first + timedelta(days=place)
        of_day = period.orders * (place + 1) // period.days - period.orders * place // period.days
        moments = []
        for meal, hour, hours, _ in chance.choices(MEALS, weights, k=of_day):
            second = chance.randrange(hours * 3600)
            local = datetime(day.year, day.month, day.day, hour, tzinfo=ZONE) + timedelta(seconds=second)
            moments.append((local.astimezone(UTC), meal))
        for at, meal in sorted(moments):
            yield day, meal, at


def _items(connection: Connection) -> dict[Item, int]:
    """Return the dishes of the demo, each with an item of some menu."""
    joined = select(dishes, menu_items.c.id.label("menu_item_id")).join(
        menu_items, menu_items.c.dish_code == dishes.c.code
    )
    return {
        Item(row.code, row.category_code, row.vendor_code, row.list_price_fen): row.menu_item_id
        for row in connection.execute(joined.order_by(menu_items.c.id))
    }


def _rows(
    number: int,
    day: date,
    meal: str,
    at: datetime,
    member_id: int | None,
    quote: Quote,
    on_sale: dict[Item, int],
) -> Rows:
    id_ = f"sold-{number:08}"
    till = TILLS[number % len(TILLS)]
    order = {
        "id": id_, "number": f"{till}-{number:06}", "till_code": till, "shift_id": f"{till}:{day}",
        "business_date": day, "period_code": meal, "at": at, "member_id": member_id, "card_serial": None,
        "card_counter": None, "tier_code": quote.tier.code if quote.tier else None,
        "scheme_code": quote.scheme_code, "scheme_version": quote.scheme_version,
        "list_total_fen": quote.list_total_fen, "discount_total_fen": quote.discount_total_fen,
        "subsidy_total_fen": quote.subsidy_total_fen, "total_fen": quote.total_fen,
        "balance_after_fen": None, "request_hash": id_, "receipt_job": f"{id_}:receipt",
    }  # fmt: skip
    lines, reductions = [], []
    for place, line in enumerate(quote.lines, start=1):
        lines.append(
            {
                "order_id": id_, "number": place, "menu_item_id": on_sale[line.item],
                "dish_code": line.item.code, "name_zh": line.item.code, "name_en": line.item.code,
                "category_code": line.item.category, "vendor_code": line.item.vendor,
                "quantity": line.quantity, "unit_price_fen": line.item.unit_price_fen,
                "list_fen": line.list_fen, "total_fen": line.total_fen,
            }
        )  # fmt: skip
        for reduction in line.reductions:
            reductions.append(
                {
                    "order_id": id_, "line_number": place, "rule_code": reduction.rule_code,
                    "kind": reduction.kind, "payer": reduction.payer, "name_zh": reduction.name.zh,
                    "name_en": reduction.name.en, "reason_zh": reduction.reason.zh,
                    "reason_en": reduction.reason.en, "amount_fen": reduction.amount_fen,
                    "scope": reduction.scope,
                }
            )  # fmt: skip
    return {"orders": [order], "lines": lines, "reductions": reductions}
