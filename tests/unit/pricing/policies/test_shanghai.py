"""Shanghai's policies, from their printed figures and sentences."""

from datetime import date, time

import pytest

from pricing import Basket, BasketLine, Diner, Item, quote_basket
from tests.unit.pricing.policies.visits import LUNCH, Days, aged, dish, eat, pays, policy

PUTUO = policy("sh_pt_ganquan_2025")


def putuo(age: int, *classes: str) -> Diner:
    return aged(age, *classes, lives="putuo", hukou="putuo")


@pytest.mark.parametrize(
    ("age", "classes", "list_fen", "total_fen"),
    [
        (59, (), 20_00, 20_00),
        (60, (), 10_00, 9_00),
        (60, (), 14_99, 13_49),
        (60, (), 15_00, 11_50),
        (70, (), 16_00, 12_40),
        (79, (), 20_00, 16_00),
        (80, (), 20_00, 14_00),
        (82, (), 20_00, 14_00),
        (82, (), 14_99, 12_74),
        (65, ("dibao",), 10_00, 4_00),
        (65, ("dibao",), 7_99, 7_19),
        (65, ("dibao",), 8_00, 2_20),
        (82, ("dibao",), 20_00, 12_00),
        (59, ("dibao",), 20_00, 20_00),
    ],
)
def test_putuo(age: int, classes: tuple[str, ...], list_fen: int, total_fen: int) -> None:
    assert pays(PUTUO, putuo(age, *classes), dish(list_fen)) == total_fen


def test_putuo_reads_the_threshold_after_the_discount_where_the_setting_says_so() -> None:
    after = policy("sh_pt_ganquan_2025", ('price = "list"', 'price = "left"'))
    assert pays(after, putuo(70), dish(16_00)) == 14_40
    assert pays(PUTUO, putuo(70), dish(16_00)) == 12_40


def test_putuo_gives_the_subsidy_once_a_day_and_the_discount_each_time() -> None:
    days = Days(PUTUO, putuo(82))
    assert days.pays(dish(20_00)) == 14_00
    assert days.pays(dish(20_00), meal_period="dinner") == 17_00
    assert days.pays(dish(20_00), on_date=date(2026, 11, 26)) == 14_00


def test_putuo_gives_the_subsidy_at_the_table_and_the_discount_everywhere() -> None:
    assert pays(PUTUO, putuo(82), dish(20_00), channel="take_away") == 17_00


def test_putuo_gives_the_discount_to_residents_and_the_subsidy_to_hukou() -> None:
    assert pays(PUTUO, aged(82, lives="putuo", hukou="hangzhou"), dish(20_00)) == 17_00
    assert pays(PUTUO, aged(82, lives="hangzhou", hukou="shanghai"), dish(20_00)) == 17_00
    assert pays(PUTUO, aged(82, lives="shanghai", hukou="shanghai"), dish(20_00)) == 17_00


def test_putuo_says_what_is_missing() -> None:
    quote = eat(PUTUO, putuo(70), dish(12_60))
    assert [(one.rule_code, one.reason.zh) for one in quote.declined] == [
        ("subsidy", "满15.00元可享，还差2.40元")
    ]


@pytest.mark.parametrize(("age", "total_fen"), [(59, 10_00), (60, 9_00), (69, 9_00), (70, 8_50), (95, 8_50)])
def test_xujiahui(age: int, total_fen: int) -> None:
    canteen = policy("sh_xh_xujiahui_2022")
    assert pays(canteen, aged(age), dish(10_00)) == total_fen
    assert pays(canteen, aged(age), dish(10_00), meal_period="breakfast") == 10_00


@pytest.mark.parametrize(
    ("at", "diner", "may"),
    [
        (time(10, 29), aged(70), True),
        (time(10, 30), aged(70), False),
        (time(11, 29), aged(70, "senior_card", hukou="xuhui"), False),
        (time(11, 29), aged(70, hukou="tianping"), False),
        (time(11, 29), aged(70, "senior_card", hukou="tianping"), True),
        (time(11, 30), Diner(), True),
    ],
)
def test_tianping_66_keeps_the_first_hour(at: time, diner: Diner, may: bool) -> None:
    quote = eat(policy("sh_xh_tianping_66_priority"), diner, dish(10_00), at_time=at)
    assert (quote.barred == ()) is may
    assert quote.total_fen == 10_00


@pytest.mark.parametrize(
    ("age", "tier", "total_fen"),
    [(59, None, 10_00), (60, "green", 9_00), (70, "blue", 8_50), (80, "red", 8_00)],
)
def test_minhang_goes_by_the_colour_of_the_card(age: int, tier: str | None, total_fen: int) -> None:
    canteen = policy("sh_mh_onecard_2025")
    quote = eat(canteen, aged(age, lives="minhang"), dish(10_00))
    assert (quote.tier and quote.tier.code, quote.total_fen) == (tier, total_fen)
    assert pays(canteen, aged(age, lives="shanghai"), dish(10_00)) == 10_00


@pytest.mark.parametrize(
    ("diner", "total_fen"),
    [
        (aged(64, "dibao", hukou="shanghai"), 10_00),
        (aged(65, "dibao", hukou="shanghai"), 6_00),
        (aged(65, hukou="shanghai"), 8_00),
        (aged(79, hukou="shanghai"), 8_00),
        (aged(80, hukou="shanghai"), 6_00),
        (aged(80, hukou="hangzhou"), 10_00),
    ],
)
def test_yueyang(diner: Diner, total_fen: int) -> None:
    days = Days(policy("sh_sj_yueyang_2025"), diner)
    assert days.pays(dish(10_00)) == total_fen
    assert days.pays(dish(10_00)) == 10_00


def test_xinjing_sells_by_weight() -> None:
    canteen = policy("sh_cn_xinjing_2023")
    plate = BasketLine(Item("buffet", "main", "canteen", 38_80, per_g=500), 1, weight_g=400)
    # 400 g cost 31.04, of which 85 % are 26.384.
    assert quote_basket(Basket((plate,), LUNCH), aged(65), canteen).total_fen == 26_38
    assert quote_basket(Basket((plate,), LUNCH), aged(64), canteen).total_fen == 31_04


def test_ruijin_gives_four_yuan_five_times_a_month() -> None:
    local = aged(80, lives="ruijin2", hukou="ruijin2")
    days = Days(policy("sh_hp_ruijin2_2023"), local)
    paid = [days.pays(dish(15_00), on_date=date(2026, 12, day)) for day in (1, 2, 3, 4, 5, 8)]
    assert paid == [11_00, 11_00, 11_00, 11_00, 11_00, 15_00]
    assert days.pays(dish(15_00), on_date=date(2027, 1, 1)) == 11_00
    assert days.pays(dish(14_99), on_date=date(2027, 1, 2)) == 14_99
    elsewhere = aged(80, lives="huangpu", hukou="ruijin2")
    assert pays(policy("sh_hp_ruijin2_2023"), elsewhere, dish(15_00)) == 15_00


def test_ruijin_has_a_cheap_meal_on_mondays_beside_the_five() -> None:
    days = Days(policy("sh_hp_ruijin2_2023"), aged(80, lives="ruijin2", hukou="ruijin2"))
    meal = dish(25_00, "elder_meal", "set", "elder_meal_25")
    assert days.pays(meal, on_date=date(2026, 11, 30)) == 15_00
    assert days.pays(meal, on_date=date(2026, 12, 1)) == 21_00


def test_dafugui_adds_set_price_and_five_from_thirty() -> None:
    shop = policy("sh_hp_dafugui_2024")
    sets = (dish(22_00, "set_1", "set", "elder_set"), dish(22_00, "set_2", "set", "elder_set"))
    assert pays(shop, aged(70), *sets) == 31_00
    assert pays(shop, aged(70), sets[0], dish(11_99)) == 29_99
    assert pays(shop, aged(70), sets[0], dish(12_00)) == 25_00
    assert pays(shop, Diner(), *sets) == 44_00


def test_dafugui_gives_noodles_on_the_birthday() -> None:
    shop, noodles = policy("sh_hp_dafugui_2024"), dish(12_00, "longevity_noodles", "staple")
    assert pays(shop, aged(70), noodles) == 0
    assert pays(shop, aged(70, on=date(2026, 11, 24)), noodles) == 12_00


def test_bansongyuan_gives_ten_vouchers_a_month() -> None:
    days = Days(policy("sh_hp_bansongyuan_2024"), aged(75, lives="bansongyuan"))
    assert [days.pays(dish(12_00)) for _ in range(11)] == [7_00] * 10 + [12_00]
    assert days.pays(dish(12_00), on_date=date(2026, 12, 1)) == 7_00
    assert days.pays(dish(4_99), on_date=date(2026, 12, 2)) == 4_99
    assert pays(policy("sh_hp_bansongyuan_2024"), aged(74, lives="bansongyuan"), dish(12_00)) == 12_00


@pytest.mark.parametrize(("age", "claimed"), [(64, []), (65, [80]), (74, [80]), (75, [1_50])])
def test_huangpu_pays_the_operator_by_the_head(age: int, claimed: list[int]) -> None:
    days = Days(policy("sh_hp_operating_2024"), aged(age))
    first = days.buy(dish(10_00))
    assert (first.total_fen, [one.amount_fen for one in first.operator_claims]) == (10_00, claimed)
    assert days.buy(dish(10_00)).operator_claims == ()
    dinner = days.buy(dish(10_00), meal_period="dinner")
    assert [one.amount_fen for one in dinner.operator_claims] == claimed


@pytest.mark.parametrize(
    ("code", "total_fen"), [("egg_set", 15_00), ("pork_chop_set", 18_00), ("braised_pork_set", 20_00)]
)
def test_shuangliao_has_elder_sets(code: str, total_fen: int) -> None:
    canteen = policy("sh_yp_shuangliao_2022")
    assert pays(canteen, aged(60), dish(26_00, code, "set")) == total_fen
    assert pays(canteen, aged(59), dish(26_00, code, "set")) == 26_00


@pytest.mark.parametrize(
    ("day", "at", "total_fen"),
    [
        (date(2026, 11, 25), time(10, 30), 12_00),
        (date(2026, 11, 25), time(12, 29), 12_00),
        (date(2026, 11, 25), time(12, 30), 17_00),
        (date(2026, 11, 28), time(11, 0), 17_00),
        (date(2026, 10, 10), time(11, 0), 12_00),
        (date(2026, 10, 1), time(11, 0), 17_00),
    ],
)
def test_gucheng_lunch_is_for_working_days(day: date, at: time, total_fen: int) -> None:
    tray = (dish(10_00, "rou"), dish(5_00, "dou", "half"), dish(2_00, "cai", "vegetable"))
    canteen = policy("sh_js_gucheng_2025")
    assert pays(canteen, aged(61), *tray, on_date=day, at_time=at) == total_fen
    assert pays(canteen, aged(61), *tray[:2], on_date=day, at_time=at) == 15_00


def test_jinhai_delivers_a_free_lunch() -> None:
    town, lunch = policy("sh_fx_jinhai_2019"), dish(15_00, "lunch", "set", "delivered_lunch")
    old = aged(90, hukou="jinhai")
    assert pays(town, old, lunch, channel="delivery") == 0
    assert pays(town, old, lunch) == 15_00
    assert pays(town, aged(89, hukou="jinhai"), lunch, channel="delivery") == 15_00


def test_the_city_gives_the_discount_by_residence_and_the_subsidy_by_hukou_and_residence() -> None:
    city = policy("sh_city_2024")
    assert pays(city, aged(60, lives="tianping", hukou="hangzhou"), dish(10_00)) == 9_00
    assert pays(city, aged(60, lives="tianping", hukou="shanghai"), dish(10_00)) == 7_00
    assert pays(city, aged(60, lives="shanghai", hukou="shanghai"), dish(10_00)) == 9_00
    assert pays(city, aged(60, lives="hangzhou", hukou="shanghai"), dish(10_00)) == 10_00
