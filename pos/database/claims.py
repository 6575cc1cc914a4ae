"""Which claim of the database a refused statement would have broken.

Rule: constraints and triggers are named as claims, alike on both databases; nobody else reads error texts.
"""

import re

from sqlalchemy.exc import DBAPIError

_SQLITE = re.compile(r"^(?:CHECK constraint failed: |UNIQUE constraint failed: )?(.+)$")


def broken_claim(error: DBAPIError) -> str:
    """Return the constraint's name; SQLite names a UNIQUE by its columns, 'table.a, table.b'."""
    original = error.orig
    diagnostics = getattr(original, "diag", None)
    if diagnostics is not None:
        return diagnostics.constraint_name or ""
    matched = _SQLITE.match(str(original))
    return matched[1] if matched else ""
