"""Which tender pays how much of a tray.

Rule: they pay in the order in which they were chosen, each what is left for it, and together the total to
the fen; a till says what a person chose, and every amount that is paid is worked out here.
"""

from dataclasses import dataclass

from sqlalchemy import Connection

from pos.cards.cards import CardHolder
from pos.ledger.accounts import account_ids
from pos.sales.sale import Payment, Settlement
from pos.sales.tickets import (
    CardRequired,
    CashTooLittle,
    InsufficientFunds,
    PriceChanged,
    TendersDoNotAddUp,
    TenderWish,
    Ticket,
)
from pos.sales.trays import PricedTray
from pos.shifts.shifts import Shift, Till
from pos.tenders.payments import PaymentNotConfirmed, refuse_unused, require_payment
from pos.tenders.rounding import rounded_cash_fen
from pos.tenders.vouchers import VoucherTooLarge, masked, require_voucher


@dataclass(frozen=True, slots=True)
class Settling:
    """Where a tray is paid, and by whom; the connection it is looked up with."""

    connection: Connection
    ticket: Ticket
    till: Till
    shift: Shift
    holder: CardHolder | None


def settle(settling: Settling, tray: PricedTray) -> Settlement:
    """Return how the tray is paid; without a payment where nothing is to pay.

    :raises PriceChanged: when the screen showed another total.
    :raises InsufficientFunds, CashTooLittle, CardRequired: when a tender does not suffice.
    :raises UnknownVoucher, VoucherNotValid, VoucherUsed, VoucherTooLarge: when a voucher does not pay.
    :raises UnknownPayment, PaymentNotConfirmed: when a payment is not there for this order.
    :raises PaymentsPending: when somebody paid, or may have paid, in a way that is not among the tenders.
    :raises TendersDoNotAddUp: when together they pay less, or one of them has nothing left to pay.
    """
    ticket = settling.ticket
    left_fen = tray.quote.total_fen
    if left_fen != ticket.total_fen:
        raise PriceChanged(shown_fen=ticket.total_fen, tray=tray)
    refuse_unused(settling.connection, ticket.id, {wish.payment_id or "" for wish in ticket.tenders})
    payments, rounding_fen = [], 0
    for place, wish in enumerate(ticket.tenders, start=1):
        # A tray for nothing is paid by whichever tender it was rung up with.
        if left_fen == 0 and (ticket.total_fen > 0 or wish.kind in ("voucher", "external")):
            raise TendersDoNotAddUp(left_fen=0)
        payment = _payment(settling, wish, left_fen, is_last=place == len(ticket.tenders))
        if payment.kind == "cash":
            rounding_fen = left_fen - payment.amount_fen
            left_fen = payment.amount_fen
        left_fen -= payment.amount_fen
        if payment.amount_fen:
            payments.append(payment)
    if left_fen:
        raise TendersDoNotAddUp(left_fen=left_fen)
    return Settlement(tuple(payments), rounding_fen)


@dataclass(frozen=True, slots=True)
class Plan:
    """What some tenders would pay of a tray, what would be left, and what cash would be taken for that."""

    payments: tuple[Payment, ...]
    left_fen: int
    cash_fen: int


def plan(settling: Settling, tray: PricedTray) -> Plan:
    """Return what the tenders that were chosen so far pay; refuses one that cannot pay, as `settle` does."""
    left_fen = tray.quote.total_fen
    payments = []
    for wish in settling.ticket.tenders:
        payment = _payment(settling, wish, left_fen, is_last=False)
        payments.append(payment)
        left_fen -= payment.amount_fen
    return Plan(tuple(payments), left_fen, rounded_cash_fen(left_fen, settling.till.site.cash_rounding))


def _payment(settling: Settling, wish: TenderWish, left_fen: int, *, is_last: bool) -> Payment:
    if wish.kind == "cash":
        return _in_cash(settling.till, wish.received_fen or 0, left_fen)
    if wish.kind == "voucher":
        return _by_voucher(settling, wish.voucher_code or "", left_fen)
    if wish.kind == "external":
        return _by_others(settling, wish.payment_id or "", left_fen)
    if settling.holder is None:
        raise CardRequired
    return _by_wallet(wish, settling.holder, left_fen, is_last=is_last)


def _in_cash(till: Till, received_fen: int, left_fen: int) -> Payment:
    due_fen = rounded_cash_fen(left_fen, till.site.cash_rounding)
    if received_fen < due_fen:
        raise CashTooLittle(total_fen=due_fen, received_fen=received_fen)
    return Payment("cash", till.drawer_account_id, due_fen, received_fen, received_fen - due_fen)


def _by_wallet(wish: TenderWish, holder: CardHolder, left_fen: int, *, is_last: bool) -> Payment:
    held_fen = holder.member.balance_fen
    wanted_fen = wish.amount_fen
    if wanted_fen is None:
        wanted_fen = left_fen if is_last else min(left_fen, held_fen)
    if wanted_fen > left_fen:
        raise TendersDoNotAddUp(left_fen=left_fen)
    if wanted_fen > held_fen:
        raise InsufficientFunds(balance_fen=held_fen, shortfall_fen=wanted_fen - held_fen)
    return Payment("wallet", holder.member.wallet_account_id, wanted_fen)


def _by_voucher(settling: Settling, code: str, left_fen: int) -> Payment:
    voucher = require_voucher(
        settling.connection,
        code,
        site_code=settling.till.site.code,
        on_date=settling.shift.business_date,
    )
    if voucher.face_fen > left_fen and voucher.remainder == "refused":
        raise VoucherTooLarge(voucher=masked(code), face_fen=voucher.face_fen, left_fen=left_fen)
    return Payment("voucher", voucher.account_id, min(voucher.face_fen, left_fen), voucher=voucher)


def _by_others(settling: Settling, payment_id: str, left_fen: int) -> Payment:
    paid = require_payment(settling.connection, payment_id, settling.till.site.code)
    if paid.state != "confirmed" or paid.order_id != settling.ticket.id:
        raise PaymentNotConfirmed(payment=payment_id, state=paid.state)
    if paid.amount_fen > left_fen:
        raise TendersDoNotAddUp(left_fen=left_fen)
    code = f"external:{paid.means}"
    account_id = account_ids(settling.connection, (code,))[code]
    return Payment("external", account_id, paid.amount_fen, payment_id=paid.id, means=paid.means)
