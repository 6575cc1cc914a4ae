"""What /openapi.json says of the API is what the API does."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from pos.database import Database
from tests.functional.till import Answer, Till
from tests.tickets import uuid7
from tests.tillside import Json

# What stands for a value in an address, as `<int:version>`.
PLACE = re.compile(r"<(?:[^<>]*:)?(\w+)>")
PROBLEM = {"$ref": "#/components/schemas/Problem"}


@pytest.fixture(scope="module")
def till(shared_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Till]:
    """Give a till that changes nothing."""
    running = Till(shared_database, tmp_path_factory.mktemp("var"))
    yield running
    running.close()


@pytest.fixture(scope="module")
def document(till: Till) -> Json:
    """Give the document."""
    return till.get("/openapi.json").json


def answers(document: Json) -> Iterator[tuple[str, Any]]:
    """Give each answer of the document, by where it is."""
    yield from document["components"]["responses"].items()
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if isinstance(operation, dict):
                for status, answer in operation["responses"].items():
                    yield f"{method} {path} {status}", answer


def test_every_view_of_the_api_is_in_the_document(till: Till, document: Json) -> None:
    rules = [rule for rule in till.app.url_map.iter_rules() if rule.rule.startswith("/api/")]
    served = {
        (method.lower(), PLACE.sub(r"{\1}", rule.rule))
        for rule in rules
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    described = {(method, path) for path in document["paths"] for method in document["paths"][path]}

    assert len(served) > 50
    assert served <= described


def test_every_refusal_of_the_document_is_a_problem(document: Json) -> None:
    kinds = {
        (kind, content["schema"] == PROBLEM)
        for where, answer in answers(document)
        if not where.endswith((" 200", " 201"))
        for kind, content in answer.get("content", {}).items()
    }

    assert kinds == {("application/problem+json", True)}


@pytest.mark.parametrize("body", [{}, {"lines": 1}, b"{", []], ids=repr)
def test_a_refusal_is_as_the_document_says(till: Till, document: Json, body: object) -> None:
    answer: Answer = till.post("/api/orders", body, key=uuid7())

    assert answer.content_type == "application/problem+json"
    schema = {**PROBLEM, "components": document["components"]}
    assert list(Draft202012Validator(schema).iter_errors(answer.json)) == []
    assert list(Draft202012Validator(schema).iter_errors({**answer.json, "code": 1})) != []
