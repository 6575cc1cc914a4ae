"""A correct sale as the rows of all its tables, written one by one, so that a test can spoil any of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, insert, select

from inventory.menu import MenuItem, menu_of
from inventory.tables import portion_movements
from pos.cards.cards import require_holder
from pos.cards.tables import cards
from pos.clock import now
from pos.ledger.accounts import account_ids
from pos.ledger.posting import Event, chain_head, entry_hash
from pos.ledger.tables import entries, postings
from pos.receipts.tables import print_jobs
from pos.sales.sale import Sale, bearers, moves_of, rows_of
from pos.sales.settling import Settling, settle
from pos.sales.tables import operator_claims, order_lines, order_reductions, order_tenders, orders
from pos.sales.tickets import TenderWish, Ticket, TicketLine
from pos.sales.trays import menu_to_sell, price_tray
from pos.shifts.shifts import Till, require_till
from pos.usage.tables import order_uses
from tests.tickets import uuid7

Row = dict[str, Any]

SENIOR = "C0DE013700000001"
PLENTY = 10


@dataclass
class Parts:
    """One sale: every row that it writes, by table, in the order in which a till writes them.

    `order` is the last: it seals the others.
    """

    lines: list[Row]
    reductions: list[Row]
    tenders: list[Row]
    postings: list[Row]
    entry: Row
    portions: list[Row]
    paper: Row
    order: Row
    uses: list[Row] = field(default_factory=list)
    claims: list[Row] = field(default_factory=list)

    def rows(self) -> Iterable[tuple[Table, Row]]:
        """Return each row with its table, in the order of writing."""
        for table, rows in (
            (order_lines, self.lines),
            (order_reductions, self.reductions),
            (order_tenders, self.tenders),
            (operator_claims, self.claims),
            (order_uses, self.uses),
            (postings, self.postings),
            (entries, [self.entry]),
            (portion_movements, self.portions),
            (print_jobs, [self.paper]),
            (orders, [self.order]),
        ):
            for row in rows:
                yield table, row

    def write(self, connection: Connection, *, but: Iterable[Table] = ()) -> None:
        """Write every row, or all but those of some tables."""
        left_out = {table.name for table in but}
        for table, row in self.rows():
            if table.name not in left_out:
                connection.execute(insert(table).values(row))


def correct_sale(
    connection: Connection, *, serial: str | None = SENIOR, till_code: str = "T1", at: datetime | None = None
) -> Parts:
    """Return what the sale of two dishes writes: paid from the wallet of a card, or in cash by a guest."""
    moment = at or now()
    till = require_till(connection, till_code)
    first, second = _two_dishes(connection, till, moment)
    lines = (TicketLine(first.id, 2), TicketLine(second.id, 1))
    holder = require_holder(connection, serial) if serial else None
    tray = price_tray(connection, till, lines, holder, moment)
    total_fen = tray.quote.total_fen
    ticket = Ticket(
        id=uuid7(),
        till_code=till.code,
        lines=lines,
        total_fen=total_fen,
        tenders=(TenderWish("wallet") if serial else TenderWish("cash", received_fen=total_fen + 5_00),),
        card_serial=serial,
        request_hash="test",
    )
    head = chain_head(connection, till.code)
    counted = select(cards.c.counter).where(cards.c.serial == serial)
    counter = connection.execute(counted).scalar_one() + 1 if holder else None
    shift = till.require_shift(moment)
    settlement = settle(Settling(connection, ticket, till, shift, holder), tray)
    sale = Sale(ticket, till, shift, tray, holder, settlement, counter, head.sequence + 1, moment)
    rows = rows_of(sale)
    moves = moves_of(sale, account_ids(connection, bearers(sale)))
    event = Event(
        id=ticket.id,
        kind="sale",
        reason=sale.number,
        actor=sale.shift.cashier,
        business_date=sale.shift.business_date,
        at=moment,
        chain_code=till.code,
        order_id=ticket.id,
    )
    return Parts(
        lines=[dict(row) for row in rows.lines],
        reductions=[dict(row) for row in rows.reductions],
        tenders=[dict(row) for row in rows.tenders],
        uses=[dict(row) for row in rows.uses],
        claims=[dict(row) for row in rows.claims],
        postings=[
            {
                "entry_id": ticket.id,
                "debit_account_id": move.debit_account_id,
                "credit_account_id": move.credit_account_id,
                "amount_fen": move.amount_fen,
            }
            for move in moves
        ],
        entry={
            "id": event.id,
            "kind": event.kind,
            "amount_fen": sum(move.amount_fen for move in moves),
            "order_id": event.order_id,
            "reason": event.reason,
            "actor": event.actor,
            "business_date": event.business_date,
            "at": event.at,
            "chain_code": event.chain_code,
            "sequence": head.sequence + 1,
            "detail_hash": event.detail_hash,
            "previous_hash": head.hash,
            "hash": entry_hash(event, moves, head),
        },
        portions=[_portions(ticket.id, wanted, moment) for wanted in tray.wanted.items()],
        paper=_paper(f"{ticket.id}:receipt", ticket.id, moment),
        order=dict(rows.order),
    )


def paper_of_nobody(key: str) -> Row:
    """Return a print job that belongs to no order."""
    return _paper(key, None, now())


def _two_dishes(connection: Connection, till: Till, at: datetime) -> tuple[MenuItem, MenuItem]:
    """Return two counted dishes that the demo's scheme makes cheaper for a senior."""
    menu_date, period = menu_to_sell(connection, till, at)
    menu = menu_of(connection, menu_date, period.code)
    found = [
        next(
            item
            for item in menu
            if item.category_code == category and item.planned_portions and item.has(PLENTY)
        )
        for category in ("main", "vegetable")
    ]
    return found[0], found[1]


def _portions(order_id: str, wanted: tuple[int, int], at: datetime) -> Row:
    menu_item_id, quantity = wanted
    return {"menu_item_id": menu_item_id, "quantity": quantity, "reference": order_id, "at": at}


def _paper(key: str, order_id: str | None, at: datetime) -> Row:
    return {
        "key": key,
        "order_id": order_id,
        "printer": "RECEIPT",
        "kind": "sale_receipt",
        "number": "T1-000001",
        "document": "{}",
        "state": "queued",
        "attempts": 0,
        "next_try_at": at,
        "created_at": at,
    }
