"""Who bears what each published rule takes off, how fractions are rounded, and which days are holidays?"""

from datetime import date

import pytest

from pricing import parse_scheme
from pricing.money import Rounding
from pricing.published import PublishedPolicy, published_policies

POLICIES = published_policies()
every_policy = pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.code)

STORE, GOVERNMENT = "discount store", "subsidy government"
OPERATOR = "operator government"
CITY, DISTRICT, TOWN = "subsidy city", "subsidy district", "subsidy town"

BORNE = {
    "bj_city_2022": [GOVERNMENT, OPERATOR],
    "gz_city_2025": [GOVERNMENT, GOVERNMENT, OPERATOR],
    "gz_zengcheng_2020": [CITY, DISTRICT, TOWN],
    "hz_shangcheng_dayin_2025": [STORE],
    "lz_city_2021": [GOVERNMENT],
    "nb_wanan_2023": [STORE],
    "nj_jianye": [GOVERNMENT, GOVERNMENT, GOVERNMENT],
    "sh_city_2024": [STORE, GOVERNMENT],
    "sh_cn_xinjing_2023": [STORE],
    "sh_fx_jinhai_2019": [GOVERNMENT],
    "sh_hp_bansongyuan_2024": [GOVERNMENT],
    "sh_hp_dafugui_2024": [STORE, STORE, STORE],
    "sh_hp_operating_2024": [OPERATOR],
    "sh_hp_ruijin2_2023": [GOVERNMENT, GOVERNMENT],
    "sh_js_gucheng_2025": [STORE],
    "sh_mh_onecard_2025": [STORE],
    "sh_pt_ganquan_2025": [STORE, GOVERNMENT],
    "sh_sj_yueyang_2025": [GOVERNMENT],
    "sh_xh_tianping_66_priority": [],
    "sh_xh_xujiahui_2022": [STORE],
    "sh_yp_shuangliao_2022": [STORE],
    "sz_city_2025": [GOVERNMENT, GOVERNMENT, OPERATOR],
    "tj_city_2024": [GOVERNMENT],
    "wx_huangxiang": [STORE],
    "yz_xinsheng_2023": [STORE, STORE],
    "zh_gaoxin_2024": [CITY, DISTRICT],
    "zh_youte_order": [CITY, DISTRICT, STORE],
}
BY_BILL = {"gz_city_2025", "zh_youte_order"}

# The State Council's holidays of 2026 without their weekends, and the weekends that were worked instead.
HOLIDAYS = [
    (1, (1, 2)),
    (2, (16, 17, 18, 19, 20, 23)),
    (4, (6,)),
    (5, (1, 4, 5)),
    (6, (19,)),
    (9, (25,)),
    (10, (1, 2, 5, 6, 7)),
]
WORKED = [(1, (4,)), (2, (14, 28)), (5, (9,)), (9, (20,)), (10, (10,))]


@every_policy
def test_a_rule_is_borne_by_whom_the_policy_says(policy: PublishedPolicy) -> None:
    rules = parse_scheme(policy.text, source=policy.code).rules
    assert [f"{rule.kind} {rule.payer}" for rule in rules] == BORNE[policy.code]


@every_policy
def test_fractions_are_rounded_to_the_fen(policy: PublishedPolicy) -> None:
    scheme = parse_scheme(policy.text, source=policy.code)
    by_bill, by_line = Rounding(1, "half_up", "bill"), Rounding(1, "half_up", "line")
    assert scheme.rounding == (by_bill if policy.code in BY_BILL else by_line)
    assert (scheme.weighing.unit_fen, scheme.weighing.mode) == (1, "half_up")
    assert [rule.code for rule in scheme.rules if rule.rounding is not None] == []


@pytest.mark.parametrize("code", ["sh_js_gucheng_2025", "sz_city_2025"])
def test_a_calendar_has_the_holidays_of_its_year(code: str) -> None:
    [policy] = [one for one in POLICIES if one.code == code]
    calendar = parse_scheme(policy.text, source=code).calendar
    assert calendar.rest_dates == {date(2026, month, day) for month, days in HOLIDAYS for day in days}
    assert calendar.working_dates == {date(2026, month, day) for month, days in WORKED for day in days}
