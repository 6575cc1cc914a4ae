"""What do the texts of a list mean: a name, a day, an ID number, a phone number, classes?

Rule: what can be read in one way only is read, however it is spelt; anything else is a fault.
"""

import re
from collections.abc import Mapping
from datetime import date

from pos.imports.cells import ascii_text
from pos.members.finding import PHONE_DIGITS
from pos.members.identity import (
    MOST_NAME_LETTERS,
    BadIdNumber,
    BadName,
    BadPhone,
    checked_id_number,
    checked_name,
    checked_phone,
)

_HAN_GAP = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
_GAP = re.compile(r"\s+")
_DAYS = (
    re.compile(r"(\d{4})(\d{2})(\d{2})"),
    re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:T?00:00(?::00)?)?"),
    re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日?"),
)
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

    :raises ValueFault: `too_long`, or `odd_characters` where nobody can be called so.
    """
    name = _GAP.sub(" ", _HAN_GAP.sub("", text))
    if len(name) > MOST_NAME_LETTERS:
        raise ValueFault("too_long")
    try:
        return checked_name(name)
    except BadName as refusal:
        raise ValueFault("odd_characters") from refusal


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
    try:
        return checked_id_number(ascii_text(text))
    except BadIdNumber as refusal:
        raise ValueFault("no_id_number") from refusal


def read_phone(text: str) -> str:
    """Return the 11 digits of a phone number, also one written with +86, brackets, hyphens or spaces.

    :raises ValueFault: `no_phone`.
    """
    plain = _PHONE_NOISE.sub("", ascii_text(text))
    if len(plain) == PHONE_DIGITS + 2:
        plain = plain.removeprefix("86")
    try:
        return checked_phone(plain)
    except BadPhone as refusal:
        raise ValueFault("no_phone") from refusal


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
