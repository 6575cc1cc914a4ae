"""The policies of other cities, from their printed figures and sentences."""

from datetime import date

import pytest

from pricing import Basket, BasketLine, Diner, Item, quote_basket
from tests.unit.pricing.policies.visits import LUNCH, Days, aged, dish, eat, pays, policy

SATURDAY = date(2026, 11, 28)


def test_beijing_gives_five_yuan_where_the_bill_exceeds_it() -> None:
    city = policy("bj_city_2022")
    entitled = aged(80, "basic_eldercare")
    assert pays(city, entitled, dish(5_00)) == 5_00
    assert pays(city, entitled, dish(5_01)) == 1
    assert pays(city, entitled, dish(12_00), meal_period="breakfast") == 12_00
    assert pays(city, aged(80), dish(12_00)) == 12_00
    assert pays(city, aged(80, "basic_eldercare", "in_institution"), dish(12_00)) == 12_00


def test_beijing_pays_once_a_day_and_the_operator_too() -> None:
    days = Days(policy("bj_city_2022"), aged(80, "basic_eldercare"))
    first, second = days.buy(dish(12_00)), days.buy(dish(12_00), meal_period="dinner")
    assert (first.total_fen, [one.amount_fen for one in first.operator_claims]) == (7_00, [3_00])
    assert (second.total_fen, second.operator_claims) == (12_00, ())


@pytest.mark.parametrize(
    ("diner", "total_fen"),
    [
        (aged(80, hukou="tianjin"), 9_00),
        (aged(79, hukou="tianjin"), 12_00),
        (aged(70, "living_alone", hukou="tianjin"), 9_00),
        (aged(69, "living_alone", hukou="tianjin"), 12_00),
        (aged(60, "disability_1_2"), 9_00),
        (aged(59, "disability_1_2"), 12_00),
        (aged(50, "shineng_on_dibao"), 9_00),
        (aged(80, "in_institution", hukou="tianjin"), 12_00),
        (aged(80, hukou="beijing"), 12_00),
    ],
)
def test_tianjin_names_who_gets_three_yuan(diner: Diner, total_fen: int) -> None:
    assert pays(policy("tj_city_2024"), diner, dish(12_00)) == total_fen


def test_tianjin_gives_them_five_times_a_week() -> None:
    days = Days(policy("tj_city_2024"), aged(81, hukou="tianjin"))
    week = [days.pays(dish(12_00), on_date=date(2026, 11, day)) for day in (23, 24, 25, 26, 27, 29)]
    assert week == [9_00] * 5 + [12_00]
    assert days.pays(dish(12_00), on_date=date(2026, 11, 30)) == 9_00


@pytest.mark.parametrize(
    ("list_fen", "subsidy_fen"), [(10_00, 2_50), (12_00, 3_00), (20_00, 3_00), (9_90, 2_47), (11_96, 2_99)]
)
def test_guangzhou_pays_a_quarter_up_to_three_yuan(list_fen: int, subsidy_fen: int) -> None:
    local = aged(60, lives="guangzhou", hukou="guangzhou")
    days = Days(policy("gz_city_2025"), local)
    assert days.buy(dish(list_fen)).subsidy_total_fen == subsidy_fen
    assert days.buy(dish(list_fen)).subsidy_total_fen == 0
    assert days.buy(dish(list_fen), meal_period="dinner").subsidy_total_fen == subsidy_fen
    assert days.buy(dish(list_fen), meal_period="breakfast").subsidy_total_fen == 0


def test_guangzhou_pays_for_delivery_by_the_grade_of_care() -> None:
    city, fee = policy("gz_city_2025"), dish(5_00, "fee", "fee", "delivery_fee")
    heavy = aged(50, "care_4_6", hukou="guangzhou")
    assert pays(city, heavy, fee, channel="delivery") == 1_00
    assert pays(city, aged(50, "care_1_3", hukou="guangzhou"), fee, channel="delivery") == 3_00
    assert pays(city, heavy, fee) == 5_00


MEAL = dish(12_00, "standard_meal", "set")


@pytest.mark.parametrize(
    ("diner", "total_fen"),
    [
        (aged(60, hukou="lihu"), 5_00),
        (aged(79, hukou="lihu"), 5_00),
        (aged(80, hukou="lihu"), 3_00),
        (aged(82, hukou="lihu"), 3_00),
        (aged(60, "dibao", hukou="lihu"), 1_00),
        (aged(82, "dibao", hukou="lihu"), 1_00),
        (aged(59, hukou="lihu"), 12_00),
    ],
)
def test_zengcheng_adds_three_layers(diner: Diner, total_fen: int) -> None:
    assert pays(policy("gz_zengcheng_2020"), diner, MEAL, site_area="lihu") == total_fen


@pytest.mark.parametrize(
    ("area", "payers"),
    [
        ("lihu", ["city", "district", "town"]),
        ("xintang", ["city", "district"]),
        ("tianhe", ["city"]),
        ("elsewhere", []),
    ],
)
def test_zengcheng_loses_layers_with_the_distance(area: str, payers: list[str]) -> None:
    quote = eat(policy("gz_zengcheng_2020"), aged(82, hukou="lihu"), MEAL, site_area=area)
    assert [one.payer for one in quote.reductions] == payers
    assert quote.total_fen == 12_00 - 3_00 * len(payers)


@pytest.mark.parametrize(
    ("diner", "list_fen", "total_fen"),
    [
        (aged(66, "dibao", hukou="shenzhen"), 12_00, 0),
        (aged(66, "dibao", hukou="shenzhen"), 15_00, 0),
        (aged(66, "dibao", hukou="shenzhen"), 15_01, 1),
        (aged(59, "dibao", hukou="shenzhen"), 12_00, 12_00),
        (aged(70, hukou="shenzhen"), 12_00, 7_00),
        (aged(70, hukou="shenzhen"), 4_00, 0),
        (aged(69, hukou="shenzhen"), 12_00, 12_00),
        (aged(99, hukou="shenzhen"), 20_00, 15_00),
        (aged(100, hukou="shenzhen"), 20_00, 5_00),
        (aged(100, hukou="guangzhou"), 20_00, 20_00),
    ],
)
def test_shenzhen_pays_up_to_an_amount(diner: Diner, list_fen: int, total_fen: int) -> None:
    assert pays(policy("sz_city_2025"), diner, dish(list_fen)) == total_fen


def test_shenzhen_pays_at_working_day_lunch() -> None:
    city, old = policy("sz_city_2025"), aged(80, hukou="shenzhen")
    assert pays(city, old, dish(12_00), on_date=SATURDAY) == 12_00
    assert pays(city, old, dish(12_00), on_date=date(2026, 10, 10)) == 7_00
    assert pays(city, old, dish(12_00), meal_period="dinner") == 12_00
    quote = eat(city, old, dish(12_00))
    assert [one.amount_fen for one in quote.operator_claims] == [2_00]


def test_shenzhen_pays_for_the_delivery_apart() -> None:
    fee = dish(3_00, "fee", "fee", "delivery_fee")
    city, frail = policy("sz_city_2025"), aged(70, "shineng", hukou="shenzhen")
    assert pays(city, frail, dish(12_00), fee, channel="delivery") == 8_00
    assert pays(city, aged(70, hukou="shenzhen"), dish(12_00), fee, channel="delivery") == 10_00


@pytest.mark.parametrize(
    ("diner", "list_fen", "total_fen"),
    [
        (aged(60, hukou="gaoxin"), 10_00, 4_00),
        (aged(60, hukou="zhuhai"), 10_00, 7_00),
        (aged(60, hukou="gaoxin"), 9_99, 9_99),
        (aged(59, hukou="gaoxin"), 10_00, 10_00),
    ],
)
def test_gaoxin_adds_city_and_district(diner: Diner, list_fen: int, total_fen: int) -> None:
    days = Days(policy("zh_gaoxin_2024"), diner)
    assert days.pays(dish(list_fen)) == total_fen
    assert days.pays(dish(list_fen), meal_period="dinner") == list_fen


def test_gaoxin_does_not_count_the_delivery_fee() -> None:
    fee = dish(3_00, "fee", "fee", "delivery_fee")
    local = aged(60, hukou="gaoxin")
    assert pays(policy("zh_gaoxin_2024"), local, dish(9_00), fee, channel="delivery") == 12_00
    assert pays(policy("zh_gaoxin_2024"), local, dish(10_00), fee, channel="delivery") == 7_00


def test_youte_takes_the_subsidies_off_first() -> None:
    local = aged(60, hukou="xiangzhou")
    assert pays(policy("zh_youte_order"), local, dish(20_00)) == 12_60
    turned = policy("zh_youte_order", ("layer = 1", "layer = 3"))
    assert pays(turned, local, dish(20_00)) == 12_00


def test_liuzhou_counts_the_age_at_the_end_of_the_year() -> None:
    city = policy("lz_city_2021")

    def born(year: int, month: int, day: int) -> Diner:
        return Diner(date(year, month, day), {}, "pilot_area", "liuzhou")

    spring = date(2021, 3, 1)
    assert pays(city, born(1941, 12, 31), dish(12_00), on_date=spring) == 7_00
    assert pays(city, born(1942, 1, 1), dish(12_00), on_date=spring) == 12_00
    assert pays(city, born(1930, 1, 1), dish(12_00), on_date=SATURDAY) == 12_00
    assert pays(city, born(1930, 1, 1), dish(12_00), meal_period="dinner") == 12_00
    days = Days(city, born(1930, 1, 1))
    assert [days.pays(dish(12_00)) for _ in range(2)] == [7_00, 12_00]


@pytest.mark.parametrize(
    ("diner", "paid"),
    [
        (aged(60, "tekun"), [5_00, 10_00, 10_00]),
        (aged(75), [5_50, 11_00, 11_00]),
        (aged(74), [6_00, 12_00, 12_00]),
    ],
)
def test_jianye_pays_by_the_meal(diner: Diner, paid: list[int]) -> None:
    days = Days(policy("nj_jianye"), diner)
    meals = (("breakfast", 6_00), ("lunch", 12_00), ("dinner", 12_00))
    assert [days.pays(dish(fen), meal_period=meal) for meal, fen in meals] == paid
    assert days.pays(dish(12_00)) == 12_00


@pytest.mark.parametrize(
    ("age", "total_fen"), [(59, 14_00), (60, 11_20), (74, 11_20), (75, 9_80), (84, 9_80)]
)
def test_xinsheng_by_age(age: int, total_fen: int) -> None:
    plate = BasketLine(Item("buffet", "main", "canteen", 3_50, per_g=50), 1, weight_g=200)
    quote = quote_basket(Basket((plate,), LUNCH), aged(age), policy("yz_xinsheng_2023"))
    assert quote.total_fen == total_fen


def test_xinsheng_gives_the_first_meal_and_half_the_second() -> None:
    days = Days(policy("yz_xinsheng_2023"), aged(85))
    assert [days.pays(dish(14_00)) for _ in range(3)] == [0, 7_00, 14_00]
    assert days.pays(dish(14_00), on_date=date(2026, 11, 26)) == 0


@pytest.mark.parametrize(
    ("diner", "total_fen"),
    [(aged(60, "dibao"), 10_00), (aged(60), 12_00), (aged(59, "dibao"), 15_00), (aged(59), 15_00)],
)
def test_huangxiang_sells_one_set_at_a_meal(diner: Diner, total_fen: int) -> None:
    meal = dish(15_00, "set_meal", "set")
    days = Days(policy("wx_huangxiang"), diner)
    assert days.pays(meal) == total_fen
    assert days.pays(meal) == 15_00
    assert days.pays(meal, meal_period="dinner") == total_fen


@pytest.mark.parametrize(
    ("age", "total_fen"), [(59, 10_00), (60, 8_00), (79, 8_00), (80, 7_00), (89, 7_00), (90, 5_00)]
)
def test_dayin_by_age(age: int, total_fen: int) -> None:
    assert pays(policy("hz_shangcheng_dayin_2025"), aged(age), dish(10_00)) == total_fen


@pytest.mark.parametrize(
    ("age", "paid"), [(59, [15_00, 20_00, 25_00]), (60, [10_00, 15_00, 20_00]), (80, [9_00, 14_00, 19_00])]
)
def test_wanan_by_set_and_age(age: int, paid: list[int]) -> None:
    sets = (("set_a", 15_00), ("set_b", 20_00), ("set_c", 25_00))
    canteen = policy("nb_wanan_2023")
    assert [pays(canteen, aged(age), dish(fen, code, "set")) for code, fen in sets] == paid
