"""Sales whose receipts the tests print."""

from datetime import UTC, datetime

from pos.receipts.sale_receipt import SaleFacts, SoldLine, SoldReduction, SoldTender

LUNCH = (
    SoldLine("红烧大排", 1, 13_00, 13_00),
    SoldLine("清蒸梅子鱼(3条)", 1, 15_00, 15_00),
    SoldLine("青菜炒蘑菇", 2, 4_00, 8_00),
    SoldLine("米饭", 2, 1_00, 2_00),
)
REDUCTIONS = (
    SoldReduction("敬老九折", "discount", "canteen", 3_80),
    SoldReduction("助餐补贴", "subsidy", "street", 3_00),
)
SOLD_AT = datetime(2026, 11, 25, 3, 42, 5, tzinfo=UTC)


def sale(
    *,
    lines: tuple[SoldLine, ...] = LUNCH,
    reductions: tuple[SoldReduction, ...] = REDUCTIONS,
    tenders: tuple[SoldTender, ...] | None = None,
    card_tail: str | None = "0318",
    before_fen: int | None = 186_50,
    number: str = "T1-000123",
    is_large: bool = False,
) -> SaleFacts:
    """Make the facts of a sale that adds up; by default a member's lunch paid by wallet."""
    list_fen = sum(line.list_fen for line in lines)
    total_fen = list_fen - sum(reduction.amount_fen for reduction in reductions)
    tenders = (SoldTender("wallet", total_fen),) if tenders is None else tenders
    spent_fen = sum(tender.amount_fen for tender in tenders if tender.kind == "wallet")
    return SaleFacts(
        site_name_zh="新里137社区食堂",
        site_phone="021-6217 0137",
        till="T1",
        number=number,
        at=SOLD_AT,
        time_zone="Asia/Shanghai",
        cashier="周敏",
        lines=lines,
        reductions=reductions,
        list_total_fen=list_fen,
        total_fen=total_fen,
        tenders=tenders,
        card_tail=card_tail,
        balance_before_fen=before_fen,
        balance_after_fen=None if before_fen is None else before_fen - spent_fen,
        is_large=is_large,
    )


def guest_sale() -> SaleFacts:
    """Make the facts of a guest's sale, paid in cash."""
    tender = SoldTender("cash", 38_00, received_fen=50_00, change_fen=12_00)
    return sale(reductions=(), tenders=(tender,), card_tail=None, before_fen=None)
