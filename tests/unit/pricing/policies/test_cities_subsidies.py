"""What Beijing, Tianjin, Liuzhou and Nanjing pay for, from their policies' sentences."""

from datetime import date

import pytest

from pricing import Diner
from tests.unit.pricing.policies.visits import (
    GUEST,
    SATURDAY,
    TOMORROW,
    YESTERDAY,
    Days,
    aged,
    claims_fen,
    dish,
    eat,
    fee,
    pays,
    policy,
    until,
)

BEIJING = policy("bj_city_2022")
TIANJIN = policy("tj_city_2024")
LIUZHOU = policy("lz_city_2021")
JIANYE = policy("nj_jianye")


@pytest.mark.parametrize(("list_fen", "total_fen"), [(4_99, 4_99), (5_00, 5_00), (5_01, 1), (12_00, 7_00)])
@pytest.mark.parametrize("meal", ["lunch", "dinner"])
def test_beijing_gives_five_yuan_where_the_bill_exceeds_it(meal: str, list_fen: int, total_fen: int) -> None:
    quote = eat(BEIJING, aged(80, "basic_eldercare"), dish(list_fen), meal_period=meal)
    assert (quote.total_fen, claims_fen(quote)) == (total_fen, [3_00])


@pytest.mark.parametrize(
    "diner",
    [
        aged(80),
        aged(80, "dibao"),
        aged(80, "basic_eldercare", "in_institution"),
        until(YESTERDAY, aged(80, "basic_eldercare")),
        GUEST,
    ],
)
def test_beijing_gives_it_to_those_who_are_entitled_and_live_at_home(diner: Diner) -> None:
    quote = eat(BEIJING, diner, dish(12_00))
    assert (quote.total_fen, claims_fen(quote)) == (12_00, [])


def test_beijing_pays_diner_and_canteen_once_a_day() -> None:
    days = Days(BEIJING, aged(80, "basic_eldercare"))
    for total_fen, claimed, where in (
        (12_00, [], {"meal_period": "breakfast"}),
        (7_00, [3_00], {}),
        (12_00, [], {"meal_period": "dinner", "site": "elsewhere"}),
        (7_00, [3_00], {"on_date": TOMORROW}),
    ):
        quote = days.buy(dish(12_00), **where)
        assert (quote.total_fen, claims_fen(quote)) == (total_fen, claimed)


@pytest.mark.parametrize(
    ("diner", "total_fen"),
    [
        (aged(80, hukou="tianjin"), 9_00),
        (aged(79, hukou="tianjin"), 12_00),
        (aged(80, lives="tianjin", hukou="beijing"), 12_00),
        (aged(80, "in_institution", hukou="tianjin"), 12_00),
        (aged(70, "living_alone", hukou="tianjin"), 9_00),
        (aged(70, "lonely", hukou="tianjin"), 9_00),
        (aged(70, "empty_nest", hukou="tianjin"), 9_00),
        (aged(70, "shineng", hukou="tianjin"), 9_00),
        (aged(70, "severely_disabled", hukou="tianjin"), 9_00),
        (aged(70, "lost_only_child", hukou="tianjin"), 9_00),
        (aged(70, "dibao", hukou="tianjin"), 12_00),
        (aged(69, "living_alone", hukou="tianjin"), 12_00),
        (aged(70, "living_alone", hukou="beijing"), 12_00),
        (aged(70, "living_alone", "in_institution", hukou="tianjin"), 12_00),
        (until(YESTERDAY, aged(70, "living_alone", hukou="tianjin")), 12_00),
        (aged(60, "disability_1_2"), 9_00),
        (aged(69, "disability_1_2"), 9_00),
        (aged(59, "disability_1_2"), 12_00),
        (aged(70, "disability_1_2"), 12_00),
        (aged(60, "disability_1_2", "in_institution"), 12_00),
        (aged(50, "shineng", "dibao"), 9_00),
        (aged(50, "shineng", "dibao_edge"), 9_00),
        (aged(50, "shineng"), 12_00),
        (aged(50, "dibao"), 12_00),
        (aged(50, "shineng", "dibao", "in_institution"), 12_00),
        (GUEST, 12_00),
    ],
)
def test_tianjin_names_who_gets_three_yuan(diner: Diner, total_fen: int) -> None:
    assert pays(TIANJIN, diner, dish(12_00)) == total_fen


def test_tianjin_gives_them_five_times_a_week() -> None:
    days = Days(TIANJIN, aged(81, hukou="tianjin"))
    week = [days.pays(dish(12_00), on_date=date(2026, 11, day)) for day in (23, 24, 25, 25, 29, 29)]
    assert week == [9_00] * 5 + [12_00]
    assert days.pays(dish(12_00), on_date=date(2026, 11, 29), site="elsewhere") == 12_00
    assert days.pays(dish(12_00), on_date=date(2026, 11, 30)) == 9_00


def born(year: int, month: int, day: int, *classes: str) -> Diner:
    return Diner(date(year, month, day), dict.fromkeys(classes), "pilot_area", "liuzhou")


def test_liuzhou_counts_the_age_at_the_end_of_the_year() -> None:
    spring = date(2021, 3, 1)
    assert pays(LIUZHOU, born(1941, 12, 31), dish(12_00), on_date=spring) == 7_00
    assert pays(LIUZHOU, born(1942, 1, 1), dish(12_00), on_date=spring) == 12_00
    by_birthday = policy("lz_city_2021", ('age_on = "year_end"', 'age_on = "birthday"'))
    assert pays(by_birthday, born(1941, 12, 31), dish(12_00), on_date=spring) == 12_00


@pytest.mark.parametrize(
    ("diner", "where", "total_fen"),
    [
        (born(1930, 1, 1), {"on_date": date(2026, 11, 23)}, 7_00),
        (born(1930, 1, 1), {"on_date": date(2026, 11, 24)}, 7_00),
        (born(1930, 1, 1), {"on_date": date(2026, 11, 25)}, 7_00),
        (born(1930, 1, 1), {"on_date": date(2026, 11, 26)}, 7_00),
        (born(1930, 1, 1), {"on_date": date(2026, 11, 27)}, 7_00),
        (born(1930, 1, 1), {"on_date": SATURDAY}, 12_00),
        (born(1930, 1, 1), {"on_date": date(2026, 11, 29)}, 12_00),
        (born(1930, 1, 1), {"on_date": date(2026, 10, 1)}, 7_00),
        (born(1930, 1, 1), {"meal_period": "dinner"}, 12_00),
        (born(1930, 1, 1), {"meal_period": "breakfast"}, 12_00),
        (born(1930, 1, 1, "in_institution"), {}, 12_00),
        (aged(96, lives="liuzhou", hukou="liuzhou"), {}, 12_00),
        (aged(96, lives="pilot_area", hukou="guilin"), {}, 12_00),
    ],
)
def test_liuzhou_pays_at_lunch_from_monday_to_friday(
    diner: Diner, where: dict[str, object], total_fen: int
) -> None:
    assert pays(LIUZHOU, diner, dish(12_00), **where) == total_fen


def test_liuzhou_pays_once_a_day_and_no_more_than_the_bill() -> None:
    days = Days(LIUZHOU, born(1930, 1, 1))
    assert [days.pays(dish(4_99), site=site) for site in ("one", "other")] == [0, 4_99]
    assert days.pays(dish(4_99), on_date=TOMORROW) == 0


def test_jianye_takes_nothing_for_a_meal_off_the_fee() -> None:
    for meal in ("breakfast", "lunch", "dinner"):
        assert pays(JIANYE, aged(75), dish(30), fee(3_00), channel="delivery", meal_period=meal) == 3_00


@pytest.mark.parametrize(
    ("diner", "paid"),
    [
        (aged(60, "tekun"), [5_00, 10_00, 10_00]),
        (aged(60, "dibao"), [5_00, 10_00, 10_00]),
        (aged(60, "dibao_edge"), [5_00, 10_00, 10_00]),
        (aged(60, "shineng"), [5_00, 10_00, 10_00]),
        (aged(60, "lost_only_child"), [5_00, 10_00, 10_00]),
        (aged(100, "centenarian"), [5_00, 10_00, 10_00]),
        (aged(59, "tekun"), [6_00, 12_00, 12_00]),
        (until(YESTERDAY, aged(60, "tekun")), [6_00, 12_00, 12_00]),
        (aged(75), [5_50, 11_00, 11_00]),
        (aged(74), [6_00, 12_00, 12_00]),
        (aged(74, "youfu"), [6_00, 12_00, 12_00]),
    ],
)
def test_jianye_pays_by_the_meal(diner: Diner, paid: list[int]) -> None:
    days = Days(JIANYE, diner)
    meals = (("breakfast", 6_00), ("lunch", 12_00), ("dinner", 12_00))
    assert [days.pays(dish(fen), meal_period=meal) for meal, fen in meals] == paid
    assert [days.pays(dish(fen), meal_period=meal, site="elsewhere") for meal, fen in meals] == [
        6_00,
        12_00,
        12_00,
    ]


def test_jianye_pays_three_yuan_of_the_fee_for_a_delivery() -> None:
    days = Days(JIANYE, aged(60, "shineng"))
    assert days.pays(dish(12_00), fee(4_00), channel="delivery") == 11_00
    assert days.pays(fee(4_00), channel="delivery", site="elsewhere") == 4_00
    assert days.pays(fee(2_00), channel="delivery", meal_period="dinner") == 0
    assert pays(JIANYE, aged(60, "shineng"), fee(4_00)) == 4_00
    assert pays(JIANYE, aged(60, "shineng"), dish(12_00), channel="delivery") == 10_00
    for other in (aged(59, "shineng"), aged(60, "tekun"), aged(75)):
        assert pays(JIANYE, other, fee(4_00), channel="delivery") == 4_00
