"""A group of which some rules look at the bill and others at single lines: no line gets two of them."""

from pricing import UsageKey
from tests.unit.pricing.engine.trays import (
    aged,
    discount,
    dish,
    off,
    pays,
    quote,
    rule,
    scheme,
    used_by,
    why_not,
)

SENIOR = aged(80)
DISHES = '{ categories = ["main", "half", "vegetable"] }'
DIM_SUM = '{ categories = ["dimsum"] }'
GROUP = '"card"'
SET = (
    '{ who = { min_age = 60 }, benefit = { kind = "set_meal", price_fen = 1000, parts = ['
    '{ items = { categories = ["main"] }, portions = 1 }, '
    '{ items = { categories = ["vegetable"] }, portions = 1 }] } }'
)


def test_a_limit_on_dim_sum_leaves_the_discount_on_dishes() -> None:
    limited = scheme(
        discount(pays(8_000), "dishes", items=DISHES, group=GROUP),
        discount(pays(5_000), "dim_sum", items=DIM_SUM, group=GROUP, caps='[{ per = "day", portions = 2 }]'),
    )
    sold = quote(limited, SENIOR, dish(10_00), (dish(2_00, "bun", "dimsum"), 3))
    assert [line.total_fen for line in sold.lines] == [8_00, 4_00]
    assert [(one.rule_code, one.amount_fen) for one in sold.reductions] == [
        ("dishes", 2_00),
        ("dim_sum", 2_00),
    ]
    again = quote(limited, SENIOR, dish(10_00), dish(2_00, "bun", "dimsum"), usage=used_by(sold))
    assert [line.total_fen for line in again.lines] == [8_00, 2_00]


def test_a_set_meal_takes_its_dishes_and_leaves_the_others_their_discount() -> None:
    either = scheme(
        discount(pays(9_000), "tier", group=GROUP),
        discount(SET, "set", group=GROUP),
    )
    sold = quote(either, SENIOR, dish(9_00), dish(4_00, "cai", "vegetable"), dish(2_00, "bun", "dimsum"))
    assert sold.total_fen == 10_00 + 1_80
    by_line = [[one.rule_code for one in line.reductions] for line in sold.lines]
    assert by_line == [["set"], ["set"], ["tier"]]
    assert [one.reason.zh for one in sold.lines[0].declined] == ["已享“set优惠”，不同享"]


def test_dishes_keep_their_discount_where_the_set_would_be_dearer() -> None:
    either = scheme(discount(pays(7_000), "tier", group=GROUP), discount(SET, "set", group=GROUP))
    sold = quote(either, SENIOR, dish(9_00), dish(4_00, "cai", "vegetable"))
    assert sold.total_fen == 9_10
    assert why_not(sold) == [("set", "已享“tier优惠”，不同享")]


def test_an_amount_off_the_bill_leaves_lines_of_other_dishes_alone() -> None:
    either = scheme(
        discount(pays(9_000), "dim_sum", items=DIM_SUM, group=GROUP),
        rule(off(3_00), "meal", items=DISHES, group=GROUP),
    )
    sold = quote(either, SENIOR, dish(10_00), dish(5_00, "bun", "dimsum"))
    assert [line.total_fen for line in sold.lines] == [7_00, 4_50]


def test_the_first_rule_of_a_group_takes_its_lines_first() -> None:
    head = '\n[[groups]]\ncode = "card"\nchoose = "first"\n'
    line_first = scheme(
        head, discount(pays(9_900), "tier", group=GROUP), rule(off(3_00), "meal", group=GROUP)
    )
    bill_first = scheme(head, rule(off(1), "meal", group=GROUP), discount(pays(5_000), "tier", group=GROUP))
    assert [one.rule_code for one in quote(line_first, SENIOR, dish(10_00)).reductions] == ["tier"]
    assert [one.rule_code for one in quote(bill_first, SENIOR, dish(10_00)).reductions] == ["meal"]


def test_two_rules_for_the_bill_share_a_group_where_they_share_no_line() -> None:
    cap = '[{ per = "day", portions = 1 }]'
    both = scheme(
        discount(pays(5_000), "noodles", items='{ dishes = ["mian"] }', group=GROUP, caps=cap),
        discount(pays(5_000), "dim_sum", items=DIM_SUM, group=GROUP, caps=cap),
    )
    sold = quote(both, SENIOR, dish(10_00, "mian", "staple"), dish(4_00, "bun", "dimsum"))
    assert sold.total_fen == 7_00


def test_a_counter_that_two_of_them_share_is_not_overdrawn() -> None:
    cap = '[{ per = "day", times = 1, counter = "once" }]'
    both = scheme(
        discount(pays(5_000), "noodles", items='{ dishes = ["mian"] }', group=GROUP, caps=cap),
        discount(pays(5_000), "dim_sum", items=DIM_SUM, group=GROUP, caps=cap),
    )
    sold = quote(both, SENIOR, dish(10_00, "mian", "staple"), dish(4_00, "bun", "dimsum"))
    assert sold.total_fen == 9_00
    assert why_not(sold) == [("dim_sum", "今日已享受过")]
    [use] = sold.uses
    assert (use.key, use.used.times) == (UsageKey("once", "2026-11-25", ""), 1)


def test_lines_of_a_group_see_the_price_at_which_the_layer_starts() -> None:
    halves = scheme(
        discount(pays(5_000), "all"),
        discount(pays(5_000), "dishes", items=DISHES, group=GROUP),
        discount(off(1_00), "dim_sum", items=DIM_SUM, group=GROUP),
    )
    sold = quote(halves, SENIOR, dish(10_00))
    assert [(one.rule_code, one.amount_fen) for one in sold.reductions] == [("all", 5_00), ("dishes", 5_00)]
