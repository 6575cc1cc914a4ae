"""A list is read from any file that an office has, and what is no list is refused for a reason."""

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from pos.imports import sheets
from pos.imports.faults import ListRefused
from pos.imports.reading import ResidentList
from tests.resident_lists import HEADINGS, csv_bytes, resident, residents, write_workbook
from tests.unit.pos.imports.lists import TODAY, demo_words, faults, people, read, read_bytes, refusal

ROWS = list(residents(30))


def names(folder: Path, contents: bytes) -> list[str]:
    """Return who is in a file of these contents."""
    return [one.name for one in people(read_bytes(folder, contents))]


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "gb2312", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_text_is_read_in_every_usual_coding(tmp_path: Path, coding: str, delimiter: str) -> None:
    rows = [resident(number) for number in range(400)]

    found = names(tmp_path, csv_bytes(rows, coding=coding, delimiter=delimiter))

    assert found == [row[0] for row in rows]


def test_a_workbook_is_read(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "list.xlsx", ROWS)

    assert [one.name for one in people(read(path))] == [row[0] for row in ROWS]


def test_what_a_file_is_tells_its_contents_and_not_its_name(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "list.csv", ROWS)

    assert len(people(read(path))) == 30


def test_a_workbook_gives_days_as_days_and_numbers_as_numbers(tmp_path: Path) -> None:
    rows = [("张美娟", date(1948, 3, 5), 19900000001), ("李四", 19500102, "19900000002")]
    path = write_workbook(tmp_path / "list.xlsx", rows, ("姓名", "出生日期", "手机"))

    found = people(read(path))

    assert [(one.birth_date, one.phone) for one in found] == [
        (date(1948, 3, 5), "19900000001"),
        (date(1950, 1, 2), "19900000002"),
    ]


def test_an_id_number_kept_as_a_number_has_lost_its_last_digits(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "list.xlsx", [("张美娟", 310199194803050113)], ("姓名", "身份证号"))

    assert faults(read(path)) == [(2, "id_number", "digits_lost")]


def test_a_formula_is_an_error_and_is_not_worked_out(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "list.xlsx", [("=A3", resident(1)[1])], ("姓名", "身份证号"))

    assert faults(read(path)) == [(2, "name", "formula")]


def test_titles_and_empty_rows_around_a_list_are_passed_over(tmp_path: Path) -> None:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.append(["天平街道老年居民名单"])
    sheet.merge_cells("A1:G1")
    sheet.append([])
    sheet.append(list(HEADINGS))
    sheet.append(list(resident(1)))
    sheet.append([])
    sheet.append(["  "])
    sheet.append(list(resident(2)))
    workbook.save(tmp_path / "list.xlsx")

    rows = read(tmp_path / "list.xlsx")

    assert [row.number for row in rows] == [4, 7]
    assert len(people(rows)) == 2


def test_cells_that_join_several_people_are_refused_with_their_place(tmp_path: Path) -> None:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.append(list(HEADINGS))
    for row in ROWS:
        sheet.append(list(row))
    sheet.merge_cells("D5:D9")
    workbook.save(tmp_path / "list.xlsx")

    with pytest.raises(ListRefused) as refused:
        read(tmp_path / "list.xlsx")

    assert refused.value.facts == {"reason": "merged_cells", "cells": "D5:D9"}


def test_the_first_sheet_with_headings_is_the_list_and_the_others_are_named(tmp_path: Path) -> None:
    workbook = Workbook()
    workbook.worksheets[0].title = "说明"
    workbook.worksheets[0].append(["请按格式填写"])
    sheet = workbook.create_sheet("名单")
    sheet.append(list(HEADINGS))
    sheet.append(list(resident(1)))
    workbook.create_sheet("旧").append(list(HEADINGS))
    hidden = workbook.create_sheet("hidden")
    hidden.sheet_state = "hidden"
    workbook.save(tmp_path / "list.xlsx")

    with ResidentList(tmp_path / "list.xlsx", demo_words(), today=TODAY) as found:
        assert len(list(found.rows())) == 1
        assert found.ignored == ("说明", "旧")


@pytest.mark.parametrize(
    "headings",
    [
        ("姓 名", "身份证号码*", "联系电话（必填）"),
        ("Name", "ID number", "Phone"),
        ("【会员】姓名", "公民身份号码", "手机号："),
        ("name", "id_number", "phone"),
    ],
)
def test_headings_are_known_however_they_are_dressed(tmp_path: Path, headings: tuple[str, ...]) -> None:
    rows = read_bytes(tmp_path, csv_bytes([resident(1)[:3]], headings))

    assert [(one.id_number, one.phone) for one in people(rows)] == [resident(1)[1:3]]


def test_unknown_columns_are_told_and_ignored(tmp_path: Path) -> None:
    path = tmp_path / "list"
    path.write_bytes(csv_bytes([("1", *resident(1)[:2], "120.00")], ("序号", "姓名", "身份证号", "余额")))

    with ResidentList(path, demo_words(), today=TODAY) as found:
        assert found.columns == ("name", "id_number")
        assert found.ignored == ("序号", "余额")
        assert len(people(list(found.rows()))) == 1


@pytest.mark.parametrize(
    ("contents", "reason"),
    [
        (b"", "empty"),
        (b"\n\n ,, \n", "empty"),
        ("某某,某某\n1,2\n".encode(), "no_heading"),
        (b"\xff\xff\xff\xff", "unreadable_text"),
        (b"a\x00b", "unreadable_text"),
        ("姓名,手机\n张三,19900000001\n".encode(), "columns_missing"),
        ("姓名,姓名,身份证号\n".encode(), "column_twice"),
        (b"PK\x03\x04 and nothing more", "not_a_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_or_locked_workbook"),
        ('姓名,身份证号\n"张三,1\n'.encode() + b"x\n" * 5_000, "broken_quotes"),
        ('姓名,身份证号\n"张"三,1\n'.encode(), "broken_quotes"),
    ],
)
def test_what_is_no_list_is_refused_for_a_reason(tmp_path: Path, contents: bytes, reason: str) -> None:
    assert refusal(tmp_path, contents) == reason


def test_a_refusal_says_which_columns_are_missing(tmp_path: Path) -> None:
    with pytest.raises(ListRefused) as refused:
        read_bytes(tmp_path, "姓名,手机\n".encode())

    assert refused.value.facts["columns"] == ["id_number", "birth_date"]


def test_an_archive_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("list.csv", csv_bytes(ROWS))

    assert refusal(tmp_path, packed.getvalue()) == "not_a_workbook"


def test_an_archive_that_unpacks_without_end_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "good.xlsx", ROWS)
    packed = io.BytesIO()
    with zipfile.ZipFile(path) as good, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bomb:
        for part in good.infolist():
            padding = b" " * 30_000_000 if part.filename.endswith("sheet1.xml") else b""
            bomb.writestr(part.filename, good.read(part) + padding)

    assert len(packed.getvalue()) < 100_000
    assert refusal(tmp_path, packed.getvalue()) == "unpacks_too_large"


def test_entities_of_xml_are_not_blown_up(tmp_path: Path) -> None:
    tenfold = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    declared = f'<!DOCTYPE sst [<!ENTITY a0 "aaaaaaaaaa">{tenfold}]>'
    text = f'<?xml version="1.0"?>{declared}<worksheet>&a11;</worksheet>'
    path = write_workbook(tmp_path / "good.xlsx", ROWS)
    packed = io.BytesIO()
    with zipfile.ZipFile(path) as good, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bomb:
        for part in good.infolist():
            is_sheet = part.filename.endswith("sheet1.xml")
            bomb.writestr(part.filename, text if is_sheet else good.read(part))

    assert refusal(tmp_path, packed.getvalue()) == "not_a_workbook"


def test_a_file_may_be_so_large_and_no_larger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    contents = csv_bytes(ROWS)
    monkeypatch.setattr(sheets, "LARGEST_BYTES", len(contents))

    assert len(names(tmp_path, contents)) == 30
    assert refusal(tmp_path, contents + b"\n") == "too_large"


def test_a_list_may_have_so_many_rows_and_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 30)

    assert len(names(tmp_path, csv_bytes(ROWS))) == 30
    assert refusal(tmp_path, csv_bytes(residents(31))) == "too_many_rows"


def test_a_workbook_may_claim_cells_far_out(tmp_path: Path) -> None:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.append(list(HEADINGS))
    sheet.append(list(resident(1)))
    sheet["XFD3"] = "far out"
    workbook.save(tmp_path / "list.xlsx")

    assert len(people(read(tmp_path / "list.xlsx"))) == 1
