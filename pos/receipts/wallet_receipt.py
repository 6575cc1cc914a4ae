"""What does the paper of a top-up, its undo, or a pay-out say? By which means how much, and what is left.

Rule: it shows the written figures and makes none. No member's name and no full card number reaches the
paper; a payer's name only masked.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from pos.receipts.documents import Block, Cut, Document, Feed, Line, Pair, Rule
from pos.receipts.sale_receipt import yuan

TITLES_ZH = {"top_up": "充值凭证", "undo": "充值撤销凭证", "pay_out": "退卡退款凭证"}
MEANS_ZH = {"cash": "现金", "wechat": "微信", "alipay": "支付宝", "bank": "银行卡", "transfer": "银行转账"}
AMOUNTS_ZH = {"top_up": "充值金额", "undo": "退回金额", "pay_out": "退款金额"}


@dataclass(frozen=True)
class WalletFacts:
    """Everything that the paper shows; `at` is aware and is shown in `time_zone`.

    :raises ValueError: when the figures do not add up, or the card tail is more than four characters
    """

    kind: str
    site_name_zh: str
    site_phone: str
    number: str
    at: datetime
    time_zone: str
    actor: str
    means: str
    amount_fen: int
    before_fen: int
    after_fen: int
    card_tail: str | None = None
    payer: str = ""

    def __post_init__(self) -> None:
        if self.card_tail is not None and len(self.card_tail) > 4:
            raise ValueError("a paper carries the last four characters of a card number, never more")
        moved_fen = self.amount_fen if self.kind == "top_up" else -self.amount_fen
        if self.before_fen + moved_fen != self.after_fen:
            raise ValueError("the balance before and the amount are not the balance after")


def wallet_receipt(facts: WalletFacts) -> Document:
    """Write the paper of one movement; pure, because it runs inside the movement's transaction."""
    local = facts.at.astimezone(ZoneInfo(facts.time_zone))
    blocks: list[Block] = [Line(facts.site_name_zh, "center", size=2, is_bold=True)]
    if facts.site_phone:
        blocks.append(Line(f"电话 {facts.site_phone}", "center"))
    blocks += [
        Feed(),
        Line(TITLES_ZH[facts.kind], "center", size=2),
        Pair(f"单号 {facts.number}", f"经办 {facts.actor}"),
        Line(f"{local:%Y-%m-%d %H:%M:%S}"),
        Rule(),
    ]
    if facts.card_tail is not None:
        blocks.append(Pair("会员卡尾号", facts.card_tail))
    if facts.payer:
        blocks.append(Pair("付款人", facts.payer))
    blocks += [
        Pair("方式", MEANS_ZH[facts.means]),
        Pair("原余额", yuan(facts.before_fen)),
        Rule(is_double=True),
        Pair(AMOUNTS_ZH[facts.kind], f"￥{yuan(facts.amount_fen)}", size=2, is_bold=True),
        Rule(is_double=True),
        Pair("余额", f"￥{yuan(facts.after_fen)}", size=2, is_bold=True),
        Rule(),
        Line("余额可退 免收手续费", "center"),
        Line("请妥善保管本凭证", "center"),
        Cut(),
    ]
    return Document(facts.kind, facts.number, tuple(blocks))
