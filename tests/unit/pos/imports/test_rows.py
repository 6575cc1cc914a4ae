"""A row of a list says who somebody is, or exactly what is wrong with it."""

from datetime import date, datetime, time
from pathlib import Path

import pytest

from pos.imports.cells import CellFault, cell_text
from tests.resident_lists import HEADINGS, csv_bytes, id_number, resident, residents
from tests.unit.pos.imports.lists import TODAY, faults, people, read_bytes, read_row

BORN = date(1948, 3, 5)
ID = id_number(BORN, 11)
PHONE = "19900000001"
FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
BIRTH_HEADINGS = ("姓名", "出生日期", "手机")


def test_a_resident_is_read_with_everything(tmp_path: Path) -> None:
    row = read_row(tmp_path, "张美娟", ID, PHONE, "天平街道", "徐汇区", "低保、独居", "2027-12-31")

    assert row.faults == ()
    read = row.resident
    assert read is not None
    assert (read.row, read.name, read.birth_date) == (2, "张美娟", BORN)
    assert (read.id_number, read.phone) == (ID, PHONE)
    assert (read.residence_area, read.hukou_area) == ("tianping", "xuhui")
    assert (read.classes, read.valid_until) == (("dibao", "living_alone"), date(2027, 12, 31))


@pytest.mark.parametrize(
    "spelling",
    ["1948-3-5", "1948/03/05", "1948.3.5", "1948年3月5日", "19480305", "１９４８年３月５日", " 1948-03-05 "],
)
def test_a_birth_date_is_read_however_it_is_spelt(tmp_path: Path, spelling: str) -> None:
    row = read_row(tmp_path, "张美娟", spelling, PHONE, headings=BIRTH_HEADINGS)

    assert row.resident is not None
    assert row.resident.birth_date == BORN


@pytest.mark.parametrize(
    "spelling", ["1948-13-01", "1948-02-30", "3/5/1948", "48-3-5", "1948年3月", "三月五日"]
)
def test_what_is_no_day_for_certain_is_no_day(tmp_path: Path, spelling: str) -> None:
    row = read_row(tmp_path, "张美娟", spelling, PHONE, headings=BIRTH_HEADINGS)

    assert faults([row]) == [(2, "birth_date", "no_date")]


@pytest.mark.parametrize(
    "spelling",
    [ID, f" {ID} ", f"'{ID}", f"{ID[:6]} {ID[6:14]} {ID[14:]}", ID.translate(FULL_WIDTH)],
)
def test_an_id_number_is_read_through_spaces_marks_and_full_width(tmp_path: Path, spelling: str) -> None:
    row = read_row(tmp_path, "张美娟", spelling, headings=("姓名", "身份证号"))

    assert row.resident is not None
    assert (row.resident.id_number, row.resident.birth_date) == (ID, BORN)


def test_an_id_number_may_end_in_a_small_x(tmp_path: Path) -> None:
    with_x = next(number for n in range(1, 99) if (number := id_number(BORN, n)).endswith("X"))

    row = read_row(tmp_path, "张美娟", with_x.lower(), headings=("姓名", "身份证号"))

    assert row.resident is not None
    assert row.resident.id_number == with_x


@pytest.mark.parametrize(
    "number",
    [
        ID[:-1] + ("0" if ID[-1] != "0" else "1"),
        ID[:-1],
        f"{ID[:6]}480305{ID[14:17]}",
        id_number(BORN, 11)[:10] + "0230" + ID[14:],
    ],
    ids=["check", "17 digits", "15 digits of old", "day"],
)
def test_an_id_number_with_a_slip_in_it_is_an_error(tmp_path: Path, number: str) -> None:
    row = read_row(tmp_path, "张美娟", number, headings=("姓名", "身份证号"))

    assert row.resident is None
    assert faults([row]) == [(2, "id_number", "no_id_number")]


@pytest.mark.parametrize("cell", ["3.10104E+17", "3.10199194803E17", "+3.1E17"])
def test_an_id_number_that_a_spreadsheet_shortened_has_lost_digits(tmp_path: Path, cell: str) -> None:
    row = read_row(tmp_path, "张美娟", cell, headings=("姓名", "身份证号"))

    assert faults([row]) == [(2, "id_number", "digits_lost")]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (310199194803050113, "digits_lost"),
        (3.10199194803050e17, "digits_lost"),
        (float("nan"), "digits_lost"),
        ("=A1", "formula"),
        ("#N/A", "formula"),
        (time(12, 30), "formula"),
        ("张\x00三", "odd_characters"),
        ("张\u202e三", "odd_characters"),
    ],
)
def test_a_cell_that_lost_something_is_a_fault(cell: object, code: str) -> None:
    with pytest.raises(CellFault) as fault:
        cell_text(cell)

    assert fault.value.code == code


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (19900000001, "19900000001"),
        (19900000001.0, "19900000001"),
        (datetime(1948, 3, 5), "1948-03-05"),  # noqa: DTZ001 - as spreadsheets have it
        (BORN, "1948-03-05"),
        ("\u3000张三\u200b ", "张三"),
        (1.5, "1.5"),
        (True, "True"),
    ],
)
def test_a_cell_says_what_it_shows(cell: object, text: str) -> None:
    assert cell_text(cell) == text


@pytest.mark.parametrize(
    "spelling", [PHONE, f"+86 {PHONE}", f"0086{PHONE}", "199-0000-0001", f"86{PHONE}", f"（+86）{PHONE}"]
)
def test_a_phone_number_is_read_however_it_is_spelt(tmp_path: Path, spelling: str) -> None:
    row = read_row(tmp_path, "张美娟", ID, spelling)

    assert row.resident is not None
    assert row.resident.phone == PHONE


@pytest.mark.parametrize("spelling", ["1990000000", "199000000011", "2155550137", "12900000001", "无"])
def test_what_is_no_phone_number_is_an_error(tmp_path: Path, spelling: str) -> None:
    assert faults([read_row(tmp_path, "张美娟", ID, spelling)]) == [(2, "phone", "no_phone")]


@pytest.mark.parametrize(
    ("spelling", "area"),
    [
        ("天平街道", "tianping"),
        ("天平", "tianping"),
        ("上海市徐汇区天平街道", "tianping"),
        ("徐汇区 天平街道", "tianping"),
        ("上海", "shanghai"),
        ("Xuhui", "xuhui"),
        ("tianping", "tianping"),
    ],
)
def test_an_area_is_known_by_its_names(tmp_path: Path, spelling: str, area: str) -> None:
    row = read_row(tmp_path, "张美娟", ID, "", spelling)

    assert row.resident is not None
    assert row.resident.residence_area == area


@pytest.mark.parametrize("spelling", ["安徽省", "天平街道徐汇区", "徐汇区永嘉路"])
def test_an_area_that_no_scheme_knows_is_left_out_and_said(tmp_path: Path, spelling: str) -> None:
    row = read_row(tmp_path, "张美娟", ID, "", "", spelling)

    assert row.resident is not None
    assert row.resident.hukou_area == ""
    assert faults([row]) == [(2, "hukou", "unknown_area")]


@pytest.mark.parametrize(
    ("spelling", "classes"),
    [
        ("低保", ("dibao",)),
        ("低保;独居;低保", ("dibao", "living_alone")),
        ("dibao 独居", ("dibao", "living_alone")),
        ("minimum living allowance", ("dibao",)),
        ("无", ()),
        ("", ()),
    ],
)
def test_classes_are_known_by_their_names(tmp_path: Path, spelling: str, classes: tuple[str, ...]) -> None:
    row = read_row(tmp_path, "张美娟", ID, "", "", "", spelling)

    assert row.resident is not None
    assert row.resident.classes == classes


def test_a_class_that_nobody_knows_is_an_error_for_it_means_money(tmp_path: Path) -> None:
    assert faults([read_row(tmp_path, "张美娟", ID, "", "", "", "高干")]) == [(2, "classes", "unknown_class")]


def test_a_proof_that_is_over_is_left_out_and_said(tmp_path: Path) -> None:
    row = read_row(tmp_path, "张美娟", ID, "", "", "", "低保", "2026-11-24")
    counts_today = read_row(tmp_path, "张美娟", ID, "", "", "", "低保", TODAY.isoformat())

    assert row.resident is not None
    assert row.resident.classes == ()
    assert faults([row]) == [(2, "valid_until", "proof_over")]
    assert counts_today.resident is not None
    assert counts_today.resident.classes == ("dibao",)


def test_the_birth_date_has_to_be_that_of_the_id_number(tmp_path: Path) -> None:
    headings = ("姓名", "身份证号", "出生日期")

    assert faults([read_row(tmp_path, "张美娟", ID, "1948-03-06", headings=headings)]) == [
        (2, "birth_date", "birth_date_differs")
    ]
    assert read_row(tmp_path, "张美娟", ID, "1948-03-05", headings=headings).faults == ()


@pytest.mark.parametrize(("born", "code"), [("2026-11-26", "born_in_the_future"), ("1895-12-31", "too_old")])
def test_nobody_is_born_tomorrow_or_lives_for_ever(tmp_path: Path, born: str, code: str) -> None:
    row = read_row(tmp_path, "张美娟", born, "", headings=BIRTH_HEADINGS)

    assert faults([row]) == [(2, "birth_date", code)]


@pytest.mark.parametrize("born", ["2026-11-25", "1896-01-01"])
def test_the_youngest_and_the_oldest_are_read(tmp_path: Path, born: str) -> None:
    assert read_row(tmp_path, "张美娟", born, "", headings=BIRTH_HEADINGS).faults == ()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "missing"),
        ("123", "odd_characters"),
        ("张3", "odd_characters"),
        ("张" * 41, "too_long"),
        ("=B2", "formula"),
    ],
)
def test_a_row_needs_a_name_that_is_one(tmp_path: Path, name: str, code: str) -> None:
    assert faults([read_row(tmp_path, name, ID)]) == [(2, "name", code)]


@pytest.mark.parametrize(
    ("spelling", "name"),
    [("王 芳", "王芳"), ("王\u3000芳", "王芳"), ("Anna  Li", "Anna Li"), ("买买提·吐尔逊", "买买提·吐尔逊")],
)
def test_a_name_loses_the_spaces_that_align_it(tmp_path: Path, spelling: str, name: str) -> None:
    row = read_row(tmp_path, spelling, ID)

    assert row.resident is not None
    assert row.resident.name == name


def test_a_row_without_id_number_and_birth_date_is_an_error(tmp_path: Path) -> None:
    assert faults([read_row(tmp_path, "张美娟", "", PHONE)]) == [(2, "birth_date", "missing")]


def test_every_fault_of_a_row_is_found_at_once(tmp_path: Path) -> None:
    row = read_row(tmp_path, "", "123", "123", "", "", "高干", "soon")

    assert {code for _, _, code in faults([row])} == {
        "missing", "no_id_number", "no_phone", "unknown_class", "no_date",
    }  # fmt: skip


def test_a_fault_repeats_nothing_of_the_cell(tmp_path: Path) -> None:
    row = read_row(tmp_path, "张美娟", "310199194803050999", "12345678901")

    assert not any(text in repr(row.faults) for text in ("张美娟", "310199194803050999", "12345678901"))


def test_the_second_row_of_a_person_is_an_error_that_names_the_first(tmp_path: Path) -> None:
    one, other = resident(1), resident(2)
    renamed = ("李四", *one[1:])

    rows = read_bytes(tmp_path, csv_bytes([one, other, renamed]))

    assert len(people(rows)) == 2
    assert [(fault.row, fault.code, fault.other_row) for fault in rows[2].faults] == [
        (4, "twice_in_the_list", 2)
    ]


def test_without_id_numbers_people_are_told_apart_by_name_birth_date_and_phone(tmp_path: Path) -> None:
    row = ("张美娟", "1948-3-5", PHONE)
    others = [("张美珍", *row[1:]), (row[0], "1948-3-6", row[2]), (*row[:2], "19900000002")]

    rows = read_bytes(tmp_path, csv_bytes([row, *others, row], BIRTH_HEADINGS))

    assert len(people(rows)) == 4
    assert faults(rows) == [(6, "name", "twice_in_the_list")]


def test_a_short_row_and_a_long_row_are_read(tmp_path: Path) -> None:
    rows = read_bytes(tmp_path, csv_bytes([resident(1)[:2], (*resident(2), "more", "still more")]))

    assert len(people(rows)) == 2


def test_made_up_residents_are_all_different_and_right(tmp_path: Path) -> None:
    rows = read_bytes(tmp_path, csv_bytes(residents(2_000)))

    assert faults(rows) == []
    assert len({one.identity for one in people(rows)}) == 2_000
    assert len(HEADINGS) == len(resident(0))
