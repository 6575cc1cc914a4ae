"""What the books hold, to be compared before and after."""

from typing import Any

from sqlalchemy import func, select

from pos.database import Database
from pos.tables import metadata

# What a refusal may leave behind.
BESIDE_THE_BOOKS = frozenset({"card_alarms", "deeds", "audit_runs"})


def state_of(database: Database, *, beside: frozenset[str] = BESIDE_THE_BOOKS) -> tuple[Any, ...]:
    """Return what must be the same when nothing was written: how many rows, all money, all portions."""
    held = metadata.tables["account_balances"]
    menu = metadata.tables["menu_items"]
    tables = [table for table in metadata.sorted_tables if table.name not in beside]
    counts = (select(func.count()).select_from(table).scalar_subquery() for table in tables)
    portions = select(func.sum(menu.c.sold_portions)).scalar_subquery()
    with database.read() as connection:
        counted = connection.execute(select(*counts, portions)).one()
        balances = connection.execute(select(held).order_by(held.c.account_id)).all()
    return (*counted, *balances)
