"""Whatever is said of a list has its words in both languages."""

import pytest

from pos.imports.columns import SPELLINGS, column_of
from pos.imports.faults import ERRORS, NOTES, REASONS, RowFault
from pos.web.list_wording import COLUMNS, FAULTS, reason_words
from pos.web.list_wording import REASONS as REASON_WORDS

# What a process can come to nothing by, beside what is wrong with a file.
FAILURES = {"file_gone", "process_ended", "gave_no_sign", "out_of_reach", "fault"}


def test_every_code_has_its_words_and_no_words_are_left_over() -> None:
    assert set(FAULTS) == {*ERRORS, *NOTES}
    assert set(REASON_WORDS) == {*REASONS, *FAILURES}
    assert set(COLUMNS) == set(SPELLINGS)


@pytest.mark.parametrize(
    "error",
    [
        {"reason": "merged_cells", "cells": "D5:D9"},
        {"reason": "columns_missing", "columns": ["name", "id_number", "birth_date"]},
        {"reason": "column_twice", "column": "phone", "headings": ["手机", "电话"]},
        {"reason": "broken_quotes", "row": 7},
    ],
)
def test_a_reason_is_said_with_its_facts(error: dict[str, object]) -> None:
    words = reason_words(error)

    assert "{" not in words.zh + words.en
    assert all(str(fact) in words.zh for fact in error.values() if fact in ("D5:D9", 7))


def test_of_the_id_number_and_the_birth_date_one_is_enough() -> None:
    words = reason_words({"reason": "columns_missing", "columns": ["id_number", "birth_date"]})

    assert words.zh == "缺少必要的列：身份证号或出生日期"
    assert words.en == "Necessary columns are missing: ID number or Birth date"


def test_an_error_keeps_a_row_out_and_a_note_does_not() -> None:
    assert {RowFault(2, "name", code).weight for code in ERRORS} == {"error"}
    assert {RowFault(2, "name", code).weight for code in NOTES} == {"note"}


def test_each_column_is_known_by_its_own_words() -> None:
    assert all(column_of(words.zh) == column_of(words.en) == code for code, words in COLUMNS.items())
