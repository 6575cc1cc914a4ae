"""A preview is the paper itself, drawn before any printer has it."""

from datetime import UTC, datetime

import pytest

from pos.receipts.documents import DocumentError, document_to_json
from pos.receipts.preview import preview_svg
from pos.receipts.sale_receipt import sale_receipt
from tests.unit.receipts.samples import sale

NOON = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)


def test_the_preview_shows_what_was_paid_and_what_is_left() -> None:
    svg = preview_svg(document_to_json(sale_receipt(sale())), at=NOON)
    assert svg.startswith("<svg ")
    for text in ("红烧大排", "￥", "31.20", "155.30"):
        assert f">{text}</text>" in svg


def test_a_wider_paper_is_drawn_wider() -> None:
    kept = document_to_json(sale_receipt(sale()))
    assert 'width="464"' in preview_svg(kept, at=NOON)
    assert 'width="656"' in preview_svg(kept, at=NOON, columns=48)


def test_a_document_that_cannot_be_read_has_no_preview() -> None:
    with pytest.raises(DocumentError):
        preview_svg("{}", at=NOON)
