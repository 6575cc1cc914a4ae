"""What do the texts of a list mean: a name, a day, an ID number, a phone number, classes?

Rule: what can be read in one way only is read, however it is spelt; anything else is a fault.
"""

import re
from collections.abc import Mapping
from datetime import date

from pos.imports.cells import ascii_text

LONGEST_NAME = 40
ID_DIGITS = 18
# GB 11643-1999 (ISO 7064 MOD 11-2): the check character of the 17 digits before it.
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"

_HAN_GAP = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
_GAP = re.compile(r"\s+")
_DAYS = (
    re.compile(r"(\d{4})(\d{2})(\d{2})"),
    re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:T?00:00(?::00)?)?"),
    re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日?"),
)
_ID_NUMBER = re.compile(r"\d{17}[\dX]")
_PHONE = re.compile(r"1[3-9]\d{9}")
_PHONE_NOISE = re.compile(r"[-()]")
_BETWEEN_CLASSES = re.compile(r"[,，;；、/|\s]+")
NO_CLASS = frozenset({"无", "普通", "一般", "none", "-", "—", "/"})


class ValueFault(Exception):
    """A text means nothing that can be relied on; `code` is one of `faults.ERRORS`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_name(text: str) -> str:
    """Return a name without the spaces by which lists align names of two characters.

    :raises ValueFault: `too_long`, or `odd_characters` where there is no letter in it.
    """
    name = _GAP.sub(" ", _HAN_GAP.sub("", text))
    if len(name) > LONGEST_NAME:
        raise ValueFault("too_long")
    if not any(one.isalpha() for one in name) or any(one.isdigit() for one in name):
        raise ValueFault("odd_characters")
    return name


def read_day(text: str) -> date:
    """Return the day of 1948-3-5, 1948/3/5, 1948.3.5, 1948年3月5日 or 19480305.

    :raises ValueFault: `no_date`.
    """
    plain = ascii_text(text)
    for pattern in _DAYS:
        found = pattern.fullmatch(plain)
        if found is not None:
            try:
                return date(*map(int, found.groups()))
            except ValueError as error:
                raise ValueFault("no_date") from error
    raise ValueFault("no_date")


def read_id_number(text: str) -> str:
    """Return an ID number of 18 characters whose check character is right.

    :raises ValueFault: `no_id_number`.
    """
    number = ascii_text(text).upper()
    if _ID_NUMBER.fullmatch(number) is None:
        raise ValueFault("no_id_number")
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    if _CHECKS[total % len(_CHECKS)] != number[-1]:
        raise ValueFault("no_id_number")
    try:
        birth_date_in(number)
    except ValueError as error:
        raise ValueFault("no_id_number") from error
    return number


def birth_date_in(id_number: str) -> date:
    """Return the birth date that an ID number holds."""
    return date(int(id_number[6:10]), int(id_number[10:12]), int(id_number[12:14]))


def read_phone(text: str) -> str:
    """Return the 11 digits of a mobile phone, also where it was written with +86, hyphens or spaces.

    :raises ValueFault: `no_phone`.
    """
    plain = _PHONE_NOISE.sub("", ascii_text(text))
    for prefix in ("+86", "0086", "86"):
        if len(plain) > len("13800000000"):
            plain = plain.removeprefix(prefix)
    if _PHONE.fullmatch(plain) is None:
        raise ValueFault("no_phone")
    return plain


def read_classes(text: str, known: Mapping[str, str]) -> tuple[str, ...]:
    """Return the codes of the classes that a text names, each once.

    :raises ValueFault: `unknown_class`.
    """
    found: dict[str, None] = {}
    # The English name of a class has spaces in it.
    parts = [text] if ascii_text(text).casefold() in known else _BETWEEN_CLASSES.split(text)
    for part in parts:
        spelling = ascii_text(part).casefold()
        if not spelling or spelling in NO_CLASS:
            continue
        code = known.get(spelling)
        if code is None:
            raise ValueFault("unknown_class")
        found[code] = None
    return tuple(found)
