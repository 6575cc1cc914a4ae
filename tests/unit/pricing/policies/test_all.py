"""Every published policy is there, is sound, and is written as the language would write it."""

import pytest

from pricing import parse_scheme, scheme_to_toml
from pricing.published import PublishedPolicy, published_policies
from pricing.review.lint import lint

POLICIES = published_policies()


def test_twenty_seven_policies_are_published() -> None:
    assert len(POLICIES) == 27
    assert len({policy.code for policy in POLICIES}) == 27


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.code)
def test_a_policy_is_sound_and_reads_back_as_itself(policy: PublishedPolicy) -> None:
    scheme = parse_scheme(policy.text, source=policy.code)

    assert [one for one in lint(scheme) if one.severity == "error"] == []
    assert parse_scheme(scheme_to_toml(scheme), source="written").hash == scheme.hash
    assert all(rule.payer in {payer.code for payer in scheme.payers} for rule in scheme.rules)


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.code)
def test_what_the_source_leaves_open_is_named(policy: PublishedPolicy) -> None:
    assert policy.text.startswith("# ")
    assert "silent" in policy.text or "overlaps" in policy.text or "gives no" in policy.text
