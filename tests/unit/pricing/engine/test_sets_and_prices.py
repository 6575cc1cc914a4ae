"""Set prices for a class, set meals whose parts add up, and dishes by weight."""

from pricing import Basket, BasketLine, Diner, quote_basket
from tests.unit.pricing.engine.trays import (
    HEAD,
    LUNCH,
    aged,
    discount,
    dish,
    pays,
    quote,
    scheme,
    used_by,
    why_not,
)

SENIOR = aged(80)


def set_price(fen: int, who: str = "{ min_age = 60 }") -> str:
    return f'{{ who = {who}, benefit = {{ kind = "set_price", unit_price_fen = {fen} }} }}'


ELDER_SET = (
    '{ who = { min_age = 60 }, benefit = { kind = "set_meal", price_fen = 1200, parts = ['
    '{ items = { categories = ["main"] }, portions = 1 }, '
    '{ items = { categories = ["half"] }, portions = 1 }, '
    '{ items = { categories = ["vegetable"] }, portions = 1 }] } }'
)


def test_a_set_price_replaces_the_price_of_each_portion() -> None:
    sets = scheme(
        discount([set_price(10_00, '{ classes = ["tekun"] }'), set_price(12_00, "{ min_age = 60 }")])
    )
    meal = dish(15_00, "set", "set")
    assert quote(sets, aged(80, classes={"tekun": None}), (meal, 2)).total_fen == 20_00
    assert quote(sets, SENIOR, meal).total_fen == 12_00
    assert quote(sets, aged(59), meal).total_fen == 15_00
    assert quote(sets, SENIOR, meal).reductions[0].reason.zh == "80岁，优惠价12.00元"


def test_a_set_price_makes_nothing_dearer() -> None:
    sets = scheme(discount(set_price(12_00)))
    cheap = quote(sets, SENIOR, dish(12_00))
    assert (cheap.total_fen, [one.reason.zh for one in cheap.lines[0].declined]) == (
        12_00,
        ["现价不高于优惠价"],
    )


def test_each_dish_may_have_a_set_price_of_its_own() -> None:
    prices = '{ who = { min_age = 60 }, benefit = { kind = "set_price", prices = { a = 1000, b = 1500 } } }'
    sets = scheme(discount(prices))
    sold = quote(sets, SENIOR, dish(15_00, "a"), dish(20_00, "b"), dish(25_00, "c"))
    assert [line.total_fen for line in sold.lines] == [10_00, 15_00, 25_00]
    assert sold.lines[2].declined == ()


def test_the_dishes_of_a_set_meal_cost_its_price_exactly() -> None:
    elder = scheme(discount(ELDER_SET))
    tray = (dish(9_00, "rou"), dish(5_00, "doufu", "half"), dish(3_00, "qingcai", "vegetable"))
    sold = quote(elder, SENIOR, *tray, dish(1_00, "rice", "staple"))
    assert [line.total_fen for line in sold.lines] == [6_35, 3_53, 2_12, 1_00]
    assert sold.total_fen == 13_00
    assert (sold.reductions[0].scope, sold.reductions[0].reason.zh) == ("bill", "80岁，套餐价12.00元")


def test_the_dearest_dishes_make_the_set_and_others_are_at_list_price() -> None:
    elder = scheme(discount(ELDER_SET))
    tray = (dish(9_00, "a"), dish(14_00, "b"), dish(5_00, "c", "half"), dish(3_00, "d", "vegetable"))
    sold = quote(elder, SENIOR, *tray)
    assert sold.total_fen == 12_00 + 9_00
    assert sold.lines[0].total_fen == 9_00


def test_a_tray_makes_as_many_sets_as_it_holds_and_the_caps_allow() -> None:
    tray = ((dish(9_00, "a"), 2), (dish(5_00, "c", "half"), 2), (dish(3_00, "d", "vegetable"), 3))
    free = scheme(discount(ELDER_SET))
    assert quote(free, SENIOR, *tray).total_fen == 2 * 12_00 + 3_00
    once = scheme(discount(ELDER_SET, caps='[{ per = "meal", times = 1 }]'))
    sold = quote(once, SENIOR, *tray)
    assert sold.total_fen == 12_00 + 17_00 + 3_00
    assert why_not(quote(once, SENIOR, *tray, usage=used_by(sold))) == [("tier", "本餐已享受过")]


def test_no_set_is_made_that_would_be_dearer_than_its_dishes() -> None:
    elder = scheme(discount(ELDER_SET))
    tray = (dish(6_00, "a"), dish(3_00, "c", "half"), dish(3_00, "d", "vegetable"))
    assert quote(elder, SENIOR, *tray).total_fen == 12_00
    assert why_not(quote(elder, SENIOR, *tray)) == [("tier", "未配齐一份套餐")]


def test_a_set_is_not_changed_by_the_order_of_the_tray() -> None:
    elder = scheme(discount(ELDER_SET))
    tray = [(dish(9_00, "a"), 2), (dish(5_00, "c", "half"), 1), (dish(3_00, "d", "vegetable"), 3)]
    there, back = quote(elder, SENIOR, *tray), quote(elder, SENIOR, *reversed(tray))
    assert there.lines == tuple(reversed(back.lines))


def test_what_is_weighed_costs_by_the_gram_and_is_rounded_before_the_discount() -> None:
    by_weight = scheme(discount(pays(8_500, "{ min_age = 65 }")))
    buffet = dish(38_80, "buffet", per_g=500)
    line = BasketLine(buffet, 1, weight_g=333)
    sold = quote_basket(Basket((line,), LUNCH), SENIOR, by_weight)
    # 333 g x 38.80 / 500 g = 25.8408, so 25.84; of that 85 % are 21.964, so 21.96.
    assert (sold.list_total_fen, sold.total_fen, sold.lines[0].weight_g) == (25_84, 21_96, 333)


def test_weighing_may_round_otherwise_than_discounts_do() -> None:
    head = 'weighing = { unit_fen = 10, mode = "down" }\n'
    jiao = scheme(head=head + HEAD)
    line = BasketLine(dish(3_50, "buffet", per_g=50), 1, weight_g=333)
    assert quote_basket(Basket((line,), LUNCH), Diner(), jiao).total_fen == 23_30


def test_a_set_price_of_weighed_goods_is_for_their_unit_of_weight() -> None:
    cheaper = scheme(discount(set_price(3_00)))
    line = BasketLine(dish(3_50, "buffet", per_g=50), 1, weight_g=200)
    assert quote_basket(Basket((line,), LUNCH), SENIOR, cheaper).total_fen == 12_00
