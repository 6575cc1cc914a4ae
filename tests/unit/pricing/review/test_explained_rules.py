"""Rules in sentences, as people read them."""

import pytest

from pricing import Text
from pricing.review.explain import explain
from tests.unit.pricing.engine.trays import discount, off, pays, rule, scheme

PUTUO = """
[[payers]]
code = "putuo"
name = { zh = "普陀区", en = "Putuo district" }

[[payers]]
code = "canteen"
name = { zh = "食堂", en = "The canteen" }
"""


def said(*rules: str) -> list[tuple[str, str]]:
    paragraphs = [one for one in explain(scheme(*rules)) if one.kind == "rule"]
    return [(sentence.zh, sentence.en) for sentence in paragraphs[-1].sentences]


def test_a_subsidy_is_said_in_one_sentence() -> None:
    text = rule(
        off(3_00, '{ min_age = 80, hukou = ["shanghai"] }', threshold="{ from_fen = 1500 }"),
        payer="putuo",
        when='{ channels = ["dine_in"] }',
        caps='[{ per = "day", times = 1 }]',
    )
    assert said(text, PUTUO) == [
        (
            "80岁及以上、户籍在上海的会员，堂食满15.00元减3.00元，每人每天1次（各门店合计），由普陀区承担。",
            (
                "Members aged 80 or over with hukou in Shanghai get 3.00 yuan off from 15.00 yuan "
                "when dining in, once a day (all canteens together), paid by Putuo district."
            ),
        )
    ]


def test_several_terms_are_said_one_by_one_and_then_what_holds_for_all() -> None:
    rows = [
        off(2_00, "{ min_age = 60, max_age = 79 }", threshold="{ from_fen = 1500 }"),
        off(3_00, "{ min_age = 80 }", threshold="{ from_fen = 1500 }"),
    ]
    assert said(rule(rows, payer="putuo", caps='[{ per = "day", times = 1 }]'), PUTUO) == [
        ("60至79岁的会员，满15.00元减2.00元。", "Members aged 60 to 79 get 2.00 yuan off from 15.00 yuan."),
        (
            "80岁及以上的会员，满15.00元减3.00元。",
            "Members aged 80 or over get 3.00 yuan off from 15.00 yuan.",
        ),
        (
            "每人每天1次（各门店合计），由普陀区承担。",
            "Once a day (all canteens together), paid by Putuo district.",
        ),
    ]


@pytest.mark.parametrize(
    ("who", "zh", "en"),
    [
        ("{}", "所有人", "All diners"),
        ("{ members = true }", "所有会员", "All members"),
        ("{ min_age = 60, max_age = 69 }", "60至69岁的会员", "Members aged 60 to 69"),
        ("{ min_age = 60 }", "60岁及以上的会员", "Members aged 60 or over"),
        ("{ max_age = 59 }", "59岁及以下的会员", "Members aged 59 or under"),
        ("{ min_age = 70, max_age = 70 }", "70岁的会员", "Members aged 70"),
        (
            '{ min_age = 80, age_on = "year_end" }',
            "80岁及以上（按当年年底计）的会员",
            "Members aged 80 or over at the end of the year",
        ),
        (
            '{ residence = ["tianping", "putuo"], hukou = ["shanghai"] }',
            "户籍在上海、居住在普陀区或天平街道的会员",
            "Members with hukou in Shanghai who live in Putuo or Tianping",
        ),
        (
            '{ min_age = 60, classes = ["dibao"], residence = ["xuhui"] }',
            "60岁及以上、居住在徐汇区、登记为“低保”的会员",
            "Members aged 60 or over who live in Xuhui and are registered as “minimum living allowance”",
        ),
        (
            '{ classes = ["tekun", "dibao"], without_classes = ["in_institution"] }',
            "登记为“低保”或“特困”的会员（登记为“入住养老机构”的除外）",
            (
                "Members who are registered as “minimum living allowance” or “in special hardship” "
                "(except those registered as “living in an institution”)"
            ),
        ),
        (
            '{ without_classes = ["staff"] }',
            "所有人（登记为“staff”的除外）",
            "All diners (except those registered as “staff”)",
        ),
        ("{ on_birthday = true }", "当天过生日的会员", "Members on their birthday"),
    ],
)
def test_whom_a_rule_means(who: str, zh: str, en: str) -> None:
    assert said(discount(pays(9000, who))) == [
        (
            f"{zh}，全部菜品打9折，由食堂承担。",
            f"{en} pay 90 % for all dishes, at the expense of the canteen.",
        )
    ]


def test_what_is_counted_by_person_is_for_members() -> None:
    counted = rule(off(3_00, "{}"), payer="putuo", caps='[{ per = "day", times = 2 }]')
    by_bill = rule(off(3_00, "{}"), payer="putuo", caps='[{ per = "bill", times = 2 }]')
    assert said(counted, PUTUO)[0][0].startswith("所有会员，")
    assert said(by_bill, PUTUO)[0][0].startswith("所有人，")


def test_tiers_are_named() -> None:
    tiers = """
[[tiers]]
code = "old"
name = { zh = "80岁及以上", en = "Aged 80 or over" }
who = { min_age = 80 }

[[tiers]]
code = "all"
name = { zh = "普通", en = "Others" }
who = { without_classes = ["staff"] }
"""
    assert said(tiers, discount(pays(9000, '{ tiers = ["old"] }')))[0] == (
        "“80岁及以上”档的会员，全部菜品打9折，由食堂承担。",
        "Members in the tier “Aged 80 or over” pay 90 % for all dishes, at the expense of the canteen.",
    )
    # Guests can be in the other one.
    assert said(tiers, discount(pays(9000, '{ tiers = ["all", "old"] }')))[0] == (
        "“80岁及以上”或“普通”档的人，全部菜品打9折，由食堂承担。",
        (
            "Diners in the tier “Aged 80 or over” or “Others” pay 90 % for all dishes, "
            "at the expense of the canteen."
        ),
    )


@pytest.mark.parametrize(
    ("benefit", "zh", "en"),
    [
        ('{ kind = "percent", pays_bp = 8750 }', "全部菜品打8.75折", "pay 87.5 % for all dishes"),
        ('{ kind = "percent", pays_bp = 0 }', "全部菜品免费", "get all dishes free of charge"),
        ('{ kind = "amount", amount_fen = 1500 }', "减15.00元（减完为止）", "get up to 15.00 yuan off"),
        (
            '{ kind = "voucher", value_fen = 500, whole_only = true }',
            "可用5.00元餐券（须整张用完）",
            "may use vouchers of 5.00 yuan (only whole ones)",
        ),
        (
            '{ kind = "voucher", value_fen = 500, whole_only = false }',
            "可用5.00元餐券（不足一张的也可用，不找零）",
            "may use vouchers of 5.00 yuan (without change for the last one)",
        ),
        (
            '{ kind = "set_price", unit_price_fen = 1000 }',
            "全部菜品每份10.00元",
            "pay 10.00 yuan a portion for all dishes",
        ),
        (
            '{ kind = "set_price", prices = { noodles = 0, rou = 900 } }',
            "noodles免费、rou每份9.00元",
            "pay nothing for noodles and 9.00 yuan a portion for rou",
        ),
        (
            (
                '{ kind = "set_meal", price_fen = 1500, parts = ['
                '{ items = { categories = ["main"] }, portions = 1 }, '
                '{ items = { categories = ["vegetable"] }, portions = 2 }] }'
            ),
            "套餐（1份大荤和2份素菜）合计15.00元",
            "pay 15.00 yuan for a set of 1 portion of meat and fish and 2 portions of vegetables",
        ),
    ],
)
def test_what_a_rule_gives(benefit: str, zh: str, en: str) -> None:
    assert said(discount(f"{{ who = {{}}, benefit = {benefit} }}")) == [
        (f"所有人，{zh}，由食堂承担。", f"All diners {en}, at the expense of the canteen.")
    ]


def test_a_share_that_somebody_pays_is_a_subsidy() -> None:
    text = rule(pays(7500, "{}"), payer="putuo", caps='[{ per = "meal", amount_fen = 300 }]')
    assert said(text, PUTUO) == [
        (
            "所有会员，全部菜品补贴25%，每人每餐最多减3.00元（各门店合计），由普陀区承担。",
            (
                "All members get 25 % off all dishes, at most 3.00 yuan a meal (all canteens together), "
                "paid by Putuo district."
            ),
        )
    ]


def test_an_operating_subsidy_leaves_the_bill_as_it_is() -> None:
    once = '[{ per = "meal", times = 1 }]'
    text = rule(off(80, "{ min_age = 75 }"), kind="operator", payer="putuo", caps=once)
    assert said(text, PUTUO) == [
        (
            (
                "75岁及以上的会员，每单计0.80元运营补贴（应付金额不变），"
                "每人每餐1次（各门店合计），由普陀区承担。"
            ),
            (
                "Members aged 75 or over count for 0.80 yuan of operating subsidy "
                "(their bill stays the same), once a meal (all canteens together), paid by Putuo district."
            ),
        )
    ]


@pytest.mark.parametrize(
    ("items", "zh", "en"),
    [
        (
            '{ categories = ["vegetable", "main", "half"], vendors = ["canteen"] }',
            "食堂自营的大荤、小荤和素菜",
            "meat and fish, half-meat dishes and vegetables from the canteen",
        ),
        (
            '{ categories = ["dimsum"], max_unit_price_fen = 500 }',
            "单价不超过5.00元的点心",
            "dim sum at 5.00 yuan or less each",
        ),
        ('{ categories = ["main"], dishes = ["rou"] }', "大荤中的rou", "rou among meat and fish"),
        ('{ tags = ["warm"] }', "带“warm”标记的菜品", "dishes marked “warm”"),
        (
            (
                '{ exclude_categories = ["drink", "bread"], exclude_vendors = ["nonna"], '
                'exclude_tags = ["special"] }'
            ),
            "全部菜品（面包和饮料、Nonna面包的菜品和带“special”标记的菜品除外）",
            "all dishes (except bread and drinks, what comes from Nonna bakery and what is marked “special”)",
        ),
    ],
)
def test_on_which_dishes(items: str, zh: str, en: str) -> None:
    assert said(discount(pays(9000, "{}"), items=items))[0] == (
        f"所有人，{zh}打9折，由食堂承担。",
        f"All diners pay 90 % for {en}, at the expense of the canteen.",
    )
    assert said(discount(off(3_00, "{}", threshold="{ from_fen = 1500 }"), items=items))[0] == (
        f"所有人，{zh}满15.00元减3.00元，由食堂承担。",
        f"All diners get 3.00 yuan off {en} from 15.00 yuan, at the expense of the canteen.",
    )


@pytest.mark.parametrize(
    ("when", "zh", "en"),
    [
        ('{ meal_periods = ["lunch"], channels = ["dine_in"] }', "午餐堂食", "at lunch when dining in"),
        (
            '{ meal_periods = ["lunch", "breakfast"], channels = ["take_away", "dine_in"] }',
            "早餐或午餐，堂食或外带，",
            "at breakfast or lunch when dining in or taking away",
        ),
        ('{ weekdays = ["tue", "mon", "wed"] }', "周一至周三", "on Mondays to Wednesdays"),
        ('{ weekdays = ["mon", "wed"] }', "周一、周三，", "on Mondays and Wednesdays"),
        ('{ days = "working" }', "工作日", "on working days"),
        (
            '{ weekdays = ["sat", "sun"], days = "working" }',
            "周六、周日中的工作日，",
            "on those Saturdays and Sundays that are working days",
        ),
        ('{ days = "rest", from_time = "10:30" }', "休息日10:30起", "on days of rest from 10:30 on"),
        ('{ until_time = "11:30" }', "11:30前", "before 11:30"),
        (
            '{ from_time = "10:30", until_time = "11:30", sites = ["site1"], site_areas = ["xuhui"] }',
            "10:30至11:30，在site1或在徐汇区的门店，",
            "from 10:30 to 11:30 at site1 or in canteens in Xuhui",
        ),
        (
            "{ from_date = 2026-01-01, until_date = 2027-01-01 }",
            "2026年1月1日至2026年12月31日，",
            "from 1 January 2026 to 31 December 2026",
        ),
        ("{ from_date = 2026-01-01 }", "2026年1月1日起，", "from 1 January 2026"),
        ("{ until_date = 2027-01-01 }", "2026年12月31日及以前，", "up to 31 December 2026"),
        (
            '{ from_date = 2026-01-01, until_date = 2026-01-02, channels = ["delivery"] }',
            "2026年1月1日当天，外送，",
            "when having it delivered on 1 January 2026",
        ),
        ("{ until_date = 0001-01-01 }", "从不", "never"),
    ],
)
def test_when_and_where(when: str, zh: str, en: str) -> None:
    text = discount(off(3_00, "{}", threshold="{ from_fen = 1500 }"), when=when)
    assert said(text) == [
        (
            f"所有人，{zh}满15.00元减3.00元，由食堂承担。",
            f"All diners get 3.00 yuan off from 15.00 yuan {en}, at the expense of the canteen.",
        )
    ]


@pytest.mark.parametrize(
    ("threshold", "zh", "en"),
    [
        ("{ from_fen = 1500 }", "原价满15.00元", "from 15.00 yuan at list price"),
        ("{ above_fen = 500 }", "原价超过5.00元", "above 5.00 yuan at list price"),
        ('{ from_fen = 1500, price = "left" }', "减后满15.00元", "from 15.00 yuan after the steps before"),
        (
            '{ from_fen = 1500, span = "day" }',
            "当天累计原价满15.00元",
            "from 15.00 yuan in a day at list price",
        ),
        (
            "{ from_fen = 1500, items = {} }",
            "原价满15.00元（计入全部菜品）",
            "from 15.00 yuan at list price (counting all dishes)",
        ),
    ],
)
def test_from_which_amount(threshold: str, zh: str, en: str) -> None:
    text = rule(off(3_00, threshold=threshold), payer="putuo", layer=2)
    assert said(discount(pays(9000)), text, PUTUO) == [
        (
            f"60岁及以上的会员，{zh}减3.00元，由普陀区承担。",
            f"Members aged 60 or over get 3.00 yuan off {en}, paid by Putuo district.",
        )
    ]


def test_where_nothing_was_taken_off_before_there_is_one_price_only() -> None:
    for price in ("list", "left"):
        text = rule(off(3_00, threshold=f'{{ from_fen = 1500, price = "{price}" }}'), payer="putuo")
        assert said(text, PUTUO)[0][0] == "60岁及以上的会员，满15.00元减3.00元，由普陀区承担。"


def test_meals_of_the_day_are_counted() -> None:
    rows = [pays(0, nth_meal="1"), pays(5000, nth_meal="2"), pays(9000, nth_meal="4")]
    assert said(discount(rows))[:3] == [
        (
            "60岁及以上的会员，当天第1餐，全部菜品免费。",
            "Members aged 60 or over get all dishes free of charge for the first meal of the day.",
        ),
        (
            "60岁及以上的会员，当天第2餐，全部菜品打5折。",
            "Members aged 60 or over pay 50 % for all dishes for the second meal of the day.",
        ),
        (
            "60岁及以上的会员，当天第4餐，全部菜品打9折。",
            "Members aged 60 or over pay 90 % for all dishes for the 4th meal of the day.",
        ),
    ]


@pytest.mark.parametrize(
    ("cap", "zh", "en"),
    [
        ('per = "bill", times = 1', "每单1次", "once a bill"),
        ('per = "bill", amount_fen = 500', "每单最多减5.00元", "at most 5.00 yuan a bill"),
        (
            'per = "meal", portions = 1',
            "每人每餐最多1份（各门店合计）",
            "at most 1 portion a meal (all canteens together)",
        ),
        (
            'per = "day", times = 2, across = "site"',
            "每人每天2次（各门店分别计算）",
            "twice a day (in each canteen)",
        ),
        (
            'per = "week", times = 5',
            "每人每周5次（各门店合计）",
            "at most 5 times a week (all canteens together)",
        ),
        (
            'per = "month", amount_fen = 8000',
            "每人每月最多减80.00元（各门店合计）",
            "at most 80.00 yuan a month (all canteens together)",
        ),
    ],
)
def test_how_often_and_how_much(cap: str, zh: str, en: str) -> None:
    text = rule(off(3_00, threshold="{ from_fen = 1500 }"), payer="putuo", caps=f"[{{ {cap} }}]")
    assert said(text, PUTUO) == [
        (
            f"60岁及以上的会员，满15.00元减3.00元，{zh}，由普陀区承担。",
            f"Members aged 60 or over get 3.00 yuan off from 15.00 yuan, {en}, paid by Putuo district.",
        )
    ]


def test_vouchers_and_sets_are_counted_as_such() -> None:
    voucher = '{ who = {}, benefit = { kind = "voucher", value_fen = 500, whole_only = true } }'
    meal = (
        '{ who = {}, benefit = { kind = "set_meal", price_fen = 1500, parts = '
        '[{ items = { categories = ["main"] }, portions = 1 }] } }'
    )
    ten = '[{ per = "month", times = 10 }]'
    assert "每人每月最多10张（" in said(discount(voucher, caps=ten))[0][0]
    assert "at most 10 vouchers a month" in said(discount(voucher, caps=ten))[0][1]
    assert "每人每月最多10套（" in said(discount(meal, caps=ten))[0][0]
    assert "at most 10 sets a month" in said(discount(meal, caps=ten))[0][1]


def test_rules_that_share_a_counter_name_each_other() -> None:
    cap = '[{ per = "day", times = 1, counter = "pool" }]'
    zh, en = said(discount(off(1_00), "a", caps=cap), discount(off(1_00), "b", caps=cap))[0]
    assert "每人每天1次（各门店合计，与“a优惠”合计）" in zh
    assert "once a day (all canteens together, together with “Offer a”)" in en


def test_a_rounding_of_its_own_is_said() -> None:
    text = discount(pays(9000), rounding='{ unit_fen = 10, mode = "down", place = "unit" }')
    assert said(text)[-1] == (
        "每份菜的折后单价舍去零头到角。",
        "The reduced price of each portion is rounded down to the jiao.",
    )


def test_prices_of_dishes_that_the_rule_is_not_for_are_left_out() -> None:
    benefit = '{ kind = "set_price", prices = { noodles = 500, rou = 900 } }'
    row = f"{{ who = {{}}, benefit = {benefit} }}"
    assert said(discount(row, items='{ dishes = ["rou"] }'))[0][0] == "所有人，rou每份9.00元，由食堂承担。"
    assert said(discount(row, items='{ categories = ["main"] }'))[0] == (
        "所有人，noodles每份5.00元、rou每份9.00元（限大荤），由食堂承担。",
        (
            "All diners pay 5.00 yuan a portion for noodles and 9.00 yuan a portion for rou "
            "(only meat and fish), at the expense of the canteen."
        ),
    )
    assert said(discount(row, items='{ exclude_categories = ["set"] }'))[0][0] == (
        "所有人，noodles每份5.00元、rou每份9.00元（套餐除外），由食堂承担。"
    )


def test_names_of_codes_come_from_the_caller_first_and_from_the_code_last() -> None:
    text = discount(pays(9000, "{}"), items='{ categories = ["breakfast"], dishes = ["doujiang", "bing"] }')
    text = text + 'when = { meal_periods = ["breakfast"] }\n'
    names = {
        "doujiang": Text(zh="豆浆", en="soy milk"),
        "breakfast": Text(zh="早点", en="morning tea"),
        "meal:breakfast": Text(zh="早市", en="early morning"),
    }
    (plain,) = [one for one in explain(scheme(text)) if one.kind == "rule"]
    (named,) = [one for one in explain(scheme(text), names) if one.kind == "rule"]
    assert plain.sentences[0].zh == "所有人，早餐，早点中的bing和doujiang打9折，由食堂承担。"
    assert named.sentences[0].zh == "所有人，早市，早点中的bing和豆浆打9折，由食堂承担。"
    assert named.sentences[0].en == (
        "All diners pay 90 % for bing and soy milk among morning tea at early morning, "
        "at the expense of the canteen."
    )
    # The name of a category does not become that of the meal.
    (alone,) = [one for one in explain(scheme(text), {"breakfast": names["breakfast"]}) if one.kind == "rule"]
    assert alone.sentences[0].en.endswith("among morning tea at breakfast, at the expense of the canteen.")


def test_a_vendor_that_bears_a_discount_is_named() -> None:
    text = rule(pays(9000), kind="discount", payer="nonna")
    assert said(text)[0][1].endswith(", at the expense of Nonna bakery.")
