"""Every explanation is given in both languages."""

import pytest

from pricing import Diner, Item, Text, quote_basket
from tests.unit.pricing.samples import DEMO, GUEST, basket_of, born, dish, quote_line, rule_text, scheme_of

SPECIAL = frozenset({"special"})


def declined_text(line_diner: Diner, rule: str, item: Item) -> Text:
    (declined,) = quote_line(line_diner, scheme_of(rule), item).declined
    return declined.reason


@pytest.mark.parametrize(
    ("diner", "rule", "item", "zh", "en"),
    [
        (GUEST, rule_text(), dish(10_00), "未刷会员卡", "No member's card"),
        (born(59), rule_text(), dish(10_00), "59岁，未满60岁", "Age 59, below 60"),
        (
            Diner(classes={"dibao": None}),
            rule_text(),
            dish(10_00),
            "会员资料中没有出生日期",
            "The member's birth date is not known",
        ),
        (
            born(60),
            rule_text(items="{ max_unit_price_fen = 500 }"),
            dish(5_01),
            "单价5.01元，高于5.00元",
            "Unit price 5.01 yuan, above 5.00 yuan",
        ),
        (
            born(60),
            rule_text(items='{ exclude_tags = ["special"] }'),
            dish(5_00, tags=SPECIAL),
            "带“special”标记的菜品不参加此优惠",
            "Items marked “special” take no part in this offer",
        ),
        (
            born(60),
            rule_text(when='{ meal_periods = ["dinner"] }'),
            dish(5_00),
            "此优惠不适用于本餐次",
            "Not for this meal",
        ),
        (
            born(60),
            rule_text(when='{ channels = ["delivery"] }'),
            dish(5_00),
            "此优惠不适用于本就餐方式",
            "Not for this way of dining",
        ),
        (born(60), rule_text(), dish(5), "按规则取整后没有差额", "Rounding leaves nothing to take off"),
    ],
)
def test_a_missing_reduction_is_explained(diner: Diner, rule: str, item: Item, zh: str, en: str) -> None:
    assert declined_text(diner, rule, item) == Text(zh=zh, en=en)


def test_a_vendor_that_takes_no_part_is_called_by_its_name() -> None:
    (declined,) = quote_line(born(60), DEMO, dish(5_00, "bread", "nonna")).declined
    assert declined.reason == Text(zh="Nonna面包不参加折扣", en="Nonna bakery takes no part in discounts")


def test_the_rule_that_was_better_is_called_by_its_name() -> None:
    scheme = scheme_of(rule_text("poor", group="one"), rule_text("rich", group="one", pays_bp=5_000))
    (declined,) = quote_line(born(60), scheme, dish(10_00)).declined
    assert declined.reason == Text(zh="已享“rich优惠”，不同享", en="“Offer rich” is applied instead")


def test_a_reduction_says_as_whom_the_diner_gets_it() -> None:
    (reduction,) = quote_line(born(82), DEMO, dish(10_00)).reductions
    assert reduction.reason == Text(zh="82岁（80岁及以上），8折", en="Age 82 (Aged 80 or over): pays 80 %")


def test_what_was_worked_out_for_one_scheme_is_not_used_for_another() -> None:
    basket, diner = basket_of(dish(10_00)), born(60)
    totals = [
        quote_basket(basket, diner, scheme_of(rule_text(pays_bp=bp))).total_fen for bp in (9_000, 8_000)
    ]
    assert totals == [9_00, 8_00]
