"""How much prepaid money do we hold, is it near where the city wants it secured, and whose sleeps?

Rule: reads only. The thresholds: above 200,000 yuan a part of the money has to be secured (Shanghai's
implementing measures of 2019 on single-purpose cards); 160,000 leaves time to act.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, case, func, select

from pos.ledger.tables import account_balances, accounts, entries, postings
from pos.members.tables import members

WATCH_FEN = 160_000_00
SECURE_FEN = 200_000_00
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Prepaid:
    """The sum of all wallets in fen, how many hold money, and how near it is: ok, watch or secure."""

    total_fen: int
    wallets: int
    level: str


@dataclass(frozen=True, slots=True)
class Dormant:
    """A member whose wallet holds money and has not moved since."""

    member_id: int
    code: str
    balance_fen: int
    last_moved_at: datetime


def prepaid_total(connection: Connection) -> Prepaid:
    """Return what all wallets hold together."""
    total, count = connection.execute(
        select(
            func.coalesce(func.sum(account_balances.c.balance_fen), 0),
            func.coalesce(func.sum(case((account_balances.c.balance_fen > 0, 1), else_=0)), 0),
        )
        .join(accounts, accounts.c.id == account_balances.c.account_id)
        .where(accounts.c.kind == "wallet")
    ).one()
    return Prepaid(int(total), int(count), level_of(int(total)))


def level_of(total_fen: int) -> str:
    """Return how near a total is to where money has to be secured."""
    if total_fen >= SECURE_FEN:
        return "secure"
    return "watch" if total_fen >= WATCH_FEN else "ok"


def dormant_balances(connection: Connection, *, since: datetime, limit: int = 200) -> tuple[Dormant, ...]:
    """Return the members whose wallets hold money and have not moved since a moment, the longest first."""
    rows = connection.execute(
        select(members.c.id, members.c.code, account_balances.c.balance_fen, entries.c.at)
        .join(account_balances, account_balances.c.account_id == members.c.wallet_account_id)
        .join(postings, postings.c.id == account_balances.c.last_posting_id)
        .join(entries, entries.c.id == postings.c.entry_id)
        .where(account_balances.c.balance_fen > 0, entries.c.at < since)
        .order_by(entries.c.at, members.c.id)
        .limit(limit)
    )
    return tuple(Dormant(*row) for row in rows)


def months_before(day: date, months: int) -> date:
    """Return the day that lies so many months before another; the last of a shorter month."""
    ahead = day.year * 12 + day.month - 1 - months
    first = date(ahead // 12, ahead % 12 + 1, 1)
    last_of_month = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day.day, last_of_month.day))
