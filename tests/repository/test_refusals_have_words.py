"""Every refusal can be told to people, and no words are kept for one that cannot happen."""

import ast
import importlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from inventory.errors import MenuRefusal
from pos.errors import Refusal
from pos.web.wording import WORDING

ROOT = Path(__file__).parents[2]
MODULES = sorted(path for package in ("inventory", "pos") for path in (ROOT / package).rglob("*.py"))


Kind = type[Refusal] | type[MenuRefusal]


def _kinds(base: Kind) -> Iterator[Kind]:
    kind: Kind
    for kind in base.__subclasses__():
        yield kind
        yield from _kinds(kind)


@cache
def _refusals() -> list[Kind]:
    """Return every class of refusal of the product, wherever it is declared."""
    for path in MODULES:
        if "__main__" not in path.name and "class " in path.read_text(encoding="utf-8"):
            importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    found = [*_kinds(Refusal), *_kinds(MenuRefusal)]
    return [kind for kind in found if kind.__module__.startswith(("pos.", "inventory."))]


@cache
def _texts_outside_the_wording() -> set[str]:
    """Return every text that stands in the code of the product but for the table of wording itself."""
    return {
        node.value
        for path in MODULES
        if not path.name.startswith("wording")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


@pytest.mark.parametrize("kind", _refusals(), ids=lambda kind: kind.__name__)
def test_a_refusal_has_a_code_with_words_and_shares_it_only_with_its_like(kind: Kind) -> None:
    alike = [other.__name__ for other in _refusals() if other.code == kind.code]

    assert kind.code in WORDING
    # KeyReused and ShiftKeyReused say the same of two things.
    assert all(name.endswith(min(alike, key=len)) for name in alike)


@pytest.mark.parametrize("code", WORDING)
def test_words_are_there_in_both_languages_for_a_code_that_is_used(code: str) -> None:
    status, title = WORDING[code]

    assert 400 <= status < 600
    assert any("\u4e00" <= character <= "\u9fff" for character in title.zh)
    assert title.en.isascii()
    assert code in _texts_outside_the_wording()
