"""The hash names what a scheme says, not how it was typed."""

import hashlib
import json
import re

import pytest

from pricing import parse_scheme, scheme_to_toml
from tests.unit.pricing.samples import DEMO, DEMO_PATH, HEAD, VENDORS, rule_text, scheme_of

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


def test_the_hash_of_the_demo_scheme_is_64_hex_digits() -> None:
    assert re.fullmatch(r"[0-9a-f]{64}", DEMO.hash)


def test_a_scheme_is_no_other_thing() -> None:
    # Both hash alike, so that only the comparison keeps them apart.
    assert len({DEMO, DEMO.hash}) == 2


def test_a_written_scheme_reads_back_as_itself() -> None:
    again = parse_scheme(scheme_to_toml(DEMO), source="again.toml")
    assert again == DEMO
    assert (again.tiers, again.vendors, again.rules) == (DEMO.tiers, DEMO.vendors, DEMO.rules)
    assert (again.name, again.rounding, again.plan) == (DEMO.name, DEMO.rounding, DEMO.plan)


def test_texts_with_quotes_and_backslashes_survive_the_writing() -> None:
    scheme = parse_scheme(HEAD.replace('en = "Test"', "en = 'a \"b\" \\ 😀'"), source="x")
    assert scheme.name.en == 'a "b" \\ 😀'
    assert parse_scheme(scheme_to_toml(scheme), source="again.toml").name == scheme.name
