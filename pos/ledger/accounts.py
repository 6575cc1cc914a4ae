"""Which accounts there are, and how they are opened.

Rule: an account's code says what it is ("wallet:M0001", "revenue:nonna"); the database gives each wallet and
drawer its running balance, born at 0.
"""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, bindparam, func, insert, select

from pos.ledger.tables import account_balances, accounts, postings

_IDS = select(accounts.c.code, accounts.c.id).where(accounts.c.code.in_(bindparam("codes", expanding=True)))


def open_account(connection: Connection, kind: str, name: str) -> int:
    """Open the account "<kind>:<name>", or find it open already; return its id."""
    code = f"{kind}:{name}"
    present = account_ids(connection, (code,)).get(code)
    if present is not None:
        return present
    opened: int = connection.execute(
        insert(accounts).values(code=code, kind=kind).returning(accounts.c.id)
    ).scalar_one()
    return opened


def open_accounts(connection: Connection, kind: str, names: Sequence[str]) -> Mapping[str, int]:
    """Open the account "<kind>:<name>" for each name, none of which is open; return the ids by name."""
    if not names:
        return {}
    rows = [{"code": f"{kind}:{name}", "kind": kind} for name in names]
    opened = connection.execute(insert(accounts).returning(accounts.c.code, accounts.c.id), rows)
    return {code.removeprefix(f"{kind}:"): id_ for code, id_ in opened}


def account_ids(connection: Connection, codes: Iterable[str]) -> Mapping[str, int]:
    """Return the ids of the accounts of those codes that are open, by code."""
    rows = connection.execute(_IDS, {"codes": list(codes)})
    return {row.code: row.id for row in rows}


def balance_fen(connection: Connection, account_id: int) -> int:
    """Return the running balance of a wallet or a drawer."""
    held: int = connection.execute(
        select(account_balances.c.balance_fen).where(account_balances.c.account_id == account_id)
    ).scalar_one()
    return held


def sum_fen(connection: Connection, account_id: int) -> int:
    """Return what any account was debited more than credited, added up from its postings."""
    debited, credited = (
        connection.execute(
            select(func.coalesce(func.sum(postings.c.amount_fen), 0)).where(side == account_id)
        ).scalar_one()
        for side in (postings.c.debit_account_id, postings.c.credit_account_id)
    )
    return int(debited) - int(credited)
