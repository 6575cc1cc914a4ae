"""What the demo scheme gives: each promise on both sides of its boundary."""

from datetime import date

import pytest

from pricing import Diner, quote_basket, tier_of
from tests.unit.pricing.samples import (
    DEMO,
    GUEST,
    TODAY,
    basket_of,
    born,
    dish,
    quote,
    quote_line,
    reasons,
)


def test_the_scheme_says_that_it_is_a_demo() -> None:
    assert DEMO.code == "demo"
    assert DEMO.name.zh == "演示方案（非汇享福真实折扣表）"
    assert DEMO.name.en == "Demo scheme (not the real 汇享福 table)"


@pytest.mark.parametrize(
    ("age", "tier", "main_fen", "staple_fen", "dim_sum_fen"),
    [
        (18, "member", 9_50, 10_00, 5_00),
        (59, "member", 9_50, 10_00, 5_00),
        (60, "senior60", 9_00, 9_00, 4_50),
        (69, "senior60", 9_00, 9_00, 4_50),
        (70, "senior70", 8_50, 8_50, 4_50),
        (79, "senior70", 8_50, 8_50, 4_50),
        (80, "senior80", 8_00, 8_00, 4_25),
        (103, "senior80", 8_00, 8_00, 4_25),
    ],
)
def test_each_tier_starts_on_a_birthday(
    age: int, tier: str, main_fen: int, staple_fen: int, dim_sum_fen: int
) -> None:
    quoted = quote(born(age), DEMO, dish(10_00), dish(10_00, "staple"), dish(5_00, "dimsum"))
    assert quoted.tier is not None
    assert quoted.tier.code == tier
    assert [line.total_fen for line in quoted.lines] == [main_fen, staple_fen, dim_sum_fen]


@pytest.mark.parametrize(("day", "total_fen"), [(24, 9_50), (25, 9_00), (26, 9_00)])
def test_the_sixtieth_birthday_counts_in_full(day: int, total_fen: int) -> None:
    diner = Diner(birth_date=date(1966, 11, 25))
    basket = basket_of(dish(10_00), on_date=date(2026, 11, day))
    assert quote_basket(basket, diner, DEMO).total_fen == total_fen


@pytest.mark.parametrize(("day", "total_fen"), [(27, 9_00), (28, 8_50)])
def test_who_was_born_on_29_february_turns_seventy_on_the_28th(day: int, total_fen: int) -> None:
    diner = Diner(birth_date=date(1956, 2, 29))
    basket = basket_of(dish(10_00), on_date=date(2026, 2, day))
    assert quote_basket(basket, diner, DEMO).total_fen == total_fen


@pytest.mark.parametrize(
    "category", ["main", "half", "vegetable", "cold", "soup", "staple", "set", "breakfast"]
)
def test_the_age_tiers_reach_every_dish_of_the_canteen(category: str) -> None:
    assert quote_line(born(85), DEMO, dish(10_00, category)).total_fen == 8_00


@pytest.mark.parametrize("category", ["main", "half", "vegetable"])
def test_a_card_alone_pays_95_percent_of_a_hot_dish(category: str) -> None:
    assert quote_line(born(30), DEMO, dish(10_00, category)).total_fen == 9_50


@pytest.mark.parametrize("category", ["cold", "soup", "staple", "set", "breakfast", "dimsum", "bread"])
def test_a_card_alone_gives_nothing_on_other_dishes(category: str) -> None:
    assert quote_line(born(30), DEMO, dish(3_00, category)).total_fen == 3_00


def test_dim_sum_of_five_yuan_is_reduced_and_dearer_dim_sum_is_not() -> None:
    quoted = quote(born(70), DEMO, (dish(5_00, "dimsum"), 2), (dish(5_01, "dimsum"), 2))
    cheap, dear = quoted.lines
    assert cheap.total_fen == 9_00
    assert dear.total_fen == dear.list_fen == 10_02
    assert reasons(dear) == [("dim_sum", "单价5.01元，高于5.00元")]


def test_dim_sum_is_reduced_by_its_own_rule() -> None:
    line = quote_line(born(82), DEMO, dish(4_00, "dimsum"))
    assert [(one.rule_code, one.amount_fen, one.reason.zh) for one in line.reductions] == [
        ("dim_sum", 60, "82岁（80岁及以上），8.5折")
    ]


@pytest.mark.parametrize(
    ("vendor", "category", "expected"),
    [
        ("nonna", "bread", [("age_tiers", "Nonna面包不参加折扣")]),
        ("nonna", "breakfast", [("age_tiers", "Nonna面包不参加折扣")]),
        ("qiaojiashan", "pastry", [("age_tiers", "乔家栅不参加折扣")]),
        ("qiaojiashan", "dimsum", [("dim_sum", "乔家栅不参加折扣")]),
        ("newcomer", "main", [("age_tiers", "该档口不参加此优惠")]),
    ],
)
def test_other_vendors_take_no_part_and_say_so(
    vendor: str, category: str, expected: list[tuple[str, str]]
) -> None:
    line = quote_line(born(75), DEMO, dish(4_00, category, vendor))
    assert line.total_fen == line.list_fen
    assert reasons(line) == expected


def test_the_switch_of_a_vendor_can_be_read_from_the_scheme() -> None:
    assert {vendor.code: vendor.takes_discounts for vendor in DEMO.vendors} == {
        "canteen": True,
        "nonna": False,
        "qiaojiashan": False,
    }


def test_a_guest_pays_the_list_price_and_is_told_about_the_card() -> None:
    quoted = quote(GUEST, DEMO, dish(16_00), dish(4_00, "dimsum"), dish(1_00, "staple"))
    assert quoted.tier is None
    assert quoted.total_fen == quoted.list_total_fen == 21_00
    assert [reasons(line) for line in quoted.lines] == [
        [("age_tiers", "未刷会员卡")],
        [("dim_sum", "未刷会员卡")],
        [("age_tiers", "未刷会员卡")],
    ]


def test_a_guest_is_not_promised_a_reduction_that_no_card_gives() -> None:
    quoted = quote(GUEST, DEMO, dish(6_00, "dimsum"), dish(9_00, "bread", "nonna"))
    assert [reasons(line) for line in quoted.lines] == [
        [("dim_sum", "单价6.00元，高于5.00元")],
        [("age_tiers", "Nonna面包不参加折扣")],
    ]


def test_who_is_just_too_young_is_told_from_which_age_a_rule_holds() -> None:
    line = quote_line(born(59), DEMO, dish(10_00))
    assert [one.rule_code for one in line.reductions] == ["member_card"]
    assert reasons(line) == [("age_tiers", "59岁，未满60岁")]


def test_nobody_is_told_that_he_is_too_old() -> None:
    assert reasons(quote_line(born(88), DEMO, dish(10_00))) == []


def test_the_till_finds_the_tier_without_a_basket() -> None:
    tier = tier_of(born(78), DEMO, TODAY)
    assert tier is not None
    assert (tier.code, tier.name.zh, tier.name.en) == ("senior70", "70–79岁", "Aged 70 to 79")
    assert tier_of(GUEST, DEMO, TODAY) is None


def test_a_lunch_adds_up() -> None:
    quoted = quote(
        born(78),
        DEMO,
        (dish(16_00), 1),
        (dish(3_50, "vegetable"), 2),
        (dish(1_05, "staple"), 1),
        (dish(4_50, "dimsum"), 3),
        (dish(8_00, "bread", "nonna"), 1),
    )
    assert [line.total_fen for line in quoted.lines] == [13_60, 5_95, 89, 12_15, 8_00]
    assert quoted.list_total_fen == 45_55
    assert quoted.total_fen == 40_59
    assert quoted.discount_total_fen == 4_96
    assert quoted.subsidy_total_fen == 0
    assert [(one.rule_code, one.payer, one.amount_fen) for one in quoted.reductions] == [
        ("age_tiers", "canteen", 3_61),
        ("dim_sum", "canteen", 1_35),
    ]
    assert (quoted.scheme_code, quoted.scheme_version, quoted.scheme_hash) == ("demo", 1, DEMO.hash)
