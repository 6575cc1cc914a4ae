"""Which keys does this process work on right now?

Rule: in memory alone. What a crash leaves behind is told from what is under way by its not being here.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Final
from uuid import uuid4

from pos.once.register import InFlight

SWEPT_EVERY: Final = timedelta(hours=1)


@dataclass
class UnderWay:
    """The requests of one run of the server."""

    # Names this run in the register.
    process: str = field(default_factory=lambda: uuid4().hex)
    _keys: set[str] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)
    _swept_at: datetime | None = None

    def begin(self, key: str) -> None:
        """Note that a key is worked on.

        :raises InFlight: when it is already.
        """
        with self._lock:
            if key in self._keys:
                raise InFlight(key=key)
            self._keys.add(key)

    def end(self, key: str) -> None:
        """Note that a key is worked on no more."""
        with self._lock:
            self._keys.discard(key)

    def is_to_sweep(self, at: datetime) -> bool:
        """Tell, once an hour, that it is time to forget what is old."""
        with self._lock:
            if self._swept_at is not None and at - self._swept_at < SWEPT_EVERY:
                return False
            self._swept_at = at
            return True
