"""Whether the books agree with themselves: everything is added up again from the postings and compared.

Rule: it trusts no running figure, no stored total and no trigger; it only reads.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, case, func, select

from inventory.tables import MENU, menu_items, portion_movements, portion_reservations, portion_returns
from pos.ledger.posting import ChainHead, Event, Posting, entry_hash
from pos.ledger.tables import account_balances, accounts, entries, postings
from pos.receipts.tables import print_jobs
from pos.reports.audit_cash import cash_movements, closed_shifts, days_of_reports, safes, z_reports
from pos.reports.audit_refunds import refunded_orders, returned_portions
from pos.reports.audit_wallets import ended_accounts, papers_of_movements, wallet_movements
from pos.reports.findings import Disagreement, Findings
from pos.reports.today import sales_of
from pos.sales.orders import OrderRows, order_fingerprint
from pos.sales.refund_tables import VOID, refunds
from pos.sales.tables import operator_claims, order_lines, order_reductions, order_tenders, orders
from pos.usage.tables import AMOUNTS, order_uses, usage_counters, use_returns

KEY = ("counter", "period", "site_code")


_SALES_WITHOUT_ORDER = (
    select(entries.c.id)
    .outerjoin(orders, orders.c.id == entries.c.id)
    .where(entries.c.kind == "sale", orders.c.id.is_(None))
)

Check = Callable[[Connection, Findings], Iterator[Disagreement]]


def audit_books(connection: Connection) -> Findings:
    """Check the books, each way of checking by itself; see the functions of `CHECKS`."""
    findings = Findings()
    for check in CHECKS:
        findings.disagreements.extend(check(connection, findings))
    return findings


def balances(connection: Connection, findings: Findings) -> Iterator[Disagreement]:
    """Compare each wallet's and drawer's running balance with the sum of its postings, and with its floor."""
    credits_ = _sums_by(connection, postings.c.credit_account_id)
    debits = _sums_by(connection, postings.c.debit_account_id)
    rows = connection.execute(
        select(account_balances, accounts.c.code)
        .select_from(accounts)
        .outerjoin(account_balances, accounts.c.id == account_balances.c.account_id)
        .where(accounts.c.kind.in_(("wallet", "drawer")))
    ).all()
    findings.checked["balances"] = len(rows)
    for row in rows:
        if row.account_id is None:
            yield Disagreement("balances", row.code, "has no running balance")
            continue
        moved = credits_.get(row.account_id, 0) - debits.get(row.account_id, 0)
        if row.balance_fen != row.credit_sign * moved:
            detail = f"holds {row.balance_fen}, its postings give {row.credit_sign * moved}"
            yield Disagreement("balances", row.code, detail)
        if row.balance_fen < row.floor_fen:
            yield Disagreement("balances", row.code, f"{row.balance_fen} is below its floor {row.floor_fen}")


def chains(connection: Connection, findings: Findings) -> Iterator[Disagreement]:
    """Compute each entry's hash again, along the chain of its till; a gap or a change breaks it."""
    moves: dict[str, list[Posting]] = {}
    for row in connection.execute(select(postings).order_by(postings.c.id)):
        move = Posting(row.debit_account_id, row.credit_account_id, row.amount_fen)
        moves.setdefault(row.entry_id, []).append(move)
    heads: dict[str, ChainHead] = {}
    count = 0
    query = select(entries).order_by(entries.c.chain_code, entries.c.sequence)
    rows: list[Any] = list(connection.execute(query).mappings())
    for row in rows:
        count += 1
        head = heads.get(row["chain_code"], ChainHead(0, ""))
        own = moves.pop(row["id"], [])
        if (row["sequence"], row["previous_hash"]) != (head.sequence + 1, head.hash):
            yield Disagreement("chains", row["id"], f"does not follow entry {head.sequence}")
        elif entry_hash(_event(row), own, head) != row["hash"]:
            yield Disagreement("chains", row["id"], "was changed after it was written")
        if row["amount_fen"] != sum(move.amount_fen for move in own):
            yield Disagreement("chains", row["id"], "its postings do not add up to its amount")
        heads[row["chain_code"]] = ChainHead(row["sequence"], row["hash"])
    findings.checked["entries"] = count
    for orphan in moves:
        yield Disagreement("chains", orphan, "has postings but is no entry")


def sold_orders(connection: Connection, findings: Findings) -> Iterator[Disagreement]:
    """Compare each order with its lines, reductions, tenders and entry, and look for its receipt."""
    lines = _rows_by_order(connection, order_lines, order_lines.c.number)
    reductions = _rows_by_order(connection, order_reductions, order_reductions.c.line_number)
    tenders = _rows_by_order(connection, order_tenders, order_tenders.c.number)
    used = _rows_by_order(connection, order_uses, order_uses.c.counter)
    claimed = _rows_by_order(connection, operator_claims, operator_claims.c.rule_code)
    rows = connection.execute(
        select(orders, entries.c.detail_hash, entries.c.amount_fen.label("posted_fen"), print_jobs.c.key)
        .outerjoin(entries, (entries.c.id == orders.c.id) & (entries.c.kind == "sale"))
        .outerjoin(print_jobs, print_jobs.c.key == orders.c.receipt_job)
    ).all()
    findings.checked["orders"] = len(rows)
    for row in rows:
        own_lines, own_tenders = lines.pop(row.id, []), tenders.pop(row.id, [])
        own_reductions = reductions.pop(row.id, [])
        own_uses, own_claims = used.pop(row.id, []), claimed.pop(row.id, [])
        claims = {
            "its lines do not add up": _sum(own_lines, "list_fen") == row.list_total_fen
            and _sum(own_lines, "total_fen") == row.total_fen,
            "its reductions do not add up": _sum(own_reductions, "amount_fen")
            == row.discount_total_fen + row.subsidy_total_fen,
            "its tenders do not add up": _sum(own_tenders, "amount_fen") + row.cash_rounding_fen
            == row.total_fen,
            "its postings do not add up": row.posted_fen
            == row.list_total_fen + max(-row.cash_rounding_fen, 0),
            "it has no receipt": row.key is not None,
            "it was changed after it was sold": order_fingerprint(
                OrderRows(row._asdict(), own_lines, own_reductions, own_tenders, own_uses, own_claims)
            )
            == row.detail_hash,
        }
        for detail, holds in claims.items():
            if not holds:
                yield Disagreement("orders", row.number, detail)
    for orphan in {*lines, *reductions, *tenders, *used, *claimed}:
        yield Disagreement("orders", orphan, "has parts but is no order")
    for sale in connection.execute(_SALES_WITHOUT_ORDER).scalars():
        yield Disagreement("orders", sale, "is a sale in the ledger but no order")


def uses(connection: Connection, findings: Findings) -> Iterator[Disagreement]:
    """Add the uses of each member up, less what was given back, and compare them with the counters."""
    sums: dict[tuple[Any, ...], list[int]] = {}
    used = select(order_uses.c.member_id, *(order_uses.c[name] for name in (*KEY, *AMOUNTS)))
    same = [order_uses.c[name] == use_returns.c[name] for name in ("order_id", *KEY)]
    given_back = select(
        order_uses.c.member_id,
        *(order_uses.c[name] for name in KEY),
        *(-use_returns.c[name] for name in AMOUNTS),
    ).join(use_returns, and_(*same))
    for query in (used, given_back):
        for row in connection.execute(query):
            own = sums.setdefault(tuple(row[:4]), [0] * len(AMOUNTS))
            own[:] = [before + moved for before, moved in zip(own, row[4:], strict=True)]
    counters = connection.execute(
        select(usage_counters.c.member_id, *(usage_counters.c[name] for name in (*KEY, *AMOUNTS)))
    ).all()
    findings.checked["uses"] = len(counters)
    for row in counters:
        if sums.pop(tuple(row[:4]), None) != list(row[4:]):
            yield Disagreement("uses", f"{row[0]} {row[1]} {row[2]}", "are not what the orders used")
    for member, counter, period, _ in sums:
        yield Disagreement("uses", f"{member} {counter} {period}", "have no counter")


def portions(connection: Connection, findings: Findings) -> Iterator[Disagreement]:
    """Compare the sold portions of each counted dish with its movements, and all movements with all lines."""
    taken = _sums_by_item(connection, portion_movements.c.quantity, portion_movements.c.menu_item_id)
    on_sale = portion_returns.c.fate == MENU
    back = _sums_by_item(connection, portion_returns.c.quantity, portion_returns.c.menu_item_id, on_sale)
    rows = connection.execute(
        select(
            menu_items.c.id,
            menu_items.c.dish_code,
            menu_items.c.planned_portions,
            menu_items.c.sold_portions,
        )
    ).all()
    findings.checked["menu items"] = len(rows)
    kept = _reserved(connection)
    for row in rows:
        moved = taken.get(row.id, 0) - back.get(row.id, 0) + kept.get(row.id, 0)
        if row.planned_portions is not None and row.sold_portions != moved:
            detail = f"says {row.sold_portions} sold or reserved, its movements and reservations give {moved}"
            yield Disagreement("portions", f"{row.dish_code} (item {row.id})", detail)
    sold = connection.execute(select(func.coalesce(func.sum(order_lines.c.quantity), 0))).scalar_one()
    moved = connection.execute(select(func.coalesce(func.sum(portion_movements.c.quantity), 0))).scalar_one()
    if sold != moved:
        yield Disagreement("portions", "all", f"{sold} sold on orders, {moved} taken from the menu")


def _reserved(connection: Connection) -> dict[int, int]:
    """Return what is kept for tickets that are held, by menu item."""
    rows = connection.execute(
        select(portion_reservations.c.menu_item_id, func.sum(portion_reservations.c.quantity))
        .where(portion_reservations.c.released_at.is_(None))
        .group_by(portion_reservations.c.menu_item_id)
    )
    return {id_: int(quantity) for id_, quantity in rows}


def reports(connection: Connection, findings: Findings) -> Iterator[Disagreement]:
    """Compare each day's report, which is made of postings, with the day's orders and refunds."""
    days: dict[date, list[int]] = {}
    for table, sign in ((orders, 1), (refunds, -1)):
        rows = connection.execute(
            select(
                table.c.business_date,
                func.sum(table.c.total_fen),
                func.sum(table.c.list_total_fen),
                func.count() if table is orders else func.count(case((refunds.c.kind == VOID, 1))),
            ).group_by(table.c.business_date)
        )
        for day, *sums in rows:
            own = days.setdefault(day, [0, 0, 0])
            own[:] = [before + sign * int(moved) for before, moved in zip(own, sums, strict=True)]
    findings.checked["days"] = len(days)
    for day, expected in sorted(days.items()):
        report = sales_of(connection, day)
        sold_fen = report.takings_fen + report.rounding_fen
        if [sold_fen, report.list_fen, report.diners] != expected:
            detail = f"the report says {sold_fen}, its orders give {expected[0]}"
            yield Disagreement("reports", day.isoformat(), detail)


CHECKS: tuple[Check, ...] = (
    balances,
    chains,
    sold_orders,
    uses,
    portions,
    refunded_orders,
    returned_portions,
    reports,
    wallet_movements,
    papers_of_movements,
    ended_accounts,
    cash_movements,
    z_reports,
    closed_shifts,
    days_of_reports,
    safes,
)


def _event(row: Any) -> Event:
    return Event(
        id=row["id"],
        kind=row["kind"],
        reason=row["reason"],
        actor=row["actor"],
        business_date=row["business_date"],
        at=row["at"],
        chain_code=row["chain_code"],
        detail_hash=row["detail_hash"],
        order_id=row["order_id"],
    )


def _sums_by_item(connection: Connection, quantity: Any, item: Any, *only: Any) -> dict[int, int]:
    query = select(item, func.sum(quantity)).where(*only).group_by(item)
    return {id_: int(total) for id_, total in connection.execute(query)}


def _sums_by(connection: Connection, side: Any) -> dict[int, int]:
    rows = connection.execute(select(side, func.sum(postings.c.amount_fen)).group_by(side))
    return {account_id: int(amount_fen) for account_id, amount_fen in rows}


def _rows_by_order(connection: Connection, table: Any, order: Any) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in connection.execute(select(table).order_by(table.c.order_id, order)).mappings():
        found.setdefault(row["order_id"], []).append(dict(row))
    return found


def _sum(rows: list[dict[str, Any]], column: str) -> int:
    return sum(row[column] for row in rows)
