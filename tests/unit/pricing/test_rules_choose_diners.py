"""Who gets the benefit of a rule, and what the others are told."""

from datetime import date

import pytest

from pricing import Diner
from tests.unit.pricing.samples import GUEST, born, dish, quote, quote_line, reasons, rule_text, scheme_of

DIBAO = {"dibao": None}
TIERS = """
[[tiers]]
code = "dibao"
name = { zh = "低保", en = "Minimum living allowance" }
who = { min_age = 60, classes = ["dibao"] }

[[tiers]]
code = "senior"
name = { zh = "长者", en = "Senior" }
who = { min_age = 60 }
"""


@pytest.mark.parametrize(
    ("who", "diner", "reason"),
    [
        ("{}", GUEST, "9折"),
        ("{ min_age = 60 }", born(60), "60岁，9折"),
        ("{ min_age = 60, max_age = 69 }", born(69), "69岁，9折"),
        ("{ max_age = 12 }", born(12), "12岁，9折"),
        ('{ classes = ["dibao", "disabled"] }', Diner(classes=DIBAO), "低保，9折"),
        ('{ tiers = ["senior"] }', born(61), "61岁（长者），9折"),
        ('{ tiers = ["senior"], min_age = 65 }', born(65), "65岁（长者），9折"),
    ],
)
def test_who_meets_every_condition_gets_the_benefit(who: str, diner: Diner, reason: str) -> None:
    line = quote_line(diner, scheme_of(TIERS, rule_text(who=who)), dish(10_00))
    assert [one.reason.zh for one in line.reductions] == [reason]
    assert line.total_fen == 9_00


@pytest.mark.parametrize(
    ("who", "diner", "expected"),
    [
        ("{ min_age = 60 }", GUEST, "未刷会员卡"),
        ("{ min_age = 60 }", born(59), "59岁，未满60岁"),
        ('{ tiers = ["senior"] }', born(59), "59岁，未满60岁"),
        ('{ tiers = ["senior"], min_age = 65 }', born(64), "64岁，未满65岁"),
        ("{ min_age = 60 }", Diner(classes=DIBAO), "会员资料中没有出生日期"),
        ("{ max_age = 12 }", Diner(classes=DIBAO), "会员资料中没有出生日期"),
        ("{ max_age = 12 }", born(13), None),
        ("{ min_age = 60, max_age = 69 }", born(70), None),
        ('{ classes = ["dibao"] }', born(60), None),
        ('{ classes = ["dibao"], min_age = 60 }', born(59), None),
        ('{ tiers = ["dibao"] }', born(59), None),
    ],
)
def test_who_misses_a_condition_is_told_what_can_be_expected(
    who: str, diner: Diner, expected: str | None
) -> None:
    line = quote_line(diner, scheme_of(TIERS, rule_text(who=who)), dish(10_00))
    assert line.total_fen == 10_00
    assert reasons(line) == ([] if expected is None else [("elders", expected)])


def test_between_two_bands_the_next_one_is_named() -> None:
    gap = rule_text().replace(
        "terms = [",
        'terms = [{ who = { min_age = 20, max_age = 29 }, benefit = { kind = "percent", pays_bp = 5000 } }, ',
    )
    line = quote_line(born(45), scheme_of(gap), dish(10_00))
    assert reasons(line) == [("elders", "45岁，未满60岁")]


def test_the_first_tier_that_fits_is_the_diners() -> None:
    scheme = scheme_of(TIERS)
    both = Diner(birth_date=date(1950, 1, 1), classes=DIBAO)
    tiers = [quote(diner, scheme, dish(1_00)).tier for diner in (both, born(60), born(59))]
    assert [tier and tier.code for tier in tiers] == ["dibao", "senior", None]


def test_the_first_term_that_fits_counts() -> None:
    narrow_first = rule_text(pays_bp=8_000).replace(
        "terms = [",
        'terms = [{ who = { classes = ["dibao"] }, benefit = { kind = "percent", pays_bp = 0 } }, ',
    )
    scheme = scheme_of(narrow_first)
    both = Diner(birth_date=date(1950, 1, 1), classes=DIBAO)
    free = quote_line(both, scheme, dish(10_00))
    assert free.total_fen == 0
    assert (free.reductions[0].reason.zh, free.reductions[0].reason.en) == (
        "低保，免费",
        "minimum living allowance: free",
    )
    assert quote_line(born(60), scheme, dish(10_00)).total_fen == 8_00


def test_a_birth_date_in_the_future_is_refused() -> None:
    with pytest.raises(ValueError, match="lies after"):
        quote_line(Diner(birth_date=date(2030, 1, 1)), scheme_of(rule_text()), dish(10_00))
