"""What a till asks for when it gives back, and why it may be refused.

Rule: a wish names portions of sold lines; every figure but the total that the screen showed is the server's.
"""

from dataclasses import dataclass

from inventory.tables import MENU, WASTE
from pos.errors import Refusal
from pos.refunds.sold import SoldLine

# What the kitchen serves from the pot or the pan: nobody else gets it once it was on a tray.
PACKED = frozenset({"bread", "pastry"})


class RefundKeyReused(Refusal):
    """The key was used for another refund, or for the same with other contents."""

    code = "key_reused"


class NothingToRefund(Refusal):
    """No portion was chosen."""

    code = "nothing_to_refund"


class NotThatMany(Refusal):
    """More portions of a line are to be given back than are left of it; `left` says how many."""

    code = "not_that_many"


class UnknownLine(Refusal):
    """The order has no line of that number."""

    code = "unknown_line"


class RefundChanged(Refusal):
    """The refund comes to another amount than the screen showed, for part of it was given back meanwhile."""

    code = "refund_changed"


class VoidTooLate(Refusal):
    """A sale is undone at its own till before its shift is closed; afterwards it is refunded."""

    code = "void_too_late"


class AlreadyRefunded(Refusal):
    """Something of the sale was given back already, so it cannot be undone as a whole."""

    code = "already_refunded"


class RoundedSale(Refusal):
    """The cash that paid the order was rounded, and a refund would not know what to give back of that."""

    code = "rounded_sale"


@dataclass(frozen=True, slots=True)
class LineWish:
    """So many portions of a sold line, and where they go: `MENU` (on sale again) or `WASTE`."""

    number: int
    quantity: int
    fate: str


@dataclass(frozen=True, slots=True)
class RefundWish:
    """What is to be given back of an order, at which till, and why. `id` is a UUIDv7 made by the till.

    A void names no lines but where the portions of each go, if that is not the usual; `total_fen` is what the
    screen showed.
    """

    id: str
    kind: str
    order_id: str
    till_code: str
    lines: tuple[LineWish, ...]
    total_fen: int
    reason: str
    actor: str
    staff_id: int
    request_hash: str


def usual_fate(line: SoldLine, *, is_of_today: bool) -> str:
    """Return where a portion goes if nobody says otherwise.

    What is packed or comes from a stall is sold again on its day; what the kitchen served is not.
    """
    return MENU if is_of_today and line.category_code in PACKED else WASTE
