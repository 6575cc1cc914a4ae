"""How is one table of a scheme or a case read? Strictly: what is not understood is refused, never skipped.

A `Table` knows where it stands, so that every refusal names its field. It takes TOML and JSON alike.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import date, time
from typing import NoReturn, TypeVar

from pricing.basket import NO_CODES
from pricing.language.spellings import (
    has_controls,
    is_code,
    is_fraction_of_money,
    parse_day,
    parse_time,
    show,
)
from pricing.text import Text

Refuse = Callable[[str, str], NoReturn]
"""Raises the error of the file that is read; takes the dotted field and the problem."""

ChoiceT = TypeVar("ChoiceT", bound=str)
MemberT = TypeVar("MemberT")


class Table:
    """One table, with the path to it; keys other than ``keys`` are refused at once."""

    def __init__(self, values: object, path: str, refuse: Refuse, keys: Collection[str]) -> None:
        self._path = path
        self._refuse = refuse
        if not isinstance(values, Mapping):
            refuse(path, f"must be a table, not {show(values)}")
        self._values: Mapping[str, object] = values
        self._require_known(keys)

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def refuse(self, key: str, problem: str) -> NoReturn:
        """Refuse the value of a key."""
        self._refuse(self._at(key), problem)

    def code(self, key: str) -> str:
        """Read a stable text: Latin letters, digits, ``_ . -``, at most 64 characters."""
        return self._as_code(key, self._require(key))

    def maybe_code(self, key: str) -> str | None:
        """Read a stable text, or None when the key is absent."""
        return self.code(key) if key in self._values else None

    def codes(self, key: str) -> frozenset[str]:
        """Read a list of different codes that is not empty; a key that is absent gives the empty set."""
        return frozenset(self._different(key, self._as_code)) if key in self._values else NO_CODES

    def codes_or_tables(self, key: str, keys: Collection[str]) -> "list[tuple[str, Table | None]]":
        """Read a list, not empty, of codes that stand alone or in tables under ``code``."""
        found: list[tuple[str, Table | None]] = []
        for place, value in enumerate(self.raw(key)):
            at = f"{key}[{place}]"
            if isinstance(value, Mapping):
                table = Table(value, self._at(at), self._refuse, keys)
                found.append((table.code("code"), table))
            else:
                found.append((self._as_code(at, value), None))
        if key in self._values and not found:
            self.refuse(key, "is empty; leave it out if there are none")
        return found

    def whole(self, key: str, low: int, high: int) -> int:
        """Read a whole number within bounds, both included."""
        value = self._require(key)
        if type(value) is not int or not low <= value <= high:
            hint = ": there are no fractions of a fen" if is_fraction_of_money(key, value) else ""
            self.refuse(key, f"must be a whole number from {low} to {high}, not {show(value)}{hint}")
        return value

    def maybe_whole(self, key: str, low: int, high: int) -> int | None:
        """Read a whole number, or None when the key is absent."""
        return self.whole(key, low, high) if key in self._values else None

    def boolean(self, key: str) -> bool:
        """Read true or false."""
        value = self._require(key)
        if not isinstance(value, bool):
            self.refuse(key, f"must be true or false, not {show(value)}")
        return value

    def maybe_true(self, key: str) -> bool:
        """Read a condition that is either stated as true or left out: false would say nothing."""
        if key not in self._values:
            return False
        if self._values[key] is not True:
            self.refuse(key, f"must be true, not {show(self._values[key])}; leave it out if it is not asked")
        return True

    def choice(self, key: str, options: Collection[ChoiceT]) -> ChoiceT:
        """Read one of a closed set of words."""
        return self._as_choice(key, self._require(key), options)

    def maybe_choice(self, key: str, options: Collection[ChoiceT]) -> ChoiceT | None:
        """Read one of a closed set of words, or None when the key is absent."""
        return self.choice(key, options) if key in self._values else None

    def choices(self, key: str, options: Collection[ChoiceT]) -> frozenset[ChoiceT]:
        """Read a list of different words of a closed set; a key that is absent gives the empty set."""
        return frozenset(self._different(key, lambda at, value: self._as_choice(at, value, options)))

    def day(self, key: str) -> date:
        """Read a calendar day: a TOML date, or text as YYYY-MM-DD."""
        return self._as_day(key, self._require(key))

    def maybe_day(self, key: str) -> date | None:
        """Read a calendar day, or None when the key is absent."""
        return self.day(key) if key in self._values else None

    def days(self, key: str) -> frozenset[date]:
        """Read a list of different calendar days; a key that is absent gives the empty set."""
        return frozenset(self._different(key, self._as_day))

    def maybe_time(self, key: str) -> time | None:
        """Read a time of day in whole minutes: a TOML local time, or text as HH:MM; None when absent."""
        if key not in self._values:
            return None
        value = self._values[key]
        moment = parse_time(value) if isinstance(value, str) else value
        if type(moment) is not time or moment.second or moment.microsecond:
            self.refuse(key, f"must be a time of day as HH:MM, not {show(value)}")
        return moment

    def require_order(self, first_key: str, last_key: str) -> None:
        """Refuse a span of days or times that is over before it begins."""
        first, last = self._edge(first_key), self._edge(last_key)
        if first is not None and last is not None and first >= last:
            self.refuse(last_key, f"must lie after {first_key}, which is {first}")

    def text(self, key: str) -> Text:
        """Read a text in both languages."""
        table = self.table(key, ("zh", "en"))
        return Text(zh=table.words("zh"), en=table.words("en"))

    def words(self, key: str) -> str:
        """Read words for people: one line, not blank, at most 80 characters."""
        value = self._require(key)
        if not isinstance(value, str) or not value.strip() or len(value) > 80:
            self.refuse(key, f"must be 1 to 80 characters of text, not {show(value)}")
        if has_controls(value):
            self.refuse(key, "must not contain control characters: it is printed on receipts")
        return value

    def keys(self) -> tuple[str, ...]:
        """Return the keys that are there, in their order."""
        return tuple(self._values)

    def only_one_of(self, keys: Collection[str]) -> str:
        """Return the one key of several that is there; none of them, or two, are refused."""
        present = [key for key in keys if key in self._values]
        if not present:
            self._refuse(self._path, f"must state one of {', '.join(keys)}")
        if len(present) > 1:
            self.refuse(present[1], f"cannot stand beside {present[0]}: only one of {', '.join(keys)} counts")
        return present[0]

    def variant(self, key: str, variants: Mapping[ChoiceT, Collection[str]]) -> "tuple[ChoiceT, Table]":
        """Read a table whose ``kind`` says which keys are known in it; return both."""
        table = self.open_table(key)
        kind = table.choice("kind", tuple(variants))
        table._require_known(("kind", *variants[kind]))
        return kind, table

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

    def maybe_tables(self, key: str, keys: Collection[str]) -> "tuple[Table, ...]":
        """Read a list of tables; one that is absent reads as empty."""
        return self.tables(key, keys) if key in self._values else ()

    def open_table(self, key: str) -> "Table":
        """Read a table whose keys are the writer's own."""
        values = self._require(key)
        return Table(values, self._at(key), self._refuse, values if isinstance(values, Mapping) else ())

    def raw(self, key: str) -> tuple[object, ...]:
        """Read a list whose members the caller reads; a key that is absent gives none."""
        return tuple(self._as_list(key, self._values.get(key, [])))

    def _at(self, key: str) -> str:
        return f"{self._path}.{key}" if self._path else key

    def _require_known(self, keys: Collection[str]) -> None:
        for key in self._values:
            if key not in keys:
                shown = key if is_code(key) else show(key)
                self.refuse(shown, f"is not known here; known are {', '.join(keys)}")

    def _require(self, key: str) -> object:
        if key not in self._values:
            self.refuse(key, "is missing")
        return self._values[key]

    def _as_list(self, key: str, value: object) -> list[object]:
        if not isinstance(value, list):
            self.refuse(key, f"must be a list, not {show(value)}")
        return value

    def _edge(self, key: str) -> str | None:
        """Return a day or a time as text of fixed width, which sorts as it follows."""
        if key.endswith("_time"):
            moment = self.maybe_time(key)
            return None if moment is None else f"{moment:%H:%M}"
        day = self.maybe_day(key)
        return None if day is None else day.isoformat()

    def _different(self, key: str, read: Callable[[str, object], MemberT]) -> list[MemberT]:
        """Read a list of different members that is not empty; a key that is absent gives none."""
        if key not in self._values:
            return []
        listed = self._as_list(key, self._values[key])
        found = [read(f"{key}[{place}]", value) for place, value in enumerate(listed)]
        if not found:
            self.refuse(key, "is empty; leave it out if it shall not narrow")
        if len(set(found)) < len(found):
            self.refuse(key, "names something twice")
        return found

    def _as_choice(self, key: str, value: object, options: Collection[ChoiceT]) -> ChoiceT:
        chosen = next((option for option in options if option == value), None)
        if chosen is None:
            self.refuse(key, f"must be one of {', '.join(options)}, not {show(value)}")
        return chosen

    def _as_day(self, key: str, value: object) -> date:
        day = parse_day(value) if isinstance(value, str) else value
        # A moment is a day to isinstance.
        if type(day) is not date:
            self.refuse(key, f"must be a day as YYYY-MM-DD, not {show(value)}")
        return day

    def _as_code(self, key: str, value: object) -> str:
        if not isinstance(value, str) or not is_code(value):
            self.refuse(key, f"must be a code of Latin letters, digits, _ . or -, not {show(value)}")
        return value
