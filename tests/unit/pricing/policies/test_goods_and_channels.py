"""Do vendors' goods and take-away count? Where a source is silent, its file says yes."""

from dataclasses import replace

import pytest

from pricing import Diner, Item, Scheme, parse_scheme
from pricing.published import published_policies
from tests.unit.pricing.policies.visits import SATURDAY, Days, aged, claims_fen, dish, eat, fee, pays, policy

LOCAL_OF = {
    "bj_city_2022": (aged(80, "basic_eldercare"), 7_00),
    "gz_city_2025": (aged(60, lives="guangzhou", hukou="guangzhou"), 9_00),
    "hz_shangcheng_dayin_2025": (aged(60), 9_60),
    "lz_city_2021": (aged(80, lives="pilot_area", hukou="liuzhou"), 7_00),
    "nj_jianye": (aged(75), 11_00),
    "sh_city_2024": (aged(60, lives="shanghai"), 10_80),
    "sh_cn_xinjing_2023": (aged(65), 10_20),
    "sh_hp_bansongyuan_2024": (aged(75, lives="bansongyuan"), 7_00),
    "sh_mh_onecard_2025": (aged(60, lives="minhang"), 10_80),
    "sh_pt_ganquan_2025": (aged(60, lives="putuo"), 10_80),
    "sh_sj_yueyang_2025": (aged(65, hukou="shanghai"), 10_00),
    "sh_xh_xujiahui_2022": (aged(60), 10_80),
    "sz_city_2025": (aged(70, hukou="shenzhen"), 7_00),
    "tj_city_2024": (aged(80, hukou="tianjin"), 9_00),
    "yz_xinsheng_2023": (aged(60), 9_60),
    "zh_gaoxin_2024": (aged(60, hukou="zhuhai"), 9_00),
    "zh_youte_order": (aged(60), 10_80),
}
BREAD = Item("bread", "bread", "bakery", 12_00)


@pytest.mark.parametrize(("code", "diner", "total_fen"), [(code, *row) for code, row in LOCAL_OF.items()])
@pytest.mark.parametrize("channel", ["dine_in", "take_away", "delivery"])
def test_bread_of_a_vendor_is_a_meal_like_others(
    code: str, diner: Diner, total_fen: int, channel: str
) -> None:
    assert pays(policy(code), diner, BREAD, channel=channel) == total_fen
    assert pays(policy(code), diner, dish(12_00), channel=channel) == total_fen


def test_dear_bills_may_be_of_vendors_goods_too() -> None:
    thirty, fifteen = replace(BREAD, unit_price_fen=30_00), replace(BREAD, unit_price_fen=15_00)
    ruijin = aged(80, lives="ruijin2", hukou="ruijin2")
    for channel in ("dine_in", "take_away"):
        assert pays(policy("sh_hp_dafugui_2024"), aged(70, "senior_card"), thirty, channel=channel) == 25_00
        assert pays(policy("sh_hp_ruijin2_2023"), ruijin, fifteen, channel=channel) == 11_00
        assert claims_fen(eat(policy("sh_hp_operating_2024"), aged(65), BREAD, channel=channel)) == [80]


def test_dafugui_gives_five_from_thirty_on_every_bill() -> None:
    days = Days(policy("sh_hp_dafugui_2024"), aged(70, "senior_card"))
    assert [days.pays(dish(30_00)) for _ in range(2)] == [25_00, 25_00]


@pytest.mark.parametrize(
    ("code", "diner", "sold", "total_fen"),
    [
        ("gz_zengcheng_2020", aged(82, hukou="zhengguo"), dish(12_00, "standard_meal"), 3_00),
        ("nb_wanan_2023", aged(60), dish(15_00, "set_a"), 10_00),
        ("sh_yp_shuangliao_2022", aged(60), dish(26_00, "egg_set"), 15_00),
        ("wx_huangxiang", aged(60), dish(15_00, "set_meal"), 12_00),
    ],
)
def test_a_set_may_be_taken_away(code: str, diner: Diner, sold: Item, total_fen: int) -> None:
    for channel in ("dine_in", "take_away", "delivery"):
        assert pays(policy(code), diner, sold, channel=channel, site_area="zhengguo") == total_fen


ALL_SCHEMES = [parse_scheme(one.text, source=one.code) for one in published_policies()]


@pytest.mark.parametrize("scheme", ALL_SCHEMES, ids=lambda scheme: scheme.code)
def test_a_file_is_bound_to_no_vendor_of_one_canteen(scheme: Scheme) -> None:
    assert scheme.vendors == ()
    assert {rule.items.vendors | rule.items.exclude_vendors for rule in scheme.rules} <= {frozenset()}


def test_a_canteen_that_means_its_own_dishes_alone_says_so_in_one_setting() -> None:
    own = policy("sh_xh_xujiahui_2022", ("items = {}", 'items = { categories = ["main"] }'))
    assert pays(own, aged(60), BREAD) == 12_00
    assert pays(own, aged(60), dish(12_00)) == 10_80
    at_table = policy("sh_xh_xujiahui_2022", ("when = { ", 'when = { channels = ["dine_in"], '))
    assert pays(at_table, aged(60), dish(12_00), channel="take_away") == 12_00
    assert pays(at_table, aged(60), dish(12_00)) == 10_80


@pytest.mark.parametrize(
    ("code", "diner"),
    [
        ("gz_city_2025", aged(70, "care_1_3", hukou="guangzhou")),
        ("sz_city_2025", aged(70, "shineng", hukou="shenzhen")),
    ],
)
def test_every_delivery_counts_on_any_day_and_at_any_meal(code: str, diner: Diner) -> None:
    days = Days(policy(code), diner)
    for meal in ("breakfast", "lunch", "lunch", "dinner"):
        assert days.pays(fee(5_00), channel="delivery", on_date=SATURDAY, meal_period=meal) == 3_00
