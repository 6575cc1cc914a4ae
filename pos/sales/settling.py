"""Which tender pays how much of a tray.

Rule: they pay in the order in which they were chosen, each what is left for it, and together the total to
the fen; a till says what a person chose, and every amount that is paid is worked out here.
"""

from pos.cards.cards import CardHolder
from pos.sales.sale import Payment
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
from pos.shifts.shifts import Till


def settle(ticket: Ticket, till: Till, tray: PricedTray, holder: CardHolder | None) -> tuple[Payment, ...]:
    """Return how the tray is paid; nothing where nothing is to pay.

    :raises PriceChanged: when the screen showed another total.
    :raises InsufficientFunds, CashTooLittle, CardRequired: when a tender does not suffice.
    :raises TendersDoNotAddUp: when together they pay less, or one of them has nothing left to pay.
    """
    left_fen = tray.quote.total_fen
    if left_fen != ticket.total_fen:
        raise PriceChanged(shown_fen=ticket.total_fen, tray=tray)
    payments = []
    for place, wish in enumerate(ticket.tenders, start=1):
        is_last = place == len(ticket.tenders)
        payment = _payment(wish, till, holder, left_fen, is_last=is_last)
        # A tray for nothing is paid by whichever tender it was rung up with.
        if left_fen == 0 and ticket.total_fen > 0:
            raise TendersDoNotAddUp(left_fen=0)
        if payment.amount_fen:
            payments.append(payment)
            left_fen -= payment.amount_fen
    if left_fen:
        raise TendersDoNotAddUp(left_fen=left_fen)
    return tuple(payments)


def wallet_part_fen(payments: tuple[Payment, ...]) -> int:
    """Return what of a tray its buyer's wallet pays."""
    return sum(payment.amount_fen for payment in payments if payment.kind == "wallet")


def _payment(
    wish: TenderWish, till: Till, holder: CardHolder | None, left_fen: int, *, is_last: bool
) -> Payment:
    if wish.kind == "cash":
        return _in_cash(till, wish.received_fen or 0, left_fen)
    if holder is None:
        raise CardRequired
    return _by_wallet(wish, holder, left_fen, is_last=is_last)


def _in_cash(till: Till, received_fen: int, left_fen: int) -> Payment:
    if received_fen < left_fen:
        raise CashTooLittle(total_fen=left_fen, received_fen=received_fen)
    return Payment("cash", till.drawer_account_id, left_fen, received_fen, received_fen - left_fen)


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
