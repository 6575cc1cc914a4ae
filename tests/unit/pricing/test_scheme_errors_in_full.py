"""Every key of the whole language is checked, and a refusal names the place of the fault."""

import pytest

from pricing import parse_scheme
from tests.unit.pricing.samples import HEAD, TOWN, changed, refusal_of, rule_text


def test_the_sample_is_good_as_it_is() -> None:
    assert len(parse_scheme(TOWN, source="good.toml").rules) == 6


@pytest.mark.parametrize(
    ("old", "new", "field", "problem"),
    [
        ("unit_fen = 5,", "unit_fen = 0,", "weighing.unit_fen", "must be a whole number from 1 to 100"),
        ('"down" }', '"down", place = "line" }', "weighing.place", "is not known here"),
        ("[2026-10-10]", "[2026-10-02]", "calendar.working_dates", "names 2026-10-02, which is among rest"),
        ("[2026-10-10]", '["2026-10-32"]', "calendar.working_dates[0]", "must be a day as YYYY-MM-DD"),
        ("[2026-10-10]", "[]", "calendar.working_dates", "is empty; leave it out"),
        (
            "2026-10-01, 2026-10-02",
            '2026-10-01, "2026-10-01"',
            "calendar.rest_dates",
            "names something twice",
        ),
        ("members = true }", "members = false }", "tiers[0].who.members", "must be true, not False"),
        ("members = true }", "members = 1 }", "tiers[0].who.members", "must be true, not 1"),
        ('= ["in_institution"]', '= ["dibao"]', "tiers[0].who.without_classes", "leaves out dibao, which is"),
        (
            'age_on = "year_end"',
            'age_on = "new_year"',
            "tiers[1].who.age_on",
            "must be one of birthday, year",
        ),
        (
            "min_age = 60, max_age = 99, ",
            "",
            "tiers[1].who.age_on",
            "says nothing without min_age or max_age",
        ),
        ('residence = ["xuhui"]', 'residence = ["pudong"]', "tiers[1].who.residence", "names pudong, which"),
        ('hukou = ["shanghai"]', 'hukou = ["x"]', "tiers[1].who.hukou", "names x, which the scheme does not"),
        (
            "from_date = 2026-01-01\n",
            "from_date = 2028-01-01\n",
            "payers[1].until_date",
            "must lie after from",
        ),
        ('code = "district"', 'code = "canteen"', "payers[1].code", "is used twice: canteen"),
        (
            'within = "shanghai"',
            'within = "china"',
            "areas[1].within",
            "names china, which the scheme does not",
        ),
        ('within = "shanghai"', 'within = "xuhui"', "areas[1].within", "leads in a circle from xuhui"),
        ('en = "Shanghai" }', 'en = "Shanghai" }\nwithin = "xuhui"', "areas[0].within", "leads in a circle"),
        ('code = "xuhui"', 'code = "shanghai"', "areas[1].code", "is used twice: shanghai"),
        ('choose = "best"', 'choose = "all"', "groups[1].choose", "must be one of best, first, not 'all'"),
        ('code = "other"', 'code = "card"', "groups[1].code", "is used twice: card"),
        ('items = { categories = ["main"] }\n', "", "access[0].items", "is missing"),
        ('[{ min_age = 60 }, { classes = ["staff"] }]', "[]", "access[0].who", "is empty: nobody would be"),
        ("[{ min_age = 60 },", '[{ tiers = ["senior"] },', "access[0].who[0].tiers", "is not known here"),
        ("10:30:00", "11:15:00", "access[0].when.until_time", "must lie after from_time, which is 11:15"),
        ("10:30:00", "10:30:01", "access[0].when.from_time", "must be a time of day as HH:MM"),
        ("10:30:00", '"9:30"', "access[0].when.from_time", "must be a time of day as HH:MM, not '9:30'"),
        ("10:30:00", '"24:00"', "access[0].when.from_time", "must be a time of day as HH:MM"),
        ("10:30:00", "1030", "access[0].when.from_time", "must be a time of day as HH:MM, not 1030"),
        ("portions = 3 }", "times = 3 }", "access[0].caps[0].times", "is not counted here; only portions"),
        ('code = "seniors_first"', 'code = "a b"', "access[0].code", "must be a code"),
        ("[[access]]", "[access]", "access", "must be a list"),
    ],
)
def test_a_fault_beside_the_rules_is_named(old: str, new: str, field: str, problem: str) -> None:
    refusal = refusal_of(changed(TOWN, old, new))
    assert (refusal.rule, refusal.field) == (None, field)
    assert problem in refusal.problem


@pytest.mark.parametrize(
    ("old", "new", "place", "problem"),
    [
        (
            'group = "card"\nitems = { c',
            'group = "cards"\nitems = { c',
            "share: group",
            "names cards, which the",
        ),
        (
            'exclude_vendors = ["bakery"]',
            'exclude_vendors = ["x"]',
            "share: items.exclude_vendors",
            "names x",
        ),
        ('["mon", "tue"]', '["mon", "Tue"]', "share: when.weekdays[1]", "must be one of mon, tue, wed, thu"),
        ('["mon", "tue"]', '["mon", "mon"]', "share: when.weekdays", "names something twice"),
        (', place = "unit"', "", "share: rounding.place", "is missing"),
        ("nth_meal = 2", "nth_meal = 0", "share: terms[1].nth_meal", "must be a whole number from 1 to 9"),
        ("nth_meal = 2", "nth_meal = 10", "share: terms[1].nth_meal", "must be a whole number from 1 to 9"),
        ("nth_meal = 2", "nth_meal = 1", "share: terms[1].who", "someone could also be meant by terms[0]"),
        ('= ["set"]', '= ["set", "set"]', "birthday: items.exclude_categories", "names something twice"),
        ("noodles = 0", "noodles = -1", "birthday: terms[0].benefit.prices.noodles", "from 0 to 10000000"),
        ('"cake.small" = 100', "cake.small = 100", "birthday: terms[0].benefit.prices.cake", "not {'small'"),
        ('"cake.small" = 100', '"小" = 1', "birthday: terms[0].benefit.prices", "must name dishes by code"),
        ('{ noodles = 0, "cake.small" = 100 }', "{}", "birthday: terms[0].benefit.prices", "is empty"),
        (
            "unit_price_fen = 900",
            "unit_price_fen = 9.5",
            "birthday: terms[1].benefit.unit_price_fen",
            "of a fen",
        ),
        (
            ", unit_price_fen = 900",
            "",
            "birthday: terms[1].benefit",
            "must state one of unit_price_fen, prices",
        ),
        (
            "unit_price_fen = 900",
            "unit_price_fen = 900, prices = { a = 1 }",
            "birthday: terms[1].benefit.prices",
            "cannot stand beside unit_price_fen: only one of unit_price_fen, prices counts",
        ),
        (
            'per = "bill"',
            'per = "bill", across = "site"',
            "birthday: caps[0].across",
            "says nothing of a bill",
        ),
        ("price_fen = 1500", "price_fen = -1", "menu: terms[0].benefit.price_fen", "must be a whole number"),
        (
            "portions = 2 }",
            "portions = 0 }",
            "menu: terms[0].benefit.parts[1].portions",
            "from 1 to 99, not 0",
        ),
        (
            '{ categories = ["soup"] }',
            '{ categories = ["soup", "main"] }',
            "menu: terms[0].benefit.parts[1].items",
            "could fit an item of parts[0] too; tell them apart by categories or dishes",
        ),
        (
            '{ categories = ["soup"] }',
            '{ dishes = ["broth"] }',
            "menu: terms[0].benefit.parts[1].items",
            "could fit an item of parts[0] too",
        ),
        ('= ["abalone"]', '= "abalone"', "menu: items.exclude_dishes", "must be a list"),
        (
            'payer = "district"\nlayer = 3',
            'payer = "town"\nlayer = 3',
            "meal: payer",
            "names town, which the",
        ),
        (
            'site_areas = ["xuhui"]',
            'site_areas = ["x"]',
            "meal: when.site_areas",
            "names x, which the scheme",
        ),
        ('days = "working"', 'days = "all"', "meal: when.days", "must be one of working, rest, not 'all'"),
        ("above_fen = 400,", "", "meal: terms[0].threshold", "must state one of from_fen, above_fen"),
        (
            "above_fen = 400,",
            "above_fen = 400, from_fen = 1,",
            "meal: terms[0].threshold.above_fen",
            "cannot stand beside from_fen",
        ),
        (
            "from_fen = 1000",
            "from_fen = 0",
            "meal: terms[1].threshold.from_fen",
            "must be a whole number from 1",
        ),
        ("from_fen = 1000", "from_fen = 1e3", "meal: terms[1].threshold.from_fen", "no fractions of a fen"),
        ('price = "left"', 'price = "rest"', "meal: terms[0].threshold.price", "must be one of list, left"),
        ('span = "day"', 'span = "week"', "meal: terms[0].threshold.span", "must be one of bill, day"),
        (
            "amount_fen = 400 }",
            "amount_fen = 0 }",
            "meal: terms[0].benefit.amount_fen",
            "from 1 to 100000000",
        ),
        ("times = 2,", "times = 0,", "meal: caps[0].times", "must be a whole number from 1 to 10000, not 0"),
        ("times = 2,", "", "meal: caps[0]", "must state one of times, amount_fen, portions"),
        ("times = 2,", "times = 2, portions = 2,", "meal: caps[0].portions", "cannot stand beside times"),
        (
            'per = "week", amount_fen = 2500',
            'per = "year", times = 1',
            "meal: caps[1].per",
            "bill, meal, day",
        ),
        (
            'per = "week", amount_fen = 2500',
            'per = "day", times = 3, across = "site", counter = "meal"',
            "meal: caps[1].times",
            "is bounded a second time per day under the counter meal",
        ),
        ('across = "site" }', 'across = "all" }', "meal: caps[0].across", "must be one of sites, site"),
        (
            "whole_only = false",
            "whole_only = 0",
            "vouchers: terms[0].benefit.whole_only",
            "must be true or false",
        ),
        (", whole_only = false", "", "vouchers: terms[0].benefit.whole_only", "is missing"),
        (
            "value_fen = 500",
            "value_fen = 0",
            "vouchers: terms[0].benefit.value_fen",
            "must be a whole number",
        ),
        (
            '"amount", amount_fen = 80',
            '"percent", pays_bp = 1',
            "running: terms[0].benefit.kind",
            "must be amount: a rule of kind operator touches no price",
        ),
        ('code = "running"', 'code = "seniors_first"', "seniors_first: code", "is used twice: seniors_first"),
        (
            "layer = 9",
            'layer = 1\ngroup = "card"',
            "running: kind",
            "cannot be operator: share of the same group card is of kind discount",
        ),
    ],
)
def test_a_fault_in_any_part_of_a_rule_is_named(old: str, new: str, place: str, problem: str) -> None:
    refusal = refusal_of(changed(TOWN, old, new))
    assert f"{refusal.rule}: {refusal.field}" == place
    assert problem in refusal.problem


@pytest.mark.parametrize("key", ["payers", "groups"])
def test_payers_and_groups_have_any_name_where_none_is_declared(key: str) -> None:
    codes = {"payers": ("canteen", "district"), "groups": ("card", "other")}[key]
    text = TOWN
    for code in codes:
        start = text.index(f'[[{key}]]\ncode = "{code}"')
        text = text[:start] + text[text.index("\n\n", start) :]
    assert getattr(parse_scheme(text, source="good.toml"), key) == ()


@pytest.mark.parametrize(("year_end_from", "is_good"), [(71, True), (70, False)])
def test_ages_of_both_kinds_have_to_leave_a_year_between_them(year_end_from: int, is_good: bool) -> None:
    # Who is 69 today may become 70 within the year.
    benefit = 'benefit = { kind = "percent", pays_bp = 5000 }'
    row = f"{{ who = {{ max_age = 69 }}, {benefit} }}"
    rule = rule_text(who=f'{{ min_age = {year_end_from}, age_on = "year_end" }}')
    text = HEAD + changed(rule, "terms = [", f"terms = [{row}, ")
    if is_good:
        assert len(parse_scheme(text, source="good.toml").rules[0].terms) == 2
    else:
        assert refusal_of(text).field == "terms[1].who"


@pytest.mark.parametrize(
    "condition",
    [
        'classes = ["x"]',
        'without_classes = ["x"]',
        'residence = ["xuhui"]',
        'hukou = ["xuhui"]',
        "members = true",
        "on_birthday = true",
    ],
)
def test_a_narrower_row_may_stand_before_a_wider_one(condition: str) -> None:
    rows = ", ".join(
        f'{{ who = {{ {who} }}, benefit = {{ kind = "amount", amount_fen = 80 }} }}'
        for who in (condition, "")
    )
    text = TOWN[: TOWN.rindex("terms = ")] + f"terms = [{rows}]\n"
    assert len(parse_scheme(text, source="good.toml").rules[-1].terms) == 2


def test_a_key_that_is_no_code_is_shown_in_one_line() -> None:
    refusal = refusal_of(HEAD + '"a\\nb" = 1\n')
    assert refusal.field == r"'a\nb'"
