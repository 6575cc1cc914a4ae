"""A card that wakes up again while it lies is one presentation; a card that was laid down again is two."""

import pytest

from cardreader.debounce import WINDOW_S, Debounce

READER = "Reader 0"
SERIAL = "0400000000000318"
WENT_AT_S = 100.0


@pytest.fixture
def debounce() -> Debounce:
    """Remember one card that went from one reader."""
    debounce = Debounce()
    debounce.note_removed(READER, SERIAL, WENT_AT_S)
    return debounce


@pytest.mark.parametrize(("after_s", "is_same"), [(0.0, True), (WINDOW_S, True), (WINDOW_S + 0.001, False)])
def test_card_that_comes_back_within_the_window_is_the_same(
    debounce: Debounce, after_s: float, is_same: bool
) -> None:
    assert debounce.is_same(READER, SERIAL, WENT_AT_S + after_s) is is_same


def test_another_card_at_once_is_another(debounce: Debounce) -> None:
    assert not debounce.is_same(READER, "0400000000000319", WENT_AT_S)


def test_same_card_at_another_reader_was_carried_there(debounce: Debounce) -> None:
    assert not debounce.is_same("Reader 1", SERIAL, WENT_AT_S)


def test_card_that_keeps_waking_up_stays_the_same(debounce: Debounce) -> None:
    at_s = WENT_AT_S
    for _ in range(20):
        at_s += WINDOW_S
        assert debounce.is_same(READER, SERIAL, at_s)
        debounce.note_removed(READER, SERIAL, at_s)


def test_card_that_another_one_replaced_is_new(debounce: Debounce) -> None:
    debounce.note_removed(READER, "0400000000000319", WENT_AT_S + 0.1)
    assert not debounce.is_same(READER, SERIAL, WENT_AT_S + 0.2)


def test_moment_before_the_removal_is_no_return(debounce: Debounce) -> None:
    assert not debounce.is_same(READER, SERIAL, WENT_AT_S - 0.001)


def test_window_is_what_was_asked_for() -> None:
    debounce = Debounce(window_s=2.0)
    debounce.note_removed(READER, SERIAL, WENT_AT_S)
    assert debounce.is_same(READER, SERIAL, WENT_AT_S + 2.0)
    assert not debounce.is_same(READER, SERIAL, WENT_AT_S + 2.1)
