"""Fixed money off a bill: from a threshold, up to the bill, only above it, and split over the lines."""

from pricing import Diner
from tests.unit.pricing.engine.trays import (
    LUNCH,
    aged,
    discount,
    dish,
    off,
    pays,
    quote,
    rule,
    scheme,
    why_not,
)

FROM_15 = "{ from_fen = 1500 }"
CANTEEN_ONLY = '{ vendors = ["canteen"] }'


def test_the_amount_is_given_from_the_threshold_on() -> None:
    three = scheme(rule(off(3_00, threshold=FROM_15)))
    below, at = quote(three, aged(80), dish(14_99)), quote(three, aged(80), dish(15_00))
    assert (below.subsidy_total_fen, below.total_fen) == (0, 14_99)
    assert why_not(below) == [("meal", "满15.00元可享，还差0.01元")]
    assert below.declined[0].reason.en == "Only from 15.00 yuan: 0.01 yuan missing"
    assert (at.subsidy_total_fen, at.total_fen) == (3_00, 12_00)
    assert at.reductions[0].reason.zh == "80岁，满15.00元减3.00元"
    assert at.reductions[0].reason.en == "Age 80: 3.00 yuan off from 15.00 yuan"


def test_a_strict_threshold_has_to_be_exceeded() -> None:
    five = scheme(rule(off(5_00, threshold="{ above_fen = 500 }")))
    at, above = quote(five, aged(80), dish(5_00)), quote(five, aged(80), dish(5_01))
    assert (at.total_fen, above.total_fen) == (5_00, 1)
    assert why_not(at) == [("meal", "超过5.00元可享，现为5.00元")]


def test_the_threshold_sees_the_list_price_or_what_the_discount_left() -> None:
    on_list = scheme(discount(pays(9_000)), rule(off(2_00, threshold=FROM_15), layer=2))
    after = scheme(
        discount(pays(9_000)), rule(off(2_00, threshold='{ from_fen = 1500, price = "left" }'), layer=2)
    )
    assert quote(on_list, aged(70), dish(16_00)).total_fen == 12_40
    without = quote(after, aged(70), dish(16_00))
    assert (without.total_fen, why_not(without)) == (14_40, [("meal", "满15.00元可享，还差0.60元")])
    assert quote(after, aged(70), dish(16_67)).total_fen == 13_00


def test_goods_outside_the_rule_do_not_count_towards_its_threshold() -> None:
    own = scheme(rule(off(3_00, threshold=FROM_15), items=CANTEEN_ONLY))
    bread = dish(10_00, "toast", "bread", "nonna")
    assert quote(own, aged(80), dish(14_00), bread).subsidy_total_fen == 0
    assert quote(own, aged(80), dish(15_00), bread).subsidy_total_fen == 3_00


def test_a_threshold_may_count_other_goods_than_the_rule_reduces() -> None:
    counts_all = scheme(rule(off(3_00, threshold="{ from_fen = 1500, items = {} }"), items=CANTEEN_ONLY))
    tray = (dish(10_00), dish(6_00, "toast", "bread", "nonna"))
    sold = quote(counts_all, aged(80), *tray)
    assert [line.total_fen for line in sold.lines] == [7_00, 6_00]


def test_the_amount_never_exceeds_what_is_left_to_pay() -> None:
    fifteen = scheme(rule(off(15_00)))
    sold = quote(fifteen, aged(80), dish(12_00))
    assert (sold.subsidy_total_fen, sold.total_fen) == (12_00, 0)


def test_an_amount_is_split_over_the_lines_to_the_fen() -> None:
    one = scheme(rule(off(1_00)))
    sold = quote(one, aged(80), dish(3_00, "a"), dish(3_00, "b"), dish(3_00, "c"))
    assert [line.reductions[0].amount_fen for line in sold.lines] == [34, 33, 33]
    assert [line.total_fen for line in sold.lines] == [2_66, 2_67, 2_67]
    assert sold.reductions[0].scope == "bill"


def test_the_fen_left_over_go_by_dish_and_not_by_place() -> None:
    one = scheme(rule(off(1_00)))
    tray = [dish(3_00, "a"), dish(3_00, "b"), dish(3_00, "c")]
    turned = quote(one, aged(80), *reversed(tray))
    assert [(line.item.code, line.total_fen) for line in turned.lines] == [
        ("c", 2_67),
        ("b", 2_67),
        ("a", 2_66),
    ]


def test_layers_of_payers_add_up_and_say_who_pays() -> None:
    layers = scheme(rule(off(3_00), "city", payer="city"), rule(off(3_00), "district"))
    sold = quote(layers, aged(80), dish(12_00))
    assert [(one.payer, one.amount_fen) for one in sold.reductions] == [("city", 3_00), ("district", 3_00)]
    assert sold.total_fen == 6_00


def test_subsidy_before_discount_or_discount_before_subsidy_is_the_schemes_choice() -> None:
    first = scheme(rule(off(6_00)), discount(pays(9_000), layer=2))
    last = scheme(discount(pays(9_000)), rule(off(6_00), layer=2))
    assert quote(first, aged(80), dish(20_00)).total_fen == 12_60
    assert quote(last, aged(80), dish(20_00)).total_fen == 12_00


def test_a_discount_after_a_subsidy_sees_what_each_line_has_left() -> None:
    first = scheme(rule(off(6_00)), discount(pays(9_000), layer=2))
    sold = quote(first, aged(80), dish(10_00, "a"), dish(20_00, "b"))
    assert [line.total_fen for line in sold.lines] == [7_20, 14_40]
    assert sold.discount_total_fen == 2_40


def test_the_best_of_a_group_counts_for_the_bill() -> None:
    rivals = scheme(
        rule(off(5_00, '{ classes = ["dibao"] }', threshold="{ from_fen = 800 }"), "need", group='"one"'),
        rule(off(3_00, threshold=FROM_15), "old", group='"one"'),
    )
    poor = aged(82, classes={"dibao": None})
    sold = quote(rivals, poor, dish(16_00))
    assert [(one.rule_code, one.amount_fen) for one in sold.reductions] == [("need", 5_00)]
    assert why_not(sold) == [("old", "已享“need优惠”，不同享")]
    assert quote(rivals, poor, dish(7_99)).total_fen == 7_99
    assert quote(rivals, aged(82), dish(16_00)).total_fen == 13_00


def test_the_first_of_a_group_counts_where_the_scheme_says_so() -> None:
    head = '\n[[groups]]\ncode = "one"\nchoose = "first"\n'
    rivals = scheme(head, rule(off(2_00), "small", group='"one"'), rule(off(3_00), "large", group='"one"'))
    assert [one.rule_code for one in quote(rivals, aged(80), dish(9_00)).reductions] == ["small"]


def test_a_discount_by_line_and_an_amount_compete_over_the_whole_bill() -> None:
    rivals = scheme(discount(pays(9_000), group='"one"'), rule(off(3_00), group='"one"'))
    assert [one.rule_code for one in quote(rivals, aged(80), dish(29_90)).reductions] == ["meal"]
    assert [one.rule_code for one in quote(rivals, aged(80), dish(30_10)).reductions] == ["tier"]


def test_a_percentage_of_the_bill_is_rounded_once_and_bounded() -> None:
    quarter = scheme(
        rule(
            pays(7_500),
            rounding='{ unit_fen = 1, mode = "half_up", place = "bill" }',
            caps='[{ per = "bill", amount_fen = 300 }]',
        )
    )
    assert [quote(quarter, aged(60), dish(fen)).subsidy_total_fen for fen in (10_00, 12_00, 20_00)] == [
        2_50,
        3_00,
        3_00,
    ]
    # 3.33 + 3.33 = 6.66, of which 4.995 are paid: 5.00. Line by line it would be 2.50 + 2.50.
    odd = quote(quarter, aged(60), dish(3_33, "a"), dish(3_33, "b"))
    assert (odd.total_fen, [line.total_fen for line in odd.lines]) == (5_00, [2_50, 2_50])


def test_a_guest_hears_that_a_card_is_missing() -> None:
    three = scheme(rule(off(3_00)))
    assert why_not(quote(three, Diner(), dish(20_00))) == [("meal", "未刷会员卡")]


def test_an_empty_basket_costs_nothing_and_says_nothing() -> None:
    three = scheme(rule(off(3_00, threshold=FROM_15)))
    empty = quote(three, aged(80), occasion=LUNCH)
    assert (empty.total_fen, empty.lines, empty.declined, empty.uses) == (0, (), (), ())


def test_the_fen_that_is_left_goes_by_vendor_where_all_else_is_alike() -> None:
    fen = scheme(rule(off(1)))
    here, there = dish(5_00, "roll"), dish(5_00, "roll", vendor="nonna")
    for tray in ((here, there), (there, here)):
        lines = quote(fen, aged(80), *tray).lines
        assert {line.item.vendor: line.total_fen for line in lines} == {"canteen": 4_99, "nonna": 5_00}
