"""How is one table of a scheme or a case read? Strictly: what is not understood is refused, never skipped.

A `Table` knows where it stands, so that every refusal names its field. It takes TOML and JSON alike.
"""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import NoReturn, TypeVar

from pricing.basket import NO_CODES
from pricing.text import Text

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")

Refuse = Callable[[str, str], NoReturn]
"""Raises the error of the file that is read; takes the dotted field and the problem."""

ChoiceT = TypeVar("ChoiceT", bound=str)


class Table:
    """One table, with the path to it; keys other than ``keys`` are refused at once."""

    def __init__(self, values: object, path: str, refuse: Refuse, keys: Collection[str]) -> None:
        self._path = path
        self._refuse = refuse
        if not isinstance(values, Mapping):
            refuse(path, f"must be a table, not {_show(values)}")
        self._values: Mapping[str, object] = values
        for key in self._values:
            if key not in keys:
                self.refuse(key, f"is not known here; known are {', '.join(keys)}")

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def refuse(self, key: str, problem: str) -> NoReturn:
        """Refuse the value of a key."""
        self._refuse(self._at(key), problem)

    def code(self, key: str) -> str:
        """Read a stable text: Latin letters, digits, ``_ . -``, at most 64 characters."""
        return self._as_code(key, self._require(key))

    def codes(self, key: str) -> frozenset[str]:
        """Read a list of different codes that is not empty; a key that is absent gives the empty set."""
        if key not in self._values:
            return NO_CODES
        listed = self._as_list(key, self._values[key])
        found = [self._as_code(f"{key}[{place}]", value) for place, value in enumerate(listed)]
        if not found:
            self.refuse(key, "is empty; leave it out if it shall not narrow")
        if len(set(found)) < len(found):
            self.refuse(key, "names something twice")
        return frozenset(found)

    def whole(self, key: str, low: int, high: int) -> int:
        """Read a whole number within bounds, both included."""
        value = self._require(key)
        if type(value) is not int or not low <= value <= high:
            self.refuse(key, f"must be a whole number from {low} to {high}, not {_show(value)}")
        return value

    def maybe_whole(self, key: str, low: int, high: int) -> int | None:
        """Read a whole number, or None when the key is absent."""
        return self.whole(key, low, high) if key in self._values else None

    def boolean(self, key: str) -> bool:
        """Read true or false."""
        value = self._require(key)
        if not isinstance(value, bool):
            self.refuse(key, f"must be true or false, not {_show(value)}")
        return value

    def choice(self, key: str, options: Collection[ChoiceT]) -> ChoiceT:
        """Read one of a closed set of words."""
        value = self._require(key)
        chosen = next((option for option in options if option == value), None)
        if chosen is None:
            self.refuse(key, f"must be one of {', '.join(options)}, not {_show(value)}")
        return chosen

    def day(self, key: str) -> date:
        """Read a calendar day: a TOML date, or text as YYYY-MM-DD."""
        value = self._require(key)
        if isinstance(value, str):
            value = _parse_day(value)
        if type(value) is not date:
            self.refuse(key, f"must be a day as YYYY-MM-DD, not {_show(self._values[key])}")
        return value

    def maybe_day(self, key: str) -> date | None:
        """Read a calendar day, or None when the key is absent."""
        return self.day(key) if key in self._values else None

    def text(self, key: str) -> Text:
        """Read a text in both languages."""
        table = self.table(key, ("zh", "en"))
        return Text(zh=table.words("zh"), en=table.words("en"))

    def words(self, key: str) -> str:
        """Read words for people: one line, not blank, at most 80 characters."""
        value = self._require(key)
        if not isinstance(value, str) or not value.strip() or len(value) > 80:
            self.refuse(key, f"must be 1 to 80 characters of text, not {_show(value)}")
        if any(ord(character) < 32 or ord(character) == 127 for character in value):
            self.refuse(key, "must not contain control characters: it is printed on receipts")
        return value

    def table(self, key: str, keys: Collection[str]) -> "Table":
        """Read a table within this one."""
        return Table(self._require(key), self._at(key), self._refuse, keys)

    def maybe_table(self, key: str, keys: Collection[str]) -> "Table":
        """Read a table within this one; one that is absent reads as empty."""
        return Table(self._values.get(key, {}), self._at(key), self._refuse, keys)

    def tables(self, key: str, keys: Collection[str]) -> "tuple[Table, ...]":
        """Read a list of tables."""
        listed = self._as_list(key, self._require(key))
        return tuple(
            Table(value, f"{self._at(key)}[{place}]", self._refuse, keys)
            for place, value in enumerate(listed)
        )

    def raw(self, key: str) -> tuple[object, ...]:
        """Read a list whose members the caller reads; a key that is absent gives none."""
        return tuple(self._as_list(key, self._values.get(key, [])))

    def _at(self, key: str) -> str:
        return f"{self._path}.{key}" if self._path else key

    def _require(self, key: str) -> object:
        if key not in self._values:
            self.refuse(key, "is missing")
        return self._values[key]

    def _as_list(self, key: str, value: object) -> list[object]:
        if not isinstance(value, list):
            self.refuse(key, f"must be a list, not {_show(value)}")
        return value

    def _as_code(self, key: str, value: object) -> str:
        if not isinstance(value, str) or not CODE.fullmatch(value):
            self.refuse(key, f"must be a code of Latin letters, digits, _ . or -, not {_show(value)}")
        return value


def _parse_day(text: str) -> date | None:
    """Read YYYY-MM-DD and no other of the many spellings that ISO 8601 allows."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None


def _show(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else f"{shown[:57]}..."
