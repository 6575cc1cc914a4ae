"""A scheme with a fault is refused as a whole, and the refusal names file, rule and field."""

import pytest

from pricing import parse_scheme
from tests.unit.pricing.samples import HEAD, VENDORS, changed, refusal_of, rule_text

RULE = rule_text()
TIER = """
[[tiers]]
code = "senior"
name = { zh = "长者", en = "Senior" }
who = { min_age = 60 }
"""
TWO_TERMS = """[
  { who = { min_age = 60, max_age = 70 }, benefit = { kind = "percent", pays_bp = 9000 } },
  { who = { min_age = 70 }, benefit = { kind = "percent", pays_bp = 8500 } },
]"""
DEEP = "x = " + "[" * 3_000 + "]" * 3_000


def test_the_samples_are_good_as_they_are() -> None:
    scheme = parse_scheme(HEAD + TIER + VENDORS + RULE, source="good.toml")
    assert [rule.code for rule in scheme.rules] == ["elders"]


@pytest.mark.parametrize(
    "text",
    ["code = ", "code = 1\ncode = 2", "x = " + "9" * 5_000, DEEP],
    ids=["cut off", "key twice", "endless number", "endless nesting"],
)
def test_a_text_that_is_no_toml_is_refused(text: str) -> None:
    refusal = refusal_of(text)
    assert (refusal.rule, refusal.field) == (None, None)
    assert refusal.problem.startswith("is no TOML: ")
    assert str(refusal).startswith("bad.toml: is no TOML: ")


@pytest.mark.parametrize(
    ("old", "new", "field", "problem"),
    [
        ('code = "test"', "", "code", "is missing"),
        ('code = "test"', 'code = ""', "code", "must be a code"),
        ('code = "test"', 'code = "演示"', "code", "must be a code"),
        ('code = "test"', "code = 7", "code", "must be a code"),
        ("version = 3", "version = 0", "version", "must be a whole number from 1 to 1000000, not 0"),
        ("version = 3", "version = 1.0", "version", "must be a whole number"),
        ("version = 3", "version = true", "version", "must be a whole number"),
        ("version = 3", "version = 1\nversoin = 2", "versoin", "is not known here; known are code, version"),
        ('zh = "试验", en = "Test"', 'zh = "试验"', "name.en", "is missing"),
        ('zh = "试验", en = "Test"', 'zh = " ", en = "Test"', "name.zh", "must be 1 to 80 characters"),
        ('en = "Test"', f'en = "{"x" * 81}"', "name.en", "must be 1 to 80 characters"),
        ('en = "Test"', 'en = "a\\tb"', "name.en", "must not contain control characters"),
        ('en = "Test"', 'en = "a\\u007Fb"', "name.en", "must not contain control characters"),
        ('en = "Test"', 'en = "a\\u0085b"', "name.en", "must not contain control characters"),
        ('en = "Test"', 'en = "a\\u2028b"', "name.en", "must not contain control characters"),
        ('en = "Test"', 'en = "a\\u202Eb"', "name.en", "must not contain control characters"),
        ('en = "Test"', "en = 3", "name.en", "must be 1 to 80 characters"),
        ('{ zh = "试验", en = "Test" }', '"Test"', "name", "must be a table, not 'Test'"),
        ('{ zh = "试验", en = "Test" }', '{ zh = "a", en = "b", fr = "c" }', "name.fr", "is not known here"),
        ("unit_fen = 1, ", "", "rounding.unit_fen", "is missing"),
        ("unit_fen = 1,", "unit_fen = 0,", "rounding.unit_fen", "must be a whole number from 1 to 100"),
        ("unit_fen = 1,", "unit_fen = 101,", "rounding.unit_fen", "must be a whole number from 1 to 100"),
        ('mode = "half_up", ', "", "rounding.mode", "is missing"),
        ('"half_up"', '"nearest"', "rounding.mode", "must be one of half_up, half_even, down, up"),
        (', place = "line"', "", "rounding.place", "is missing"),
        ('"line"', '"tray"', "rounding.place", "must be one of line, unit, bill"),
        ("rounding = {", "rounding_ = {", "rounding_", "is not known here"),
    ],
)
def test_a_fault_in_the_head_is_named(old: str, new: str, field: str, problem: str) -> None:
    refusal = refusal_of(changed(HEAD, old, new))
    assert (refusal.rule, refusal.field) == (None, field)
    assert problem in refusal.problem
    assert str(refusal) == f"bad.toml: {field}: {refusal.problem}"


def test_rounding_is_never_implied() -> None:
    text = "\n".join(line for line in HEAD.splitlines() if not line.startswith("rounding"))
    refusal = refusal_of(text)
    assert (refusal.field, refusal.problem) == ("rounding", "is missing")


@pytest.mark.parametrize(
    ("old", "new", "field", "problem"),
    [
        ('code = "senior"', "", "tiers[0].code", "is missing"),
        ("who = { min_age = 60 }", "", "tiers[0].who", "is missing"),
        (
            "{ min_age = 60 }",
            "{ min_age = -1 }",
            "tiers[0].who.min_age",
            "must be a whole number from 0 to 150",
        ),
        (
            "{ min_age = 60 }",
            "{ max_age = 151 }",
            "tiers[0].who.max_age",
            "must be a whole number from 0 to 150",
        ),
        (
            "{ min_age = 60 }",
            "{ min_age = 60, max_age = 59 }",
            "tiers[0].who.max_age",
            "must not be below min_age",
        ),
        ("{ min_age = 60 }", '{ tiers = ["senior"] }', "tiers[0].who.tiers", "is not known here"),
        ("{ min_age = 60 }", "{ classes = [] }", "tiers[0].who.classes", "is empty"),
        ("{ min_age = 60 }", '{ classes = "dibao" }', "tiers[0].who.classes", "must be a list"),
        ("{ min_age = 60 }", '{ classes = ["a", "a"] }', "tiers[0].who.classes", "names something twice"),
        ("{ min_age = 60 }", '{ classes = ["a", "b c"] }', "tiers[0].who.classes[1]", "must be a code"),
    ],
)
def test_a_fault_in_a_tier_is_named(old: str, new: str, field: str, problem: str) -> None:
    refusal = refusal_of(HEAD + changed(TIER, old, new))
    assert (refusal.rule, refusal.field) == (None, field)
    assert problem in refusal.problem


def test_two_tiers_of_one_code_are_refused() -> None:
    refusal = refusal_of(HEAD + TIER + TIER.replace("min_age = 60", "max_age = 59"))
    assert (refusal.field, refusal.problem) == ("tiers[1].code", "is used twice: senior")


@pytest.mark.parametrize("bound", [60, 69])
def test_tiers_whose_ages_meet_are_refused(bound: int) -> None:
    other = TIER.replace("senior", "young").replace("min_age = 60", f"max_age = {bound}")
    refusal = refusal_of(HEAD + TIER + other)
    assert (refusal.field, refusal.problem) == ("tiers[1].who", "someone could also be in the tier senior")


def test_tiers_whose_ages_follow_one_another_are_good() -> None:
    other = TIER.replace("senior", "young").replace("min_age = 60", "max_age = 59")
    assert len(parse_scheme(HEAD + TIER + other, source="good.toml").tiers) == 2


@pytest.mark.parametrize(
    ("text", "field", "problem"),
    [
        (VENDORS + VENDORS, "vendors[2].code", "is used twice: canteen"),
        (VENDORS.replace("true", '"yes"'), "vendors[0].takes_discounts", "must be true or false, not 'yes'"),
        (VENDORS.replace("takes_discounts = true", ""), "vendors[0].takes_discounts", "is missing"),
        ("vendors = 3", "vendors", "must be a list, not 3"),
        ("tiers = [3]", "tiers[0]", "must be a table, not 3"),
        ("rules = {}", "rules", "must be a list, not {}"),
    ],
)
def test_a_fault_in_a_list_is_named(text: str, field: str, problem: str) -> None:
    refusal = refusal_of(HEAD + text)
    assert (refusal.rule, refusal.field, refusal.problem) == (None, field, problem)


@pytest.mark.parametrize(
    ("old", "new", "field", "problem"),
    [
        ('kind = "discount"', "", "kind", "is missing"),
        (
            'kind = "discount"',
            'kind = "gift"',
            "kind",
            "must be one of discount, subsidy, operator, not 'gift'",
        ),
        ('payer = "canteen"', "", "payer", "is missing"),
        ('payer = "canteen"', 'payer = ""', "payer", "must be a code"),
        ("layer = 1", "", "layer", "is missing"),
        ("layer = 1", "layer = 0", "layer", "must be a whole number from 1 to 99"),
        ("layer = 1", "layer = 100", "layer", "must be a whole number from 1 to 99"),
        ("layer = 1", "layer = 1\ngroup = 5", "group", "must be a code"),
        ("layer = 1", "layer = 1\npriority = 5", "priority", "is not known here"),
        ("items = {}", "", "items", "is missing"),
        ("items = {}", "items = []", "items", "must be a table"),
        ("items = {}", "items = { category = [] }", "items.category", "is not known here"),
        ("items = {}", "items = { categories = [] }", "items.categories", "is empty; leave it out"),
        ("items = {}", "items = { max_unit_price_fen = 5.0 }", "items.max_unit_price_fen", "not 5.0"),
        (
            "items = {}",
            "items = { max_unit_price_fen = -1 }",
            "items.max_unit_price_fen",
            "must be a whole number",
        ),
        (
            "items = {}",
            'items = { vendors = ["nona"] }',
            "items.vendors",
            "names nona, which the scheme does not",
        ),
        (
            "items = {}",
            'items = { exclude_vendors = ["x"] }',
            "items.exclude_vendors",
            "names x, which the scheme",
        ),
        (
            "items = {}",
            'items = { vendors = ["nonna"], exclude_vendors = ["nonna"] }',
            "items.exclude_vendors",
            "leaves out nonna, which is included as well",
        ),
        (
            "items = {}",
            'items = { tags = ["new"], exclude_tags = ["new"] }',
            "items.exclude_tags",
            "leaves out new, which is included as well",
        ),
        ("layer = 1", "layer = 1\nwhen = { weekday = 1 }", "when.weekday", "is not known here"),
        ("layer = 1", "layer = 1\nwhen = { meal_periods = [1] }", "when.meal_periods[0]", "must be a code"),
        ("layer = 1", 'layer = 1\nwhen = { from_date = "2026-1-1" }', "when.from_date", "not '2026-1-1'"),
        (
            "layer = 1",
            "layer = 1\nwhen = { from_date = 2026-01-01T00:00:00 }",
            "when.from_date",
            "must be a day",
        ),
        (
            "layer = 1",
            "layer = 1\nwhen = { from_date = 2026-01-01, until_date = 2026-01-01 }",
            "when.until_date",
            "must lie after from_date, which is 2026-01-01",
        ),
        ("{ min_age = 60 }", "{ age = 60 }", "terms[0].who.age", "is not known here"),
        (
            "{ min_age = 60 }",
            '{ tiers = ["senoir"] }',
            "terms[0].who.tiers",
            "names senoir, which the scheme",
        ),
        ('"percent"', '"gift"', "terms[0].benefit.kind", "must be one of percent, amount, voucher"),
        ("9000", "10000", "terms[0].benefit.pays_bp", "must be a whole number from 0 to 9999, not 10000"),
        ("9000", "-1", "terms[0].benefit.pays_bp", "must be a whole number from 0 to 9999"),
        (", pays_bp = 9000", "", "terms[0].benefit.pays_bp", "is missing"),
        ("pays_bp = 9000", "pays_bp = 9000, cap_fen = 1", "terms[0].benefit.cap_fen", "is not known here"),
        ("who = { min_age = 60 }, ", "", "terms[0].who", "is missing"),
    ],
)
def test_a_fault_in_a_rule_is_named(old: str, new: str, field: str, problem: str) -> None:
    refusal = refusal_of(HEAD + VENDORS + changed(RULE, old, new))
    assert (refusal.rule, refusal.field) == ("elders", field)
    assert problem in refusal.problem
    assert str(refusal) == f"bad.toml: rule elders: {field}: {refusal.problem}"


@pytest.mark.parametrize(
    ("terms", "field", "problem"),
    [
        ("[]", "terms", "is empty: the rule would give nothing to anybody"),
        ("[1]", "terms[0]", "must be a table, not 1"),
        (TWO_TERMS, "terms[1].who", "someone could also be meant by terms[0]"),
    ],
)
def test_terms_that_cannot_be_meant_are_refused(terms: str, field: str, problem: str) -> None:
    start = RULE.index("terms = ")
    refusal = refusal_of(f"{HEAD}{RULE[:start]}terms = {terms}\n")
    assert (refusal.rule, refusal.field, refusal.problem) == ("elders", field, problem)


def test_a_rule_whose_code_is_the_fault_is_named_by_its_place() -> None:
    refusal = refusal_of(HEAD + RULE + RULE.replace('"elders"', '"two words"'))
    assert (refusal.rule, refusal.field) == ("#2", "code")


def test_a_rule_that_is_no_table_is_named_by_its_place() -> None:
    refusal = refusal_of(HEAD + "rules = [7]")
    assert (refusal.rule, refusal.field, refusal.problem) == ("#1", None, "must be a table, not 7")


def test_two_rules_of_one_code_are_refused() -> None:
    refusal = refusal_of(HEAD + RULE + RULE)
    assert (refusal.rule, refusal.field, refusal.problem) == ("elders", "code", "is used twice: elders")


def test_a_group_stays_in_one_layer() -> None:
    refusal = refusal_of(
        HEAD + rule_text("first", layer=1, group="one") + rule_text("second", layer=2, group="one")
    )
    assert (refusal.rule, refusal.field) == ("second", "layer")
    assert refusal.problem == "must be 1, as in first of the same group one"


@pytest.mark.parametrize(
    ("first", "second", "is_good"),
    [
        ("{ max_age = 59 }", "{ min_age = 60 }", True),
        ("{ min_age = 60 }", "{ max_age = 60 }", False),
        ("{ min_age = 60 }", "{ min_age = 80 }", False),
        ("{}", "{ min_age = 60 }", False),
        ('{ classes = ["dibao"] }', "{ min_age = 60 }", True),
        ('{ classes = ["dibao"] }', '{ classes = ["dibao"], min_age = 60 }', False),
        ('{ tiers = ["senior"] }', '{ tiers = ["junior"] }', True),
        ('{ tiers = ["senior", "junior"] }', '{ tiers = ["junior"] }', False),
        ('{ tiers = ["senior"] }', "{ min_age = 60 }", False),
    ],
)
def test_terms_may_not_be_meant_for_the_same_diner(first: str, second: str, is_good: bool) -> None:
    junior = TIER.replace("senior", "junior").replace("min_age = 60", "max_age = 59")
    benefit = 'benefit = { kind = "percent", pays_bp = 5000 }'
    rule = changed(rule_text(who=second), "terms = [", f"terms = [{{ who = {first}, {benefit} }}, ")
    text = HEAD + TIER + junior + rule
    if is_good:
        assert len(parse_scheme(text, source="good.toml").rules[0].terms) == 2
    else:
        assert refusal_of(text).field == "terms[1].who"


def test_a_long_value_is_shown_in_short() -> None:
    problem = refusal_of(changed(HEAD, 'code = "test"', f'code = "{"x" * 500}"')).problem
    assert problem.endswith("xxx...")
    assert len(problem) < 140


@pytest.mark.parametrize("text", ["{}a = 1", "[{}a]", "x = {{ {}a = 1 }}"])
def test_a_key_with_many_dots_is_refused_at_once(text: str) -> None:
    refusal = refusal_of(text.format('a. "b #" .' * 15_000))
    assert (refusal.field, refusal.problem) == (None, "is no TOML: a key has too many dots")
