"""Giving back: the story of one refund, in one transaction.

Rule: lines, money, counters, portions and paper go back together or not at all, as they were sold and not as
they would be sold now.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from inventory.portions import Returned, return_portions
from inventory.tables import MENU
from pos.ledger.accounts import account_ids, balance_fen
from pos.ledger.posting import ChainHead, Event, Posting, chain_head, post
from pos.receipts.outbox import queue_paper
from pos.receipts.routing import printer_of
from pos.refunds.approving import act_to_sign
from pos.refunds.counters import give_back_counters
from pos.refunds.destinations import destination_of
from pos.refunds.paper import refund_receipt_of
from pos.refunds.rows import RefundRows, refund_fingerprint, refund_key, seal_refund, write_parts
from pos.refunds.shares import Share, accounts_named, moves_between, share_of
from pos.refunds.sold import SoldOrder, find_sold, hold_order
from pos.refunds.wishes import (
    AlreadyRefunded,
    LineWish,
    RefundChanged,
    RefundKeyReused,
    RefundWish,
    VoidTooLate,
)
from pos.sales.equipment import Equipment
from pos.sales.refund_tables import VOID, refunds
from pos.sales.tickets import UnknownOrder
from pos.shifts.shifts import Shift, Till, require_till
from pos.staff.approvals import require_approval
from pos.tenders.vouchers import release_voucher


@dataclass(frozen=True, slots=True)
class Refund:
    """One refund as its facts: of which order, where, what, and its place in the till's chain."""

    wish: RefundWish
    order: SoldOrder
    till: Till
    shift: Shift
    share: Share
    accounts: tuple[int, ...]
    head: ChainHead
    at: datetime

    @property
    def number(self) -> str:
        """Return the number printed for people, out of those of the till's entries."""
        return f"{self.till.code}-{self.head.sequence + 1:06}"


def refund(connection: Connection, wish: RefundWish, *, equipment: Equipment, at: datetime) -> Refund | None:
    """Give back what is wished once; return it, or None when it had been given back under the same id.

    :raises RefundKeyReused: when the id was used with other contents.
    :raises UnknownOrder: when there is no such order in the till's site.
    :raises ShiftClosed, UnknownTill: when nobody works on the till.
    :raises VoidTooLate, AlreadyRefunded: when a whole sale cannot be undone any more.
    :raises NothingToRefund, UnknownLine, NotThatMany: when the order does not have it.
    :raises RefundChanged: when it comes to another amount than the screen showed.
    :raises ApprovalRequired: when it needs a second person, and none has signed it; and others of their kind.
    :raises ClosedMember: when the wallet that paid is closed.
    :raises DrawerTooLow: when the drawer does not hold that much cash.
    :raises RoundedSale: when the cash that paid the order was rounded.
    """
    hold_order(connection, wish.order_id)
    if was_refunded(connection, wish):
        return None
    till = require_till(connection, wish.till_code)
    shift = till.require_shift(at)
    order = require_sold(connection, wish.order_id, till)
    share = share_of(order, wished_lines(order, wish, shift))
    if share.total_fen != wish.total_fen:
        raise RefundChanged(shown_fen=wish.total_fen, total_fen=share.total_fen)
    require_approval(connection, act_to_sign(connection, wish, order, till, share, at=at), at=at)
    accounts = tuple(destination_of(connection, tender, till, fen) for tender, fen in share.tenders)

    head = chain_head(connection, till.code)
    made = Refund(wish, order, till, shift, share, accounts, head, at)
    rows = rows_of(made)
    write_parts(connection, rows)
    give_back_counters(connection, order, share, reference=wish.id, at=at)
    post(connection, _event(made, refund_fingerprint(rows)), moves_of(connection, made), head)
    _release_vouchers(connection, made)
    balance_after_fen = _balance_after(connection, made)
    queue_paper(
        connection,
        key=refund_key(wish.id),
        order_id=None,
        printer=printer_of(till.code, equipment.printers),
        document=refund_receipt_of(made, balance_after_fen),
        at=at,
    )
    seal_refund(connection, {**rows.refund, "balance_after_fen": balance_after_fen})
    # Last, as in a sale: a best seller's row is what every till waits for.
    return_portions(connection, portions_of(share), taken_by=order.id, reference=wish.id, at=at)
    return made


def was_refunded(connection: Connection, wish: RefundWish) -> bool:
    """Tell whether this very wish was carried out already.

    :raises RefundKeyReused: when its id was used for something else.
    """
    found = connection.execute(select(refunds.c.request_hash).where(refunds.c.id == wish.id)).first()
    if found is not None and found.request_hash != wish.request_hash:
        raise RefundKeyReused(key=wish.id)
    return found is not None


def require_sold(connection: Connection, order_id: str, till: Till) -> SoldOrder:
    """Return an order that was sold at the site of a till.

    :raises UnknownOrder: when there is none.
    """
    order = find_sold(connection, order_id)
    if order is None or require_till(connection, order.till_code).site.code != till.site.code:
        raise UnknownOrder(order=order_id)
    return order


def wished_lines(order: SoldOrder, wish: RefundWish, shift: Shift) -> tuple[LineWish, ...]:
    """Return the lines to be given back; of a void all of them, on sale again where nobody says otherwise.

    :raises VoidTooLate: when the sale was of another shift.
    :raises AlreadyRefunded: when something of it was given back before.
    """
    if wish.kind != VOID:
        return wish.lines
    if order.shift_id != shift.id:
        raise VoidTooLate(order=order.id)
    if order.refunds:
        raise AlreadyRefunded(order=order.id, state=order.state)
    fates = {line.number: line.fate for line in wish.lines}
    return tuple(LineWish(line.number, line.quantity, fates.get(line.number, MENU)) for line in order.lines)


def rows_of(made: Refund) -> RefundRows:
    """Return the rows of a refund and of what it consists of."""
    whose = {"refund_id": made.wish.id, "order_id": made.order.id}
    return RefundRows(
        refund=_refund_row(made),
        lines=[
            {
                **whose,
                "line_number": line.line.number,
                "quantity": line.quantity,
                "list_fen": line.list_fen,
                "total_fen": line.total_fen,
                "fate": line.fate,
            }
            for line in made.share.lines
        ],
        reductions=[
            {
                **whose,
                "line_number": line.line.number,
                "rule_code": reduction.rule_code,
                "amount_fen": amount_fen,
            }
            for line in made.share.lines
            for reduction, amount_fen in zip(line.line.reductions, line.reductions, strict=True)
            if amount_fen
        ],
        tenders=[
            {**whose, "tender_number": tender.number, "account_id": account, "amount_fen": amount_fen}
            for account, (tender, amount_fen) in zip(made.accounts, made.share.tenders, strict=True)
        ],
    )


def _refund_row(made: Refund) -> dict[str, Any]:
    return {
        "id": made.wish.id,
        "kind": made.wish.kind,
        "order_id": made.order.id,
        "ordinal": made.order.refunds + 1,
        "number": made.number,
        "till_code": made.till.code,
        "shift_id": made.shift.id,
        "business_date": made.shift.business_date,
        "at": made.at,
        "reason": made.wish.reason,
        "list_total_fen": made.share.list_total_fen,
        "discount_total_fen": made.share.borne_fen("discount"),
        "subsidy_total_fen": made.share.borne_fen("subsidy"),
        "total_fen": made.share.total_fen,
        "request_hash": made.wish.request_hash,
        "receipt_job": refund_key(made.wish.id),
    }


def _event(made: Refund, fingerprint: str) -> Event:
    return Event(
        id=made.wish.id,
        kind=made.wish.kind,
        reason=f"{made.order.number}: {made.wish.reason}",
        actor=made.wish.actor,
        business_date=made.shift.business_date,
        at=made.at,
        chain_code=made.till.code,
        detail_hash=fingerprint,
    )


def moves_of(connection: Connection, made: Refund) -> list[Posting]:
    """Return the movements of a refund: revenue debited, whoever paid or bore it credited."""
    ids: Mapping[str, int] = account_ids(connection, accounts_named(made.share, made.order.scheme_code))
    return [
        Posting(ids[revenue], ids[bearer] if isinstance(bearer, str) else bearer, amount_fen)
        for revenue, bearer, amount_fen in moves_between(made.share, made.order.scheme_code, made.accounts)
    ]


def _release_vouchers(connection: Connection, made: Refund) -> None:
    """Let a voucher pay again when all that it had paid goes back; until then its payer owes us less."""
    for tender, amount_fen in made.share.tenders:
        if tender.voucher_code is not None and amount_fen == tender.left_fen:
            release_voucher(connection, tender.voucher_code, made.wish.id, by=made.wish.actor, at=made.at)


def _balance_after(connection: Connection, made: Refund) -> int | None:
    """Return what the wallet holds that got money back, None where none did."""
    for account, (tender, _) in zip(made.accounts, made.share.tenders, strict=True):
        if tender.kind == "wallet":
            return balance_fen(connection, account)
    return None


def portions_of(share: Share) -> list[Returned]:
    """Return the portions that come back, those of one dish and fate together."""
    together: dict[tuple[int, str], int] = {}
    for line in share.lines:
        key = (line.line.menu_item_id, line.fate)
        together[key] = together.get(key, 0) + line.quantity
    return [Returned(item, fate, quantity) for (item, fate), quantity in together.items()]
