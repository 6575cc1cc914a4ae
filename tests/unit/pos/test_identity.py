"""Names, telephone and identity numbers: which can be, how they are masked, and by what they are found."""

from datetime import date

import pytest

from pos.errors import Refusal
from pos.members.finding import sought_in, tokens_of
from pos.members.identity import (
    birth_date_in,
    check_character,
    checked_id_number,
    checked_name,
    checked_phone,
)
from pos.members.joining import Newcomer, checked_newcomer
from pos.members.masking import mask_id_number, mask_name, mask_phone
from pos.members.people import Person

TODAY = date(2026, 11, 25)
# 310199 is no district: nobody has this number.
FIRST_17 = "31019919480229001"
NUMBER = FIRST_17 + check_character(FIRST_17)


def code_of(newcomer: Newcomer) -> str:
    """Return the code under which somebody is refused, or ''."""
    try:
        checked_newcomer(newcomer, today=TODAY)
    except Refusal as refusal:
        return refusal.code
    return ""


def test_the_check_character_is_that_of_the_standard() -> None:
    # The example of GB 11643-1999, annex A.
    assert check_character("11010519491231002") == "X"
    assert check_character("44052418800101001") == "4"


@pytest.mark.parametrize("typed", [NUMBER, f" {NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]} ", NUMBER.lower()])
def test_an_identity_number_is_brought_into_one_form(typed: str) -> None:
    assert checked_id_number(typed) == NUMBER
    assert birth_date_in(NUMBER) == date(1948, 2, 29)


@pytest.mark.parametrize(
    "typed",
    [
        NUMBER[:-1],
        NUMBER + "0",
        NUMBER[:-1] + ("0" if NUMBER[-1] != "0" else "1"),
        # Two neighbouring digits exchanged.
        NUMBER[:5] + NUMBER[6] + NUMBER[5] + NUMBER[7:],
        "3101991947022900" + "1" + check_character("31019919470229001"),
        "0" * 18,
        "三一零一九九一九四八零二二九零零一五",
        "310199480229001",
    ],
)
def test_what_is_no_identity_number_is_refused(typed: str) -> None:
    assert code_of(Newcomer("测试", id_number=typed)) == "bad_id_number"


@pytest.mark.parametrize(
    ("typed", "phone"),
    [
        ("19900000001", "19900000001"),
        ("199 0000-0001", "19900000001"),
        ("+86 199 0000 0001", "19900000001"),
        ("02155550137", "02155550137"),
        ("１９９００００００１１", "19900000011"),
        ("", ""),
    ],
)
def test_a_telephone_number_is_brought_into_one_form(typed: str, phone: str) -> None:
    assert checked_phone(typed) == phone


@pytest.mark.parametrize("typed", ["1990000000", "199000000011", "12900000001", "phone", "9" * 11])
def test_what_is_no_telephone_number_is_refused(typed: str) -> None:
    assert code_of(Newcomer("测试", date(1948, 1, 1), phone=typed)) == "bad_phone"


@pytest.mark.parametrize(
    ("typed", "name"),
    [(" 陈美娟 ", "陈美娟"), ("阿依古丽·买买提", "阿依古丽·买买提"), ("John  Smith", "John Smith")],
)
def test_a_name_is_brought_into_one_form(typed: str, name: str) -> None:
    assert checked_name(typed) == name


@pytest.mark.parametrize("typed", ["", "   ", "陈" * 41, "陈\x00娟", "13800000000", "<b>陈", "=cmd", "·"])
def test_what_is_no_name_is_refused(typed: str) -> None:
    assert code_of(Newcomer(typed, date(1948, 1, 1))) == "bad_name"


def test_the_birth_date_comes_from_the_identity_number() -> None:
    assert checked_newcomer(Newcomer("测试", id_number=NUMBER), today=TODAY).birth_date == date(1948, 2, 29)
    assert code_of(Newcomer("测试", date(1948, 2, 29), NUMBER)) == ""
    assert code_of(Newcomer("测试", date(1948, 2, 28), NUMBER)) == "birth_date_differs"
    assert code_of(Newcomer("测试")) == "birth_date_missing"


def test_who_joins_was_born_and_can_be_alive() -> None:
    assert code_of(Newcomer("测试", TODAY)) == ""
    assert code_of(Newcomer("测试", date(2026, 11, 26))) == "born_in_the_future"
    assert code_of(Newcomer("测试", date(1896, 1, 1))) == ""
    assert code_of(Newcomer("测试", date(1895, 12, 31))) == "birth_date_missing"


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("陈美娟", "陈*娟"),
        ("陈娟", "陈*"),
        ("欧阳修文", "欧**文"),
        ("陈", "陈"),
        ("阿依古丽·买买提", "阿******提"),
        ("John Smith", "J*** S***"),
        ("Madonna", "M***"),
    ],
)
def test_a_name_is_masked(name: str, masked: str) -> None:
    assert mask_name(name) == masked


def test_numbers_are_masked() -> None:
    assert mask_phone("13800001234") == "138****1234"
    assert mask_id_number("310199194802290012") == "310***********0012"
    assert mask_phone("") == ""
    assert mask_phone("1234567") == "*******"
    assert mask_phone("12345678") == "123*5678"


@pytest.mark.parametrize(
    "typed",
    [
        "陈美娟", "美娟", "cmj", "CMJ", "chenmeijuan", "chen meijuan", "19900000001", "+86 19900000001",
        "199 0000 0001", "0001", NUMBER, NUMBER.lower(), "陈 美娟",
    ],
)  # fmt: skip
def test_a_person_is_found_by_whatever_is_known_of_them(typed: str) -> None:
    person = Person("陈美娟", "19900000001", NUMBER)

    assert sought_in(typed) & tokens_of(person)


@pytest.mark.parametrize(
    "typed", ["陈美", "cm", "000", "00001", "1990000000", "", " ", "%", "*", "陈*娟", "😀"]
)
def test_a_person_is_not_found_by_less(typed: str) -> None:
    person = Person("陈美娟", "19900000001", NUMBER)

    assert not sought_in(typed) & tokens_of(person)


def test_a_surname_that_is_read_in_two_ways_is_found_by_both() -> None:
    tokens = tokens_of(Person("曾桂英"))

    assert {("spelling", "zengguiying"), ("spelling", "cengguiying"), ("initials", "zgy")} <= tokens


def test_a_name_of_two_surnames_is_found_by_the_given_one() -> None:
    assert ("given_name", "修文") in tokens_of(Person("欧阳修文"))
    assert ("given_name", "美娟") in tokens_of(Person("陈美娟"))


def test_a_person_says_nothing_of_themselves() -> None:
    assert repr(Person("陈美娟", "19900000001", NUMBER)) == "Person()"
    assert "陈美娟" not in repr(Newcomer("陈美娟", id_number=NUMBER))
