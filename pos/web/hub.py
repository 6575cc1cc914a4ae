"""Who listens for what: wakes the streams of the screens when something they show has changed.

Rule: a topic says only *that* it changed; each stream then reads the present state, so nothing arrives late,
twice or out of order.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

MENU = "menu"
PORTIONS = "portions"
HOLDS = "holds"
PAYMENTS = "payments"
# Server-sent events hold a thread each; the rest must stay free for selling.
MOST_STREAMS = 40


class TooManyStreams(Exception):
    """As many screens listen as the server can carry."""


class Subscription:
    """One stream's topics that have changed since it last looked."""

    def __init__(self, topics: frozenset[str]) -> None:
        self._topics = topics
        self._changed: set[str] = set()
        self._wakes = threading.Condition()
        self.is_evicted = False

    def wait(self, timeout_s: float) -> frozenset[str]:
        """Return the topics that changed; none after `timeout_s` seconds without a change."""
        with self._wakes:
            if not self._changed and not self.is_evicted:
                self._wakes.wait(timeout_s)
            changed = frozenset(self._changed)
            self._changed.clear()
            return changed

    def wake(self, topic: str) -> None:
        """Note that a topic has changed, if the stream cares for it."""
        if topic in self._topics:
            with self._wakes:
                self._changed.add(topic)
                self._wakes.notify()

    def evict(self) -> None:
        """Tell the stream to end: its window has opened another."""
        with self._wakes:
            self.is_evicted = True
            self._wakes.notify()


class Hub:
    """The streams of this process, one per window."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._streams: dict[str, Subscription] = {}

    def publish(self, topic: str) -> None:
        """Wake every stream that listens to the topic."""
        with self._lock:
            streams = list(self._streams.values())
        for stream in streams:
            stream.wake(topic)

    @contextmanager
    def subscribe(self, window: str, topics: frozenset[str]) -> Iterator[Subscription]:
        """Listen to topics for a window; its earlier stream, whose connection may hang half-open, ends.

        :raises TooManyStreams: when the server carries as many as it can.
        """
        stream = Subscription(topics)
        with self._lock:
            earlier = self._streams.pop(window, None)
            if len(self._streams) >= MOST_STREAMS:
                raise TooManyStreams
            self._streams[window] = stream
        if earlier is not None:
            earlier.evict()
        try:
            yield stream
        finally:
            with self._lock:
                if self._streams.get(window) is stream:
                    del self._streams[window]


def till_topic(till: str) -> str:
    """Return the topic of what lies on a till's reader and who works there."""
    return f"till:{till}"
