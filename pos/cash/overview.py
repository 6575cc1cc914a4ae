"""Where a site's cash is now, and who was over or short.

Rule: safe, bank and petty cash are sums of postings. What is in a drawer is never told of a forgotten shift,
whose drawer is still to be counted blind.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, case, func, select

from pos.cash.tables import shift_counts
from pos.ledger.accounts import account_ids, balance_fen, sum_fen
from pos.shifts.shifts import Till, all_tills
from pos.shifts.tables import shifts, tills, z_reports


@dataclass(frozen=True, slots=True)
class Drawer:
    """A till's drawer; `held_fen` is None where it is still to be counted blind."""

    till: Till
    is_forgotten: bool
    held_fen: int | None


@dataclass(frozen=True, slots=True)
class OverShort:
    """What a cashier's counts came to: closes, those uncounted, and the sums above and below the books."""

    cashier: str
    closes: int
    uncounted: int
    over_fen: int
    short_fen: int


def drawers_of(connection: Connection, site_code: str, *, at: datetime) -> tuple[Drawer, ...]:
    """Return the drawers of a site's tills."""
    found = []
    for till in all_tills(connection):
        if till.site.code == site_code:
            is_forgotten = till.shift is not None and till.shift_at(at) is None
            held_fen = None if is_forgotten else balance_fen(connection, till.drawer_account_id)
            found.append(Drawer(till, is_forgotten, held_fen))
    return tuple(found)


def held_in(connection: Connection, kind: str, site_code: str) -> int:
    """Return what the safe, the bank or the petty cash of a site holds; 0 where none was ever used."""
    code = f"{kind}:{site_code}"
    found = account_ids(connection, (code,))
    return sum_fen(connection, found[code]) if found else 0


def over_short_by_cashier(
    connection: Connection, site_code: str, *, since: datetime
) -> tuple[OverShort, ...]:
    """Return what each cashier's closes of a site since a moment were over and short."""
    differs = shift_counts.c.counted_fen - shift_counts.c.expected_fen
    rows = connection.execute(
        select(
            shifts.c.cashier,
            func.count(),
            func.sum(case((z_reports.c.count_id.is_(None), 1), else_=0)),
            func.coalesce(func.sum(case((differs > 0, differs), else_=0)), 0),
            func.coalesce(func.sum(case((differs < 0, -differs), else_=0)), 0),
        )
        .select_from(z_reports)
        .join(shifts, shifts.c.id == z_reports.c.shift_id)
        .join(tills, tills.c.code == z_reports.c.till_code)
        .outerjoin(shift_counts, shift_counts.c.id == z_reports.c.count_id)
        .where(tills.c.site_code == site_code, z_reports.c.at >= since)
        .group_by(shifts.c.cashier)
        .order_by(shifts.c.cashier)
    )
    return tuple(OverShort(row[0], row[1], int(row[2]), int(row[3]), int(row[4])) for row in rows)
