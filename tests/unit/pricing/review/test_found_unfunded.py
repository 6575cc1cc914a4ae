"""Rules that nobody pays, in part or at all, and that never give what they promise."""

import pytest

from pricing.review.lint import lint
from tests.unit.pricing.engine.trays import HEAD, discount, off, pays, rule, scheme
from tests.unit.pricing.review.findings import found, words

AGREEMENT = """
[[payers]]
code = "district"
name = { zh = "区民政局", en = "The district" }
from_date = 2026-01-01
until_date = 2027-01-01
"""
MEAL = (
    '{ who = { min_age = 60 }, benefit = { kind = "set_meal", price_fen = 1500, parts = ['
    '{ items = { categories = ["main"] }, portions = 1 }, '
    '{ items = { categories = ["soup"] }, portions = 2 }] } }'
)
VOUCHER = '{ who = { min_age = 60 }, benefit = { kind = "voucher", value_fen = 500, whole_only = false } }'


@pytest.mark.parametrize(
    ("when", "severity"),
    [
        ("{}", None),
        ("{ from_date = 2026-01-01, until_date = 2027-01-01 }", None),
        ("{ from_date = 2026-06-01 }", None),
        ("{ from_date = 2025-12-31 }", "warning"),
        ("{ until_date = 2027-01-02 }", "warning"),
        ("{ from_date = 2026-12-31 }", None),
        ("{ from_date = 2027-01-01 }", "error"),
        ("{ until_date = 2026-01-01 }", "error"),
        ("{ until_date = 2026-01-02 }", None),
    ],
)
def test_an_agreement_has_to_run_while_the_rule_holds(when: str, severity: str | None) -> None:
    findings = found(rule(off(3_00), when=when), head=HEAD + AGREEMENT)
    assert findings == ([] if severity is None else [(severity, "rule meal: payer")])


def test_the_agreement_is_named() -> None:
    text = rule(off(3_00), when="{ from_date = 2027-01-01 }")
    assert words(text, head=HEAD + AGREEMENT) == [
        (
            "nobody ever pays for it: the agreement with the district runs "
            "from 1 January 2026 to 31 December 2026"
        )
    ]


def test_a_payer_that_is_not_declared_is_noted_once_and_a_vendor_needs_no_agreement() -> None:
    rules = [rule(off(3_00), "a"), rule(off(3_00), "b"), discount(pays(9000), "c")]
    assert found(*rules, head=HEAD) == [("note", "payer district")]


def test_a_payer_without_rules_is_noted() -> None:
    other = '\n[[payers]]\ncode = "town"\nname = { zh = "镇", en = "The town" }\n'
    findings = lint(scheme(rule(off(3_00)), head=HEAD + AGREEMENT + other))
    assert [(one.severity, one.place) for one in findings] == [("note", "payer town")]


@pytest.mark.parametrize(
    ("row", "cap", "severity"),
    [
        (off(3_00), "amount_fen = 300", None),
        (off(3_00), "amount_fen = 299", "warning"),
        (VOUCHER, "amount_fen = 500", None),
        (VOUCHER, "amount_fen = 499", "error"),
        (pays(7500), "amount_fen = 1", None),
        (MEAL, "portions = 3", None),
        (MEAL, "portions = 2", "error"),
        (off(3_00), "portions = 1", None),
    ],
)
def test_a_cap_has_to_leave_room_for_what_is_given_once(row: str, cap: str, severity: str | None) -> None:
    findings = found(rule(row, caps=f'[{{ per = "day", {cap} }}]'))
    assert findings == ([] if severity is None else [(severity, "rule meal: terms[0]")])


def test_discounts_for_vendors_that_take_none_never_come() -> None:
    alone, both = '{ vendors = ["nonna"] }', '{ vendors = ["canteen", "nonna"] }'
    assert found(discount(pays(9000), items=alone)) == [("error", "rule tier: items.vendors")]
    assert found(discount(pays(9000), items=both)) == []
    assert found(rule(pays(9000), items=alone)) == []


def test_parts_of_a_set_have_to_be_among_the_dishes_of_the_rule() -> None:
    assert found(rule(MEAL, items='{ categories = ["main", "soup"] }')) == []
    place = [("error", "rule meal: terms[0]: benefit.parts[1]")]
    assert found(rule(MEAL, items='{ categories = ["main"] }')) == place
    assert found(rule(MEAL, items='{ exclude_categories = ["soup"] }')) == place


@pytest.mark.parametrize(
    ("items", "severities"),
    [
        ("{}", []),
        ('{ dishes = ["rou", "noodles"] }', []),
        ('{ dishes = ["rou"] }', ["warning"]),
        ('{ dishes = ["rou", "noodles", "soup"] }', ["warning"]),
        ('{ dishes = ["soup"] }', ["error"]),
    ],
)
def test_prices_have_to_be_for_the_dishes_of_the_rule(items: str, severities: list[str]) -> None:
    row = (
        '{ who = { min_age = 60 }, benefit = { kind = "set_price", prices = { rou = 900, noodles = 500 } } }'
    )
    place = "rule meal: terms[0]: benefit.prices"
    assert found(rule(row, items=items)) == [(severity, place) for severity in severities]


@pytest.mark.parametrize(
    ("row", "severity"),
    [
        (off(3_00, threshold="{ from_fen = 300 }"), None),
        (off(3_00, threshold="{ from_fen = 299 }"), "warning"),
        (off(3_00, threshold="{ above_fen = 300 }"), None),
        (off(3_00, threshold="{ above_fen = 299 }"), "warning"),
        (off(3_00, threshold="{ above_fen = 0 }"), None),
        (pays(5000, threshold="{ from_fen = 1 }"), None),
        (off(3_00, threshold="{ from_fen = 1500, items = { max_unit_price_fen = 1 } }"), None),
        (off(3_00, threshold="{ from_fen = 1500, items = { max_unit_price_fen = 0 } }"), "error"),
    ],
)
def test_a_threshold_below_what_is_given_or_out_of_reach_is_found(row: str, severity: str | None) -> None:
    findings = found(rule(row))
    assert findings == ([] if severity is None else [(severity, "rule meal: terms[0]: threshold")])


def test_an_operating_subsidy_may_be_more_than_the_bill() -> None:
    assert found(rule(off(3_00, threshold="{ from_fen = 1 }"), kind="operator")) == []
