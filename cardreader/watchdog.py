"""Does a reader hang, or has the agent a fault? The one rule: no card gets longer than the limit per command.

A command to a card has no time limit of its own and cannot be called off. A thread that hangs in one is lost;
only a new process helps.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from cardreader.steps import Step

HANG_S = 5.0


@dataclass(frozen=True, slots=True)
class Hang:
    """A command that did not come back."""

    reader: str
    step: Step


class Watchdog:
    """Watches commands that are under way at all readers."""

    def __init__(self, *, limit_s: float = HANG_S) -> None:
        self._limit_s = limit_s
        self._changed = threading.Condition()
        self._under_way: dict[str, tuple[float, Step]] = {}
        self._is_stopping = False
        self.has_fault = False

    @contextmanager
    def watching(self, reader: str, step: Step) -> Iterator[None]:
        """Watch one command for as long as the block runs."""
        with self._changed:
            self._under_way[reader] = (time.monotonic() + self._limit_s, step)
            self._changed.notify()
        try:
            yield
        finally:
            with self._changed:
                del self._under_way[reader]

    def wait(self) -> Hang | None:
        """Block until a command is overdue; None when we are to stop. Sleeps while nothing is under way."""
        with self._changed:
            while not self._is_stopping:
                due = min(
                    ((deadline, reader, step) for reader, (deadline, step) in self._under_way.items()),
                    key=lambda entry: entry[0],
                    default=None,
                )
                if due is None:
                    self._changed.wait()
                elif due[0] > time.monotonic():
                    self._changed.wait(due[0] - time.monotonic())
                else:
                    return Hang(due[1], due[2])
            return None

    def report_fault(self) -> None:
        """Let :meth:`wait` return because a thread of the agent has failed."""
        self.has_fault = True
        self.stop()

    def stop(self) -> None:
        """Let :meth:`wait` return."""
        with self._changed:
            self._is_stopping = True
            self._changed.notify()
