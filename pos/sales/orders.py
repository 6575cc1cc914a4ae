"""What was sold: the rows of an order, its fingerprint, and how it is found again.

Rule: an order is written once, after everything that it is made of, and read back as it was sold.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select

from pos.cards.cards import tail_of
from pos.cards.tables import cards
from pos.members.people import SealedPerson
from pos.members.tables import members, people
from pos.sales.tables import operator_claims, order_lines, order_reductions, order_tenders, orders
from pos.tenders.tables import external_payments

Rows = Sequence[dict[str, Any]]

_LINES = insert(order_lines)
_REDUCTIONS = insert(order_reductions)
_TENDERS = insert(order_tenders)
_CLAIMS = insert(operator_claims)
_ORDER = insert(orders)
_REQUEST_HASH = select(orders.c.request_hash).where(orders.c.id == bindparam("id"))
_FIND = (
    select(
        orders,
        members.c.code.label("member_code"),
        people.c.wrapped_key,
        people.c.name,
        cards.c.number.label("card_number"),
    )
    .outerjoin(members, members.c.id == orders.c.member_id)
    .outerjoin(people, people.c.member_id == orders.c.member_id)
    .outerjoin(cards, cards.c.serial == orders.c.card_serial)
    .where(orders.c.id == bindparam("id"))
)
_FIND_LINES = (
    select(order_lines.c.name_zh, order_lines.c.name_en, order_lines.c.quantity, order_lines.c.total_fen)
    .where(order_lines.c.order_id == bindparam("id"))
    .order_by(order_lines.c.number)
)
_FIND_TENDERS = (
    select(
        order_tenders.c.kind,
        order_tenders.c.amount_fen,
        order_tenders.c.received_fen,
        order_tenders.c.change_fen,
        external_payments.c.means,
        order_tenders.c.voucher_code,
    )
    .outerjoin(external_payments, external_payments.c.id == order_tenders.c.payment_id)
    .where(order_tenders.c.order_id == bindparam("id"))
    .order_by(order_tenders.c.number)
)
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str).encode

# All of an order's own row but its moment, which its entry has, and what follows from the postings.
FINGERPRINTED = (
    "id",
    "number",
    "till_code",
    "shift_id",
    "business_date",
    "period_code",
    "member_id",
    "card_serial",
    "card_counter",
    "tier_code",
    "scheme_code",
    "scheme_version",
    "list_total_fen",
    "discount_total_fen",
    "subsidy_total_fen",
    "total_fen",
    "request_hash",
)


@dataclass(frozen=True, slots=True)
class SoldLine:
    """A line as the success panel and the list of orders show it."""

    name_zh: str
    name_en: str
    quantity: int
    total_fen: int


@dataclass(frozen=True, slots=True)
class Tender:
    """How an order was paid, in part; received and change are for cash, `means` says how others took it."""

    kind: str
    amount_fen: int
    received_fen: int | None
    change_fen: int | None
    means: str | None = None
    voucher_code: str | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """An order as it was sold. `tenders` is empty where nothing was to pay."""

    id: str
    number: str
    till_code: str
    at: datetime
    list_total_fen: int
    total_fen: int
    tenders: tuple[Tender, ...]
    lines: tuple[SoldLine, ...]
    # None, None: a guest; a code alone: somebody who was erased since.
    member_code: str | None
    person: SealedPerson | None
    card_tail: str | None
    balance_after_fen: int | None
    cash_rounding_fen: int = 0


@dataclass(frozen=True, slots=True)
class OrderRows:
    """Everything that one order consists of, as rows for the tables of the same names."""

    order: dict[str, Any]
    lines: Rows
    reductions: Rows
    tenders: Rows
    uses: Rows = ()
    claims: Rows = ()


def find_request_hash(connection: Connection, id_: str) -> str | None:
    """Return the hash of the request that sold the order of that id, if it was sold."""
    return connection.execute(_REQUEST_HASH, {"id": id_}).scalar_one_or_none()


def find_order(connection: Connection, id_: str) -> Order | None:
    """Return the order of that id, if it was sold."""
    row = connection.execute(_FIND, {"id": id_}).one_or_none()
    if row is None:
        return None
    return Order(
        id=row.id,
        number=row.number,
        till_code=row.till_code,
        at=row.at,
        list_total_fen=row.list_total_fen,
        total_fen=row.total_fen,
        tenders=tuple(Tender(*tender) for tender in connection.execute(_FIND_TENDERS, {"id": id_})),
        lines=tuple(SoldLine(*line) for line in connection.execute(_FIND_LINES, {"id": id_})),
        member_code=row.member_code,
        person=None if row.name is None else SealedPerson(row.member_code, row.wrapped_key, row.name),
        card_tail=row.card_number and tail_of(row.card_number),
        balance_after_fen=row.balance_after_fen,
        cash_rounding_fen=row.cash_rounding_fen,
    )


def write_parts(connection: Connection, rows: OrderRows) -> None:
    """Write the lines, reductions, tenders and claims of an order that will seal them."""
    connection.execute(_LINES, rows.lines)
    if rows.reductions:
        connection.execute(_REDUCTIONS, rows.reductions)
    if rows.tenders:
        connection.execute(_TENDERS, rows.tenders)
    if rows.claims:
        connection.execute(_CLAIMS, rows.claims)


def seal_order(connection: Connection, order: dict[str, Any]) -> None:
    """Write the order's own row; the database refuses it unless everything adds up."""
    connection.execute(_ORDER, order)


def order_fingerprint(rows: OrderRows) -> str:
    """Return SHA-256, in hexadecimal, over what was sold, to whom, and how it was paid.

    It goes into the ledger's hash chain, so that a changed row is found even where a trigger was removed. A
    line's reductions are taken in the order of their rules, for a database gives them back in any.
    """
    order = [rows.order[name] for name in FINGERPRINTED]
    reductions = sorted(rows.reductions, key=lambda row: (row["line_number"], row["rule_code"]))
    parts = [[_values(row) for row in part] for part in (rows.lines, reductions, rows.tenders)]
    on_bill = sorted({row["rule_code"] for row in rows.reductions if row["scope"] == "bill"})
    counted = [
        sorted(_values(row) for row in rows.uses),
        sorted(_values(row) for row in rows.claims),
        on_bill,
    ]
    # An order that counts nothing has the fingerprint that it had before there was anything to count.
    further: list[Any] = counted if any(counted) else []
    if rows.order["cash_rounding_fen"]:
        further.append(rows.order["cash_rounding_fen"])
    return sha256(_encode([order, parts, *further]).encode()).hexdigest()


def _values(row: dict[str, Any]) -> list[Any]:
    # Likewise: what came later, and is empty, is no part of it.
    return [
        value
        for name, value in row.items()
        if name != "scope" and (name not in ("payment_id", "voucher_code") or value is not None)
    ]
