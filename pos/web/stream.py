"""Server-sent events: one stream per window, which tells what changed and never holds a thread for ever.

Rule: a stream ends itself after two minutes; the screen reconnects and gets the whole state again, so a
half-open connection costs a thread for a bounded time. It ends within 10 s where whoever asked is signed off,
or their device is revoked.
"""

import socket
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response, json, request

from pos.clock import monotonic_s, now
from pos.web.hub import Hub, Subscription, TooManyStreams
from pos.web.problems import problem
from pos.web.who import may_go_on

Message = tuple[str, Any]
Reading = Callable[[datetime], Message]

RETRY_MS = 1000
PING_EVERY_S = 10.0
LOOK_EVERY_S = 1.0
LASTS_S = 120.0
# A till that lost its power does not close its connection; the kernel would keep it for a quarter of an hour.
UNANSWERED_AFTER_MS = 15_000


@dataclass(frozen=True)
class Watched:
    """What is looked at every second, for no topic tells it: a printer's state, the end of a meal.

    When what `look` returns differs from the last time, `tell` is sent.
    """

    look: Callable[[datetime], object]
    tell: Reading


@dataclass(frozen=True)
class Source:
    """What a stream tells: at the beginning, on each topic, and when something watched differs."""

    first: Reading
    topics: Mapping[str, Reading]
    watched: tuple[Watched, ...] = ()


def window_of(screen: str) -> str:
    """Return which window asks: its screen and the random id that it gave itself."""
    return f"{screen}:{request.args.get('window', '')}"


def event_stream(hub: Hub, window: str, source: Source) -> Response:
    """Answer with a stream of events for a window."""
    _drop_dead_peers()
    subscription = hub.subscribe(window, frozenset(source.topics))
    try:
        stream = subscription.__enter__()
    except TooManyStreams:
        return problem("too_many_screens")
    answer = Response(_events(stream, source, may_go_on()), mimetype="text/event-stream")
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Accel-Buffering"] = "no"
    answer.call_on_close(lambda: subscription.__exit__(None, None, None))
    return answer


def _events(stream: Subscription, source: Source, goes_on: Callable[[], bool]) -> Iterator[str]:
    yield f"retry: {RETRY_MS}\n"
    yield _event(source.first(now()))
    seen = [watched.look(now()) for watched in source.watched]
    ends_s = monotonic_s() + LASTS_S
    ping_s = monotonic_s() + PING_EVERY_S
    while monotonic_s() < ends_s and not stream.is_evicted:
        changed = stream.wait(LOOK_EVERY_S)
        for topic in changed:
            yield _event(source.topics[topic](now()))
        for place, watched in enumerate(source.watched):
            if (present := watched.look(now())) != seen[place]:
                seen[place] = present
                yield _event(watched.tell(now()))
        if monotonic_s() >= ping_s:
            if not goes_on():
                return
            ping_s = monotonic_s() + PING_EVERY_S
            yield _event(("ping", {}))


def _event(message: Message) -> str:
    name, data = message
    return f"event: {name}\ndata: {json.dumps(data)}\n\n"


def _drop_dead_peers() -> None:
    connection = request.environ.get("gunicorn.socket")
    if connection is not None and hasattr(socket, "TCP_USER_TIMEOUT"):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNANSWERED_AFTER_MS)
