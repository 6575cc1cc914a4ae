"""Every sentence by which the language of schemes refuses is told to a manager in both languages."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import pricing.language
from pos.web.scheme_problems import problem_of

LANGUAGE = Path(pricing.language.__file__).parent
# What stands in a hole of a sentence: a number and a word at once.
HOLE = "1"


def _text(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else HOLE for part in node.values)
    return None


def _sentences() -> Iterator[str]:
    """Return what is said where the language refuses, with its holes filled."""
    for path in sorted(LANGUAGE.glob("*.py")):
        # Cases are read for the command line only.
        if path.name == "case.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name | ast.Attribute):
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            if name in ("refuse", "_refuse", "SchemeError") and node.args:
                said = _text(node.args[-1])
                if said is not None:
                    yield said


SENTENCES = sorted(set(_sentences()))


def test_the_language_refuses_in_many_ways() -> None:
    assert len(SENTENCES) > 30


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_has_a_code_and_words(sentence: str) -> None:
    problem = problem_of("terms[0].who", sentence)

    assert problem.code != "not_valid"
    assert any("\u4e00" <= character <= "\u9fff" for character in problem.words.zh)
    assert problem.words.en.isascii()


@pytest.mark.parametrize(
    ("field", "sentence", "zh", "en"),
    [
        (
            "terms[0].benefit.amount_fen",
            "must be a whole number from 1 to 100000000, not 0",
            "须为 0.01 ~ 1000000.00 元",
            "An amount from 0.01 ~ 1000000.00 yuan",
        ),
        (
            "terms[0].benefit.pays_bp",
            "must be a whole number from 0 to 9999, not 10000",
            "须为 0 ~ 9.999 折",
            "Pays 0 % to 99.99 %",
        ),
        (
            "tiers[0].who.min_age",
            "must be a whole number from 0 to 150, not 200",
            "须为 0 ~ 150 的整数",
            "A whole number from 0 to 150",
        ),
        (
            "terms[2].who",
            "someone could also be meant by terms[0]",
            "与第1行重叠：同一个人会同时符合两行",
            "Overlaps row 1: one person could fit both",
        ),
        ("name.en", "is missing", "此项必填（en）", "Missing (en)"),
    ],
)
def test_bounds_and_rows_are_said_as_the_form_shows_them(field: str, sentence: str, zh: str, en: str) -> None:
    words = problem_of(field, sentence).words

    assert (words.zh, words.en) == (zh, en)


def test_what_nobody_foresaw_is_said_as_it_is() -> None:
    problem = problem_of("rules", "is of another world")

    assert (problem.code, problem.words.en) == ("not_valid", "Not valid: it is of another world")
