"""Which ports may a test's servers listen on? Each of the processes that run tests has a range of its own.

Rule: below the range from which the system takes ports for outgoing connections; none is given twice.
"""

import os
import socket

_FIRST, _EACH, _PROCESSES, _SPREAD = 20000, 1500, 8, 1000


class _Ports:
    def __init__(self) -> None:
        process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % _PROCESSES
        first = _FIRST + _EACH * process
        # Two checkouts that are tested at the same time begin at different places.
        self._next = first + os.getpid() * 37 % _SPREAD
        self._end = first + _EACH

    def take(self, count: int) -> int:
        while self._next + count <= self._end:
            first = self._next
            self._next += count
            if all(_is_free(port) for port in range(first, self._next)):
                return first
        raise AssertionError("this process has used up its ports")


_ports = _Ports()


def free_port() -> int:
    """Return a port of loopback that nobody listens on."""
    return free_ports(1)


def free_ports(count: int) -> int:
    """Return a port of loopback that nobody listens on, nor on those after it, `count` in all."""
    return _ports.take(count)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
