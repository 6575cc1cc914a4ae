"""What time it is: the one module that asks.

Rule: the clock is read once, at the edge, and passed on as `at`.
"""

import time
from datetime import UTC, datetime


def now() -> datetime:
    """Return the server's time, aware and in UTC."""
    return datetime.now(UTC)


def monotonic_s() -> float:
    """Return seconds on a clock that never goes back, for waiting and expiry only."""
    return time.monotonic()
