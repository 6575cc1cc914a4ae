"""What is allowed and will surprise someone: guests, dim sum, groups, and days that no calendar knows."""

import pytest

from pricing import parse_scheme
from pricing.review.lint import lint
from tests.unit.pricing.engine.trays import HEAD, discount, off, pays, rule, scheme
from tests.unit.pricing.review.findings import found, tier
from tests.unit.pricing.samples import DEMO, DEMO_PATH

POLICIES = DEMO_PATH.parents[2] / "pricing" / "policies"
WORKING = '{ days = "working" }'
CALENDAR = "\n[calendar]\nrest_dates = [2026-10-01]\n"


def test_the_demo_scheme_has_no_finding() -> None:
    assert lint(DEMO) == ()


def test_no_published_policy_has_a_part_that_never_works() -> None:
    for path in sorted(POLICIES.glob("*.toml")):
        policy = parse_scheme(path.read_text(encoding="utf-8"), source=path.name)
        assert [one for one in lint(policy) if one.severity == "error"] == [], path.name


def test_errors_come_before_warnings_and_those_before_notes() -> None:
    rules = [
        discount(pays(9000), "days", when=WORKING),
        discount([pays(9000, "{}"), pays(8000, '{ classes = ["staff"] }')], "two"),
    ]
    assert found(*rules, rule(off(1_00), payer="town"), head=HEAD) == [
        ("error", "rule two: terms[1]"),
        ("warning", "rule days: when.days"),
        ("note", "payer town"),
    ]


@pytest.mark.parametrize(
    ("who", "is_found"),
    [
        ("{}", True),
        ('{ without_classes = ["staff"] }', True),
        ("{ members = true }", False),
        ("{ min_age = 60 }", False),
        ('{ hukou = ["shanghai"] }', False),
        ('{ classes = ["dibao"] }', False),
        ('{ tiers = ["all"] }', True),
        ('{ tiers = ["old"] }', False),
    ],
)
def test_guests_get_nothing_of_what_is_counted_by_person(who: str, is_found: bool) -> None:
    tiers = tier("old", "{ min_age = 60 }") + tier("all", '{ without_classes = ["staff"] }')
    place = [("warning", "rule meal: terms[0]: who")] if is_found else []
    assert found(tiers, rule(off(3_00, who), caps='[{ per = "day", times = 1 }]')) == place
    assert found(tiers, rule(off(3_00, who, nth_meal="1"))) == place
    assert found(tiers, rule(off(3_00, who, threshold='{ from_fen = 1500, span = "day" }'))) == place
    assert found(tiers, rule(off(3_00, who), caps='[{ per = "bill", times = 1 }]')) == []


@pytest.mark.parametrize(
    ("cap", "who", "is_found"),
    [
        ('per = "day", portions = 4', "{}", True),
        ('per = "bill", portions = 4', "{}", False),
        ('per = "day", portions = 4', "{ members = true }", False),
    ],
)
def test_guests_are_limited_by_the_bill_alone(cap: str, who: str, is_found: bool) -> None:
    access = (
        '\n[[access]]\ncode = "limit"\nname = { zh = "限购", en = "Limit" }\nitems = {}\n'
        f"who = [{who}]\ncaps = [{{ {cap} }}]\n"
    )
    assert found(access) == ([("note", "access limit: caps")] if is_found else [])


@pytest.mark.parametrize(
    ("items", "is_found"),
    [
        ('{ categories = ["dimsum"], max_unit_price_fen = 500 }', False),
        ('{ categories = ["dimsum"], max_unit_price_fen = 501 }', True),
        ('{ categories = ["dimsum"] }', False),
        ('{ categories = ["main"], max_unit_price_fen = 501 }', False),
        ('{ categories = ["dimsum", "main"], max_unit_price_fen = 501 }', False),
    ],
)
def test_dim_sum_is_never_to_cost_more_than_the_promise(items: str, is_found: bool) -> None:
    place = [("warning", "rule tier: items.max_unit_price_fen")] if is_found else []
    assert found(discount(pays(9000), items=items)) == place


def test_a_group_without_rules_is_noted() -> None:
    groups = '\n[[groups]]\ncode = "g"\nchoose = "best"\n'
    assert found(groups, discount(pays(9000))) == [("note", "group g")]
    assert found(groups, discount(pays(9000), group='"g"')) == []


def test_working_days_need_a_calendar() -> None:
    bounded = '{ days = "working", until_date = 2027-01-01 }'
    assert found(discount(pays(9000), when=bounded)) == [("warning", "rule tier: when.days")]
    assert found(CALENDAR, discount(pays(9000), when=bounded)) == []
    assert found(discount(pays(9000), when='{ weekdays = ["mon"] }')) == []


def test_access_on_days_of_rest_needs_a_calendar_too() -> None:
    access = (
        '\n[[access]]\ncode = "rest"\nname = { zh = "休息日", en = "Rest" }\nitems = {}\n'
        'when = { days = "rest", until_date = 2027-01-01 }\nwho = [{ members = true }]\n'
    )
    assert found(access) == [("warning", "access rest: when.days")]
    assert found(CALENDAR, access) == []


@pytest.mark.parametrize(
    ("until", "findings"),
    [
        (", until_date = 2027-01-01", []),
        (", until_date = 2026-12-01", []),
        (", until_date = 2027-01-02", [("warning", "rule tier: when.days")]),
        ("", [("note", "calendar")]),
    ],
)
def test_the_calendar_has_to_reach_as_far_as_the_rules(until: str, findings: list[tuple[str, str]]) -> None:
    text = discount(pays(9000), when=f'{{ days = "working"{until} }}')
    assert found(CALENDAR, text) == findings


def test_the_end_of_an_agreement_is_the_end_of_its_rules() -> None:
    payer = (
        '\n[[payers]]\ncode = "district"\nname = { zh = "区", en = "District" }\nuntil_date = 2027-01-01\n'
    )
    assert found(CALENDAR, rule(off(3_00), when=WORKING), head=HEAD + payer) == []


def test_every_finding_has_words_in_both_languages() -> None:
    for one in lint(scheme(discount(pays(9000), when=WORKING), rule(off(1_00), payer="town"))):
        assert one.problem.zh
        assert one.problem.en[0].islower()
        assert not one.problem.en.endswith(".")
