"""The hash names what a scheme says, not how it was typed."""

import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from pricing import parse_scheme, scheme_to_toml
from pricing.language.canonical import hash_scheme
from tests.unit.pricing.samples import DEMO, DEMO_PATH, HEAD, TOWN, VENDORS, changed, rule_text, scheme_of

RECEIPTS_PATH = Path(__file__).with_name("scheme_on_receipts.toml")
DAY_CAP = '{ per = "day", times = 2, across = "site" }'
WEEK_CAP = '{ per = "week", amount_fen = 2500 }'
RULE = rule_text(items='{ categories = ["main", "soup"] }')


def test_comments_and_spaces_do_not_count() -> None:
    text = DEMO_PATH.read_text(encoding="utf-8")
    bare = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    spaced = bare.replace(" = ", "   =   ").replace("\n\n", "\n\n\n")
    assert spaced != text
    assert parse_scheme(spaced, source="spaced.toml").hash == DEMO.hash


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('["main", "soup"]', '["soup", "main"]'),  # a set
        ('kind = "discount"\npayer = "canteen"', 'payer = "canteen"\nkind = "discount"'),  # keys
        ("layer = 1", "layer = 1\nwhen = {}"),  # a condition that says nothing
        ('code = "elders"', 'code = "eld\\u0065rs"'),
    ],
)
def test_another_way_of_writing_gives_the_same_hash(old: str, new: str) -> None:
    assert old in RULE
    other = scheme_of(RULE.replace(old, new))
    assert other.hash == scheme_of(RULE).hash
    assert other == scheme_of(RULE)
    assert hash(other) == hash(scheme_of(RULE))


def test_the_order_of_vendors_does_not_count() -> None:
    _, first, second = VENDORS.split("\n[[vendors]]\n")
    turned = f"\n[[vendors]]\n{second}\n[[vendors]]\n{first}"
    assert scheme_of(turned).hash == scheme_of(VENDORS).hash


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("9000", "8999"),
        ("version = 3", "version = 4"),
        ("half_up", "half_even"),
        ('"line"', '"unit"'),
        ("试验", "试验二"),
        ('en = "Offer', 'en = "An offer'),
        ("min_age = 60", "min_age = 61"),
        ('"soup"', '"cold"'),
        ('kind = "discount"', 'kind = "subsidy"'),
        ('payer = "canteen"', 'payer = "district"'),
        ("layer = 1", "layer = 2"),
        ("layer = 1", 'layer = 1\ngroup = "one"'),
        ("layer = 1", 'layer = 1\nwhen = { channels = ["dine_in"] }'),
        ("layer = 1", "layer = 1\nwhen = { until_date = 2027-01-01 }"),
    ],
)
def test_another_meaning_gives_another_hash(old: str, new: str) -> None:
    text = HEAD + RULE
    assert old in text
    other = parse_scheme(text.replace(old, new), source="x")
    assert other.hash != scheme_of(RULE).hash
    assert other != scheme_of(RULE)


def test_the_order_of_rules_counts_because_equals_are_decided_by_it() -> None:
    one, two = rule_text("one"), rule_text("two")
    assert scheme_of(one, two).hash != scheme_of(two, one).hash


def test_the_hash_is_that_of_the_canonical_json() -> None:
    canonical = {
        "code": "test",
        "name": {"en": "Test", "zh": "试验"},
        "rounding": {"mode": "half_up", "place": "line", "unit_fen": 1},
        "rules": [
            {
                "code": "elders",
                "items": {"categories": ["main", "soup"]},
                "kind": "discount",
                "layer": 1,
                "name": {"en": "Offer elders", "zh": "elders优惠"},
                "payer": "canteen",
                "terms": [{"benefit": {"kind": "percent", "pays_bp": 9000}, "who": {"min_age": 60}}],
            }
        ],
        "version": 3,
    }
    text = json.dumps(canonical, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    assert scheme_of(RULE).hash == hashlib.sha256(text.encode()).hexdigest()


def test_the_hash_of_a_scheme_is_64_hex_digits() -> None:
    assert re.fullmatch(r"[0-9a-f]{64}", DEMO.hash)


def test_a_hash_that_stands_on_receipts_stays_what_it_was() -> None:
    text = RECEIPTS_PATH.read_text(encoding="utf-8")
    digits = "a57f2cf45c70220a42387ba495fd5c65e32fc2c3478a96d3e134e1491dff2dc7"
    assert parse_scheme(text, source="receipts.toml").hash == digits


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{ min_age = 60 }", '{ min_age = 60, age_on = "birthday" }'),
        ("{ from_fen = 1000,", '{ from_fen = 1000, price = "list", span = "bill",'),
        ("times = 20 }", 'times = 20, across = "sites", counter = "vouchers" }'),
        ("portions = 3 }", 'portions = 3, counter = "seniors_first" }'),
        ("from_time = 10:30:00", 'from_time = "10:30"'),
        ("2026-10-01, 2026-10-02", '"2026-10-02", 2026-10-01'),
        ('["mon", "tue"]', '["tue", "mon"]'),
        ('noodles = 0, "cake.small" = 100', '"cake.small" = 100, noodles = 0'),
        ('[{ min_age = 60 }, { classes = ["staff"] }]', '[{ classes = ["staff"] }, { min_age = 60 }]'),
        (DAY_CAP + ", " + WEEK_CAP, WEEK_CAP + ", " + DAY_CAP),
    ],
)
def test_what_is_meant_anyway_changes_neither_hash_nor_values(old: str, new: str) -> None:
    town, other = parse_scheme(TOWN, source="x"), parse_scheme(changed(TOWN, old, new), source="x")
    assert other.hash == town.hash
    assert (other.access, other.rules) == (town.access, town.rules)


def test_weighing_to_the_fen_is_meant_anyway() -> None:
    weighing = 'weighing = { unit_fen = 1, mode = "half_up" }\n'
    assert scheme_of(head=HEAD + weighing) == scheme_of()


@pytest.mark.parametrize("key", ["payers", "vendors", "areas", "groups"])
def test_the_order_of_what_is_found_by_its_code_does_not_count(key: str) -> None:
    town = parse_scheme(TOWN, source="x")
    turned = tuple(reversed(getattr(town, key)))
    assert turned != getattr(town, key)
    assert hash_scheme(replace(town, **{key: turned})) == town.hash  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('unit_fen = 5, mode = "down"', 'unit_fen = 5, mode = "up"'),
        ("2026-10-02]", "2026-10-03]"),
        ("working_dates = [2026-10-10]", "working_dates = [2026-10-11]"),
        (', without_classes = ["in_institution"]', ""),
        (", members = true", ""),
        (', age_on = "year_end"', ""),
        ('residence = ["xuhui"]', 'residence = ["shanghai"]'),
        ('hukou = ["shanghai"]', 'hukou = ["xuhui"]'),
        ("until_date = 2028-01-01", "until_date = 2028-01-02"),
        ('within = "shanghai"\n', ""),
        ('choose = "first"', 'choose = "best"'),
        ('until_time = "11:15"', 'until_time = "11:16"'),
        ('{ classes = ["staff"] }', '{ classes = ["cooks"] }'),
        ("portions = 3 }", "portions = 4 }"),
        ('mode = "up", place = "unit"', 'mode = "up", place = "line"'),
        ("nth_meal = 2", "nth_meal = 3"),
        ("{ on_birthday = true }", "{ members = true }"),
        ("noodles = 0", "noodles = 1"),
        ("unit_price_fen = 900", "unit_price_fen = 901"),
        ('exclude_categories = ["set"]', 'exclude_categories = ["soup"]'),
        ('exclude_dishes = ["abalone"]', 'exclude_dishes = ["lobster"]'),
        ("price_fen = 1500", "price_fen = 1501"),
        ("portions = 2 }", "portions = 3 }"),
        ('days = "working"', 'days = "rest"'),
        ('sites = ["site1"]', 'sites = ["site2"]'),
        ('site_areas = ["xuhui"]', 'site_areas = ["shanghai"]'),
        ("above_fen = 400", "from_fen = 400"),
        (', price = "left"', ""),
        (', span = "day"', ""),
        (", items = {} }", " }"),
        (', across = "site"', ""),
        (', counter = "town_meals"', ""),
        ("amount_fen = 2500 }", "times = 2500 }"),
        ("whole_only = false", "whole_only = true"),
        ('kind = "operator"', 'kind = "subsidy"'),
    ],
)
def test_every_word_of_the_language_counts(old: str, new: str) -> None:
    other = parse_scheme(changed(TOWN, old, new), source="x")
    assert other.hash != parse_scheme(TOWN, source="x").hash


def test_a_scheme_is_no_other_thing() -> None:
    # Both hash alike, so that only the comparison keeps them apart.
    assert len({DEMO, DEMO.hash}) == 2


def test_a_written_scheme_reads_back_as_itself() -> None:
    again = parse_scheme(scheme_to_toml(DEMO), source="again.toml")
    assert again == DEMO
    assert (again.tiers, again.vendors, again.rules) == (DEMO.tiers, DEMO.vendors, DEMO.rules)
    assert (again.name, again.rounding) == (DEMO.name, DEMO.rounding)


def test_the_whole_language_reads_back_as_it_was_written() -> None:
    town = parse_scheme(TOWN, source="town.toml")
    again = parse_scheme(scheme_to_toml(town), source="again.toml")
    assert again == town
    for key in ("rounding", "weighing", "tiers", "payers", "areas", "calendar", "groups", "access", "rules"):
        assert getattr(again, key) == getattr(town, key)


def test_texts_with_quotes_and_backslashes_survive_the_writing() -> None:
    scheme = parse_scheme(HEAD.replace('en = "Test"', "en = 'a \"b\" \\ 😀'"), source="x")
    assert scheme.name.en == 'a "b" \\ 😀'
    assert parse_scheme(scheme_to_toml(scheme), source="again.toml").name == scheme.name
