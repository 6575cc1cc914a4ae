"""A whole scheme in paragraphs: the order of rules, what excludes what, and what else it declares."""

import pytest

from pricing.review.explain import Paragraph, explain
from tests.unit.pricing.engine.trays import HEAD, discount, off, pays, rule, scheme
from tests.unit.pricing.samples import DEMO


def paragraph(kind: str, *rules: str, head: str = HEAD) -> Paragraph | None:
    return next((one for one in explain(scheme(*rules, head=head)) if one.kind == kind), None)


def said(kind: str, *rules: str, head: str = HEAD) -> list[tuple[str, str]]:
    found = paragraph(kind, *rules, head=head)
    return [] if found is None else [(one.zh, one.en) for one in found.sentences]


def test_the_demo_scheme_is_told_from_its_head_to_its_vendors() -> None:
    paragraphs = explain(DEMO)
    assert [(one.kind, one.code) for one in paragraphs] == [
        ("scheme", "demo"),
        ("tiers", ""),
        ("rule", "age_tiers"),
        ("rule", "dim_sum"),
        ("rule", "member_card"),
        ("order", ""),
        ("rounding", ""),
        ("vendors", ""),
    ]
    assert paragraphs[0].title == DEMO.name
    assert paragraphs[0].sentences[0].zh == "第1版，共3条规则。"
    assert paragraphs[1].sentences[-2].en == "“Aged 80 or over”: members aged 80 or over."
    assert paragraphs[1].sentences[-1].zh == "每人只属于一档，按上面的顺序取第一个符合的。"


def test_rules_are_told_in_the_order_of_their_layers() -> None:
    told = explain(scheme(discount(pays(9000), "later", layer=2), discount(pays(9000), "first", layer=1)))
    assert [one.code for one in told if one.kind == "rule"] == ["first", "later"]


def test_steps_follow_one_another_and_say_on_which_price() -> None:
    assert said("order", rule(off(3_00), "money", layer=3), discount(pays(9000), "share", layer=1)) == [
        ("第1步按原价计算“share优惠”（优惠）。", "Step 1: “Offer share” (discount), on the list price."),
        (
            "第2步按前面减后的金额计算“money优惠”（补贴）。",
            "Step 2: “Offer money” (subsidy), on what the steps before have left.",
        ),
    ]


def test_one_rule_alone_needs_no_order_and_an_operating_subsidy_takes_no_step() -> None:
    running = rule(off(80), "running", kind="operator", layer=9)
    assert said("order", discount(pays(9000)), running) == []


def test_rules_of_one_step_that_do_not_exclude_each_other_are_said_to_go_together() -> None:
    told = said("order", discount(pays(9000), "a"), rule(off(1_00), "b"), rule(off(2_00), "c", group='"g"'))
    assert told == [
        (
            "“a优惠”、“b优惠”和“c优惠”可同享，互不影响。",
            "“Offer a”, “Offer b” and “Offer c” can be had together and do not change each other.",
        )
    ]


@pytest.mark.parametrize(
    ("rows", "declared", "zh", "en"),
    [
        (
            pays(9000),
            "",
            "“a优惠”和“b优惠”不同享，每行菜取最优惠的一项。",
            "“Offer a” and “Offer b” exclude each other: a line takes the best for the diner.",
        ),
        (
            off(1_00),
            "",
            "“a优惠”和“b优惠”不同享，每单取最优惠的一项。",
            "“Offer a” and “Offer b” exclude each other: a bill takes the best for the diner.",
        ),
        (
            off(1_00),
            '\n[[groups]]\ncode = "g"\nchoose = "first"\n',
            "“a优惠”和“b优惠”不同享，每单按此顺序取第一项能享受的。",
            "“Offer a” and “Offer b” exclude each other: a bill takes the first that gives something.",
        ),
    ],
)
def test_rules_of_a_group_exclude_each_other(rows: str, declared: str, zh: str, en: str) -> None:
    rules = [discount(rows, code, group='"g"') for code in ("a", "b")]
    assert said("order", declared, *rules) == [(zh, en)]


def test_of_operating_subsidies_the_highest_counts() -> None:
    rules = [rule(off(80), code, kind="operator", group='"g"') for code in ("a", "b")]
    assert said("order", *rules)[0][0] == "“a优惠”和“b优惠”不同享，每单只计金额最高的一项。"


@pytest.mark.parametrize(
    ("unit_fen", "mode", "place", "zh", "en"),
    [
        (1, "half_up", "line", "每行菜的折后金额四舍五入到分。", "each line is rounded half up to the fen."),
        (10, "down", "unit", "每份菜的折后单价舍去零头到角。", "each portion is rounded down to the jiao."),
        (
            100,
            "up",
            "bill",
            "同一优惠各行菜合计的折后金额有零头就进位到元。",
            "all lines of an offer together is rounded up to the yuan.",
        ),
        (
            50,
            "half_even",
            "line",
            "每行菜的折后金额四舍六入五成双到0.50元的整数倍。",
            "each line is rounded half to even to whole steps of 0.50 yuan.",
        ),
    ],
)
def test_rounding(unit_fen: int, mode: str, place: str, zh: str, en: str) -> None:
    head = HEAD.replace(
        'unit_fen = 1, mode = "half_up", place = "line"',
        f'unit_fen = {unit_fen}, mode = "{mode}", place = "{place}"',
    )
    told = said("rounding", head=head)
    assert told[0] == (zh, f"The reduced price of {en}")
    assert told[1] == (
        "称重菜的原价四舍五入到分。",
        "The list price of what is weighed is rounded half up to the fen.",
    )


def test_access_says_who_is_served_and_how_much() -> None:
    text = """
[[access]]
code = "early"
name = { zh = "长者专时", en = "Seniors first" }
items = {}
when = { from_time = "10:30", until_time = "11:30" }
who = [{ hukou = ["tianping"], classes = ["senior_card"] }, { min_age = 80 }]

[[access]]
code = "limit"
name = { zh = "限购", en = "Limit" }
items = { categories = ["dimsum"] }
who = [{}]
caps = [{ per = "day", portions = 4 }]
"""
    told = [one for one in explain(scheme(text)) if one.kind == "access"]
    assert [(one.code, one.title.en) for one in told] == [("early", "Seniors first"), ("limit", "Limit")]
    assert told[0].sentences[0].zh == (
        "10:30至11:30，全部菜品只供应给户籍在天平街道、登记为“老年证”的会员或80岁及以上的会员。"
    )
    assert told[0].sentences[0].en == (
        "From 10:30 to 11:30, all dishes are served only to members with hukou in Tianping who are "
        "registered as “senior card” or members aged 80 or over."
    )
    assert told[1].sentences[0].zh == "点心供应给所有人，每人每天最多4份（各门店合计）。"
    assert told[1].sentences[0].en == (
        "Dim sum are served to all diners, at most 4 portions a day (all canteens together)."
    )


def test_what_is_declared_is_said_where_it_says_something() -> None:
    text = """
[calendar]
rest_dates = [2026-10-01, 2026-10-02, 2026-10-03, 2026-12-31]
working_dates = [2026-10-10]

[[payers]]
code = "canteen"
name = { zh = "食堂", en = "The canteen" }

[[payers]]
code = "district"
name = { zh = "区民政局", en = "The district" }
from_date = 2026-01-01
until_date = 2028-01-01
"""
    assert said("vendors", text) == [
        (
            "Nonna面包不参加折扣，补贴照常。",
            "Nonna bakery takes no part in discounts; subsidies are not affected.",
        )
    ]
    assert said("payers", text) == [
        (
            "与区民政局的约定：2026年1月1日至2027年12月31日。",
            "The agreement with the district runs from 1 January 2026 to 31 December 2027.",
        )
    ]
    assert said("areas", text) == [
        ("普陀区属于上海。", "Putuo lies in Shanghai."),
        ("天平街道属于徐汇区。", "Tianping lies in Xuhui."),
        ("徐汇区属于上海。", "Xuhui lies in Shanghai."),
    ]
    assert said("calendar", text) == [
        (
            "按休息日计：2026年10月1日至2026年10月3日和2026年12月31日。",
            "Days of rest: 1 October 2026 to 3 October 2026 and 31 December 2026.",
        ),
        ("按工作日计：2026年10月10日。", "Working days: 10 October 2026."),
    ]


def test_what_is_not_declared_has_no_paragraph() -> None:
    head = HEAD[: HEAD.index("[[areas]]")]
    assert [one.kind for one in explain(scheme(head=head))] == ["scheme", "rounding"]
