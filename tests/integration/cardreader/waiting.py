"""Waiting for a condition: long before a test gives up, never a fixed time."""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")
PATIENCE_S = 30.0
_LOOK_AGAIN_S = 0.01


class Record(Generic[T]):
    """A list that other threads add to and that can be waited on."""

    def __init__(self) -> None:
        self._items: list[T] = []
        self._changed = threading.Condition()

    def add(self, item: T) -> None:
        """Add an item."""
        with self._changed:
            self._items.append(item)
            self._changed.notify_all()

    @property
    def items(self) -> tuple[T, ...]:
        """What was added so far."""
        with self._changed:
            return tuple(self._items)

    def wait_for(self, is_it: Callable[[T], bool], *, count: int = 1) -> T:
        """Return the item number ``count`` that ``is_it`` says yes to."""
        with self._changed:
            found = self._changed.wait_for(lambda: len(self._matching(is_it)) >= count, PATIENCE_S)
            assert found, f"waited in vain; there was {self._items}"
            return self._matching(is_it)[count - 1]

    def _matching(self, is_it: Callable[[T], bool]) -> list[T]:
        return [item for item in self._items if is_it(item)]


def wait_until(is_so: Callable[[], bool]) -> None:
    """Look until it is so."""
    give_up = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < give_up, "waited in vain"
        time.sleep(_LOOK_AGAIN_S)
