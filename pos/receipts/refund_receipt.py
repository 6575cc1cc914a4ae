"""What does the paper of a refund say? Which dishes went back, how much, and by which means.

Rule: it shows the written figures and makes none. No member's name and no full card number reaches the paper.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from pos.receipts.documents import Block, Cut, Document, Feed, Line, Pair, Rule
from pos.receipts.sale_receipt import yuan

TITLES_ZH = {"refund": "退款凭证", "void": "撤单凭证"}
TENDERS_ZH = {"wallet": "退回会员卡", "cash": "退现金"}


@dataclass(frozen=True)
class ReturnedLine:
    """Portions of one dish that went back, and what they cost on the menu."""

    name_zh: str
    quantity: int
    list_fen: int


@dataclass(frozen=True)
class RefundFacts:
    """Everything that the paper shows; `at` is aware and is shown in `time_zone`.

    :raises ValueError: when the figures do not add up
    """

    kind: str
    site_name_zh: str
    site_phone: str
    number: str
    order_number: str
    at: datetime
    time_zone: str
    cashier: str
    reason: str
    lines: tuple[ReturnedLine, ...]
    reductions: tuple[tuple[str, int], ...]
    total_fen: int
    tenders: tuple[tuple[str, int], ...]
    balance_after_fen: int | None = None

    def __post_init__(self) -> None:
        listed_fen = sum(line.list_fen for line in self.lines)
        if listed_fen - sum(amount_fen for _, amount_fen in self.reductions) != self.total_fen:
            raise ValueError("the lines less the reductions are not the total")
        if sum(amount_fen for _, amount_fen in self.tenders) != self.total_fen:
            raise ValueError("the tenders are not the total")


def refund_receipt(facts: RefundFacts) -> Document:
    """Write the paper of one refund; pure, because it runs inside the refund's transaction."""
    local = facts.at.astimezone(ZoneInfo(facts.time_zone))
    blocks: list[Block] = [Line(facts.site_name_zh, "center", size=2, is_bold=True)]
    if facts.site_phone:
        blocks.append(Line(f"电话 {facts.site_phone}", "center"))
    blocks += [
        Feed(),
        Line(TITLES_ZH[facts.kind], "center", size=2),
        Pair(f"单号 {facts.number}", f"收银员 {facts.cashier}"),
        Line(f"{local:%Y-%m-%d %H:%M:%S}"),
        Line(f"原单号 {facts.order_number}"),
        Line(f"原因 {facts.reason}"),
        Rule(),
        *(Pair(f"{line.name_zh} × {line.quantity}", yuan(line.list_fen)) for line in facts.lines),
        *(Pair(f"收回 {name}", yuan(-amount_fen)) for name, amount_fen in facts.reductions),
        Rule(is_double=True),
        Pair("退款", f"￥{yuan(facts.total_fen)}", size=2, is_bold=True),
        Rule(is_double=True),
        *(Pair(TENDERS_ZH.get(kind, "原路退回"), yuan(amount_fen)) for kind, amount_fen in facts.tenders),
    ]
    if facts.balance_after_fen is not None:
        blocks.append(Pair("余额", f"￥{yuan(facts.balance_after_fen)}", size=2, is_bold=True))
    blocks += [Rule(), Line("请妥善保管本凭证", "center"), Cut()]
    return Document(facts.kind, facts.number, tuple(blocks))
