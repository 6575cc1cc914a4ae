"""How are codes, days and times spelt in schemes and cases, and how is a wrong value shown?"""

import re
from datetime import date, time
from unicodedata import bidirectional, category

_TURNS = frozenset(("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"))
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")


def is_code(text: str) -> bool:
    """Tell whether a text is a stable one: Latin letters, digits, ``_ . -``, at most 64 characters."""
    return _CODE.fullmatch(text) is not None


def parse_day(text: str) -> date | None:
    """Read YYYY-MM-DD and no other of the many spellings that ISO 8601 allows."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None


def parse_time(text: str) -> time | None:
    """Read HH:MM and no other of the many spellings that ISO 8601 allows."""
    try:
        moment = time.fromisoformat(text)
    except ValueError:
        return None
    return moment if text == f"{moment:%H:%M}" else None


def is_fraction_of_money(key: str, value: object) -> bool:
    """Tell whether somebody wrote yuan, or parts of a fen, where whole fen are asked for."""
    return isinstance(value, float) and key.endswith("_fen")


def has_controls(words: str) -> bool:
    """Tell whether a text holds what no printer shows: control characters, line ends, turns of direction."""
    # A turn of direction would make a receipt read otherwise than what was checked.
    return any(category(one) in ("Cc", "Zl", "Zp") or bidirectional(one) in _TURNS for one in words)


def show(value: object) -> str:
    """Write a value for a refusal, in short."""
    shown = repr(value)
    return shown if len(shown) <= 60 else f"{shown[:57]}..."
