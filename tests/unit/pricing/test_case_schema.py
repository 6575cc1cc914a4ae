"""``docs/case.schema.json`` tells other programs what a case is; the examples beside it are such cases."""

import json
from pathlib import Path

import jsonschema
import pytest

from pricing import parse_case
from tests.unit.pricing.case_schema import DOCS, EXAMPLE_PATHS, SCHEMA, SCHEMA_PATH, is_valid


def test_the_schema_is_one_of_draft_2020_12() -> None:
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_there_are_examples() -> None:
    assert [path.stem for path in EXAMPLE_PATHS] == ["guest", "member", "weighed"]


@pytest.mark.parametrize("path", EXAMPLE_PATHS, ids=lambda path: path.stem)
def test_an_example_is_a_case_by_the_schema_and_to_the_reader(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert is_valid(json.loads(text))
    case = parse_case(text, source=path.name)
    assert len(case.basket.lines) == 2
    assert case.diner.is_guest == (path.stem == "guest")
    assert bool(case.usage) == (path.stem == "member")


def test_the_page_on_prices_leads_to_the_schema_and_the_examples() -> None:
    page = (DOCS / "pricing.md").read_text(encoding="utf-8")
    for path in (SCHEMA_PATH, *EXAMPLE_PATHS):
        assert f"]({path.relative_to(DOCS).as_posix()})" in page
