"""A quote as JSON: every amount, payer and reason, under stable names."""

import json
from datetime import date, time

from pricing import (
    NO_USAGE,
    Basket,
    BasketLine,
    Diner,
    Item,
    Occasion,
    Usage,
    UsageKey,
    Used,
    quote_basket,
    quote_to_json,
)
from tests.unit.pricing.samples import DEMO, GUEST, born, dish, quote, rule_text, scheme_of

MEMBER_CARD = {
    "rule": "member_card",
    "kind": "discount",
    "payer": "canteen",
    "name": {"zh": "会员折扣", "en": "Members' discount"},
    "amount_fen": 160,
    "scope": "line",
    "reason": {"zh": "59岁（会员），9.5折", "en": "Age 59 (Member): pays 95 %"},
}
COUNTED = scheme_of(
    rule_text("meal", kind="subsidy", payer="district")
    .replace('"percent", pays_bp = 9000', '"amount", amount_fen = 300')
    .replace("terms = [", 'caps = [{ per = "day", times = 1 }, { per = "month", times = 9 }]\nterms = ['),
    rule_text("running", kind="operator", payer="town").replace(
        '"percent", pays_bp = 9000', '"amount", amount_fen = 80'
    ),
    """
[[access]]
code = "early"
name = { zh = "长者专时", en = "Seniors only" }
items = { categories = ["main"] }
when = { until_time = 11:00:00 }
who = [{ min_age = 80 }]
""",
)
OCCASION = Occasion(date(2026, 11, 25), "lunch", at_time=time(10, 59))
BY_WEIGHT = BasketLine(Item("duck", "main", "canteen", 10_00, per_g=50), 1, 100)


def counted(diner: Diner, usage: Usage = NO_USAGE) -> dict[str, object]:
    """Return the JSON of a bill of soup and duck before eleven o'clock."""
    lines = (BasketLine(dish(10_00, "soup"), 1), BY_WEIGHT)
    quoted = quote_to_json(quote_basket(Basket(lines, OCCASION), diner, COUNTED, usage))
    values: dict[str, object] = json.loads(json.dumps(quoted))
    return values


def test_a_quote_is_written_in_full() -> None:
    assert quote_to_json(quote(born(59), DEMO, (dish(16_00), 2))) == {
        "scheme": {"code": "demo", "version": 1, "hash": DEMO.hash},
        "tier": {"code": "member", "name": {"zh": "会员", "en": "Member"}},
        "list_total_fen": 3200,
        "discount_total_fen": 160,
        "subsidy_total_fen": 0,
        "total_fen": 3040,
        "reductions": [MEMBER_CARD],
        "declined": [],
        "operator_claims": [],
        "barred": [],
        "uses": [],
        "lines": [
            {
                "item": {"code": "canteen-main", "category": "main", "vendor": "canteen"},
                "quantity": 2,
                "weight_g": None,
                "unit_price_fen": 1600,
                "per_g": None,
                "list_fen": 3200,
                "total_fen": 3040,
                "reductions": [MEMBER_CARD],
                "declined": [
                    {"rule": "age_tiers", "reason": {"zh": "59岁，未满60岁", "en": "Age 59, below 60"}}
                ],
            }
        ],
    }


def test_a_reduction_of_the_bill_stands_with_its_parts_on_the_lines() -> None:
    values = counted(born(70))
    meal = {
        "rule": "meal",
        "kind": "subsidy",
        "payer": "district",
        "name": {"zh": "meal优惠", "en": "Offer meal"},
        "amount_fen": 300,
        "scope": "bill",
        "reason": {"zh": "70岁，减3.00元", "en": "Age 70: 3.00 yuan off"},
    }
    assert values["reductions"] == [meal]
    assert isinstance(values["lines"], list)
    assert [line["reductions"] for line in values["lines"]] == [
        [meal | {"amount_fen": 100}],
        [meal | {"amount_fen": 200}],
    ]


def test_what_is_weighed_is_written_with_its_weight() -> None:
    lines = counted(born(70))["lines"]
    assert isinstance(lines, list)
    assert [(line["weight_g"], line["per_g"], line["list_fen"]) for line in lines] == [
        (None, None, 1000),
        (100, 50, 2000),
    ]


def test_a_claim_of_the_operator_is_no_part_of_the_bill() -> None:
    values = counted(born(70))
    assert values["operator_claims"] == [
        {
            "rule": "running",
            "payer": "town",
            "name": {"zh": "running优惠", "en": "Offer running"},
            "amount_fen": 80,
            "reason": {"zh": "70岁，减0.80元", "en": "Age 70: 0.80 yuan off"},
        }
    ]
    assert values["total_fen"] == 2700


def test_what_the_sale_adds_to_the_counters_is_written() -> None:
    used = {"times": 1, "amount_fen": 300, "portions": 2, "base_fen": 0}
    assert counted(born(70))["uses"] == [
        {"counter": "meal", "period": "2026-11", "site": ""} | used,
        {"counter": "meal", "period": "2026-11-25", "site": ""} | used,
    ]


def test_what_is_used_up_is_said_of_the_bill() -> None:
    values = counted(born(70), {UsageKey("meal", "2026-11-25", ""): Used(times=1)})
    assert values["declined"] == [
        {"rule": "meal", "reason": {"zh": "今日已享受过", "en": "Already used today"}}
    ]
    assert values["uses"] == []


def test_who_is_barred_from_a_line_is_told_from_which_and_why() -> None:
    assert counted(born(79))["barred"] == [
        {
            "rule": "early",
            "name": {"zh": "长者专时", "en": "Seniors only"},
            "lines": [1],
            "reason": {"zh": "79岁，未满80岁", "en": "Age 79, below 80"},
        }
    ]
    assert counted(born(80))["barred"] == []


def test_a_guest_has_no_tier() -> None:
    values = json.loads(json.dumps(quote_to_json(quote(GUEST, DEMO, dish(5_00)))))
    assert values["tier"] is None
    assert values["reductions"] == []
    assert values["total_fen"] == 500
