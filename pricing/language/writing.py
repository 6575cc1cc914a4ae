"""How is a scheme written down for people? As TOML that reads back as the same scheme, with the same hash."""

import json
from datetime import date

from pricing.canonical import Stated, Value, canonical_head, canonical_lists
from pricing.scheme import Scheme


def scheme_to_toml(scheme: Scheme) -> str:
    """Write a scheme as TOML; `parse_scheme` of it gives an equal scheme."""
    lines = _members(canonical_head(scheme))
    for key, tables in canonical_lists(scheme).items():
        for table in tables:
            lines += ["", f"[[{key}]]", *_members(table)]
    return "\n".join(lines) + "\n"


def _members(table: Stated) -> list[str]:
    return [f"{key} = {_inline(value)}" for key, value in table.items()]


def _inline(value: Value) -> str:
    if isinstance(value, dict):
        return f"{{ {', '.join(_members(value))} }}"
    if isinstance(value, list):
        return f"[{', '.join(_inline(member) for member in value)}]"
    if isinstance(value, date):
        return value.isoformat()
    # JSON writes texts, whole numbers and booleans exactly as TOML does.
    return json.dumps(value, ensure_ascii=False)
