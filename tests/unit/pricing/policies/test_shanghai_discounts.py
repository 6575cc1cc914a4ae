"""What canteens of Shanghai give up themselves, and whom one of them serves first, from their sentences."""

from datetime import date, time

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
    weigh,
)

XUJIAHUI = policy("sh_xh_xujiahui_2022")
XINJING = policy("sh_cn_xinjing_2023")
DAFUGUI = policy("sh_hp_dafugui_2024")
GUCHENG = policy("sh_js_gucheng_2025")
SHUANGLIAO = policy("sh_yp_shuangliao_2022")


@pytest.mark.parametrize(("age", "total_fen"), [(59, 10_00), (60, 9_00), (69, 9_00), (70, 8_50), (95, 8_50)])
def test_xujiahui_by_age(age: int, total_fen: int) -> None:
    assert pays(XUJIAHUI, aged(age), dish(10_00)) == total_fen
    assert pays(XUJIAHUI, aged(age), dish(10_00), meal_period="dinner") == total_fen
    assert pays(XUJIAHUI, aged(age), dish(10_00), channel="take_away") == total_fen
    assert pays(XUJIAHUI, aged(age), dish(10_00), meal_period="breakfast") == 10_00


def test_xujiahui_rounds_half_a_fen_up() -> None:
    # 85 % of 9.90 are 8.415.
    assert pays(XUJIAHUI, aged(70), dish(9_90)) == 8_42
    assert pays(policy("sh_xh_xujiahui_2022", ("half_up", "down")), aged(70), dish(9_90)) == 8_41


@pytest.mark.parametrize(
    ("at", "diner", "may"),
    [
        (time(10, 29), aged(70), True),
        (time(10, 30), aged(70), False),
        (time(11, 29), GUEST, False),
        (time(11, 29), aged(70, "senior_card", hukou="xuhui"), False),
        (time(11, 29), aged(70, hukou="tianping"), False),
        (time(11, 29), aged(70, "senior_card", hukou="tianping"), True),
        (time(11, 29), until(YESTERDAY, aged(70, "senior_card", hukou="tianping")), False),
        (time(11, 30), GUEST, True),
        (None, GUEST, True),
    ],
)
def test_tianping_66_keeps_the_first_hour(at: time | None, diner: Diner, may: bool) -> None:
    canteen = policy("sh_xh_tianping_66_priority")
    quote = eat(canteen, diner, dish(10_00), at_time=at)
    assert ([one.rule_code for one in quote.barred] == []) is may
    assert quote.total_fen == 10_00
    assert eat(canteen, diner, dish(10_00), at_time=at, meal_period="brunch").barred == ()


@pytest.mark.parametrize(
    ("age", "tier", "total_fen"),
    [
        (59, None, 10_00),
        (60, "green", 9_00),
        (69, "green", 9_00),
        (70, "blue", 8_50),
        (79, "blue", 8_50),
        (80, "red", 8_00),
    ],
)
def test_minhang_goes_by_the_colour_of_the_card(age: int, tier: str | None, total_fen: int) -> None:
    canteen = policy("sh_mh_onecard_2025")
    quote = eat(canteen, aged(age, lives="minhang", hukou="hangzhou"), dish(10_00))
    assert (quote.tier and quote.tier.code, quote.total_fen) == (tier, total_fen)
    assert pays(canteen, aged(age, lives="shanghai", hukou="minhang"), dish(10_00)) == 10_00


@pytest.mark.parametrize("meal", ["breakfast", "lunch", "dinner"])
def test_xinjing_gives_85_percent_at_every_meal(meal: str) -> None:
    assert pays(XINJING, aged(65), dish(10_00), meal_period=meal) == 8_50
    assert pays(XINJING, aged(64), dish(10_00), meal_period=meal) == 10_00


def test_xinjing_knows_no_other_meals() -> None:
    assert pays(XINJING, aged(65), dish(10_00), meal_period="brunch") == 10_00


def test_xinjing_sells_by_weight() -> None:
    # 400 g cost 31.04, of which 85 % are 26.384.
    assert weigh(38_80, per_g=500, weight_g=400, scheme=XINJING, diner=aged(65)) == 26_38
    assert weigh(38_80, per_g=500, weight_g=400, scheme=XINJING, diner=aged(64)) == 31_04


def test_xinjing_rounds_what_is_weighed_before_the_discount() -> None:
    # 193 g cost 14.9768, so 14.98, of which 85 % are 12.733; in whole jiao 15.00, of which they are 12.75.
    jiao = policy("sh_cn_xinjing_2023", ("[weighing]\nunit_fen = 1\n", "[weighing]\nunit_fen = 10\n"))
    assert weigh(38_80, per_g=500, weight_g=193, scheme=XINJING, diner=aged(65)) == 12_73
    assert weigh(38_80, per_g=500, weight_g=193, scheme=jiao, diner=aged(65)) == 12_75


OLD = aged(70, "senior_card")
SET = dish(22_00, "set_1", "set", "elder_set")


def test_dafugui_adds_set_price_and_five_from_thirty() -> None:
    assert pays(DAFUGUI, OLD, SET, SET) == 31_00
    assert pays(DAFUGUI, OLD, SET, dish(11_99)) == 29_99
    assert pays(DAFUGUI, OLD, SET, dish(12_00)) == 25_00
    assert pays(DAFUGUI, OLD, dish(60_00)) == 55_00
    assert pays(DAFUGUI, OLD, dish(17_00, "set_2", "set", "elder_set")) == 17_00


def test_dafugui_asks_for_the_card() -> None:
    assert pays(DAFUGUI, aged(70), SET, SET) == 44_00
    assert pays(DAFUGUI, until(YESTERDAY, OLD), SET, SET) == 44_00
    assert pays(DAFUGUI, GUEST, SET, SET) == 44_00


def test_dafugui_tests_the_list_price_where_the_setting_says_so() -> None:
    by_list = policy("sh_hp_dafugui_2024", ('price = "left"', 'price = "list"'))
    assert pays(by_list, OLD, SET, dish(7_99)) == 25_99
    assert pays(by_list, OLD, SET, dish(8_00)) == 21_00


def test_dafugui_gives_one_bowl_of_noodles_on_the_birthday() -> None:
    noodles = dish(12_00, "longevity_noodles", "staple")
    days = Days(DAFUGUI, OLD)
    assert days.pays(noodles, noodles) == 12_00
    assert days.pays(noodles, meal_period="dinner", site="elsewhere") == 12_00
    assert pays(DAFUGUI, OLD, dish(29_99), noodles) == 29_99
    assert pays(DAFUGUI, aged(70), noodles) == 12_00
    for other in (YESTERDAY, TOMORROW):
        assert pays(DAFUGUI, aged(70, "senior_card", on=other), noodles) == 12_00


@pytest.mark.parametrize(
    ("code", "total_fen"),
    [
        ("egg_set", 15_00),
        ("kung_pao_set", 15_00),
        ("pork_chop_set", 18_00),
        ("lions_head_set", 18_00),
        ("braised_pork_set", 20_00),
        ("sweet_sour_set", 20_00),
        ("other_set", 26_00),
    ],
)
def test_shuangliao_has_elder_sets(code: str, total_fen: int) -> None:
    assert pays(SHUANGLIAO, aged(60), dish(26_00, code, "set")) == total_fen
    assert pays(SHUANGLIAO, aged(59), dish(26_00, code, "set")) == 26_00


def test_shuangliao_sells_one_of_them_at_a_meal() -> None:
    egg = dish(26_00, "egg_set", "set")
    days = Days(SHUANGLIAO, aged(60))
    assert days.pays(egg, egg) == 41_00
    assert days.pays(egg, site="elsewhere") == 26_00
    assert days.pays(egg, meal_period="dinner") == 15_00


TRAY = (dish(10_00, "rou"), dish(5_00, "dou", "half"), dish(2_00, "cai", "vegetable"))


@pytest.mark.parametrize(
    ("day", "at", "total_fen"),
    [
        (DAY, time(10, 29), 17_00),
        (DAY, time(10, 30), 12_00),
        (DAY, time(12, 29), 12_00),
        (DAY, time(12, 30), 17_00),
        (date(2026, 11, 27), time(11, 0), 12_00),
        (date(2026, 11, 28), time(11, 0), 17_00),
        (date(2026, 9, 20), time(11, 0), 12_00),
        (date(2026, 9, 25), time(11, 0), 17_00),
        (date(2026, 10, 1), time(11, 0), 17_00),
        (date(2026, 10, 8), time(11, 0), 12_00),
        (date(2026, 10, 10), time(11, 0), 12_00),
    ],
)
def test_gucheng_lunch_is_for_working_days(day: date, at: time, total_fen: int) -> None:
    assert pays(GUCHENG, aged(61), *TRAY, on_date=day, at_time=at) == total_fen


def test_gucheng_lunch_is_a_whole_set_for_elders() -> None:
    assert pays(GUCHENG, aged(60), *TRAY) == 12_00
    assert pays(GUCHENG, aged(59), *TRAY) == 17_00
    for missing in range(3):
        rest = TRAY[:missing] + TRAY[missing + 1 :]
        assert pays(GUCHENG, aged(60), *rest) == sum(one.unit_price_fen for one in rest)
    assert pays(GUCHENG, aged(60), *TRAY, dish(3_00, "soup", "soup")) == 15_00
    assert pays(GUCHENG, aged(60), dish(4_99), *TRAY[1:]) == 11_99
    assert pays(GUCHENG, aged(60), *TRAY, meal_period="dinner") == 17_00


def test_gucheng_lunch_is_had_once_and_brought_at_the_same_price() -> None:
    days = Days(GUCHENG, aged(60))
    assert days.pays(*TRAY, *TRAY, channel="delivery") == 29_00
    assert days.pays(*TRAY, site="elsewhere") == 17_00
    assert days.pays(*TRAY, on_date=TOMORROW) == 12_00
