"""Selling from the edge: the transaction around a checkout, and what its refusal leaves behind.

Rule: whatever the database refuses in a race becomes the same refusal as without one; a card that has
answered has used up its counter even when nothing is sold.
"""

from datetime import datetime

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from cardreader.cards import verify_proof
from cardreader.challenges import payment_challenge
from cardreader.key_ring import KeyRing
from inventory.errors import MenuRefusal, SoldOut
from inventory.menu import items_by_id, refuse_shortages
from inventory.portions import PORTIONS_ARE_LEFT
from pos.cards.alarms import COUNTER_WENT_BACK, FORGED_ANSWER, raise_alarm
from pos.cards.cards import (
    CardCounterWentBack,
    CardPayment,
    CardProofRefused,
    block_card,
    count_up,
    require_holder,
)
from pos.database import Database, broken_claim
from pos.errors import Refusal
from pos.members.states import BUYS_WHILE_OPEN
from pos.sales.card_limits import refuse_above_limits
from pos.sales.checkout import checkout, refuse_barred, was_sold
from pos.sales.equipment import Equipment
from pos.sales.holding import free_expired, reserved_for_ticket
from pos.sales.orders import Order, find_order
from pos.sales.settling import Settling, settle
from pos.sales.tickets import (
    InsufficientFunds,
    PriceChanged,
    TendersDoNotAddUp,
    Ticket,
    UnknownOrder,
    wanted_portions,
)
from pos.sales.trays import PricedTray, price_tray
from pos.shifts.shifts import ShiftClosed, require_till
from pos.tenders.vouchers import USED_ONCE, require_voucher
from pos.usage.usage import USES_AS_QUOTED

# One card at so many tills in the same moment is no queue any more.
MOST_PRICINGS = 5
WALLET_FLOOR = "ck_account_balances_stays_above_its_floor"
# Another sale used the counters, or the account was merged into another one: first its money, then its state.
PRICED_AGAIN = (USES_AS_QUOTED, WALLET_FLOOR, BUYS_WHILE_OPEN)


def sell(
    database: Database, ticket: Ticket, *, card: CardPayment | None, equipment: Equipment, at: datetime
) -> Order | None:
    """Sell a ticket in a transaction of its own; see `checkout` for what it returns and refuses."""
    free_expired(database, at=at)
    try:
        return _checkout(database, ticket, card=card, equipment=equipment, at=at)
    except IntegrityError as error:
        _use_up(database, ticket, card, equipment.card_keys)
        _refuse_as_without_a_race(database, ticket, broken_claim(error), at)
        raise
    except CardCounterWentBack as refusal:
        _block_copy(database, refusal.serial, ticket.till_code, at)
        raise
    except CardProofRefused:
        _use_up(database, ticket, card, equipment.card_keys)
        # A card that was swapped for another genuine one is no forgery.
        if card is not None and card.proof.serial == ticket.card_serial:
            tell_forgery(database, ticket, at)
        raise
    except (Refusal, MenuRefusal):
        _use_up(database, ticket, card, equipment.card_keys)
        raise


def _checkout(
    database: Database, ticket: Ticket, *, card: CardPayment | None, equipment: Equipment, at: datetime
) -> Order | None:
    """Sell a ticket; where another till used the member's counters meanwhile, price it again.

    The new price is then sold or refused as any other: the screen showed a total that holds or does not.
    """
    for further in range(MOST_PRICINGS - 1, -1, -1):
        try:
            return database.write(
                lambda connection: checkout(connection, ticket, card=card, equipment=equipment, at=at)
            )
        except IntegrityError as error:
            if not further or broken_claim(error) not in PRICED_AGAIN:
                raise
    raise AssertionError("the last pricing returns or raises")


def preview(database: Database, ticket: Ticket, *, at: datetime) -> Ticket | None:
    """Refuse a ticket that cannot be sold before its card is asked; return it with the wallet's part in fen.

    None when it was sold already.

    :raises Refusal: as `checkout` does, but for the card's proof.
    """
    with database.read() as connection:
        if was_sold(connection, ticket):
            return None
        settling, tray = _look_at(connection, ticket, at)
        settlement = settle(settling, tray)
        _refuse_unsellable(settling, tray)
    return ticket.with_wallet_part(settlement.wallet_fen)


def refuse_to_charge(database: Database, ticket: Ticket, amount_fen: int, *, at: datetime) -> None:
    """Refuse to have others take money for a tray that cannot be sold, or more than it costs.

    :raises Refusal: as `preview` does, but for how the rest is paid.
    """
    with database.read() as connection:
        if was_sold(connection, ticket):
            raise TendersDoNotAddUp(left_fen=0)
        settling, tray = _look_at(connection, ticket, at)
        if tray.quote.total_fen != ticket.total_fen:
            raise PriceChanged(shown_fen=ticket.total_fen, tray=tray)
        if amount_fen > ticket.total_fen:
            raise TendersDoNotAddUp(left_fen=ticket.total_fen)
        _refuse_unsellable(settling, tray)


def _look_at(connection: Connection, ticket: Ticket, at: datetime) -> tuple[Settling, PricedTray]:
    till = require_till(connection, ticket.till_code)
    shift = till.require_shift(at)
    holder = require_holder(connection, ticket.card_serial) if ticket.card_serial else None
    reserved = reserved_for_ticket(connection, till, ticket, holder)
    tray = price_tray(connection, till, ticket.lines, holder, at, reserved=reserved)
    return Settling(connection, ticket, till, shift, holder), tray


def _refuse_unsellable(settling: Settling, tray: PricedTray) -> None:
    refuse_barred(tray)
    refuse_above_limits(
        settling.connection,
        settling.holder,
        site_code=settling.till.site.code,
        business_date=settling.shift.business_date,
        total_fen=settling.ticket.total_fen,
    )


def require_order(connection: Connection, id_: str) -> Order:
    """Return the order of that id.

    :raises UnknownOrder: when it was not sold.
    """
    order = find_order(connection, id_)
    if order is None:
        raise UnknownOrder(order=id_)
    return order


def _use_up(database: Database, ticket: Ticket, card: CardPayment | None, card_keys: KeyRing) -> None:
    """Keep the counter of a genuine answer, so that it can never be given again."""
    if card is None:
        return
    challenge = payment_challenge(
        card.session, ticket.till_code, ticket.id, ticket.total_fen, ticket.wallet_fen
    )
    if verify_proof(card_keys, card.proof, challenge):
        database.write(lambda connection: count_up(connection, card.proof))


def _block_copy(database: Database, serial: str, till_code: str, at: datetime) -> None:
    """Block a card whose counter went back, and tell the manager."""

    def work(connection: Connection) -> None:
        block_card(connection, serial, reason=COUNTER_WENT_BACK)
        raise_alarm(connection, COUNTER_WENT_BACK, serial=serial, till_code=till_code, at=at)

    database.write(work)


def tell_forgery(database: Database, ticket: Ticket, at: datetime) -> None:
    """Tell the manager of an answer that was not made by the key of the ticket's card."""
    serial = ticket.card_serial
    if serial is None:
        return
    database.write(
        lambda connection: raise_alarm(
            connection, FORGED_ANSWER, serial=serial, till_code=ticket.till_code, at=at
        )
    )


def _refuse_as_without_a_race(database: Database, ticket: Ticket, claim: str, at: datetime) -> None:
    if claim == "shift_is_open":
        raise ShiftClosed(till=ticket.till_code)
    with database.read() as connection:
        if claim == PORTIONS_ARE_LEFT:
            wanted = wanted_portions(ticket.lines)
            refuse_shortages(items_by_id(connection, wanted), wanted)
            raise SoldOut(dishes=[])
        if claim == WALLET_FLOOR and ticket.card_serial:
            balance_fen = require_holder(connection, ticket.card_serial).member.balance_fen
            raise InsufficientFunds(
                balance_fen=balance_fen, shortfall_fen=max(ticket.wallet_fen - balance_fen, 0)
            )
        if claim in USED_ONCE or claim == "voucher_events.voucher_code, voucher_events.number":
            _refuse_used_voucher(connection, ticket, at)
        if claim == USES_AS_QUOTED and ticket.card_serial:
            till = require_till(connection, ticket.till_code)
            holder = require_holder(connection, ticket.card_serial)
            tray = price_tray(connection, till, ticket.lines, holder, at)
            raise PriceChanged(shown_fen=ticket.total_fen, tray=tray)


def _refuse_used_voucher(connection: Connection, ticket: Ticket, at: datetime) -> None:
    """Refuse the voucher of a ticket that another till used in the same moment."""
    till = require_till(connection, ticket.till_code)
    on_date = till.require_shift(at).business_date
    for wish in ticket.tenders:
        if wish.voucher_code is not None:
            require_voucher(connection, wish.voucher_code, site_code=till.site.code, on_date=on_date)
