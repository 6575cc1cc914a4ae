"""What time it is: the one module that asks.

Rule: the clock is read once, at the edge, and passed on as `at`.
"""

import time
from datetime import UTC, datetime
from uuid import UUID

_RANDOM_BITS = 62


def now() -> datetime:
    """Return the server's time, aware and in UTC."""
    return datetime.now(UTC)


def monotonic_s() -> float:
    """Return seconds on a clock that never goes back, for waiting and expiry only."""
    return time.monotonic()


def is_uuid7(text: str) -> bool:
    """Tell whether a text is a UUID of version 7 in its canonical form."""
    try:
        parsed = UUID(text)
    except ValueError:
        return False
    return parsed.version == 7 and str(parsed) == text
