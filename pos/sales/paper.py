"""What the receipt of a sale says: the sale's facts in the words of the paper.

Rule: the paper shows what was sold; it never computes.
"""

from typing import Literal

from pos.receipts.documents import Document
from pos.receipts.sale_receipt import SaleFacts, SoldLine, SoldReduction, SoldTender, sale_receipt
from pos.sales.sale import Sale
from pos.tenders.vouchers import masked
from pricing import RuleTotal


def receipt_of(sale: Sale, balance_after_fen: int | None) -> Document:
    """Return the customer's receipt; `balance_after_fen` is the wallet's, None for a guest."""
    quote = sale.tray.quote
    payers = {payer.code: payer.name.zh for payer in sale.tray.scheme.payers}
    return sale_receipt(
        SaleFacts(
            site_name_zh=sale.till.site.name_zh,
            site_phone=sale.till.site.phone,
            till=sale.till.code,
            number=sale.number,
            at=sale.at,
            time_zone=sale.till.site.zone.key,
            cashier=sale.actor,
            lines=tuple(
                SoldLine(
                    sale.tray.items[wish.menu_item_id].name_zh,
                    line.quantity,
                    line.item.unit_price_fen,
                    line.list_fen,
                )
                for wish, line in zip(sale.tray.lines, sale.tray.quote_lines, strict=True)
            ),
            reductions=tuple(
                SoldReduction(
                    total.name.zh, _kind(total), total.payer, total.amount_fen, payers.get(total.payer)
                )
                for total in quote.reductions
            ),
            list_total_fen=quote.list_total_fen,
            total_fen=quote.total_fen,
            tenders=_tenders(sale),
            rounding_fen=sale.settlement.rounding_fen,
            card_tail=sale.holder.tail if sale.holder else None,
            balance_before_fen=_balance_before(sale, balance_after_fen),
            balance_after_fen=balance_after_fen,
        )
    )


def _kind(total: RuleTotal) -> Literal["discount", "subsidy"]:
    return "subsidy" if total.kind == "subsidy" else "discount"


def _balance_before(sale: Sale, after_fen: int | None) -> int | None:
    """Return what the wallet held right before: a top-up may have come since the card was looked at."""
    return None if after_fen is None else after_fen + sale.settlement.wallet_fen


def _tenders(sale: Sale) -> tuple[SoldTender, ...]:
    return tuple(
        SoldTender(
            payment.means or payment.kind,
            payment.amount_fen,
            payment.received_fen,
            payment.change_fen,
            masked(payment.voucher.code) if payment.voucher else None,
        )
        for payment in sale.payments
    )
