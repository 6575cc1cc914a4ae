"""Putuo's discount and subsidy, from its sentences and in both readings of what it leaves open."""

import pytest

from pricing import Diner
from tests.unit.pricing.policies.visits import (
    DAY,
    GUEST,
    TOMORROW,
    YESTERDAY,
    Days,
    aged,
    dish,
    eat,
    pays,
    policy,
    until,
)

PUTUO = policy("sh_pt_ganquan_2025")


def local(age: int, *classes: str) -> Diner:
    return aged(age, *classes, lives="putuo", hukou="putuo")


@pytest.mark.parametrize(
    ("age", "list_fen", "total_fen"),
    [
        (59, 20_00, 20_00),
        (60, 10_00, 9_00),
        (60, 14_99, 13_49),
        (60, 15_00, 11_50),
        (70, 16_00, 12_40),
        (79, 20_00, 16_00),
        (80, 20_00, 14_00),
        (82, 20_00, 14_00),
        (82, 14_99, 12_74),
        (82, 15_00, 9_75),
    ],
)
def test_putuo_by_age_and_bill(age: int, list_fen: int, total_fen: int) -> None:
    assert pays(PUTUO, local(age), dish(list_fen)) == total_fen


@pytest.mark.parametrize(
    ("age", "list_fen", "total_fen"),
    [
        (59, 20_00, 20_00),
        (60, 7_99, 7_19),
        (60, 8_00, 2_20),
        (65, 10_00, 4_00),
        (79, 20_00, 13_00),
        (82, 20_00, 12_00),
    ],
)
def test_putuo_on_minimum_living_allowance(age: int, list_fen: int, total_fen: int) -> None:
    assert pays(PUTUO, local(age, "dibao"), dish(list_fen)) == total_fen


def test_putuo_counts_the_birthday_itself() -> None:
    tomorrow = aged(80, lives="putuo", hukou="putuo", on=TOMORROW)
    assert pays(PUTUO, tomorrow, dish(20_00)) == 16_00
    assert pays(PUTUO, local(80), dish(20_00)) == 14_00


def test_putuo_asks_for_a_proof_that_counts() -> None:
    assert pays(PUTUO, until(DAY, local(65, "dibao")), dish(10_00)) == 4_00
    assert pays(PUTUO, until(YESTERDAY, local(65, "dibao")), dish(10_00)) == 9_00
    assert pays(PUTUO, local(65, "tekun"), dish(10_00)) == 9_00


def test_putuo_gives_the_discount_by_residence_and_the_subsidy_by_hukou() -> None:
    assert pays(PUTUO, aged(82, lives="putuo", hukou="hangzhou"), dish(20_00)) == 17_00
    assert pays(PUTUO, aged(82, lives="hangzhou", hukou="shanghai"), dish(20_00)) == 17_00
    assert pays(PUTUO, aged(82, lives="hangzhou", hukou="hangzhou"), dish(20_00)) == 20_00
    assert pays(PUTUO, aged(70, lives="putuo", hukou="hangzhou"), dish(20_00)) == 18_00
    assert pays(PUTUO, aged(70, lives="hangzhou", hukou="shanghai"), dish(20_00)) == 18_00
    assert pays(PUTUO, aged(65, "dibao", lives="putuo", hukou="hangzhou"), dish(20_00)) == 18_00
    assert pays(PUTUO, GUEST, dish(20_00)) == 20_00


def test_putuo_gives_the_subsidy_once_a_day_and_the_discount_each_time() -> None:
    days = Days(PUTUO, local(82))
    assert days.pays(dish(20_00)) == 14_00
    assert days.pays(dish(20_00), meal_period="dinner") == 17_00
    assert days.pays(dish(20_00), on_date=TOMORROW) == 14_00


@pytest.mark.parametrize("channel", ["take_away", "delivery"])
def test_putuo_gives_the_subsidy_at_the_table_alone(channel: str) -> None:
    assert pays(PUTUO, local(82), dish(20_00), channel=channel) == 17_00


def test_putuo_tells_store_and_government_apart() -> None:
    quote = eat(PUTUO, local(82), dish(20_00))
    assert [(one.kind, one.payer, one.amount_fen) for one in quote.reductions] == [
        ("discount", "store", 3_00),
        ("subsidy", "government", 3_00),
    ]


def test_putuo_says_what_is_missing() -> None:
    quote = eat(PUTUO, local(70), dish(12_60))
    assert [(one.rule_code, one.reason.zh) for one in quote.declined] == [
        ("subsidy", "满15.00元可享，还差2.40元")
    ]


def test_putuo_reads_the_threshold_after_the_discount_where_the_setting_says_so() -> None:
    after = policy("sh_pt_ganquan_2025", ('price = "list"', 'price = "left"'))
    assert pays(PUTUO, local(70), dish(16_00)) == 12_40
    assert pays(after, local(70), dish(16_00)) == 14_40
    # 16.66 leave 14.99, and 16.67 leave 15.00.
    assert pays(after, local(70), dish(16_66)) == 14_99
    assert pays(after, local(70), dish(16_67)) == 13_00


def test_putuo_adds_up_the_bills_of_a_day_where_the_setting_says_so() -> None:
    by_bill = Days(PUTUO, local(70))
    by_day = Days(policy("sh_pt_ganquan_2025", ('span = "bill"', 'span = "day"')), local(70))
    assert [by_bill.pays(dish(8_00)) for _ in range(3)] == [7_20, 7_20, 7_20]
    assert [by_day.pays(dish(8_00)) for _ in range(3)] == [7_20, 5_20, 7_20]


def test_putuo_adds_up_no_bills_of_a_day_for_any_row() -> None:
    for diner, list_fen, total_fen in ((local(65, "dibao"), 5_00, 4_50), (local(80), 10_00, 8_50)):
        days = Days(PUTUO, diner)
        assert [days.pays(dish(list_fen)) for _ in range(3)] == [total_fen] * 3


def test_putuo_counts_each_canteen_by_itself_where_the_setting_says_so() -> None:
    together = Days(PUTUO, local(82))
    apart = Days(policy("sh_pt_ganquan_2025", ('across = "sites"', 'across = "site"')), local(82))
    places = ("ganquan1", "ganquan2", "ganquan1")
    assert [together.pays(dish(20_00), site=place) for place in places] == [14_00, 17_00, 17_00]
    assert [apart.pays(dish(20_00), site=place) for place in places] == [14_00, 14_00, 17_00]


def test_putuo_asks_for_an_application_where_a_tier_does() -> None:
    tier = """
[[tiers]]
code = "applied"
name = { zh = "已申请补贴", en = "Has applied for the subsidy" }
who = { classes = ["putuo_subsidy"] }

[[payers]]
code = "store"
"""
    asked = policy(
        "sh_pt_ganquan_2025",
        ('\n[[payers]]\ncode = "store"\n', tier),
        ('hukou = ["shanghai"] }', 'hukou = ["shanghai"], tiers = ["applied"] }'),
    )
    assert pays(asked, local(65, "dibao"), dish(10_00)) == 9_00
    assert pays(asked, local(65, "dibao", "putuo_subsidy"), dish(10_00)) == 4_00
    assert pays(asked, local(70, "putuo_subsidy"), dish(16_00)) == 12_40
