"""How often may one device ask for what could be guessed: a PIN, a code, a person?

Rule: far more often than any queue needs, far less than a program that tries needs. Counted in memory, for
the server is one process; the counts that must outlive it are in the database (`pos.staff.signing_on`).
"""

import math
from collections.abc import Callable
from typing import Any, Final, TypeVar

from flask import Flask, Response, request
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from pos.clock import now
from pos.web.problems import problem
from pos.web.who import acting_device

View = TypeVar("View", bound=Callable[..., Any])

_ATTRIBUTE: Final = "canteen_most_a_minute"


def at_most(a_minute: int) -> Callable[[View], View]:
    """Have a view be asked so often a minute by one device, or one address where there is no device."""

    def declare(view: View) -> View:
        setattr(view, _ATTRIBUTE, a_minute)
        return view

    return declare


def register_pace(app: Flask) -> None:
    """Have the app refuse what is asked too often."""
    limiter = FixedWindowRateLimiter(MemoryStorage())

    @app.before_request
    def refuse_what_is_too_often() -> Response | None:
        endpoint = request.endpoint or ""
        a_minute: int | None = getattr(app.view_functions.get(endpoint), _ATTRIBUTE, None)
        if a_minute is None:
            return None
        limit, device = RateLimitItemPerMinute(a_minute), acting_device()
        # A cookie that somebody made up is no device: it would have a fresh count each time.
        asker = device.id if device else request.remote_addr or ""
        if limiter.hit(limit, endpoint, asker):
            return None
        until_s = limiter.get_window_stats(limit, endpoint, asker).reset_time
        answer = problem("too_many_requests")
        answer.headers["Retry-After"] = str(max(1, math.ceil(until_s - now().timestamp())))
        return answer
