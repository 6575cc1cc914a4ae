"""What is counted per person: times, amounts and portions, in which span, here or everywhere."""

from dataclasses import replace
from datetime import date

import pytest

from pricing import (
    Basket,
    BasketLine,
    Diner,
    Item,
    Occasion,
    SchemeError,
    UsageKey,
    Used,
    quote_basket,
    usage_keys,
)
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
    used_by,
    why_not,
)

MEAL = dish(20_00)
SENIOR = aged(80)


def capped(cap: str, benefit: str | None = None) -> str:
    return rule(benefit or off(3_00), caps=f"[{cap}]")


def test_a_subsidy_of_the_day_is_given_once() -> None:
    daily = scheme(capped('{ per = "day", times = 1 }'))
    first = quote(daily, SENIOR, MEAL)
    assert first.uses == ((UsageKey("meal", "2026-11-25", ""), Used(1, 3_00, 1, 0)),)
    second = quote(daily, SENIOR, MEAL, usage=used_by(first))
    assert (second.total_fen, why_not(second), second.uses) == (20_00, [("meal", "今日已享受过")], ())


@pytest.mark.parametrize(
    ("span", "same", "next_one", "words"),
    [
        ("meal", LUNCH, replace(LUNCH, meal_period="dinner"), "本餐已享满2次"),
        (
            "day",
            replace(LUNCH, meal_period="dinner"),
            replace(LUNCH, on_date=date(2026, 11, 26)),
            "今日已享满2次",
        ),
        (
            "week",
            replace(LUNCH, on_date=date(2026, 11, 29)),
            replace(LUNCH, on_date=date(2026, 11, 30)),
            "本周已享满2次",
        ),
        (
            "month",
            replace(LUNCH, on_date=date(2026, 11, 30)),
            replace(LUNCH, on_date=date(2026, 12, 1)),
            "本月已享满2次",
        ),
    ],
)
def test_a_cap_ends_with_its_period(span: str, same: Occasion, next_one: Occasion, words: str) -> None:
    twice = scheme(capped(f'{{ per = "{span}", times = 2 }}'))
    first = quote(twice, SENIOR, MEAL)
    second = quote(twice, SENIOR, MEAL, usage=used_by(first))
    assert second.subsidy_total_fen == 3_00
    usage = used_by(first, second)
    third = quote(twice, SENIOR, MEAL, usage=usage, occasion=same)
    assert (third.subsidy_total_fen, why_not(third)) == (0, [("meal", words)])
    assert quote(twice, SENIOR, MEAL, usage=usage, occasion=next_one).subsidy_total_fen == 3_00


def test_a_cap_counts_all_sites_together_or_each_alone() -> None:
    elsewhere = replace(LUNCH, site="wutongyuan66")
    together = scheme(capped('{ per = "day", times = 1 }'))
    alone = scheme(capped('{ per = "day", times = 1, across = "site" }'))
    for one, given_fen in ((together, 0), (alone, 3_00)):
        usage = used_by(quote(one, SENIOR, MEAL))
        assert quote(one, SENIOR, MEAL, usage=usage, occasion=elsewhere).subsidy_total_fen == given_fen
        assert quote(one, SENIOR, MEAL, usage=usage).subsidy_total_fen == 0


def test_an_amount_of_the_month_is_given_until_it_is_used_up() -> None:
    monthly = scheme(capped('{ per = "month", amount_fen = 500 }'))
    first = quote(monthly, SENIOR, MEAL)
    second = quote(monthly, SENIOR, MEAL, usage=used_by(first))
    third = quote(monthly, SENIOR, MEAL, usage=used_by(first, second))
    assert [one.subsidy_total_fen for one in (first, second, third)] == [3_00, 2_00, 0]
    assert why_not(third) == [("meal", "本月已享满5.00元")]


def test_several_caps_have_to_leave_something_each() -> None:
    both = scheme(rule(off(3_00), caps='[{ per = "day", times = 1 }, { per = "month", times = 2 }]'))
    usage = {UsageKey("meal", "2026-11", ""): Used(times=2)}
    assert why_not(quote(both, SENIOR, MEAL, usage=usage)) == [("meal", "本月已享满2次")]
    assert set(usage_keys(both, LUNCH)) == {
        UsageKey("meal", "2026-11-25", ""),
        UsageKey("meal", "2026-11", ""),
    }


def test_rules_may_share_a_counter() -> None:
    cap = '[{ per = "day", times = 1, counter = "subsidy" }]'
    shared = scheme(
        rule(off(2_00, "{ min_age = 60, max_age = 79 }"), "young", caps=cap),
        rule(off(3_00, "{ min_age = 80 }"), "old", caps=cap),
    )
    usage = used_by(quote(shared, aged(79), MEAL))
    assert why_not(quote(shared, aged(80), MEAL, usage=usage)) == [("old", "今日已享受过")]


def test_a_guest_has_no_counter_and_gets_nothing_that_is_counted() -> None:
    everyone = scheme(capped('{ per = "day", times = 1 }', off(3_00, "{}")))
    sold = quote(everyone, Diner(), MEAL)
    assert (sold.total_fen, why_not(sold), sold.uses) == (20_00, [("meal", "未刷会员卡")], ())


def test_the_dearest_portions_are_discounted_first() -> None:
    four = scheme(
        discount(
            pays(5_000),
            items='{ categories = ["dimsum"], max_unit_price_fen = 500 }',
            caps='[{ per = "day", portions = 4 }]',
        )
    )
    buns, cakes = dish(2_00, "bun", "dimsum"), dish(4_00, "cake", "dimsum")
    sold = quote(four, SENIOR, (buns, 3), (cakes, 2))
    # Both cakes and two of the three buns at half price.
    assert [line.total_fen for line in sold.lines] == [4_00, 4_00]
    assert sold.uses == ((UsageKey("tier", "2026-11-25", ""), Used(1, 6_00, 4, 0)),)
    assert [one.scope for one in sold.reductions] == ["line"]
    again = quote(four, SENIOR, (buns, 1), usage=used_by(sold))
    assert (again.total_fen, why_not(again)) == (2_00, [("tier", "今日已享满4份")])


def test_of_what_is_weighed_the_price_of_the_portion_tells_which_is_dearest() -> None:
    one = scheme(discount(pays(0), caps='[{ per = "meal", portions = 1 }]'))
    fish = Item("fish", "main", "canteen", 30_00, per_g=500)
    basket = Basket((BasketLine(fish, 1, 100), BasketLine(MEAL, 1)), LUNCH)
    assert [line.total_fen for line in quote_basket(basket, SENIOR, one).lines] == [6_00, 0]


def test_no_capped_portion_is_spent_on_what_nothing_is_taken_off() -> None:
    cap = '[{ per = "meal", portions = 1 }]'
    prices = '{ who = {}, benefit = { kind = "set_price", prices = { soup = 100 } } }'
    soup = dish(5_00, "soup", "soup")
    by_dish = quote(scheme(discount(prices, caps=cap)), SENIOR, MEAL, soup)
    assert [line.total_fen for line in by_dish.lines] == [20_00, 1_00]
    noodles = discount(pays(0), "noodles", items='{ dishes = ["noodles"] }')
    both = scheme(noodles, discount(pays(0), "one", layer=2, caps=cap))
    sold = quote(both, SENIOR, dish(30_00, "noodles"), soup)
    assert [(one.rule_code, one.amount_fen) for one in sold.reductions] == [("noodles", 30_00), ("one", 5_00)]


def test_a_cap_of_portions_leaves_whole_set_meals() -> None:
    set_meal = (
        '{ who = {}, benefit = { kind = "set_meal", price_fen = 1500, parts = ['
        '{ items = { categories = ["main"] }, portions = 1 }, '
        '{ items = { categories = ["vegetable"] }, portions = 2 }] } }'
    )
    sets = scheme(discount(set_meal, caps='[{ per = "day", portions = 5 }]'))
    tray = ((MEAL, 3), (dish(5_00, "tofu", "vegetable"), 4))
    sold = quote(sets, SENIOR, *tray)
    assert (sold.discount_total_fen, sold.uses[0].used) == (15_00, Used(1, 15_00, 3, 0))
    again = quote(sets, SENIOR, *tray, usage=used_by(sold))
    assert (again.discount_total_fen, why_not(again)) == (0, [("tier", "剩余额度不够一次使用")])


def test_less_than_a_voucher_is_left_of_an_amount() -> None:
    voucher = '{ who = {}, benefit = { kind = "voucher", value_fen = 500, whole_only = false } }'
    vouchers = scheme(rule(voucher, caps='[{ per = "month", amount_fen = 800 }]'))
    sold = quote(vouchers, SENIOR, MEAL)
    again = quote(vouchers, SENIOR, MEAL, usage=used_by(sold))
    assert (sold.subsidy_total_fen, again.subsidy_total_fen) == (5_00, 0)
    assert why_not(again) == [("meal", "剩余额度不够一次使用")]


def test_the_nth_meal_of_the_day_has_a_price_of_its_own() -> None:
    meals = scheme(rule([pays(0, nth_meal="1"), pays(5_000, nth_meal="2")], kind="discount", payer="canteen"))
    first = quote(meals, SENIOR, MEAL)
    second = quote(meals, SENIOR, MEAL, usage=used_by(first))
    third = quote(meals, SENIOR, MEAL, usage=used_by(first, second))
    assert [one.total_fen for one in (first, second, third)] == [0, 10_00, 20_00]
    assert first.reductions[0].reason.zh == "80岁，免费"
    assert why_not(third) == [("meal", "今日第3餐无此优惠")]


def test_a_threshold_of_the_day_adds_the_bills_of_the_day() -> None:
    day = scheme(
        rule(off(3_00, threshold='{ from_fen = 1500, span = "day" }'), caps='[{ per = "day", times = 1 }]')
    )
    first = quote(day, SENIOR, dish(8_00))
    assert why_not(first) == [("meal", "当日满15.00元可享，还差7.00元")]
    assert first.uses == ((UsageKey("meal.day", "2026-11-25", ""), Used(0, 0, 0, 8_00)),)
    second = quote(day, SENIOR, dish(7_00), usage=used_by(first))
    assert second.total_fen == 4_00
    third = quote(day, SENIOR, dish(7_00), usage=used_by(first, second))
    assert why_not(third) == [("meal", "今日已享受过")]


def test_vouchers_are_used_while_the_bill_takes_them() -> None:
    ten = scheme(
        capped(
            '{ per = "month", times = 10 }',
            '{ who = { min_age = 75 }, benefit = { kind = "voucher", value_fen = 500, whole_only = true } }',
        )
    )
    sold = quote(ten, SENIOR, dish(14_90))
    assert (sold.subsidy_total_fen, sold.reductions[0].reason.zh) == (10_00, "80岁，用5.00元餐券2张")
    assert sold.uses == ((UsageKey("meal", "2026-11", ""), Used(2, 10_00, 1, 0)),)
    nine = {UsageKey("meal", "2026-11", ""): Used(times=9)}
    assert quote(ten, SENIOR, dish(14_90), usage=nine).subsidy_total_fen == 5_00
    assert why_not(quote(ten, SENIOR, dish(4_99))) == [("meal", "应付金额不足一张餐券")]


def test_a_voucher_that_need_not_be_used_up_covers_a_small_bill() -> None:
    one = scheme(
        rule(
            '{ who = {}, benefit = { kind = "voucher", value_fen = 500, whole_only = false } }',
            caps='[{ per = "month", times = 10 }, { per = "bill", times = 1 }]',
        )
    )
    small, large = quote(one, SENIOR, dish(4_00)), quote(one, SENIOR, dish(14_00))
    assert (small.total_fen, small.uses[0].used.times) == (0, 1)
    assert (large.total_fen, large.uses[0].used.times) == (9_00, 1)


def test_an_operator_subsidy_is_counted_and_touches_no_bill() -> None:
    heads = scheme(
        rule(
            [off(80, "{ min_age = 65, max_age = 74 }"), off(1_50, "{ min_age = 75 }")],
            "heads",
            kind="operator",
            caps='[{ per = "meal", times = 1 }]',
        )
    )
    sold = quote(heads, aged(75), MEAL)
    assert (sold.total_fen, sold.reductions) == (20_00, ())
    assert [(one.payer, one.amount_fen) for one in sold.operator_claims] == [("district", 1_50)]
    assert quote(heads, aged(75), MEAL, usage=used_by(sold)).operator_claims == ()
    assert quote(heads, aged(74), MEAL).operator_claims[0].amount_fen == 80
    assert quote(heads, aged(64), MEAL).operator_claims == ()


def test_of_a_group_of_operator_rules_the_highest_claim_is_made() -> None:
    heads = scheme(
        rule(off(80), "all", kind="operator", group='"heads"'),
        rule(off(1_50, "{ min_age = 75 }"), "old", kind="operator", group='"heads"'),
    )
    assert [one.rule_code for one in quote(heads, aged(75), MEAL).operator_claims] == ["old"]
    assert [one.rule_code for one in quote(heads, aged(74), MEAL).operator_claims] == ["all"]


def test_a_birthday_gives_one_free_bowl() -> None:
    noodles = scheme(
        discount(
            pays(0, "{ on_birthday = true }"),
            items='{ dishes = ["noodles"] }',
            caps='[{ per = "day", portions = 1 }]',
        )
    )
    bowl = dish(12_00, "noodles", "staple")
    assert quote(noodles, aged(80), (bowl, 2), dish(9_00)).total_fen == 21_00
    born_yesterday = Diner(date(1946, 11, 24))
    assert quote(noodles, born_yesterday, (bowl, 2), dish(9_00)).total_fen == 33_00


def test_every_bill_of_the_day_counts_towards_it_whichever_term_holds() -> None:
    second = off(2_00, nth_meal="2", threshold='{ from_fen = 3000, span = "day" }')
    meals = scheme(rule([off(1_00, nth_meal="1"), second]))
    first = quote(meals, SENIOR, MEAL)
    assert first.uses == ((UsageKey("meal.day", "2026-11-25", ""), Used(1, 1_00, 1, 20_00)),)
    assert quote(meals, SENIOR, dish(15_00), usage=used_by(first)).subsidy_total_fen == 2_00


def test_a_bill_counts_once_towards_the_day_when_its_rule_is_tried_twice() -> None:
    of_day = off(1_00, threshold='{ from_fen = 1000, span = "day" }')
    group = scheme(
        rule(off(5_00), "dishes", group='"g"', items='{ categories = ["main"] }'),
        rule(of_day, "soups", group='"g"', items='{ categories = ["soup"] }'),
    )
    sold = quote(group, SENIOR, MEAL, dish(12_00, "soup", "soup"))
    assert [(one.rule_code, one.amount_fen) for one in sold.reductions] == [("dishes", 5_00), ("soups", 1_00)]
    assert sold.uses == ((UsageKey("soups.day", "2026-11-25", ""), Used(1, 1_00, 1, 12_00)),)


def test_a_claim_for_the_operator_counts_its_portions() -> None:
    two = scheme(rule(off(1_50), kind="operator", caps='[{ per = "day", portions = 2 }]'))
    first = quote(two, SENIOR, (MEAL, 3))
    assert (first.operator_claims[0].amount_fen, first.uses[0].used) == (1_50, Used(1, 1_50, 2, 0))
    assert quote(two, SENIOR, MEAL, usage=used_by(first)).operator_claims == ()


def test_two_vouchers_at_one_meal_are_one_meal_even_where_a_cap_counts_each() -> None:
    voucher = 'benefit = { kind = "voucher", value_fen = 500, whole_only = true }'
    meals = [f"{{ who = {{}}, nth_meal = {number}, {voucher} }}" for number in (1, 2)]
    four = scheme(rule(meals, caps='[{ per = "day", times = 4 }]'))
    first = quote(four, SENIOR, dish(10_00))
    assert [(use.key.counter, use.used.times) for use in first.uses] == [("meal", 2), ("meal.day", 1)]
    assert {use.key for use in first.uses} == set(usage_keys(four, LUNCH))
    second = quote(four, SENIOR, dish(10_00), usage=used_by(first))
    assert second.subsidy_total_fen == 10_00


def test_no_cap_counts_under_the_name_of_a_rules_day() -> None:
    with pytest.raises(SchemeError) as refusal:
        scheme(capped('{ per = "day", times = 1, counter = "meal.day" }'))
    assert (refusal.value.rule, refusal.value.field) == ("meal", "caps[0].counter")
    with pytest.raises(SchemeError, match=r"must not end in \.day"):
        scheme(rule(off(3_00), "lunch.day", caps='[{ per = "day", times = 1 }]'))
