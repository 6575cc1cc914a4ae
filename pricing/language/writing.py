"""How is a scheme written down for people? As TOML that reads back as the same scheme, with the same hash."""

import json
import re
from datetime import date

from pricing.language.canonical import canonical_head, canonical_lists
from pricing.language.stating import Stated, Value
from pricing.scheme.scheme import Scheme

# A code may hold dots, which would part a bare key in two.
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


def scheme_to_toml(scheme: Scheme) -> str:
    """Write a scheme as TOML; `parse_scheme` of it gives an equal scheme."""
    lines = _members(canonical_head(scheme))
    for key, tables in canonical_lists(scheme).items():
        for table in tables:
            lines += ["", f"[[{key}]]"]
            for member, value in table.items():
                lines += _rows(member, value)
    return "\n".join(lines) + "\n"


def _rows(key: str, value: Value) -> list[str]:
    """Write a list of tables with one row for each; all else in one line."""
    if isinstance(value, list) and any(isinstance(member, dict) for member in value):
        return [f"{key} = [", *(f"  {_inline(member)}," for member in value), "]"]
    return _members({key: value})


def _members(table: Stated) -> list[str]:
    return [f"{_key(key)} = {_inline(value)}" for key, value in table.items()]


def _key(key: str) -> str:
    return key if _BARE_KEY.fullmatch(key) else json.dumps(key)


def _inline(value: Value) -> str:
    if isinstance(value, dict):
        return f"{{ {', '.join(_members(value))} }}" if value else "{}"
    if isinstance(value, list):
        return f"[{', '.join(_inline(member) for member in value)}]"
    if isinstance(value, date):
        return value.isoformat()
    # JSON writes texts, whole numbers and booleans exactly as TOML does.
    return json.dumps(value, ensure_ascii=False)
