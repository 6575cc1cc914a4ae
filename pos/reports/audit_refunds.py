"""Whether what was given back agrees with what was sold: refunds, their lines, their money, their portions.

Rule: as in `audit`: everything is added up again; no trigger is trusted.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, func, select

from inventory.tables import portion_returns
from pos.ledger.tables import accounts, entries, postings
from pos.refunds.rows import RefundRows, refund_fingerprint
from pos.reports.findings import Disagreement, Findings
from pos.sales.refund_tables import KINDS, refund_lines, refund_reductions, refund_tenders, refunds
from pos.sales.tables import order_lines, order_reductions, order_tenders, orders

PARTS = (refund_lines, refund_reductions, refund_tenders)


def refunded_orders(connection: Connection, findings: Findings) -> Iterator[Disagreement]:
    """Compare each refund with its parts and its postings, and the refunds of each order with the order."""
    parts = [_by_refund(connection, table) for table in PARTS]
    posted = _credited(connection)
    query = select(refunds, entries.c.kind.label("entry_kind"), entries.c.detail_hash).outerjoin(
        entries, entries.c.id == refunds.c.id
    )
    rows = connection.execute(query).mappings().all()
    findings.checked["refunds"] = len(rows)
    for row in rows:
        lines, reductions, tenders = (own.pop(row["id"], []) for own in parts)
        borne_fen = row["discount_total_fen"] + row["subsidy_total_fen"]
        credited = posted.get(row["id"], {})
        claims = {
            "it is not in the ledger as it says": row["entry_kind"] == row["kind"],
            "its lines do not add up": _sum(lines, "list_fen") == row["list_total_fen"]
            and _sum(lines, "total_fen") == row["total_fen"],
            "its reductions do not add up": _sum(reductions, "amount_fen") == borne_fen,
            "its tenders do not add up": _sum(tenders, "amount_fen") == row["total_fen"],
            "its postings do not add up": sum(credited.values()) == row["list_total_fen"]
            and credited.get("discount", 0) == row["discount_total_fen"]
            and credited.get("receivable", 0) == row["subsidy_total_fen"],
            "it was changed after it was written": refund_fingerprint(
                RefundRows(dict(row), lines, reductions, tenders)
            )
            == row["detail_hash"],
        }
        for detail, holds in claims.items():
            if not holds:
                yield Disagreement("refunds", row["number"], detail)
    for orphan in {id_ for own in parts for id_ in own}:
        yield Disagreement("refunds", orphan, "has parts but is no refund")
    known = {row["id"] for row in rows}
    for id_ in connection.execute(select(entries.c.id).where(entries.c.kind.in_(KINDS))).scalars():
        if id_ not in known:
            yield Disagreement("refunds", id_, "is in the ledger, but nobody says of which order")
    yield from _above_what_was_sold(connection)


def returned_portions(connection: Connection, findings: Findings) -> Iterator[Disagreement]:
    """Compare the portions of each refund's lines with those that came back, by where they went."""
    by_lines: dict[tuple[str, int, str], int] = defaultdict(int)
    query = select(
        refund_lines.c.refund_id, order_lines.c.menu_item_id, refund_lines.c.fate, refund_lines.c.quantity
    ).join(
        order_lines,
        (order_lines.c.order_id == refund_lines.c.order_id)
        & (order_lines.c.number == refund_lines.c.line_number),
    )
    for refund, item, fate, quantity in connection.execute(query):
        by_lines[refund, item, fate] += quantity
    columns = ("reference", "menu_item_id", "fate", "quantity")
    rows = connection.execute(select(*(portion_returns.c[name] for name in columns)))
    came_back = {(row[0], row[1], row[2]): int(row[3]) for row in rows}
    findings.checked["returned portions"] = len(came_back)
    for key in sorted(by_lines.keys() | came_back.keys()):
        if by_lines.get(key, 0) != came_back.get(key, 0):
            detail = f"{by_lines.get(key, 0)} on the refund, {came_back.get(key, 0)} came back"
            yield Disagreement("portions", f"{key[0]} (item {key[1]}, {key[2]})", detail)


def _above_what_was_sold(connection: Connection) -> Iterator[Disagreement]:
    """Look for lines, reductions and tenders of which more was given back than there was."""
    sold_and_back = (
        (order_lines, ("number",), "total_fen", refund_lines, ("line_number",)),
        (order_lines, ("number",), "quantity", refund_lines, ("line_number",)),
        (
            order_reductions,
            ("line_number", "rule_code"),
            "amount_fen",
            refund_reductions,
            ("line_number", "rule_code"),
        ),
        (order_tenders, ("number",), "amount_fen", refund_tenders, ("tender_number",)),
    )
    for sold, by, amount, back, back_by in sold_and_back:
        given = _sums(connection, back, ("order_id", *back_by), amount)
        refunded = sold.c.order_id.in_(select(refunds.c.order_id))
        had = {
            tuple(row[:-1]): row[-1]
            for row in connection.execute(
                select(*(sold.c[name] for name in ("order_id", *by)), sold.c[amount]).where(refunded)
            )
        }
        for key, given_amount in given.items():
            if given_amount > had.get(key, 0):
                number = connection.execute(select(orders.c.number).where(orders.c.id == key[0])).scalar()
                detail = f"{back.name} give back {given_amount} of {had.get(key, 0)}"
                yield Disagreement("refunds", str(number), detail)


def _by_refund(connection: Connection, table: Any) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in connection.execute(select(table)).mappings():
        found.setdefault(row["refund_id"], []).append(dict(row))
    return found


def _sums(connection: Connection, table: Any, by: tuple[str, ...], amount: str) -> dict[Any, int]:
    columns = [table.c[name] for name in by]
    rows = connection.execute(select(*columns, func.sum(table.c[amount])).group_by(*columns))
    return {tuple(row[:-1]): int(row[-1]) for row in rows}


def _credited(connection: Connection) -> dict[str, dict[str, int]]:
    """Return what each refund credited in the ledger, by the kind of account."""
    rows = connection.execute(
        select(postings.c.entry_id, accounts.c.kind, func.sum(postings.c.amount_fen))
        .join(entries, entries.c.id == postings.c.entry_id)
        .join(accounts, accounts.c.id == postings.c.credit_account_id)
        .where(entries.c.kind.in_(KINDS))
        .group_by(postings.c.entry_id, accounts.c.kind)
    )
    found: dict[str, dict[str, int]] = {}
    for id_, kind, amount in rows:
        found.setdefault(id_, {})[kind] = int(amount)
    return found


def _sum(rows: list[dict[str, Any]], column: str) -> int:
    return sum(row[column] for row in rows)
