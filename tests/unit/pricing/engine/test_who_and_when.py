"""Which people, days, hours and places a rule is for, and what is said to the others."""

from dataclasses import replace
from datetime import date, time

import pytest

from pricing import Diner, Occasion, tier_of
from tests.unit.pricing.engine.trays import (
    HEAD,
    LUNCH,
    WEDNESDAY,
    aged,
    dish,
    off,
    quote,
    rule,
    scheme,
    why_not,
)

MEAL = dish(20_00)


def outcome(who: str, diner: Diner, when: str = "{}", occasion: Occasion = LUNCH) -> str | list[str]:
    sold = quote(scheme(rule(off(3_00, who), when=when)), diner, MEAL, occasion=occasion)
    return "given" if sold.subsidy_total_fen else [reason for _, reason in why_not(sold)]


@pytest.mark.parametrize(
    ("who", "diner", "expected"),
    [
        ('{ hukou = ["shanghai"] }', aged(80, hukou="putuo"), "given"),
        ('{ hukou = ["shanghai"] }', aged(80, hukou="hangzhou"), ["户籍不在上海"]),
        ('{ hukou = ["shanghai"] }', aged(80), ["会员资料中没有户籍"]),
        ('{ residence = ["xuhui"] }', aged(80, residence="tianping"), "given"),
        ('{ residence = ["xuhui"] }', aged(80, residence="shanghai"), ["居住地不在徐汇区"]),
        ('{ residence = ["xuhui"] }', aged(80), ["会员资料中没有居住地"]),
        ('{ min_age = 60, hukou = ["shanghai"] }', aged(59, hukou="xuhui"), ["59岁，未满60岁"]),
        ('{ min_age = 60, hukou = ["shanghai"] }', aged(59, hukou="hangzhou"), []),
        ('{ classes = ["dibao"] }', aged(30, classes={"dibao": None}), "given"),
        ('{ classes = ["dibao"] }', aged(30), []),
        ('{ classes = ["dibao"] }', aged(30, classes={"dibao": WEDNESDAY}), "given"),
        (
            '{ classes = ["dibao"] }',
            aged(30, classes={"dibao": date(2026, 11, 24)}),
            ["低保证明已于2026-11-24到期"],
        ),
        ('{ min_age = 70, without_classes = ["in_institution"] }', aged(70), "given"),
        (
            '{ min_age = 70, without_classes = ["in_institution"] }',
            aged(70, classes={"in_institution": None}),
            [],
        ),
        ("{ members = true }", aged(20), "given"),
        ("{ members = true }", Diner(), ["未刷会员卡"]),
        ("{ on_birthday = true }", aged(20), "given"),
        ("{ on_birthday = true }", Diner(date(2000, 1, 1)), []),
        ('{ min_age = 80, age_on = "year_end" }', Diner(date(1946, 12, 31)), "given"),
        ('{ min_age = 80, age_on = "year_end" }', Diner(date(1947, 1, 1)), ["79岁，未满80岁"]),
        ("{ min_age = 80 }", Diner(date(1946, 12, 31)), ["79岁，未满80岁"]),
    ],
)
def test_a_rule_asks_for_people(who: str, diner: Diner, expected: object) -> None:
    assert outcome(who, diner) == expected


@pytest.mark.parametrize(
    ("when", "occasion", "expected"),
    [
        ('{ weekdays = ["mon"] }', replace(LUNCH, on_date=date(2026, 11, 23)), "given"),
        ('{ weekdays = ["mon"] }', LUNCH, ["此优惠今天不适用"]),
        ("{ from_time = 10:30:00, until_time = 11:30:00 }", replace(LUNCH, at_time=time(10, 30)), "given"),
        (
            "{ from_time = 10:30:00, until_time = 11:30:00 }",
            replace(LUNCH, at_time=time(11, 29, 59)),
            "given",
        ),
        ("{ from_time = 10:30:00, until_time = 11:30:00 }", LUNCH, ["此优惠不适用于本时段"]),
        ("{ from_time = 10:30:00 }", replace(LUNCH, at_time=time(10, 29)), ["此优惠不适用于本时段"]),
        ("{ from_time = 10:30:00 }", replace(LUNCH, at_time=None), ["此优惠不适用于本时段"]),
        ('{ sites = ["xinli137"] }', LUNCH, "given"),
        ('{ sites = ["wutongyuan66"] }', LUNCH, ["此优惠不适用于本食堂"]),
        ('{ site_areas = ["xuhui"] }', LUNCH, "given"),
        ('{ site_areas = ["putuo"] }', LUNCH, ["此优惠不适用于本食堂"]),
        ('{ sites = ["wutongyuan66"], site_areas = ["tianping"] }', LUNCH, "given"),
        ('{ channels = ["dine_in"] }', replace(LUNCH, channel="take_away"), ["此优惠不适用于本就餐方式"]),
        ('{ meal_periods = ["dinner"] }', LUNCH, ["此优惠不适用于本餐次"]),
        ("{ from_date = 2026-11-25, until_date = 2026-11-26 }", LUNCH, "given"),
        ("{ until_date = 2026-11-25 }", LUNCH, []),
        ("{ from_date = 2026-11-26 }", LUNCH, []),
    ],
)
def test_a_rule_asks_for_a_moment_and_a_place(when: str, occasion: Occasion, expected: object) -> None:
    assert outcome("{}", aged(80), when, occasion) == expected


CALENDAR = """
[calendar]
rest_dates = [2026-10-01]
working_dates = [2026-10-10]
"""


@pytest.mark.parametrize(
    ("day", "is_worked"),
    [
        (date(2026, 9, 30), True),
        (date(2026, 10, 1), False),
        (date(2026, 10, 9), True),
        (date(2026, 10, 10), True),
        (date(2026, 10, 11), False),
    ],
)
def test_a_working_day_follows_the_calendar_of_the_scheme(day: date, is_worked: bool) -> None:
    working = scheme(rule(off(3_00, "{}"), when='{ days = "working" }'), head=HEAD + CALENDAR)
    resting = scheme(rule(off(3_00, "{}"), when='{ days = "rest" }'), head=HEAD + CALENDAR)
    occasion = replace(LUNCH, on_date=day)
    assert quote(working, aged(80), MEAL, occasion=occasion).subsidy_total_fen == 3_00 * is_worked
    assert quote(resting, aged(80), MEAL, occasion=occasion).subsidy_total_fen == 3_00 * (not is_worked)


PAYER = """
[[payers]]
code = "district"
name = { zh = "区", en = "District" }
from_date = 2026-01-01
until_date = 2026-11-26
"""


def test_a_payer_pays_while_the_agreement_runs() -> None:
    paid = scheme(rule(off(3_00, "{}")), head=HEAD + PAYER)
    assert quote(paid, aged(80), MEAL).subsidy_total_fen == 3_00
    after = quote(paid, aged(80), MEAL, occasion=replace(LUNCH, on_date=date(2026, 11, 26)))
    assert (after.subsidy_total_fen, after.declined) == (0, ())


def test_everybody_hears_of_the_rules_for_those_who_are_older() -> None:
    tiers = scheme(
        rule(off(2_00, "{ min_age = 60, max_age = 79 }"), "young", group='"one"'),
        rule(off(3_00, "{ min_age = 80 }"), "old", group='"one"'),
    )
    assert why_not(quote(tiers, aged(59), MEAL)) == [("young", "59岁，未满60岁"), ("old", "59岁，未满80岁")]
    assert why_not(quote(tiers, aged(70), MEAL)) == [("old", "70岁，未满80岁")]
    assert why_not(quote(tiers, aged(80), MEAL)) == []


ACCESS = """
[[access]]
code = "early"
name = { zh = "天平老人优先", en = "Tianping elders first" }
items = {}
when = { from_time = 10:30:00, until_time = 11:30:00 }
who = [{ min_age = 60, hukou = ["tianping"] }]
"""


def test_an_hour_is_kept_for_some_diners() -> None:
    reserved = scheme(head=HEAD + ACCESS)
    early = replace(LUNCH, at_time=time(11, 29))
    local, other = aged(70, hukou="tianping"), aged(70, hukou="putuo")
    assert quote(reserved, local, MEAL, occasion=early).barred == ()
    barred = quote(reserved, other, MEAL, occasion=early).barred
    assert [(one.rule_code, one.lines, one.reason.zh) for one in barred] == [
        ("early", (0,), "户籍不在天平街道")
    ]
    assert quote(reserved, Diner(), MEAL, occasion=early).barred[0].reason.zh == "未刷会员卡"
    assert quote(reserved, other, MEAL, occasion=LUNCH).barred == ()


LIMIT = """
[[access]]
code = "four_pieces"
name = { zh = "点心限购", en = "Dim sum limit" }
items = { categories = ["dimsum"] }
when = {}
who = [{}]
caps = [{ per = "day", portions = 4 }]
"""


def test_a_limit_of_pieces_bars_the_line_that_exceeds_it() -> None:
    limited = scheme(head=HEAD + LIMIT)
    bun = dish(2_00, "bun", "dimsum")
    first = quote(limited, aged(80), (bun, 4), MEAL)
    assert (first.barred, first.uses[0].used.portions) == ((), 4)
    over = quote(limited, aged(80), MEAL, (bun, 5))
    assert [(one.lines, one.reason.zh) for one in over.barred] == [((1,), "每人今日限4份")]
    again = quote(limited, aged(80), bun, usage=dict(first.uses))
    assert [one.rule_code for one in again.barred] == ["four_pieces"]


def test_a_birthday_changes_the_tier_by_itself() -> None:
    tiers = """
[[tiers]]
code = "senior80"
name = { zh = "80岁及以上", en = "Aged 80 or over" }
who = { min_age = 80 }
"""
    eighty, birth_date = scheme(head=HEAD + tiers), date(1946, 11, 26)
    assert tier_of(Diner(birth_date), eighty, date(2026, 11, 25)) is None
    tier = tier_of(Diner(birth_date), eighty, date(2026, 11, 26))
    assert tier is not None
    assert tier.code == "senior80"


def test_nothing_is_said_of_a_rule_for_which_nothing_is_on_the_bill() -> None:
    soups = scheme(rule(off(3_00), items='{ categories = ["soup"] }', when='{ meal_periods = ["dinner"] }'))
    assert why_not(quote(soups, aged(80), dish(20_00))) == []
    soup = dish(5_00, "soup", "soup")
    assert why_not(quote(soups, aged(80), dish(20_00), soup)) == [("meal", "此优惠不适用于本餐次")]
