"""Properties of cases as text: the reader and the published schema agree on what a case is."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pricing import CaseError, parse_case
from tests.properties.pricing.strategies import steady
from tests.unit.pricing.case_schema import EXAMPLE_PATHS, is_valid

EXAMPLES: list[dict[str, Any]] = [json.loads(path.read_text(encoding="utf-8")) for path in EXAMPLE_PATHS]
# What the schema cannot say: the reader refuses it all the same.
BEYOND_THE_SCHEMA = ("lies after the basket's date", " twice")
# Copies: a later change may reach into a value that was drawn.
VALUES = st.sampled_from(
    [
        None,
        True,
        -1,
        0,
        1,
        2,
        10_000,
        10_001,
        100_000_001,
        0.5,
        "",
        "dibao",
        "红烧肉",
        "two words",
        "x" * 65,
        "2026-11-25",
        "2026-11-26",
        "2026-02-30",
        "20261125",
        "11:30",
        "24:00",
        "day",
        [],
        ["dibao"],
        ["dibao", "dibao"],
        [{"code": "dibao"}],
        [1],
        {},
        {"code": "dibao", "valid_until": "2026-11-25"},
        {"counter": "meal_subsidy", "per": "day"},
    ]
).map(copy.deepcopy)
KEYS = st.sampled_from(
    [
        "surprise",
        "usage",
        "diner",
        "quantity",
        "weight_g",
        "per_g",
        "tags",
        "classes",
        "birth_date",
        "valid_until",
        "at_time",
        "site",
        "times",
        "base_fen",
        "hukou",
    ]
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=9,
)


def places_in(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """List the paths to all values within a value, itself included."""
    if isinstance(value, dict):
        return [path, *(found for key, one in value.items() for found in places_in(one, (*path, key)))]
    if isinstance(value, list):
        return [path, *(found for place, one in enumerate(value) for found in places_in(one, (*path, place)))]
    return [path]


@st.composite
def mutants(draw: st.DrawFn) -> dict[str, Any]:
    """Draw an example with up to three changes: a value replaced, a key left out, or one added."""
    values: dict[str, Any] = copy.deepcopy(draw(st.sampled_from(EXAMPLES)))
    for _ in range(draw(st.integers(0, 3))):
        path = draw(st.sampled_from([path for path in places_in(values) if path] or [("basket",)]))
        parent: Any = values
        for step in path[:-1]:
            parent = parent[step]
        change = draw(st.sampled_from(["replace", "leave out", "add"]))
        if change == "leave out" and values:
            del parent[path[-1]]
        elif change == "add" and isinstance(parent, dict):
            parent[draw(KEYS)] = draw(VALUES)
        else:
            parent[path[-1]] = draw(VALUES)
    return values


def refusal_of(values: object) -> str | None:
    try:
        parse_case(json.dumps(values), source="case.json")
    except CaseError as refusal:
        return refusal.problem
    return None


@settings(steady, max_examples=1_000)
@given(mutants())
def test_the_reader_takes_what_the_schema_takes_and_refuses_what_it_refuses(values: dict[str, Any]) -> None:
    refusal = refusal_of(values)
    if is_valid(values):
        assert refusal is None or any(words in refusal for words in BEYOND_THE_SCHEMA)
    else:
        assert refusal is not None


@steady
@given(json_values)
def test_any_other_json_is_refused_as_a_case(values: object) -> None:
    assert refusal_of(values) is not None


@steady
@given(st.text())
def test_any_other_text_is_refused_as_a_case(text: str) -> None:
    with pytest.raises(CaseError):
        parse_case(text, source="case.json")
