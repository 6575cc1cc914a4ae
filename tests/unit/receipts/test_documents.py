"""A document is kept as JSON and read back exactly, or refused with the place that is wrong."""

import json
from typing import Any

import pytest

from pos.receipts.documents import (
    Cut,
    Document,
    DocumentError,
    Feed,
    Line,
    Pair,
    Rule,
    document_from_json,
    document_to_json,
)

EVERY_BLOCK = Document(
    "sale_receipt",
    "T1-000001",
    (
        Line("【重印】", "center", size=2, is_bold=True, is_inverse=True),
        Line("米饭"),
        Pair("实付", "￥1.00", size=2, is_bold=True),
        Pair("原价", "1.00"),
        Rule(),
        Rule(is_double=True),
        Feed(),
        Feed(3),
        Cut(),
    ),
)


def kept(*blocks: Any, **changes: Any) -> str:
    """Write the JSON of a document with these blocks."""
    whole = {"version": 1, "kind": "test", "number": "1", "blocks": list(blocks)} | changes
    return json.dumps({name: value for name, value in whole.items() if value is not None})


def test_every_block_comes_back_as_it_was() -> None:
    assert document_from_json(document_to_json(EVERY_BLOCK)) == EVERY_BLOCK


def test_what_stands_at_its_default_is_left_out() -> None:
    assert '{"block":"line","text":"米饭"}' in document_to_json(EVERY_BLOCK)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("{", "not JSON"),
        ("[]", "document: not an object"),
        (kept(version=2), "document: version 2, not 1"),
        (kept(version=None), "missing ['version']"),
        (kept(till="T1"), "unknown ['till']"),
        (kept(number=5), "document: number cannot be 5"),
        (kept(blocks={}), "document: blocks cannot be {}"),
        (kept("line"), "block 0: unknown block None"),
        (kept({"block": "cut"}, {"block": "qr"}), "block 1: unknown block 'qr'"),
        (kept({"block": ["line"]}), "block 0: unknown block ['line']"),
        (kept({"block": "line"}), "block 0: missing ['text']"),
        (kept({"block": "pair", "left": "a"}), "block 0: missing ['right']"),
        (kept({"block": "rule", "text": "a"}), "block 0: missing [], unknown ['text']"),
        (kept({"block": "line", "text": 5}), "block 0: text cannot be 5"),
        (kept({"block": "line", "text": "a", "size": 3}), "block 0: size cannot be 3"),
        (kept({"block": "line", "text": "a", "size": True}), "block 0: size cannot be True"),
        (kept({"block": "line", "text": "a", "align": "middle"}), "block 0: align cannot be 'middle'"),
        (kept({"block": "line", "text": "a", "is_bold": 1}), "block 0: is_bold cannot be 1"),
        (kept({"block": "feed", "lines": 0}), "block 0: lines cannot be 0"),
        (kept({"block": "feed", "lines": 21}), "block 0: lines cannot be 21"),
    ],
)
def test_a_document_that_is_not_ours_is_refused_with_its_place(text: str, where: str) -> None:
    with pytest.raises(DocumentError) as refusal:
        document_from_json(text)
    assert where in str(refusal.value)


def test_twenty_empty_lines_are_the_most() -> None:
    assert document_from_json(kept({"block": "feed", "lines": 20})).blocks == (Feed(20),)
