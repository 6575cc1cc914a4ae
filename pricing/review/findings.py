"""What can be said about a scheme that reads well but may not be meant so?"""

from typing import Literal, NamedTuple

from pricing.text import Text

Severity = Literal["error", "warning", "note"]


class Finding(NamedTuple):
    """A weak place of a scheme.

    An ``error`` is a part that can never work, a ``warning`` something that is hardly meant so, a ``note``
    what a manager may want to know. ``place`` is where it stands ("rule dim_sum: terms[1]", from 0).
    """

    severity: Severity
    place: str
    problem: Text


def error(place: str, *, zh: str, en: str) -> Finding:
    """Report a part that can never work."""
    return Finding("error", place, Text(zh=zh, en=en))


def warning(place: str, *, zh: str, en: str) -> Finding:
    """Report what is hardly meant so."""
    return Finding("warning", place, Text(zh=zh, en=en))


def note(place: str, *, zh: str, en: str) -> Finding:
    """Report what may be worth knowing."""
    return Finding("note", place, Text(zh=zh, en=en))
