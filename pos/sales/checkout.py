"""Selling a tray: the story of one sale, in one transaction.

Rule: member, quote, proof, payment, portions and paper are written together or not at all.
"""

from datetime import datetime

from sqlalchemy import Connection

from cardreader.challenges import payment_challenge
from cardreader.key_ring import KeyRing
from inventory.portions import take_portions
from pos.cards.cards import CardHolder, CardPayment, CardProofRefused, accept_proof, require_holder
from pos.holds.moving import hand_over
from pos.ledger.accounts import account_ids, balance_fen
from pos.ledger.posting import Event, chain_head, post
from pos.receipts.outbox import queue_receipt
from pos.receipts.routing import printer_of
from pos.sales.card_limits import note_two_tills, refuse_above_limits
from pos.sales.equipment import Equipment
from pos.sales.holding import reserved_for_ticket
from pos.sales.orders import Order, find_request_hash, order_fingerprint, seal_order, write_parts
from pos.sales.paper import receipt_of
from pos.sales.sale import Sale, bearers, moves_of, order_of, rows_of
from pos.sales.settling import Settling, settle
from pos.sales.tickets import CardRequired, KeyReused, NotAdmitted, Ticket
from pos.sales.trays import PricedTray, price_tray
from pos.shifts.shifts import require_till
from pos.tenders.payments import spend_payment
from pos.tenders.vouchers import use_voucher
from pos.usage.usage import take_uses


def checkout(
    connection: Connection, ticket: Ticket, *, card: CardPayment | None, equipment: Equipment, at: datetime
) -> Order | None:
    """Sell a tray once; return the order, or None when it had been sold before under the same id.

    :raises KeyReused: when the id was sold with other contents.
    :raises ShiftClosed, UnknownTill: when the till is not selling.
    :raises UnknownCard, BlockedCard: when the card on the reader names nobody who may pay.
    :raises EmptyBasket, InvalidQuantity, UnknownDish, NotOnMenu, SoldOut: when the tray cannot be had.
    :raises HoldTaken, HoldOfAnother: when it was held before, and is not this till's or this member's.
    :raises PriceChanged: when the price is not what the screen showed.
    :raises NotAdmitted: when a rule of access keeps the diner from something on the tray.
    :raises InsufficientFunds, CashTooLittle, CardRequired, TendersDoNotAddUp: when it is not paid; see
        `settle` for vouchers and for what others took.
    :raises CardProofRefused, CardCounterWentBack: when the card did not prove itself.
    :raises CardPaysNothing, CardLimitReached: when the card may not pay that much.
    """
    if was_sold(connection, ticket):
        return None
    till = require_till(connection, ticket.till_code)
    shift = till.require_shift(at)
    holder = require_holder(connection, ticket.card_serial) if ticket.card_serial else None
    reserved = reserved_for_ticket(connection, till, ticket, holder)
    tray = price_tray(connection, till, ticket.lines, holder, at, reserved=reserved)
    settlement = settle(Settling(connection, ticket, till, shift, holder), tray)
    refuse_barred(tray)
    ticket = ticket.with_wallet_part(settlement.wallet_fen)
    counter = _prove(connection, ticket, holder, card, equipment.card_keys)
    refuse_above_limits(
        connection,
        holder,
        site_code=till.site.code,
        business_date=shift.business_date,
        total_fen=ticket.total_fen,
    )

    head = chain_head(connection, till.code)
    sale = Sale(ticket, till, shift, tray, holder, settlement, counter, head.sequence + 1, at)
    rows = rows_of(sale)
    spend_tenders(connection, sale)
    write_parts(connection, rows)
    take_uses(connection, rows.uses)
    moves = moves_of(sale, account_ids(connection, bearers(sale)))
    post(connection, _event(sale, order_fingerprint(rows)), moves, head)
    balance_after_fen = balance_fen(connection, holder.member.wallet_account_id) if holder else None
    queue_receipt(
        connection,
        order_id=ticket.id,
        printer=printer_of(till.code, equipment.printers),
        document=receipt_of(sale, balance_after_fen),
        at=at,
    )
    note_two_tills(connection, holder, till_code=till.code, at=at)
    seal_order(connection, {**rows.order, "balance_after_fen": balance_after_fen})
    if ticket.hold_id is not None:
        hand_over(connection, till, ticket.hold_id, order_id=ticket.id, at=at)
    # Last, for a best seller's row is what every till waits for, from here to the commit.
    take_portions(connection, tray.wanted, reference=ticket.id, at=at)
    return order_of(sale, balance_after_fen)


def was_sold(connection: Connection, ticket: Ticket) -> bool:
    """Tell whether this very ticket was sold already.

    :raises KeyReused: when its id was, with other contents.
    """
    sold_hash = find_request_hash(connection, ticket.id)
    if sold_hash is not None and sold_hash != ticket.request_hash:
        raise KeyReused(order=ticket.id)
    return sold_hash is not None


def refuse_barred(tray: PricedTray) -> None:
    """Refuse what a rule of access keeps the diner from.

    :raises NotAdmitted: with the rules by name, why, and the dishes.
    """
    if tray.quote.barred:
        raise NotAdmitted(
            rules=[
                {
                    "rule": barred.rule_code,
                    "name": {"zh": barred.name.zh, "en": barred.name.en},
                    "reason": {"zh": barred.reason.zh, "en": barred.reason.en},
                    "menu_item_ids": [tray.lines[place].menu_item_id for place in barred.lines],
                }
                for barred in tray.quote.barred
            ]
        )


def _prove(
    connection: Connection,
    ticket: Ticket,
    holder: CardHolder | None,
    card: CardPayment | None,
    card_keys: KeyRing,
) -> int | None:
    """Have the card's answer checked; return the counter that it used up, None for a guest.

    A sale in a member's name needs it also when cash pays: a copied serial number must not get a member's
    price, nor a subsidy that somebody else is charged for.
    """
    if holder is None:
        return None
    if card is None:
        raise CardRequired
    # A genuine answer of another card must not charge this one.
    if (card.proof.profile, card.proof.serial) != (holder.profile, holder.serial):
        raise CardProofRefused
    challenge = payment_challenge(
        card.session, ticket.till_code, ticket.id, ticket.total_fen, ticket.wallet_fen
    )
    return accept_proof(connection, card.proof, challenge=challenge, keys=card_keys)


def spend_tenders(connection: Connection, sale: Sale) -> None:
    """Use up the vouchers and the payments of others that pay a sale.

    :raises PaymentNotConfirmed: when another order was faster.
    """
    by = sale.actor
    for payment in sale.payments:
        if payment.voucher is not None:
            use_voucher(connection, payment.voucher, sale.ticket.id, by=by, at=sale.at)
        if payment.payment_id is not None:
            spend_payment(connection, payment.payment_id, sale.ticket.id, by=by, at=sale.at)


def _event(sale: Sale, fingerprint: str) -> Event:
    return Event(
        id=sale.ticket.id,
        kind="sale",
        reason=sale.number,
        actor=sale.actor,
        business_date=sale.shift.business_date,
        at=sale.at,
        chain_code=sale.till.code,
        detail_hash=fingerprint,
        order_id=sale.ticket.id,
    )
