"""Four status bytes become the one thing that a person must see to."""

import pytest

from pos.receipts.status import is_status_answer, printer_state


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ({}, "ok"),
        # The drawer's pin, not a fault.
        ({1: 0x16}, "ok"),
        ({4: 0x1E}, "paper_low"),
        ({1: 0x1A, 2: 0x32, 4: 0x7E}, "paper_out"),
        ({4: 0x72}, "paper_out"),
        ({1: 0x1A, 2: 0x16}, "cover_open"),
        ({1: 0x1A, 2: 0x36, 4: 0x7E}, "cover_open"),
        ({3: 0x1A}, "error"),
        ({2: 0x52}, "error"),
        ({1: 0x1A}, "error"),
    ],
)
def test_status_bytes_name_what_is_wrong(answers: dict[int, int], state: str) -> None:
    assert printer_state({1: 0x12, 2: 0x12, 3: 0x12, 4: 0x12} | answers) == state


@pytest.mark.parametrize(("byte", "is_answer"), [(0x12, True), (0x7E, True), (0x00, False), (0x10, False)])
def test_a_status_answer_is_known_by_its_fixed_bits(byte: int, is_answer: bool) -> None:
    assert is_status_answer(byte) is is_answer
