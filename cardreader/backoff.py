"""How long do we wait before the next try? The one rule: longer each time, never in step with others."""

from __future__ import annotations

import random

# Not for secrets, but the system's source needs no seed and differs between tills started at one moment.
_random = random.SystemRandom()


class Backoff:
    """Doubling delays from ``first_s`` to ``most_s``, each shortened by up to a half at random."""

    def __init__(self, first_s: float, most_s: float) -> None:
        self._first_s = first_s
        self._most_s = most_s
        self._next_s = first_s

    def next_s(self) -> float:
        """Return the seconds to wait now."""
        delay_s = self._next_s * _random.uniform(0.5, 1.0)
        self._next_s = min(self._next_s * 2, self._most_s)
        return delay_s

    def reset(self) -> None:
        """Begin anew: the last try went well."""
        self._next_s = self._first_s
