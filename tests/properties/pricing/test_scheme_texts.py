"""Properties of schemes as text."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing import SchemeError, parse_scheme, scheme_to_toml
from tests.properties.pricing.strategies import Table, schemes, steady, write_toml


@steady
@given(schemes())
def test_a_written_scheme_reads_back_as_the_same_scheme(table: Table) -> None:
    scheme = parse_scheme(write_toml(table), source="random")
    again = parse_scheme(scheme_to_toml(scheme), source="again")
    assert again.hash == scheme.hash
    assert (again.code, again.version, again.name) == (scheme.code, scheme.version, scheme.name)
    assert (again.rounding, again.tiers, again.rules) == (scheme.rounding, scheme.tiers, scheme.rules)
    assert sorted(again.vendors, key=lambda vendor: vendor.code) == sorted(
        scheme.vendors, key=lambda vendor: vendor.code
    )


@steady
@given(schemes(), st.randoms(use_true_random=False))
def test_the_order_of_keys_and_of_sets_does_not_change_the_hash(table: Table, random: Random) -> None:
    turned = shuffle(table, random)
    assert isinstance(turned, dict)
    scheme = parse_scheme(write_toml(table), source="random")
    assert parse_scheme(write_toml(turned), source="turned").hash == scheme.hash


@steady
@given(schemes(), st.data())
def test_an_unknown_key_is_refused_wherever_it_stands(table: Table, data: st.DataObject) -> None:
    places = find_tables(table)
    data.draw(st.sampled_from(places))["surprise"] = 1
    with pytest.raises(SchemeError, match=r"\bsurprise: is not known here"):
        parse_scheme(write_toml(table), source="random")


def shuffle(value: object, random: Random) -> object:
    """Shuffle the keys of all tables and the members of all lists of codes."""
    if isinstance(value, dict):
        keys = list(value)
        random.shuffle(keys)
        return {key: shuffle(value[key], random) for key in keys}
    if isinstance(value, list) and all(isinstance(member, str) for member in value):
        return random.sample(value, len(value))
    if isinstance(value, list):
        return [shuffle(member, random) for member in value]
    return value


def find_tables(value: object) -> list[Table]:
    if isinstance(value, dict):
        return [value, *(table for member in value.values() for table in find_tables(member))]
    if isinstance(value, list):
        return [table for member in value for table in find_tables(member)]
    return []
