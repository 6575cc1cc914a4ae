"""The rows of a refund, its fingerprint, and how they are written.

Rule: a refund is written once, after everything that it is made of.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, insert

from pos.sales.refund_tables import refund_lines, refund_reductions, refund_tenders, refunds

Rows = Sequence[dict[str, Any]]

# All of a refund's own row but its moment, which its entry has, and what follows from the postings.
FINGERPRINTED = (
    "id",
    "kind",
    "order_id",
    "ordinal",
    "number",
    "till_code",
    "shift_id",
    "business_date",
    "reason",
    "list_total_fen",
    "discount_total_fen",
    "subsidy_total_fen",
    "total_fen",
    "request_hash",
)
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str).encode


@dataclass(frozen=True, slots=True)
class RefundRows:
    """Everything that one refund consists of, as rows for the tables of the same names."""

    refund: dict[str, Any]
    lines: Rows
    reductions: Rows
    tenders: Rows


def refund_key(refund_id: str) -> str:
    """Return the key of a refund's paper: one, however often the request is sent."""
    return f"{refund_id}:refund"


def write_parts(connection: Connection, rows: RefundRows) -> None:
    """Write the lines, reductions and tenders of a refund that will seal them."""
    connection.execute(insert(refund_lines), rows.lines)
    if rows.reductions:
        connection.execute(insert(refund_reductions), rows.reductions)
    if rows.tenders:
        connection.execute(insert(refund_tenders), rows.tenders)


def seal_refund(connection: Connection, refund: dict[str, Any]) -> None:
    """Write the refund's own row; the database refuses it unless everything adds up."""
    connection.execute(insert(refunds), refund)


def refund_fingerprint(rows: RefundRows) -> str:
    """Return SHA-256, in hexadecimal, over what was given back, of what, why and to where.

    It goes into the ledger's hash chain, as that of an order does.
    """
    own = [rows.refund[name] for name in FINGERPRINTED]
    parts = [
        sorted([row[name] for name in sorted(row)] for row in part)
        for part in (rows.lines, rows.reductions, rows.tenders)
    ]
    return sha256(_encode([own, *parts]).encode()).hexdigest()
