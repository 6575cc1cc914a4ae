"""A PIN that many try first is refused; a row of the database alone says nothing about any."""

import pytest

from pos.staff.passwords import WeakPassword, new_password, require_good_password
from pos.staff.pins import Peppered, WeakPin, require_good_pin
from pos.staff.tokens import CODE_ALPHABET, csrf_of, hash_of_code, is_csrf_of, new_code, new_token

PEPPER, OTHER = bytes(range(32)), bytes(32)


@pytest.mark.parametrize("pin", ["4071", "83920", "617394", "2604"])
def test_a_pin_of_four_to_six_digits_is_good(pin: str) -> None:
    require_good_pin(pin)


@pytest.mark.parametrize(
    "pin",
    [
        "", "407", "4071935", "40a1", "４０７１", "4071\n", "0000", "555555", "1234", "234567", "4321",
        "8765", "0123", "7890", "1950", "2026", "1999", "1212", "4747", "123123", "112233", "1122", "2580",
    ],
)  # fmt: skip
def test_what_is_tried_first_or_is_no_pin_is_refused(pin: str) -> None:
    with pytest.raises(WeakPin):
        require_good_pin(pin)


def test_a_hash_is_checked_only_under_its_own_pepper_for_its_own_owner_and_kind() -> None:
    peppered = Peppered(PEPPER)
    hashed = peppered.hash("pin", "S001", "4071")

    assert "4071" not in hashed
    assert hashed.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert peppered.matches(hashed, "pin", "S001", "4071")
    assert not peppered.matches(hashed, "pin", "S001", "4072")
    assert not peppered.matches(hashed, "pin", "S002", "4071")
    assert not peppered.matches(hashed, "password", "S001", "4071")
    assert not Peppered(OTHER).matches(hashed, "pin", "S001", "4071")
    assert not peppered.matches(None, "pin", "S001", "4071")
    assert not peppered.matches("damaged", "pin", "S001", "4071")


@pytest.mark.parametrize("password", ["linjian-mudan-1937", "晚风里的梧桐树下有一只猫"])
def test_a_long_password_is_good(password: str) -> None:
    require_good_password(password, code="S005", name="沈洁")


def test_a_password_that_we_make_up_is_good() -> None:
    require_good_password(new_password(), code="S005", name="沈洁")


@pytest.mark.parametrize(
    "password",
    [
        "short-1", "password12345", "Passw0rd-Canteen", "aaaaaaaaaaaaaaaa", "huixiangfu137",
        "我是沈洁我的密码很长很长", "S005S005S005",
    ],
)  # fmt: skip
def test_a_password_that_would_be_guessed_is_refused(password: str) -> None:
    with pytest.raises(WeakPassword):
        require_good_password(password, code="S005", name="沈洁")


def test_a_code_has_forty_bits_and_is_read_however_it_is_typed() -> None:
    code = new_code()

    assert len(set(CODE_ALPHABET)) ** len(code) == 2**40
    assert hash_of_code(PEPPER, f"{code[:4]}-{code[4:]}".lower()) == hash_of_code(PEPPER, code)
    assert hash_of_code(OTHER, code) != hash_of_code(PEPPER, code)


def test_what_a_page_is_told_belongs_to_one_session() -> None:
    token = new_token()

    assert is_csrf_of(token, csrf_of(token))
    assert not is_csrf_of(new_token(), csrf_of(token))
    assert not is_csrf_of(token, "")
    assert not is_csrf_of(token, "é")
    assert token not in csrf_of(token)
