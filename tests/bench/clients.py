"""Clients that sell over HTTP as fast as they are answered, each on its own till and connection.

Run as a program in a process of its own, so that the server's CPU time is the server's alone:
`python -m tests.bench.clients PORT CLIENTS SECONDS ITEMS HEADERS` prints the answer times in ms as JSON.
"""

import json
import socket
import sys
import threading
import time

from tests.bench.books import till_of
from tests.tickets import uuid7

ANSWER_END = b"\r\n\r\n"


class Client:
    """One till's connection."""

    def __init__(self, port: int, till: str, items: list[tuple[int, int]], headers: dict[str, str]) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        total_fen = sum(price_fen for _, price_fen in items)
        body = {
            "id": "ID",
            "till": till,
            "presentation": None,
            "lines": [{"menu_item_id": id_, "quantity": 1} for id_, _ in items],
            "total_fen": total_fen,
            "tenders": [{"kind": "cash", "received_fen": total_fen}],
        }
        self._before, self._after = json.dumps(body).split('"ID"')
        self._headers = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self.times_ms: list[float] = []

    def sell_until(self, end_s: float) -> None:
        """Sell tray after tray."""
        while time.perf_counter() < end_s:
            start_s = time.perf_counter()
            self._sell()
            self.times_ms.append((time.perf_counter() - start_s) * 1000)

    def _sell(self) -> None:
        body = f'{self._before}"{uuid7()}"{self._after}'.encode()
        head = (
            "POST /api/orders HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"{self._headers}Content-Length: {len(body)}\r\n\r\n"
        )
        self._socket.sendall(head.encode() + body)
        received = self._socket.recv(65536)
        while ANSWER_END not in received:
            received += self._socket.recv(65536)
        if not received.startswith(b"HTTP/1.1 201"):
            raise SystemExit(received.decode())
        header, _, rest = received.partition(ANSWER_END)
        length = int(header.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        while len(rest) < length:
            rest += self._socket.recv(65536)


def main() -> None:
    """Sell with so many clients for so long."""
    port, count, seconds = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    items, keys = json.loads(sys.argv[4]), json.loads(sys.argv[5])
    clients = [Client(port, till_of(number), items, keys[number]) for number in range(count)]
    end_s = time.perf_counter() + seconds
    threads = [threading.Thread(target=client.sell_until, args=(end_s,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(json.dumps([answer_ms for client in clients for answer_ms in client.times_ms]))  # noqa: T201


if __name__ == "__main__":
    main()
