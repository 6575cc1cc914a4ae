"""Which orders were sold last at a till or a site, and what became of each?

Rule: a site sees its own orders only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Table, func, select

from pos.refunds.sold import PARTLY_REFUNDED, REFUNDED, SOLD, VOIDED
from pos.sales.refund_tables import VOID, refund_lines, refunds
from pos.sales.tables import order_lines, order_tenders, orders
from pos.shifts.tables import tills


@dataclass(frozen=True, slots=True)
class ListedOrder:
    """An order in a list: what it came to, how it was paid, and what was given back of it."""

    id: str
    number: str
    till_code: str
    at: datetime
    total_fen: int
    returned_fen: int
    tenders: tuple[str, ...]
    state: str
    is_of_member: bool


def last_orders(
    connection: Connection, site_code: str, *, till_code: str | None = None, number: str = "", limit: int = 20
) -> tuple[ListedOrder, ...]:
    """Return the last orders of a site, the newest first; of one till, or of a number, if one is given.

    A number may be given as printed or by its digits alone.
    """
    query = (
        select(orders.c.id, orders.c.number, orders.c.till_code, orders.c.at, orders.c.total_fen)
        .add_columns(orders.c.member_id)
        .join(tills, tills.c.code == orders.c.till_code)
        .where(tills.c.site_code == site_code)
        .order_by(orders.c.at.desc(), orders.c.id.desc())
        .limit(limit)
    )
    if till_code is not None:
        query = query.where(orders.c.till_code == till_code)
    if number:
        query = query.where(_is_number(number.strip().upper()))
    rows = connection.execute(query).all()
    ids = [row.id for row in rows]
    states, back, tenders = _states(connection, ids), _returned(connection, ids), _tenders(connection, ids)
    return tuple(
        ListedOrder(
            row.id,
            row.number,
            row.till_code,
            row.at,
            row.total_fen,
            back.get(row.id, 0),
            tenders.get(row.id, ()),
            states.get(row.id, SOLD),
            row.member_id is not None,
        )
        for row in rows
    )


def _is_number(number: str) -> ColumnElement[bool]:
    if number.isdecimal():
        return orders.c.number.endswith(f"-{number.zfill(6)}", autoescape=True)
    return orders.c.number == number


def _states(connection: Connection, ids: Sequence[str]) -> Mapping[str, str]:
    """Return the states of those orders of which something was given back."""
    voided = select(refunds.c.order_id).where(refunds.c.kind == VOID, refunds.c.order_id.in_(ids))
    states = dict.fromkeys(connection.execute(voided).scalars(), VOIDED)
    back = _portions(connection, refund_lines, ids)
    had = _portions(connection, order_lines, list(back))
    for id_, portions in back.items():
        states.setdefault(id_, REFUNDED if portions == had[id_] else PARTLY_REFUNDED)
    return states


def _portions(connection: Connection, table: Table, ids: Sequence[str]) -> dict[str, int]:
    query = select(table.c.order_id, func.sum(table.c.quantity)).where(table.c.order_id.in_(ids))
    return {id_: int(count) for id_, count in connection.execute(query.group_by(table.c.order_id))}


def _returned(connection: Connection, ids: Sequence[str]) -> Mapping[str, int]:
    query = select(refunds.c.order_id, func.sum(refunds.c.total_fen)).where(refunds.c.order_id.in_(ids))
    return {id_: int(total) for id_, total in connection.execute(query.group_by(refunds.c.order_id))}


def _tenders(connection: Connection, ids: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    query = select(order_tenders.c.order_id, order_tenders.c.kind).where(order_tenders.c.order_id.in_(ids))
    for id_, kind in connection.execute(query.order_by(order_tenders.c.number)):
        found[id_] = (*found.get(id_, ()), kind)
    return found
