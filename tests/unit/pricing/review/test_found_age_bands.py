"""Gaps and overlaps of age bands: each beside a table that has none."""

from dataclasses import replace

import pytest

from pricing.scheme.people import Who
from tests.unit.pricing.engine.trays import HEAD, discount, pays, rule, scheme
from tests.unit.pricing.review.findings import PAYERS, found, found_in, tier, words


def test_tiers_that_follow_one_another_are_no_finding() -> None:
    tiers = tier("a", "{ max_age = 59 }") + tier("b", "{ min_age = 60, max_age = 69 }")
    assert found(tiers, tier("c", "{ min_age = 70 }")) == []


def test_an_age_between_two_tiers_is_found() -> None:
    tiers = tier("a", "{ min_age = 60, max_age = 69 }") + tier("b", "{ min_age = 71 }")
    assert found(tiers) == [("warning", "tier b")]
    assert words(tiers) == ["age 70 is neither here nor in tier a"]


@pytest.mark.parametrize(("start", "severity"), [(75, "warning"), (76, "note")])
def test_a_gap_of_many_years_is_only_noted(start: int, severity: str) -> None:
    tiers = tier("a", "{ min_age = 60, max_age = 69 }") + tier("b", f"{{ min_age = {start} }}")
    assert found(tiers) == [(severity, "tier b")]
    assert words(tiers) == [f"age 70–{start - 1} is neither here nor in tier a"]


def test_a_gap_that_another_tier_fills_is_none() -> None:
    dibao = tier("a", '{ classes = ["dibao"], min_age = 60, max_age = 69 }')
    dibao += tier("b", '{ classes = ["dibao"], min_age = 75 }')
    assert found(dibao) == [("warning", "tier b")]
    assert found(dibao, tier("c", "{ min_age = 60 }")) == []
    assert found(dibao, tier("c", "{ min_age = 71 }")) == [("warning", "tier b")]


def test_tiers_of_different_kinds_are_no_table() -> None:
    hukou = tier("a", '{ hukou = ["shanghai"], min_age = 60, max_age = 69 }')
    assert found(hukou, tier("b", "{ min_age = 80 }")) == []


def test_between_round_birthdays_there_is_no_gap() -> None:
    rows = [pays(0, f"{{ min_age = {age}, max_age = {age} }}") for age in (60, 70, 80)]
    assert found(discount(rows)) == []


def test_an_age_between_two_terms_is_found() -> None:
    rows = [pays(9000, "{ min_age = 60, max_age = 69 }"), pays(8000, "{ min_age = 71 }")]
    assert found(discount(rows)) == [("warning", "rule tier: terms[1]")]
    rows = [pays(9000, "{ min_age = 60, max_age = 69 }"), pays(8000, "{ min_age = 70 }")]
    assert found(discount(rows)) == []


def test_terms_for_different_meals_of_the_day_are_tables_of_their_own() -> None:
    rows = [
        pays(9000, "{ min_age = 60, max_age = 69 }", nth_meal="1"),
        pays(8000, "{ min_age = 71 }", nth_meal="2"),
    ]
    assert found(discount(rows)) == []


def test_bands_that_overlap_are_found_in_schemes_that_nobody_parsed() -> None:
    good = scheme(tier("a", "{ min_age = 60, max_age = 69 }"), tier("b", "{ min_age = 70 }"))
    first, second = good.tiers
    for start, findings in ((70, []), (69, [("error", "tier b")])):
        tiers = (first, replace(second, who=Who(min_age=start)))
        assert found_in(replace(good, tiers=tiers)) == findings


def test_two_discounts_of_a_group_that_run_into_each_other_are_found() -> None:
    def of(last: int) -> list[tuple[str, str]]:
        younger = discount(pays(9000, f"{{ min_age = 60, max_age = {last} }}"), "a", group='"g"')
        return found(younger, discount(pays(8000, "{ min_age = 70 }"), "b", group='"g"'))

    assert of(69) == []
    assert of(70) == [("warning", "rule b: terms[0]")]


def test_a_band_within_another_one_of_the_group_is_meant_so() -> None:
    all_elders = discount(pays(9000, "{ min_age = 60 }"), "a", group='"g"')
    assert found(all_elders, discount(pays(8000, "{ min_age = 70 }"), "b", group='"g"')) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"items": '{ categories = ["main"] }'}, {"items": '{ categories = ["soup"] }'}),
        ({"when": '{ meal_periods = ["lunch"] }'}, {"when": '{ meal_periods = ["dinner"] }'}),
        ({"when": "{ until_date = 2026-07-01 }"}, {"when": "{ from_date = 2026-07-01 }"}),
        ({"when": '{ until_time = "11:00" }'}, {"when": '{ from_time = "11:00" }'}),
    ],
)
def test_discounts_that_never_meet_do_not_overlap(one: dict[str, str], other: dict[str, str]) -> None:
    def of(first: dict[str, str], second: dict[str, str]) -> list[tuple[str, str]]:
        younger = discount(pays(9000, "{ min_age = 60, max_age = 70 }"), "a", group='"g"', **first)
        return found(younger, discount(pays(8000, "{ min_age = 70 }"), "b", group='"g"', **second))

    assert of(one, other) == []
    assert of(one, one) == [("warning", "rule b: terms[0]")]


def test_a_table_that_is_written_as_several_rules_may_have_a_gap() -> None:
    def of(start: int) -> list[tuple[str, str]]:
        younger = discount(pays(9000, "{ min_age = 60, max_age = 69 }"), "a", group='"g"')
        return found(younger, discount(pays(8000, f"{{ min_age = {start} }}"), "b", group='"g"'))

    assert of(70) == []
    assert of(71) == [("warning", "rule b: terms[0]")]


def test_a_gap_within_one_rule_of_a_group_is_told_once() -> None:
    rows = [pays(9000, "{ min_age = 60, max_age = 69 }"), pays(8000, "{ min_age = 71 }")]
    other = discount(pays(9500, '{ classes = ["staff"] }'), "b", group='"g"')
    assert found(discount(rows, "a", group='"g"'), other) == [("warning", "rule a: terms[1]")]


def test_subsidies_are_no_table_of_discounts() -> None:
    rules = [
        rule(pays(9000, "{ min_age = 60, max_age = 70 }"), "a", group='"g"'),
        rule(pays(8000, "{ min_age = 70 }"), "b", group='"g"'),
    ]
    assert found(*rules, head=HEAD + PAYERS) == []
