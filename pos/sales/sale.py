"""One sale as its facts, and what the tables and the ledger say of it.

Rule: nothing is decided or looked up here; facts in, rows and postings out.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pos.cards.cards import CardHolder
from pos.ledger.posting import Posting
from pos.members.people import by_name_only
from pos.receipts.outbox import receipt_key
from pos.sales.orders import Order, OrderRows, SoldLine, Tender
from pos.sales.tickets import Ticket
from pos.sales.trays import PricedTray
from pos.shifts.shifts import Shift, Till
from pos.tenders.vouchers import Voucher
from pos.usage.usage import use_rows


@dataclass(frozen=True, slots=True)
class Payment:
    """The account that pays, and how; received and change are for cash.

    `payment_id` names an external payment, `voucher` is the one that pays.
    """

    kind: str
    account_id: int
    amount_fen: int
    received_fen: int | None = None
    change_fen: int | None = None
    payment_id: str | None = None
    voucher: Voucher | None = None
    # How the provider of an external payment is called: wechat, alipay, bank.
    means: str | None = None


@dataclass(frozen=True, slots=True)
class Settlement:
    """How a tray is paid, in order, and what rounding let the guest off; below 0 what it took."""

    payments: tuple[Payment, ...]
    rounding_fen: int = 0

    @property
    def wallet_fen(self) -> int:
        """Return what of the tray its buyer's wallet pays."""
        return sum(payment.amount_fen for payment in self.payments if payment.kind == "wallet")


@dataclass(frozen=True, slots=True)
class Sale:
    """Who bought what on which till, how it is paid, and its place in the till's chain.

    `settlement` has no payment where nothing is to pay; `card_counter` is the one in the proof of a card
    that pays.
    """

    ticket: Ticket
    till: Till
    shift: Shift
    tray: PricedTray
    holder: CardHolder | None
    settlement: Settlement
    card_counter: int | None
    sequence: int
    at: datetime

    @property
    def payments(self) -> tuple[Payment, ...]:
        """Return what pays, in its order."""
        return self.settlement.payments

    @property
    def number(self) -> str:
        """Return the number printed for people, such as T1-000123; without gaps over the till's entries."""
        return f"{self.till.code}-{self.sequence:06}"

    @property
    def actor(self) -> str:
        """Return who sells: whoever was signed on, or else the cashier of the shift."""
        return self.ticket.actor or self.shift.cashier


def bearers(sale: Sale) -> Iterable[str]:
    """Return the codes of the accounts that the sale touches beside those that pay."""
    codes = {code for pair in _borne(sale) for code in pair if code}
    return codes | {_rounding(sale)} if sale.settlement.rounding_fen else codes


def moves_of(sale: Sale, ids: Mapping[str, int]) -> list[Posting]:
    """Credit each vendor's revenue at list price; debit whoever bears it: the scheme, a payer, the tenders.

    :raises KeyError: when an account of the scheme or of a vendor was never opened.
    """
    moves = []
    paid_fen: defaultdict[str, int] = defaultdict(int)
    for (bearer, revenue), borne_fen in _borne(sale).items():
        if bearer:
            moves.append(Posting(ids[bearer], ids[revenue], borne_fen))
        elif borne_fen:
            paid_fen[revenue] += borne_fen
    return _paid(sale, ids, paid_fen) + moves


def rows_of(sale: Sale) -> OrderRows:
    """Return the rows of the order and of what it consists of."""
    return OrderRows(
        _order_row(sale),
        _line_rows(sale),
        _reduction_rows(sale),
        _tender_rows(sale),
        _use_rows(sale),
        _claim_rows(sale),
    )


def order_of(sale: Sale, balance_after_fen: int | None) -> Order:
    """Return the order as it will be read back."""
    holder = sale.holder
    return Order(
        id=sale.ticket.id,
        number=sale.number,
        till_code=sale.till.code,
        at=sale.at,
        list_total_fen=sale.tray.quote.list_total_fen,
        total_fen=sale.tray.quote.total_fen,
        tenders=tuple(
            Tender(
                payment.kind,
                payment.amount_fen,
                payment.received_fen,
                payment.change_fen,
                payment.means,
                payment.voucher.code if payment.voucher else None,
            )
            for payment in sale.payments
        ),
        cash_rounding_fen=sale.settlement.rounding_fen,
        lines=tuple(
            SoldLine(
                sale.tray.items[wish.menu_item_id].name_zh,
                sale.tray.items[wish.menu_item_id].name_en,
                line.quantity,
                line.total_fen,
            )
            for wish, line in zip(sale.tray.lines, sale.tray.quote_lines, strict=True)
        ),
        member_code=holder.member.code if holder else None,
        person=by_name_only(holder.member.person) if holder else None,
        card_tail=holder.tail if holder else None,
        balance_after_fen=balance_after_fen,
    )


def _borne(sale: Sale) -> Mapping[tuple[str, str], int]:
    """Return fen by bearer and revenue account; the bearer without a code is whoever pays."""
    discount = f"discount:{sale.tray.quote.scheme_code}"
    borne: defaultdict[tuple[str, str], int] = defaultdict(int)
    for line in sale.tray.quote_lines:
        revenue = f"revenue:{line.item.vendor}"
        borne["", revenue] += line.total_fen
        for reduction in line.reductions:
            bearer = discount if reduction.kind == "discount" else f"receivable:{reduction.payer}"
            borne[bearer, revenue] += reduction.amount_fen
    return borne


def _paid(sale: Sale, ids: Mapping[str, int], paid_fen: Mapping[str, int]) -> list[Posting]:
    """Have each tender pay as far as it goes, the first vendor first; rounding is one more of them.

    What cash pays above the total pays no vendor: it goes to rounding.
    """
    rounding_fen = sale.settlement.rounding_fen
    debited = [(payment.account_id, payment.amount_fen) for payment in sale.payments]
    credited = [(ids[revenue], amount_fen) for revenue, amount_fen in paid_fen.items()]
    if rounding_fen > 0:
        debited.append((ids[_rounding(sale)], rounding_fen))
    if rounding_fen < 0:
        credited.append((ids[_rounding(sale)], -rounding_fen))
    moves = []
    for debit, held_fen in debited:
        left_fen = held_fen
        while left_fen:
            credit, wanted_fen = credited[0]
            part_fen = min(left_fen, wanted_fen)
            moves.append(Posting(debit, credit, part_fen))
            left_fen -= part_fen
            credited[:1] = [(credit, wanted_fen - part_fen)] if wanted_fen > part_fen else []
    return moves


def _rounding(sale: Sale) -> str:
    return f"rounding:{sale.till.site.code}"


def _order_row(sale: Sale) -> dict[str, Any]:
    quote = sale.tray.quote
    return {
        "id": sale.ticket.id,
        "number": sale.number,
        "till_code": sale.till.code,
        "shift_id": sale.shift.id,
        "business_date": sale.shift.business_date,
        "period_code": sale.tray.period_code,
        "at": sale.at,
        "member_id": sale.holder.member.id if sale.holder else None,
        "card_serial": sale.holder.serial if sale.holder else None,
        "card_counter": sale.card_counter,
        "tier_code": quote.tier.code if quote.tier else None,
        "scheme_code": quote.scheme_code,
        "scheme_version": quote.scheme_version,
        "list_total_fen": quote.list_total_fen,
        "discount_total_fen": quote.discount_total_fen,
        "subsidy_total_fen": quote.subsidy_total_fen,
        "total_fen": quote.total_fen,
        "request_hash": sale.ticket.request_hash,
        "receipt_job": receipt_key(sale.ticket.id),
        "cash_rounding_fen": sale.settlement.rounding_fen,
    }


def _line_rows(sale: Sale) -> list[dict[str, Any]]:
    rows = []
    for number, (wish, line) in enumerate(zip(sale.tray.lines, sale.tray.quote_lines, strict=True), start=1):
        item = sale.tray.items[wish.menu_item_id]
        rows.append(
            {
                "order_id": sale.ticket.id,
                "number": number,
                "menu_item_id": item.id,
                "dish_code": item.dish_code,
                "name_zh": item.name_zh,
                "name_en": item.name_en,
                "category_code": item.category_code,
                "vendor_code": item.vendor_code,
                "quantity": line.quantity,
                "unit_price_fen": line.item.unit_price_fen,
                "list_fen": line.list_fen,
                "total_fen": line.total_fen,
            }
        )
    return rows


def _reduction_rows(sale: Sale) -> list[dict[str, Any]]:
    return [
        {
            "order_id": sale.ticket.id,
            "line_number": number,
            "rule_code": reduction.rule_code,
            "kind": reduction.kind,
            "payer": reduction.payer,
            "name_zh": reduction.name.zh,
            "name_en": reduction.name.en,
            "reason_zh": reduction.reason.zh,
            "reason_en": reduction.reason.en,
            "amount_fen": reduction.amount_fen,
            "scope": reduction.scope,
        }
        for number, line in enumerate(sale.tray.quote_lines, start=1)
        for reduction in line.reductions
    ]


def _tender_rows(sale: Sale) -> list[dict[str, Any]]:
    return [
        {
            "order_id": sale.ticket.id,
            "number": number,
            "kind": payment.kind,
            "account_id": payment.account_id,
            "amount_fen": payment.amount_fen,
            "received_fen": payment.received_fen,
            "change_fen": payment.change_fen,
            "payment_id": payment.payment_id,
            "voucher_code": payment.voucher.code if payment.voucher else None,
        }
        for number, payment in enumerate(sale.payments, start=1)
    ]


def _use_rows(sale: Sale) -> list[dict[str, Any]]:
    if sale.holder is None:
        return []
    return use_rows(sale.ticket.id, sale.holder.member.id, sale.tray.quote.uses, sale.tray.usage)


def _claim_rows(sale: Sale) -> list[dict[str, Any]]:
    return [
        {
            "order_id": sale.ticket.id,
            "rule_code": claim.rule_code,
            "payer": claim.payer,
            "name_zh": claim.name.zh,
            "name_en": claim.name.en,
            "amount_fen": claim.amount_fen,
        }
        for claim in sale.tray.quote.operator_claims
    ]
