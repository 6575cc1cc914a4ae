"""A page that names a test names one that there is."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_NAMED = re.compile(r"`(test_\w+)`")
_DEFINED = re.compile(r"^def (test_\w+)\(", re.MULTILINE)
PAGES = [page for page in sorted((ROOT / "docs").glob("*.md")) if _NAMED.search(page.read_text("utf-8"))]


@pytest.fixture(scope="module")
def defined() -> frozenset[str]:
    """Return the names of all tests."""
    files = (ROOT / "tests").rglob("test_*.py")
    return frozenset(name for file in files for name in _DEFINED.findall(file.read_text("utf-8")))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_tests_that_a_page_names_are_there(page: Path, defined: frozenset[str]) -> None:
    assert set(_NAMED.findall(page.read_text("utf-8"))) - defined == set()
