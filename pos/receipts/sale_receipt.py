"""What does a customer's receipt say? List price, each discount and subsidy by name, paid, what is left.

Rule: it shows the sold figures and makes none. No member's name and no full card number reaches the paper.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from pos.receipts.documents import Block, Cut, Document, Feed, Line, Pair, Rule

KIND = "sale_receipt"
# Who pays a reduction, in the words of the district's notices; the canteen's own discounts need no mention.
TENDERS_ZH = {
    "wallet": "会员卡",
    "cash": "现金",
    "voucher": "餐券",
    "wechat": "微信",
    "alipay": "支付宝",
    "bank": "银行卡",
}
PAYERS_ZH = {"district": "区", "street": "街道", "vendor": "商户"}


@dataclass(frozen=True)
class SoldLine:
    """One dish of the order: its price on the menu, and that times the quantity."""

    name_zh: str
    quantity: int
    unit_price_fen: int
    list_fen: int


@dataclass(frozen=True)
class SoldReduction:
    """What one rule took off the whole order, and who pays for it, by the name that the scheme gives."""

    name_zh: str
    kind: Literal["discount", "subsidy"]
    payer: str
    amount_fen: int
    payer_name_zh: str | None = None


@dataclass(frozen=True)
class SoldTender:
    """One way in which the order was paid, and how much of it; received and change are for cash.

    `kind` is wallet, cash, voucher, or who else took it: wechat, alipay, bank. A voucher's number is
    masked.
    """

    kind: str
    amount_fen: int
    received_fen: int | None = None
    change_fen: int | None = None
    voucher: str | None = None


@dataclass(frozen=True)
class SaleFacts:
    """Everything that a receipt shows about one sale, as it was sold.

    `at` is aware and is shown in `time_zone`. `card_tail` and the balances are those of the member's card,
    None for a guest; a member who pays cash has balances, too. `is_large` asks for 6 mm type throughout.

    :raises ValueError: when the figures do not add up, or the card tail is more than four characters
    """

    site_name_zh: str
    site_phone: str
    till: str
    number: str
    at: datetime
    time_zone: str
    cashier: str
    lines: tuple[SoldLine, ...]
    reductions: tuple[SoldReduction, ...]
    list_total_fen: int
    total_fen: int
    tenders: tuple[SoldTender, ...]
    card_tail: str | None = None
    balance_before_fen: int | None = None
    balance_after_fen: int | None = None
    is_large: bool = False
    # What rounding cash let the guest off; below 0 what they paid above the total.
    rounding_fen: int = 0

    def __post_init__(self) -> None:
        if self.card_tail is not None and len(self.card_tail) > 4:
            raise ValueError("a receipt carries the last four characters of a card number, never more")
        # A paper that does not add up would be a member's proof against us.
        if sum(line.list_fen for line in self.lines) != self.list_total_fen:
            raise ValueError("the lines do not add up to the list total")
        reduced_fen = sum(reduction.amount_fen for reduction in self.reductions)
        if self.list_total_fen - reduced_fen != self.total_fen:
            raise ValueError("list total less reductions is not the total")
        if sum(tender.amount_fen for tender in self.tenders) + self.rounding_fen != self.total_fen:
            raise ValueError("the tenders do not add up to the total")


def sale_receipt(facts: SaleFacts) -> Document:
    """Write the receipt of one sale; pure and quick, because it runs inside the sale's transaction."""
    size = 2 if facts.is_large else 1
    blocks: list[Block] = [*_head(facts), Rule()]
    for line in facts.lines:
        blocks += _dish(line, size)
    blocks += [Rule(), *_reductions(facts, size), Rule(is_double=True), *_payment(facts, size)]
    if facts.balance_after_fen is not None:
        blocks += [Rule(), *_balance(facts, facts.balance_after_fen, size)]
    blocks += [Rule(), Line("本小票不作报销凭证", "center"), Line("谢谢惠顾 请慢用", "center"), Cut()]
    return Document(KIND, facts.number, tuple(blocks))


def yuan(amount_fen: int) -> str:
    """Write fen as yuan with two decimals: 12_50 is `12.50`. Moves the point in the text, divides nothing."""
    digits = str(abs(amount_fen)).rjust(3, "0")
    return f"{'-' if amount_fen < 0 else ''}{digits[:-2]}.{digits[-2:]}"


def _head(facts: SaleFacts) -> list[Block]:
    local = facts.at.astimezone(ZoneInfo(facts.time_zone))
    head: list[Block] = [Line(facts.site_name_zh, "center", size=2, is_bold=True)]
    if facts.site_phone:
        head.append(Line(f"电话 {facts.site_phone}", "center"))
    head += [
        Feed(),
        Pair(f"单号 {facts.number}", f"收银台 {facts.till}"),
        Pair(f"{local:%Y-%m-%d %H:%M:%S}", f"收银员 {facts.cashier}"),
    ]
    return head


def _dish(line: SoldLine, size: int) -> list[Block]:
    """Show one portion beside its price; several as a line of their own: how many, at what, together."""
    if line.quantity == 1:
        return [Pair(line.name_zh, yuan(line.list_fen), size=size)]
    indent = "  " if size == 1 else ""
    each = f"{indent}{line.quantity} × {yuan(line.unit_price_fen)}"
    return [Line(line.name_zh, size=size), Pair(each, yuan(line.list_fen), size=size)]


def _reductions(facts: SaleFacts, size: int) -> list[Block]:
    portions = sum(line.quantity for line in facts.lines)
    rows: list[Block] = [Pair(f"原价 共{portions}份", yuan(facts.list_total_fen), size=size)]
    for reduction in facts.reductions:
        rows.append(Pair(_reduction_name(reduction), yuan(-reduction.amount_fen), size=size))
    return rows


def _reduction_name(reduction: SoldReduction) -> str:
    payer = PAYERS_ZH.get(reduction.payer)
    if reduction.kind == "subsidy" and reduction.payer_name_zh is not None:
        payer = reduction.payer_name_zh
    if payer is None or payer in reduction.name_zh:
        return reduction.name_zh
    return f"{reduction.name_zh}（{payer}）"


def _payment(facts: SaleFacts, size: int) -> list[Block]:
    rows: list[Block] = [
        Pair("实付", f"￥{yuan(facts.total_fen)}", size=2, is_bold=True),
        Rule(is_double=True),
    ]
    names = [_tender_name(tender) for tender in facts.tenders]
    if len(names) < 2:
        rows.append(Pair("付款方式", names[0] if names else "无需付款", size=size))
    else:
        rows.append(Line("付款方式", size=size))
        rows += [
            Pair(f"  {name}", yuan(tender.amount_fen), size=size)
            for name, tender in zip(names, facts.tenders, strict=True)
        ]
    if facts.rounding_fen:
        rows.append(Pair("现金抹零", yuan(-facts.rounding_fen), size=size))
    for tender in facts.tenders:
        if tender.received_fen is not None:
            rows.append(Pair("收款", yuan(tender.received_fen), size=size))
        if tender.change_fen is not None:
            rows.append(Pair("找零", yuan(tender.change_fen), size=size))
    return rows


def _tender_name(tender: SoldTender) -> str:
    name = TENDERS_ZH[tender.kind]
    return name if tender.voucher is None else f"{name} {tender.voucher}"


def _balance(facts: SaleFacts, after_fen: int, size: int) -> list[Block]:
    rows: list[Block] = []
    if facts.card_tail is not None:
        rows.append(Pair("会员卡尾号", facts.card_tail, size=size))
    paid = [tender.amount_fen for tender in facts.tenders if tender.kind == "wallet"]
    if facts.balance_before_fen is not None and paid:
        rows.append(Pair("付前余额", yuan(facts.balance_before_fen), size=size))
        rows.append(Pair("本次支付", yuan(-sum(paid)), size=size))
    return [*rows, Pair("余额", f"￥{yuan(after_fen)}", size=2, is_bold=True)]
