"""When is a command told to end? The one rule: SIGTERM and Ctrl-C mean the same."""

import signal
import threading
from types import FrameType


def until_told() -> threading.Event:
    """Return an event that SIGTERM and Ctrl-C set."""
    told = threading.Event()

    def tell(_number: int, _frame: FrameType | None) -> None:
        told.set()

    signal.signal(signal.SIGTERM, tell)
    signal.signal(signal.SIGINT, tell)
    return told
