"""Every published policy is there, is sound, and is written as the language would write it."""

import ast
import re
from pathlib import Path

import pytest

import pricing
from pricing import parse_scheme, scheme_to_toml
from pricing.published import PublishedPolicy, published_policies
from pricing.review.lint import lint

POLICIES = published_policies()
PACKAGE = Path(pricing.__file__).parent

every_policy = pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.code)


def test_twenty_seven_policies_are_published_each_in_the_file_of_its_code() -> None:
    assert len(POLICIES) == 27
    assert [policy.code for policy in POLICIES] == sorted(
        file.stem for file in PACKAGE.glob("policies/*.toml")
    )


@every_policy
def test_a_policy_is_sound_and_reads_back_as_itself(policy: PublishedPolicy) -> None:
    scheme = parse_scheme(policy.text, source=policy.code)

    # A calendar ends somewhere, and is said to.
    assert [one for one in lint(scheme) if (one.severity, one.place) != ("note", "calendar")] == []
    assert parse_scheme(scheme_to_toml(scheme), source="written").hash == scheme.hash
    assert scheme.version == 1
    assert {rule.payer for rule in scheme.rules} == {payer.code for payer in scheme.payers}


@every_policy
def test_a_policy_says_where_and_when_it_was_published(policy: PublishedPolicy) -> None:
    first, second = policy.text.splitlines()[:2]
    assert first == f"# {policy.place.zh} | {policy.place.en}"
    assert re.search("[一-鿿]", policy.place.zh)
    assert policy.place.en.isascii()
    assert re.search("20[12][0-9]|Without a date", second)


@every_policy
def test_what_the_source_leaves_open_is_a_setting_with_a_comment(policy: PublishedPolicy) -> None:
    assert "# The source is silent: " in policy.text
    # Nothing is left to what the language takes where a key is left out.
    caps = re.findall(r'\{ per = "(?!bill)[^}]*\}', policy.text)
    assert [cap for cap in caps if "across" not in cap] == []
    thresholds = re.findall(r"threshold = \{[^}]*\}", policy.text)
    assert [threshold for threshold in thresholds if "price" not in threshold] == []


@pytest.mark.parametrize("file", sorted(PACKAGE.rglob("*.py")), ids=lambda file: file.stem)
def test_the_core_of_pricing_reads_no_policies(file: Path) -> None:
    if file.name == "published.py":
        return
    imported: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported |= {f"{node.module}.{alias.name}" for alias in node.names}
    assert not {name for name in imported if name.startswith(("pricing.published", "importlib"))}
