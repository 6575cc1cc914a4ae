"""Tiers, terms and rules that nobody ever reaches: each beside one that somebody does."""

import pytest

from tests.unit.pricing.engine.trays import HEAD, aged, discount, dish, off, pays, quote, rule, scheme
from tests.unit.pricing.review.findings import PAYERS, found, tier, words

FIRST = '\n[[groups]]\ncode = "g"\nchoose = "first"\n'
ELDERS = "{ min_age = 60 }"


def test_a_tier_behind_one_that_takes_everybody_is_empty() -> None:
    staff = tier("staff", '{ classes = ["staff"] }')
    everyone = tier("everyone", '{ without_classes = ["dibao"] }')
    assert found(staff, tier("old", "{ min_age = 60 }")) == []
    assert found(tier("a", "{ members = true }"), staff) == [("error", "tier staff")]
    assert found(everyone, staff) == []


def test_a_tier_behind_several_that_take_all_of_its_ages_is_empty() -> None:
    def of(start: int) -> list[tuple[str, str]]:
        bands = tier("a", "{ max_age = 69 }") + tier("b", "{ min_age = 70 }")
        return found(bands, tier("c", f'{{ min_age = {start}, hukou = ["shanghai"] }}'))

    assert of(60) == [("error", "tier c")]
    # Without an age asked for, somebody whose birth date is not known is still left.
    bands = tier("a", "{ max_age = 69 }") + tier("b", "{ min_age = 70 }")
    assert found(bands, tier("c", '{ hukou = ["shanghai"] }')) == []


@pytest.mark.parametrize(
    ("earlier", "later", "is_covered"),
    [
        ('{ classes = ["dibao"] }', '{ classes = ["dibao"], hukou = ["shanghai"] }', True),
        ('{ classes = ["dibao"], hukou = ["shanghai"] }', '{ classes = ["dibao"] }', False),
        ('{ classes = ["dibao", "tekun"] }', '{ classes = ["dibao"], min_age = 60 }', True),
        ('{ classes = ["dibao"] }', '{ classes = ["dibao", "tekun"], min_age = 60 }', False),
        ('{ hukou = ["shanghai"] }', '{ hukou = ["xuhui"], min_age = 60 }', True),
        ('{ hukou = ["xuhui"] }', '{ hukou = ["shanghai"], min_age = 60 }', False),
        ('{ residence = ["xuhui"] }', '{ residence = ["tianping"], classes = ["dibao"] }', True),
        ('{ residence = ["xuhui"] }', '{ hukou = ["tianping"], classes = ["dibao"] }', False),
        ('{ without_classes = ["staff"] }', '{ without_classes = ["staff", "tekun"], min_age = 60 }', True),
        ('{ without_classes = ["staff", "tekun"] }', '{ without_classes = ["staff"], min_age = 60 }', False),
        ("{ members = true }", "{ min_age = 60 }", True),
        ("{ members = true }", '{ without_classes = ["staff"] }', False),
        ("{ on_birthday = true }", '{ on_birthday = true, hukou = ["shanghai"] }', True),
        ("{ on_birthday = true }", '{ hukou = ["shanghai"] }', False),
        ("{ min_age = 60 }", '{ min_age = 60, classes = ["dibao"] }', True),
        ("{ min_age = 61 }", '{ min_age = 60, classes = ["dibao"] }', False),
        ('{ min_age = 60, age_on = "year_end" }', '{ min_age = 60, classes = ["dibao"] }', True),
        ("{ min_age = 60 }", '{ min_age = 60, age_on = "year_end", classes = ["dibao"] }', False),
        ("{ min_age = 60 }", '{ min_age = 61, age_on = "year_end", classes = ["dibao"] }', True),
    ],
)
def test_a_term_behind_one_for_the_same_diners_never_counts(
    earlier: str, later: str, is_covered: bool
) -> None:
    findings = found(discount([pays(9000, earlier), pays(8000, later)]))
    assert (("error", "rule tier: terms[1]") in findings) == is_covered


def test_a_term_for_another_meal_of_the_day_covers_nothing() -> None:
    rows = [pays(0, ELDERS, nth_meal="1"), pays(5000, '{ min_age = 60, classes = ["dibao"] }')]
    assert found(discount(rows)) == []
    assert found(discount([*rows[::-1], pays(0, '{ min_age = 60, classes = ["dibao"] }', nth_meal="2")])) == [
        ("error", "rule tier: terms[2]")
    ]


def test_conditions_that_nobody_meets_are_found() -> None:
    tiers = tier("old", "{ min_age = 80 }") + tier("young", "{ max_age = 79 }")
    assert found(tiers, discount(pays(9000, '{ tiers = ["old"], min_age = 90 }'))) == []
    assert found(tiers, discount(pays(9000, '{ tiers = ["old"], max_age = 79 }'))) == [
        ("error", "rule tier: terms[0]")
    ]
    assert found(tiers, discount(pays(9000, '{ tiers = ["old", "young"], max_age = 79 }'))) == []
    assert words(tiers, discount(pays(9000, '{ tiers = ["old"], max_age = 79 }'))) == [
        "nobody can meet all of its conditions"
    ]


def test_at_the_end_of_the_year_a_diner_may_be_a_year_older() -> None:
    tiers = tier("old", "{ max_age = 79 }")
    for start, findings in ((80, []), (81, [("error", "rule tier: terms[0]")])):
        row = pays(9000, f'{{ tiers = ["old"], min_age = {start}, age_on = "year_end" }}')
        assert found(tiers, discount(row)) == findings


def test_a_class_that_the_tier_shuts_out_is_found() -> None:
    tiers = tier("others", '{ without_classes = ["dibao"], members = true }')
    assert found(tiers, discount(pays(9000, '{ tiers = ["others"], classes = ["dibao"] }'))) == [
        ("error", "rule tier: terms[0]")
    ]
    assert found(tiers, discount(pays(9000, '{ tiers = ["others"], classes = ["dibao", "tekun"] }'))) == []


@pytest.mark.parametrize(
    ("cap", "is_found"),
    [
        ('per = "day", times = 1', True),
        ('per = "day", times = 2', False),
        ('per = "month", times = 1', True),
        ('per = "meal", times = 1', False),
        ('per = "day", times = 1, across = "site"', False),
        ('per = "day", amount_fen = 1', False),
    ],
)
def test_a_meal_that_a_cap_never_lets_a_diner_come_to_is_found(cap: str, is_found: bool) -> None:
    rows = [pays(0, nth_meal="1"), pays(5000, nth_meal="2")]
    findings = found(discount(rows, caps=f"[{{ {cap} }}]"))
    assert findings == ([("error", "rule tier: terms[1]: nth_meal")] if is_found else [])


@pytest.mark.parametrize(
    ("meals", "is_found"),
    [(("2",), True), (("1", "2"), False), (("1", "3"), True), (("1", "2", "3"), False)],
)
def test_a_meal_after_one_that_gives_nothing_is_never_come_to(meals: tuple[str, ...], is_found: bool) -> None:
    findings = found(discount([pays(5000, nth_meal=meal) for meal in meals]))
    last = len(meals) - 1
    assert findings == ([("error", f"rule tier: terms[{last}]: nth_meal")] if is_found else [])


def test_a_term_for_any_meal_counts_the_meals_before() -> None:
    assert found(discount([pays(5000, nth_meal="2"), pays(9000)])) == []


def rivals(one: str, other: str, *, choose: str = "first", **further: str) -> list[tuple[str, str]]:
    group = FIRST.replace("first", choose)
    return found(group, discount(one, "a", group='"g"', **further), discount(other, "b", group='"g"'))


@pytest.mark.parametrize(
    ("one", "is_found"),
    [
        (pays(9000), True),
        (off(1_00), True),
        (pays(9000, "{ min_age = 71 }"), False),
        (off(1_00, threshold="{ from_fen = 100 }"), False),
        (pays(9000, nth_meal="1"), False),
        ('{ who = { min_age = 60 }, benefit = { kind = "set_price", unit_price_fen = 100 } }', False),
    ],
)
def test_behind_a_rule_that_always_gives_the_next_one_is_never_taken(one: str, is_found: bool) -> None:
    assert rivals(one, pays(5000, "{ min_age = 70 }")) == ([("error", "rule b")] if is_found else [])


@pytest.mark.parametrize(
    "further",
    [
        {"items": '{ categories = ["main"] }'},
        {"items": '{ exclude_categories = ["bread"] }'},
        {"items": '{ exclude_tags = ["special"] }'},
        {"items": "{ max_unit_price_fen = 500 }"},
        {"when": '{ meal_periods = ["lunch"] }'},
        {"when": '{ days = "working", weekdays = ["mon"] }'},
        {"when": "{ until_date = 2027-01-01 }"},
        {"when": '{ from_time = "10:30" }'},
        {"when": '{ site_areas = ["xuhui"] }'},
        {"caps": '[{ per = "bill", times = 1 }]'},
        {"rounding": '{ unit_fen = 100, mode = "half_up", place = "line" }'},
    ],
)
def test_a_rule_that_does_not_always_give_leaves_room_for_the_next(further: dict[str, str]) -> None:
    assert ("error", "rule b") not in rivals(pays(9000), pays(5000), **further)
    assert ("error", "rule b") in rivals(pays(9000), pays(5000))


def test_the_same_bounds_leave_no_room() -> None:
    bounds = {
        "items": '{ categories = ["main"], exclude_dishes = ["rou"], exclude_tags = ["special"] }',
        "when": '{ channels = ["dine_in"], from_time = "10:30", until_time = "11:30", sites = ["one"] }',
    }
    wide = discount(pays(9000), "a", group='"g"', items='{ categories = ["main", "soup"] }')
    assert found(FIRST, wide, discount(pays(5000), "b", group='"g"', **bounds)) == [("error", "rule b")]


def test_a_better_rule_of_the_group_for_the_same_diners_is_always_taken() -> None:
    assert rivals(pays(8000), pays(9000, "{ min_age = 70 }"), choose="best") == [("warning", "rule b")]
    assert rivals(pays(9000, "{ min_age = 70 }"), pays(8000), choose="best") == [("warning", "rule a")]
    assert rivals(pays(9000), pays(8000, "{ min_age = 70 }"), choose="best") == []
    assert rivals(pays(8000, "{ min_age = 70 }"), pays(9000), choose="best") == []
    assert rivals(off(2_00), off(1_00), choose="best") == [("warning", "rule b")]
    assert rivals(off(2_00), pays(9000), choose="best") == []


def test_goods_of_a_vendor_without_discounts_are_left_to_a_subsidy_of_the_group() -> None:
    open_for_all = '{ vendors = ["canteen"] }'
    free = discount(pays(0), "free")
    assert found(free, rule(off(1_00), "later", layer=2)) == []
    assert found(free, rule(off(1_00), "later", layer=2, items=open_for_all)) == [("error", "rule later")]


def test_after_everything_is_free_nothing_is_left_to_reduce() -> None:
    dishes = '{ categories = ["main"], vendors = ["canteen"] }'
    later = rule(off(1_00, "{ min_age = 70 }"), "later", layer=2, items=dishes)
    for free, is_found in [
        (discount(pays(0), "free"), True),
        (discount(pays(1), "cheap"), False),
        (discount(pays(0, "{ min_age = 71 }"), "free"), False),
        (discount(pays(0), "free", items='{ categories = ["soup"] }'), False),
        (discount(pays(0), "free", layer=3), False),
        (discount([pays(5000, '{ classes = ["dibao"] }'), pays(0)], "free"), False),
        (discount(pays(0), "free", group='"g"') + discount(pays(5000), "half", group='"g"'), False),
    ]:
        assert (("error", "rule later") in found(free, later)) == is_found, free
    sold = quote(scheme(discount(pays(0), "free"), later), aged(75), dish(10_00))
    assert [one.rule_code for one in sold.reductions] == ["free"]


@pytest.mark.parametrize(
    ("when", "calendar", "is_found"),
    [
        ('{ weekdays = ["sat", "sun"], days = "working" }', "rest_dates = [2026-10-01]", True),
        # 10 October 2026 is a Saturday.
        ('{ weekdays = ["sat", "sun"], days = "working" }', "working_dates = [2026-10-10]", False),
        ('{ weekdays = ["sun"], days = "working" }', "working_dates = [2026-10-10]", True),
        ('{ weekdays = ["fri", "sat"], days = "working" }', "rest_dates = [2026-10-01]", False),
        ('{ weekdays = ["mon"], days = "rest" }', "rest_dates = [2026-10-01]", True),
        ('{ weekdays = ["thu"], days = "rest" }', "rest_dates = [2026-10-01]", False),
    ],
)
def test_weekdays_without_such_a_day_are_found(when: str, calendar: str, is_found: bool) -> None:
    text = discount(pays(9000), when=when.replace(" }", ", until_date = 2027-01-01 }"))
    place = [("error", "rule tier: when")] if is_found else []
    assert found(f"\n[calendar]\n{calendar}\n", text, head=HEAD + PAYERS) == place
