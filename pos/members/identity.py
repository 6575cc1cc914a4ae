"""Is that a name, a telephone number, an identity number that somebody can have?

Rule: what is written down is checked and brought into one form first; nothing here knows whose it is.
"""

import re
import unicodedata
from datetime import date

from pos.errors import Refusal

MOST_NAME_LETTERS = 40
# GB 11643-1999: the weights of the first 17 digits, and the check character by the sum modulo 11.
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
ID_NUMBER = re.compile(r"[1-9][0-9]{16}[0-9X]")
# Mobile numbers; a landline of Shanghai has its area code and eight digits, as long.
PHONE = re.compile(r"1[3-9][0-9]{9}|0[0-9]{10}")
BIRTH = slice(6, 14)


class BadName(Refusal):
    """The name is empty, too long, or holds what no name has."""

    code = "bad_name"


class BadPhone(Refusal):
    """That is no telephone number of 11 digits."""

    code = "bad_phone"


class BadIdNumber(Refusal):
    """That is no identity number: 18 characters, a day of birth that was, and the right last one."""

    code = "bad_id_number"


def checked_name(name: str) -> str:
    """Return a name in one form: usual characters, single spaces.

    :raises BadName: when nobody can be called so.
    """
    plain = " ".join(unicodedata.normalize("NFKC", name).split())
    letters = sum(character.isalpha() for character in plain)
    is_printable = plain.isprintable() and not re.search(r"[0-9<>{}|\\@=;]", plain)
    if not letters or len(plain) > MOST_NAME_LETTERS or not is_printable:
        raise BadName
    return plain


def checked_phone(phone: str) -> str:
    """Return a telephone number as 11 digits; '' stays ''.

    :raises BadPhone: when it is none.
    """
    plain = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", phone))
    plain = re.sub(r"^(\+86|0086)", "", plain)
    if plain and not PHONE.fullmatch(plain):
        raise BadPhone
    return plain


def checked_id_number(id_number: str) -> str:
    """Return an identity number of GB 11643 in one form; '' stays ''.

    :raises BadIdNumber: when it is none.
    """
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", id_number)).upper()
    if plain and not (ID_NUMBER.fullmatch(plain) and check_character(plain) == plain[-1]):
        raise BadIdNumber
    if plain:
        birth_date_in(plain)
    return plain


def check_character(id_number: str) -> str:
    """Return what the last character of an identity number has to be."""
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, id_number[:17], strict=True))
    return CHECKS[total % len(CHECKS)]


def birth_date_in(id_number: str) -> date:
    """Return the day of birth that an identity number states.

    :raises BadIdNumber: when there was no such day.
    """
    digits = id_number[BIRTH]
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError as error:
        raise BadIdNumber from error
