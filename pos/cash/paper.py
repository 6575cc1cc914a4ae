"""What the papers of a shift say: its Z-report, and an X-report in the middle of it.

Rule: a paper shows figures and makes none. A Z-report carries the head of its till's chain, so that whoever
holds the paper can tell whether the books were changed since.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from pos.cash.counting import Count
from pos.cash.figures import Json
from pos.cash.tables import DENOMINATIONS_FEN
from pos.receipts.documents import Block, Cut, Document, Feed, Line, Pair, Rule
from pos.receipts.sale_receipt import yuan
from pos.shifts.shifts import Till

X_KIND, Z_KIND = "x_report", "z_report"
TENDERS_ZH: Final = {
    "wallet": "会员卡",
    "drawer": "现金",
    "external:wechat": "微信",
    "external:alipay": "支付宝",
    "external:bank": "银行卡",
    "external:transfer": "银行转账",
    "voucher": "餐券",
}
SALES_ZH: Final = (("sales", "销售"), ("refunds", "退款"), ("voids", "撤单"))
BORNE_ZH: Final = (("discount_fen", "优惠"), ("subsidy_fen", "补贴"), ("rounding_fen", "抹零"))
WALLETS_ZH: Final = (("top_ups", "充值"), ("undos", "充值撤销"), ("pay_outs", "退卡退款"))
CASH_ZH: Final = (
    ("kept_fen", "上班留存", 1),
    ("float_fen", "备用金", 1),
    ("sales_fen", "现金销售", 1),
    ("top_ups_fen", "现金充值", 1),
    ("paid_in_fen", "现金存入", 1),
    ("refunds_fen", "现金退款", -1),
    ("voids_fen", "现金撤单", -1),
    ("undos_fen", "充值撤销", -1),
    ("pay_outs_fen", "退卡退款", -1),
    ("paid_out_fen", "现金支出", -1),
    ("drops_fen", "投入保险柜", -1),
    ("other_fen", "其他", 1),
)
HASH_SHOWN = 16


@dataclass(frozen=True, slots=True)
class ShiftFacts:
    """Whose shift it is."""

    cashier: str
    opened_at: datetime
    business_date: date


def x_paper(till: Till, shift: ShiftFacts, figures: Json, *, at: datetime, with_cash: bool) -> Document:
    """Write an X-report; without the cash where the drawer is still to be counted blind."""
    blocks = [*_head(till, shift, "X报表（未交班）", at)]
    if with_cash:
        blocks += [*_trade(figures), *_cash(figures["cash"])]
    else:
        blocks += [*_trade_without_cash(figures), Rule(), Line("现金盲点后显示", "center")]
    blocks += [Rule(), Line("X报表不结班 可随时打印", "center"), Cut()]
    return Document(X_KIND, f"{till.code}-X", tuple(blocks))


def z_paper(
    till: Till, shift: ShiftFacts, row: dict[str, Any], figures: Json, counts: tuple[Count, ...]
) -> Document:
    """Write the paper of a Z-report from its row."""
    number = f"{till.code}-Z{row['number']:04}"
    blocks = [
        *_head(till, shift, "交班报表 Z", row["at"]),
        Pair("报表号", number, is_bold=True),
        Pair("交班人", row["closed_by"]),
    ]
    if row["reason"]:
        blocks.append(Line(f"说明：{row['reason']}"))
    blocks += [*_trade(figures), *_cash(figures["cash"]), *_counted(figures["cash"], row, counts)]
    blocks += [
        Rule(),
        Pair("账簿序号", str(row["head_sequence"])),
        Line(f"账簿指纹 {row['head_hash'][:HASH_SHOWN]}"),
        Line(f"报表指纹 {row['hash'][:HASH_SHOWN]}"),
        Rule(),
        Line("收银员签字："),
        Feed(),
        Line("店长签字："),
        Feed(),
        Cut(),
    ]
    return Document(Z_KIND, number, tuple(blocks))


def reprinted(paper: Document) -> Document:
    """Return a paper with a bar on top that says that it is not the first."""
    return Document(paper.kind, paper.number, (Line("重 印", size=2, is_inverse=True), *paper.blocks))


def _head(till: Till, shift: ShiftFacts, title: str, at: datetime) -> list[Block]:
    zone = till.site.zone
    return [
        Line(till.site.name_zh, "center", size=2, is_bold=True),
        Feed(),
        Line(title, "center", size=2),
        Pair(f"收银台 {till.code}", f"收银员 {shift.cashier}"),
        Pair("营业日", shift.business_date.isoformat()),
        Pair("开班", f"{shift.opened_at.astimezone(zone):%Y-%m-%d %H:%M}"),
        Pair("打印", f"{at.astimezone(zone):%Y-%m-%d %H:%M}"),
    ]


def _trade(figures: Json) -> Iterable[Block]:
    for name, title in SALES_ZH:
        sums = figures[name]
        if name != "sales" and not sums["count"]:
            continue
        yield Rule()
        yield Pair(f"{title} {sums['count']}单", yuan(sums["total_fen"]), is_bold=True)
        yield Pair("  原价", yuan(sums["list_fen"]))
        for key, label in BORNE_ZH:
            if sums[key]:
                yield Pair(f"  {label}", yuan(-sums[key]))
        yield from _parts(sums["tenders"])
    for name, title in WALLETS_ZH:
        sums = figures[name]
        if sums["count"]:
            yield Rule()
            yield Pair(f"{title} {sums['count']}笔", yuan(sums["total_fen"]), is_bold=True)
            yield from _parts(sums["means"])


def _trade_without_cash(figures: Json) -> Iterable[Block]:
    """Show how often, and what did not come in cash; no sum from which the cash could be worked out."""
    parts_of = {"sales": "tenders", "refunds": "tenders", "voids": "tenders"}
    for name, title in (*SALES_ZH, *WALLETS_ZH):
        sums = figures[name]
        if sums["count"] or name == "sales":
            yield Rule()
            yield Pair(title, f"{sums['count']}笔", is_bold=True)
            parts = sums[parts_of.get(name, "means")]
            yield from _parts({code: fen for code, fen in parts.items() if code != "drawer"})


def _parts(parts: dict[str, int]) -> Iterable[Block]:
    known = [code for code in TENDERS_ZH if code in parts]
    for code in [*known, *sorted(set(parts) - set(known))]:
        yield Pair(f"  {TENDERS_ZH.get(code, code)}", yuan(parts[code]))


def _cash(cash: Json) -> Iterable[Block]:
    yield Rule(is_double=True)
    for key, label, sign in CASH_ZH:
        if cash[key] or key in ("float_fen", "sales_fen"):
            yield Pair(label, yuan(sign * cash[key]))
    yield Pair("应有现金", f"￥{yuan(cash['expected_fen'])}", is_bold=True)


def _counted(cash: Json, row: dict[str, Any], counts: tuple[Count, ...]) -> Iterable[Block]:
    if row["count_id"] is None:
        yield Line("未 清 点", "center", size=2, is_inverse=True)
    for count in counts:
        yield Pair(f"第{count.number}次清点 {count.actor}", yuan(count.counted_fen))
    if row["count_id"] is not None:
        pieces = counts[-1].pieces
        for fen in DENOMINATIONS_FEN:
            if pieces.pieces.get(fen):
                yield Pair(f"  {yuan(fen)} × {pieces.pieces[fen]}", yuan(fen * pieces.pieces[fen]))
        if pieces.loose_fen:
            yield Pair("  其他零钱", yuan(pieces.loose_fen))
        difference_fen = cash["over_short_fen"]
        label = "长款" if difference_fen > 0 else "短款" if difference_fen < 0 else "长短款"
        yield Pair(label, f"￥{yuan(difference_fen)}", size=2, is_bold=True)
    yield Pair("交入保险柜", yuan(cash["handed_over_fen"]))
    yield Pair("留存钱箱", yuan(cash["left_fen"]))
