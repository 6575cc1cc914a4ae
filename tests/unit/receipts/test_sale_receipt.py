"""A receipt shows list price, each discount and subsidy by name, what was paid and what is left."""

from dataclasses import replace

import pytest

from pos.receipts.documents import Line, Pair
from pos.receipts.plain_text import plain_text
from pos.receipts.sale_receipt import SoldLine, SoldReduction, SoldTender, sale_receipt, yuan
from tests.unit.receipts.samples import SOLD_AT, guest_sale, sale

MEMBERS_LUNCH = """\
新里137社区食堂
       电话 021-6217 0137

单号 T1-000123         收银台 T1
2026-11-25 11:42:05  收银员 周敏
--------------------------------
红烧大排                   13.00
清蒸梅子鱼(3条)            15.00
青菜炒蘑菇
  2 × 4.00                 8.00
米饭
  2 × 1.00                 2.00
--------------------------------
原价 共6份                 38.00
敬老九折                   -3.80
助餐补贴（街道）           -3.00
================================
实付     ￥31.20
================================
付款方式                  会员卡
--------------------------------
会员卡尾号                  0318
付前余额                  186.50
本次支付                  -31.20
余额    ￥155.30
--------------------------------
       本小票不作报销凭证
        谢谢惠顾 请慢用
8<
"""


def test_a_members_receipt_reads_as_agreed() -> None:
    assert plain_text(sale_receipt(sale()), 32) == MEMBERS_LUNCH


def test_what_was_paid_and_what_is_left_are_twice_as_large() -> None:
    pairs = [block for block in sale_receipt(sale()).blocks if isinstance(block, Pair) and block.size == 2]
    assert [(pair.left, pair.right) for pair in pairs] == [("实付", "￥31.20"), ("余额", "￥155.30")]


def test_a_guests_receipt_shows_cash_and_change_and_no_card() -> None:
    text = plain_text(sale_receipt(guest_sale()), 32)
    assert "付款方式                    现金\n" in text
    assert "收款                       50.00\n找零                       12.00\n" in text
    assert "余额" not in text
    assert "会员卡" not in text


def test_a_member_who_pays_cash_sees_the_untouched_balance() -> None:
    facts = sale(tenders=(SoldTender("cash", 31_20, received_fen=40_00, change_fen=8_80),))
    text = plain_text(sale_receipt(facts), 32)
    assert "余额    ￥186.50" in text
    assert "本次支付" not in text


def test_the_time_is_that_of_the_canteen() -> None:
    midnight = replace(sale(), at=SOLD_AT.replace(hour=16, minute=0, second=0))
    assert "2026-11-26 00:00:00" in plain_text(sale_receipt(midnight), 32)


def test_large_type_is_for_every_figure_of_the_meal() -> None:
    blocks = sale_receipt(sale(is_large=True)).blocks
    small = [block for block in blocks if isinstance(block, Line | Pair) and block.size == 1]
    assert [block.left if isinstance(block, Pair) else block.text for block in small] == [
        "电话 021-6217 0137",
        "单号 T1-000123",
        "2026-11-25 11:42:05",
        "本小票不作报销凭证",
        "谢谢惠顾 请慢用",
    ]


def test_a_site_without_telephone_has_no_line_for_it() -> None:
    assert "电话" not in plain_text(sale_receipt(replace(sale(), site_phone="")), 32)


@pytest.mark.parametrize(
    ("payer", "name", "shown"),
    [
        ("street", "助餐补贴", "助餐补贴（街道）"),
        ("street", "街道助餐补贴", "街道助餐补贴"),
        ("canteen", "敬老九折", "敬老九折"),
        ("somebody", "敬老九折", "敬老九折"),
    ],
)
def test_a_subsidy_names_who_pays_it(payer: str, name: str, shown: str) -> None:
    facts = sale(reductions=(SoldReduction(name, "subsidy", payer, 1_00),))
    assert Pair(shown, "-1.00") in sale_receipt(facts).blocks


@pytest.mark.parametrize(
    ("name", "shown"),
    [("助餐补贴", "助餐补贴（普陀区）"), ("普陀区补贴", "普陀区补贴")],
)
def test_a_subsidy_names_its_payer_as_the_scheme_does(name: str, shown: str) -> None:
    facts = sale(reductions=(SoldReduction(name, "subsidy", "district", 3_00, "普陀区"),))
    assert Pair(shown, "-3.00") in sale_receipt(facts).blocks


def test_a_discount_needs_no_payer() -> None:
    facts = sale(reductions=(SoldReduction("敬老九折", "discount", "canteen", 3_00, "食堂"),))
    assert Pair("敬老九折", "-3.00") in sale_receipt(facts).blocks


@pytest.mark.parametrize(
    ("amount_fen", "text"),
    [
        (0, "0.00"),
        (5, "0.05"),
        (12_50, "12.50"),
        (1_234_567_89, "1234567.89"),
        (-5, "-0.05"),
        (-3_00, "-3.00"),
    ],
)
def test_fen_are_written_as_yuan(amount_fen: int, text: str) -> None:
    assert yuan(amount_fen) == text


def test_a_full_card_number_never_reaches_the_paper() -> None:
    with pytest.raises(ValueError, match="last four"):
        replace(sale(), card_tail="80318")


def test_lines_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(ValueError, match="lines do not add up"):
        replace(sale(), lines=(SoldLine("米饭", 1, 1_00, 1_00),))


def test_reductions_that_do_not_lead_to_the_total_are_refused() -> None:
    with pytest.raises(ValueError, match="not the total"):
        replace(sale(), reductions=())
