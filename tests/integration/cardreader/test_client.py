"""The agent's side of the wire, against a server that answers whatever the test says."""

import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from cardreader.client import Client, ServerRefused
from cardreader.events import Event, Kind
from cardreader.steps import ServerAway, Step, Work
from tests.integration.cardreader.stand_in import KEY, TILL

STEP = Step("session-1", 0, b"\x00\xa4\x04\x00")


class Scripted(ThreadingHTTPServer):
    """Answers each request with the next status and content, and keeps what was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers: list[tuple[int, bytes]] = []
        self.asked: list[tuple[str, Any]] = []
        self.hangs_up_after_each = False
        self.connections = 0
        self._thread = Thread(target=self.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def get_request(self) -> Any:
        """Count connections."""
        self.connections += 1
        return super().get_request()

    def stop(self) -> None:
        """End."""
        self.shutdown()
        self._thread.join()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: Scripted
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        return

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.asked.append((f"{self.command} {self.path}", json.loads(body) if body else None))
        status, content = self.server.answers.pop(0)
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        # Without a word in the headers, as when a proxy gives up on an idle connection.
        self.close_connection = self.server.hangs_up_after_each


@pytest.fixture
def server() -> Iterator[Scripted]:
    server = Scripted()
    yield server
    server.stop()


@pytest.fixture
def client(server: Scripted) -> Iterator[Client]:
    client = Client(f"http://127.0.0.1:{server.server_port}/canteen/", TILL, KEY)
    yield client
    client.close()


ASK: dict[str, Callable[[Client], object]] = {
    "session": lambda client: client.start_session("Reader 0", 7, b"\x3b"),
    "response": lambda client: client.post_response(STEP, b"\x90\x00"),
    "work": lambda client: client.wait_for_work(1),
}


def test_events_are_told_as_agreed(server: Scripted, client: Client) -> None:
    server.answers = [(200, b"{}")]
    client.post_events([Event(1, Kind.SERVICE_UP), Event(2, Kind.CARD_INSERTED, "Reader 0", 7, b"\x3b\x80")])
    assert server.asked == [
        (
            "POST /canteen/api/agent/events",
            {
                "events": [
                    {"seq": 1, "kind": "service_up", "reader": None, "presence": None, "atr": None},
                    {"seq": 2, "kind": "card_inserted", "reader": "Reader 0", "presence": 7, "atr": "3B80"},
                ]
            },
        )
    ]


def test_conversation_is_carried_as_agreed(server: Scripted, client: Client) -> None:
    server.answers = [
        (200, b'{"session":"session-1","step":0,"apdu":"00A40400"}'),
        (200, b'{"step":1,"apdu":"00B095001E"}'),
        (200, b'{"done":true}'),
    ]
    first = client.start_session("Reader 0", 7, b"\x3b")
    assert first == STEP
    second = client.post_response(STEP, b"\x01\x90\x00")
    assert second == Step("session-1", 1, bytes.fromhex("00B095001E"))
    client.post_failure(second, "torn")
    assert server.asked == [
        ("POST /canteen/api/agent/sessions", {"reader": "Reader 0", "presence": 7, "atr": "3B"}),
        ("POST /canteen/api/agent/sessions/session-1", {"step": 0, "response": "019000"}),
        ("POST /canteen/api/agent/sessions/session-1", {"step": 1, "failure": "torn"}),
    ]
    assert server.connections == 1


def test_work_names_its_card(server: Scripted, client: Client) -> None:
    work = {"session": "session-1", "step": 0, "apdu": "00A40400", "reader": "Reader 0", "presence": 7}
    server.answers = [(200, b'{"work":null}'), (200, json.dumps({"work": work}).encode())]
    assert client.wait_for_work(20) is None
    assert client.wait_for_work(20) == Work(STEP, "Reader 0", 7)
    assert server.asked[0] == ("GET /canteen/api/agent/work?wait_s=20", None)


@pytest.mark.parametrize("ask", ["session", "response", "work"])
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>",
        b"[]",
        b"[" * 60_000,
        b'"done"',
        b"\xff",
        b'{"work":[]}',
        b'{"work":{"session":"s","step":0,"apdu":"00A40400","reader":1,"presence":7}}',
        b'{"session":"s","step":"0","apdu":"00A40400","work":{"done":true}}',
        b'{"session":"s/../x","step":null,"apdu":"00A40400","work":1}',
        b'{"session":"s","step":0,"apdu":"00A4","work":""}',
        b'{"session":"s","step":0,"apdu":"xx","work":7}',
        b'{"session":"s","step":0,"apdu":17,"work":7}',
        b'{"session":"s","step":0,"apdu":"' + b"00" * 262 + b'","work":7}',
        b'{"x":"' + b"x" * 70_000 + b'"}',
    ],
)
def test_answer_that_is_none_counts_as_no_server(
    server: Scripted, client: Client, ask: str, content: bytes
) -> None:
    server.answers = [(200, content)]
    with pytest.raises(ServerAway):
        ASK[ask](client)


@pytest.mark.parametrize("status", [301, 500, 502, 503])
def test_status_that_is_no_refusal_counts_as_no_server(server: Scripted, client: Client, status: int) -> None:
    server.answers = [(status, b'{"code":"x"}')]
    with pytest.raises(ServerAway, match=str(status)):
        client.post_events([])


@pytest.mark.parametrize(
    ("content", "code"), [(b'{"code":"unknown_talk"}', "unknown_talk"), (b"{}", ""), (b"<html>", "")]
)
def test_refusal_has_its_code(server: Scripted, client: Client, content: bytes, code: str) -> None:
    server.answers = [(404, content)]
    with pytest.raises(ServerRefused) as caught:
        client.post_response(STEP, b"\x90\x00")
    assert (caught.value.status, caught.value.code) == (404, code)


def test_connection_that_was_closed_meanwhile_is_opened_again(server: Scripted, client: Client) -> None:
    server.hangs_up_after_each = True
    server.answers = [(200, b"{}")] * 3
    for _ in range(3):
        client.post_events([])
    assert (len(server.asked), server.connections) == (3, 3)


def test_connection_that_was_closed_ends_the_wait_for_work(server: Scripted, client: Client) -> None:
    server.hangs_up_after_each = True
    server.answers = [(200, b'{"work":null}')]
    assert client.wait_for_work(1) is None
    with pytest.raises(ServerAway):
        client.wait_for_work(1)


def test_nobody_there_counts_as_no_server(server: Scripted, client: Client) -> None:
    server.stop()
    with pytest.raises(ServerAway, match="ConnectionRefused"):
        client.post_events([])
