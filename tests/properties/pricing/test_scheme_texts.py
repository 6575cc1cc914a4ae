"""Properties of schemes as text."""

from contextlib import suppress
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pricing import Scheme, SchemeError, parse_scheme, scheme_to_toml
from tests.properties.pricing.schemes import scheme_tables, schemes
from tests.properties.pricing.strategies import Table, steady, write_toml

# Lists in which all members hold at once, or are found by their code.
WITHOUT_ORDER = ("vendors", "payers", "areas", "groups", "caps")
ANY_VALUES = st.one_of(
    st.none().map(lambda _: {}),
    st.booleans(),
    st.integers(-2, 10_000_001),
    st.floats(),
    st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=5),
    st.sampled_from(["dibao", "mon", "11:00", "2026-11-25", "percent", "set_meal", "rule0", "tier0"]),
    st.dates(),
    st.times(),
    st.lists(st.sampled_from(["main", 7, {}]), max_size=2),
)


@steady
@given(schemes())
def test_a_written_scheme_reads_back_as_the_same_scheme(scheme: Scheme) -> None:
    text = scheme_to_toml(scheme)
    again = parse_scheme(text, source="again")
    assert again.hash == scheme.hash
    assert scheme_to_toml(again) == text
    for key in ("code", "version", "name", "rounding", "weighing", "tiers", "calendar", "access", "rules"):
        assert getattr(again, key) == getattr(scheme, key)
    for key in ("vendors", "payers", "areas", "groups"):
        assert set(getattr(again, key)) == set(getattr(scheme, key))


@steady
@given(scheme_tables(), st.randoms(use_true_random=False))
def test_the_order_of_what_has_none_does_not_change_the_hash(table: Table, random: Random) -> None:
    turned = shuffle(table, random)
    assert isinstance(turned, dict)
    scheme = parse_scheme(write_toml(table), source="random")
    other = parse_scheme(write_toml(turned), source="turned")
    assert other.hash == scheme.hash
    assert (other.access, other.rules) == (scheme.access, scheme.rules)


@steady
@given(scheme_tables(), st.data())
def test_an_unknown_key_is_refused_wherever_it_stands(table: Table, data: st.DataObject) -> None:
    data.draw(st.sampled_from(find_tables(table)))["surprise"] = 1
    with pytest.raises(SchemeError, match=r"\bsurprise: is not known here"):
        parse_scheme(write_toml(table), source="random")


@steady
@given(scheme_tables(), st.data())
def test_a_changed_value_is_read_or_refused_and_never_a_crash(table: Table, data: st.DataObject) -> None:
    place = data.draw(st.sampled_from([found for found in find_tables(table) if found]))
    key = data.draw(st.sampled_from(sorted(place)))
    if data.draw(st.booleans()):
        del place[key]
    else:
        place[key] = data.draw(ANY_VALUES)
    read_or_refuse(write_toml(table))


@steady
@given(schemes(), st.data())
def test_a_damaged_text_is_read_or_refused_and_never_a_crash(scheme: Scheme, data: st.DataObject) -> None:
    text = scheme_to_toml(scheme)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(start + 40, len(text))))
    read_or_refuse(text[:start] + data.draw(st.text(max_size=4)) + text[end:])


@steady
@given(st.text())
@example("\x00")
@example("\ufeffcode = 1")
def test_any_other_text_is_refused_as_a_scheme(text: str) -> None:
    with pytest.raises(SchemeError):
        parse_scheme(text, source="random")


def read_or_refuse(text: str) -> None:
    """Read a text, and check the reading; that it is refused is as good."""
    with suppress(SchemeError):
        scheme = parse_scheme(text, source="damaged")
        assert parse_scheme(scheme_to_toml(scheme), source="again").hash == scheme.hash


def shuffle(value: object, random: Random, key: str = "") -> object:
    """Shuffle the keys of all tables, the members of all lists of codes, and what else has no order."""
    if isinstance(value, dict):
        keys = list(value)
        random.shuffle(keys)
        # The rows of access have no order, those of terms have.
        return {one: shuffle(value[one], random, one) for one in keys}
    if isinstance(value, list):
        members = [shuffle(member, random) for member in value]
        is_free = key in WITHOUT_ORDER or key == "who" or not any(isinstance(one, dict) for one in members)
        return random.sample(members, len(members)) if is_free else members
    return value


def find_tables(value: object) -> list[Table]:
    """List all tables whose keys are those of the language; the keys of prices are the writer's own."""
    if isinstance(value, dict):
        inner = [member for key, member in value.items() if key != "prices"]
        return [value, *(table for member in inner for table in find_tables(member))]
    if isinstance(value, list):
        return [table for member in value for table in find_tables(member)]
    return []
