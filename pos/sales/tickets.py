"""What a till asks for when it sells, and why it may be refused.

Rule: a ticket has wishes only; every figure but the total that the screen showed is the server's own.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from pos.errors import Refusal

MAX_LINES = 60
MAX_QUANTITY = 99
MOST_TENDERS = 5


class EmptyBasket(Refusal):
    """There is nothing to sell."""

    code = "empty_basket"


class InvalidQuantity(Refusal):
    """A quantity is not a whole number from 1 to 99, or the tray has too many lines."""

    code = "invalid_quantity"


class PriceChanged(Refusal):
    """The price is not the one that the screen showed; `quote` has the present one."""

    code = "price_changed"


class NotAdmitted(Refusal):
    """A rule of access keeps the diner from something on the tray; `rules` says which, why and what."""

    code = "not_admitted"


class KeyReused(Refusal):
    """This order was sold already, with other contents."""

    code = "key_reused"


class InsufficientFunds(Refusal):
    """The wallet does not hold enough."""

    code = "insufficient_funds"


class CashTooLittle(Refusal):
    """The cash received is less than what is left to pay."""

    code = "cash_too_little"


class TendersDoNotAddUp(Refusal):
    """The tenders pay less than the total, by `left_fen`, or one of them has nothing left to pay."""

    code = "tenders_do_not_add_up"


class CardRequired(Refusal):
    """A wallet is to pay, but no card lies on the reader."""

    code = "card_required"


class UnknownOrder(Refusal):
    """No order of that id was sold."""

    code = "unknown_order"


@dataclass(frozen=True, slots=True)
class TicketLine:
    """So many portions of one item of the menu."""

    menu_item_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class TenderWish:
    """One way in which somebody wants to pay: "voucher", "external", "wallet" or "cash".

    A wallet pays `amount_fen`; without one, as much of what is left as it holds, or all of it where nothing
    comes after. A voucher is named by its number, and a payment that others took by its id. Cash pays what
    is left, out of `received_fen`.
    """

    kind: str
    amount_fen: int | None = None
    received_fen: int | None = None
    payment_id: str | None = None
    voucher_code: str | None = None


@dataclass(frozen=True, slots=True)
class Ticket:
    """One tray to be sold. `id` is a UUIDv7 made by the till.

    `tenders` come in the order in which they pay. `card_serial` is the card on the reader. `request_hash`
    tells two requests of one id apart.
    """

    id: str
    till_code: str
    lines: tuple[TicketLine, ...]
    total_fen: int
    tenders: tuple[TenderWish, ...]
    card_serial: str | None
    request_hash: str
    # A ticket that was held, with which this till goes on.
    hold_id: str | None = None
    # Who sells, as the books name them; the cashier of the shift where nobody is named.
    actor: str = ""

    @property
    def wallet_fen(self) -> int:
        """Return what the wallet is to pay, which the card is asked to sign; see `with_wallet_part`."""
        for wish in self.tenders:
            if wish.kind == "wallet":
                return self.total_fen if wish.amount_fen is None else wish.amount_fen
        return 0

    def with_wallet_part(self, wallet_fen: int) -> "Ticket":
        """Return the ticket with what its wallet pays said in fen: that is what the card then signs."""
        fixed = (
            replace(wish, amount_fen=wallet_fen) if wish.kind == "wallet" else wish for wish in self.tenders
        )
        return replace(self, tenders=tuple(fixed))


def wanted_portions(lines: tuple[TicketLine, ...]) -> Mapping[int, int]:
    """Return how many portions of each menu item a tray wants, by item id.

    :raises EmptyBasket: when there are no lines.
    :raises InvalidQuantity: when a quantity or the number of lines is out of bounds.
    """
    if not lines:
        raise EmptyBasket
    if len(lines) > MAX_LINES:
        raise InvalidQuantity(max_lines=MAX_LINES)
    wanted: Counter[int] = Counter()
    for line in lines:
        if not 1 <= line.quantity <= MAX_QUANTITY:
            raise InvalidQuantity(menu_item_id=line.menu_item_id, max_quantity=MAX_QUANTITY)
        wanted[line.menu_item_id] += line.quantity
    return wanted


def is_uuid7(text: str) -> bool:
    """Tell whether a text is a UUID of version 7 in its canonical form."""
    try:
        parsed = UUID(text)
    except ValueError:
        return False
    return parsed.version == 7 and str(parsed) == text
