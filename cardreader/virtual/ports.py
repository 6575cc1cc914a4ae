"""Which ports are free for virtual readers? The one rule: asked of the system, never fixed."""

from __future__ import annotations

import socket


def free_port_pairs(count: int) -> tuple[int, ...]:
    """Return ``count`` ports that are free together with the port after them: a driver takes two."""
    found: list[int] = []
    while len(found) < count:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        if port < 65_535 and not any(abs(port - other) < 2 for other in found) and not is_taken(port + 1):
            found.append(port)
    return tuple(found)


def is_taken(port: int) -> bool:
    """Say whether a program of this machine listens on ``port``."""
    with socket.socket() as probe:
        # As the driver does: an old connection in its last minutes does not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False
