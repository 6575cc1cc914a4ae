"""The published JSON Schema of cases, and its examples."""

import json
from pathlib import Path
from typing import Any

import jsonschema

DOCS = Path(__file__).parents[3] / "docs"
SCHEMA_PATH = DOCS / "case.schema.json"
EXAMPLE_PATHS = sorted((DOCS / "cases").glob("*.json"))
SCHEMA: dict[str, Any] = json.loads(SCHEMA_PATH.read_text(encoding="utf-8"))
# Formats are only checked by those who ask for it.
VALIDATOR = jsonschema.Draft202012Validator(
    SCHEMA, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
)


def is_valid(values: object) -> bool:
    """Say whether values are a case by the schema."""
    return next(VALIDATOR.iter_errors(values), None) is None
