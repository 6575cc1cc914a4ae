"""What the paper of a refund says: its facts in the words of the paper.

Rule: the paper shows what was given back; it never computes.
"""

from typing import TYPE_CHECKING

from pos.receipts.documents import Document
from pos.receipts.refund_receipt import RefundFacts, ReturnedLine, refund_receipt
from pos.refunds.shares import reductions_by_rule

if TYPE_CHECKING:
    from pos.refunds.refunding import Refund


def refund_receipt_of(made: "Refund", balance_after_fen: int | None) -> Document:
    """Return the paper of a refund; `balance_after_fen` is that of the wallet that got money back."""
    return refund_receipt(
        RefundFacts(
            kind=made.wish.kind,
            site_name_zh=made.till.site.name_zh,
            site_phone=made.till.site.phone,
            number=made.number,
            order_number=made.order.number,
            at=made.at,
            time_zone=made.till.site.zone.key,
            cashier=made.wish.actor,
            reason=made.wish.reason,
            lines=tuple(
                ReturnedLine(line.line.name_zh, line.quantity, line.list_fen) for line in made.share.lines
            ),
            reductions=tuple(
                (name_zh, amount_fen) for name_zh, _, amount_fen in reductions_by_rule(made.share).values()
            ),
            total_fen=made.share.total_fen,
            tenders=tuple((tender.kind, amount_fen) for tender, amount_fen in made.share.tenders),
            balance_after_fen=balance_after_fen,
        )
    )
