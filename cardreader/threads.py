"""What becomes of a thread that fails? The one rule: the agent ends, and its supervisor starts another.

An agent with one thread missing would look well and serve nobody.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

_log = logging.getLogger(__name__)


def guarded_thread(name: str, run: Callable[[], None], *, on_fault: Callable[[], None]) -> threading.Thread:
    """Return a thread, to be started, that calls ``on_fault`` when ``run`` fails instead of returning."""

    def guard() -> None:
        try:
            run()
        except Exception:
            _log.exception("the thread %s failed", name)
            on_fault()

    return threading.Thread(target=guard, name=name, daemon=True)
