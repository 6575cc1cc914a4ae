"""Waiting for what another thread or process does, without guessing how long it takes."""

import time
from collections.abc import Callable

GIVE_UP_AFTER_S = 30.0


def wait_until(claim: Callable[[], bool]) -> None:
    """Return once the claim holds; fail if it does not for so long that it never will."""
    give_up_at = time.monotonic() + GIVE_UP_AFTER_S
    while not claim():
        assert time.monotonic() < give_up_at, "it did not come about"
        time.sleep(0.02)
