"""The server's side of the agent's wire: enough of it to hold conversations with cards."""

import json
import sys
import threading
import uuid
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import SHUT_RDWR, socket
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cardreader.cards import identify, prove
from cardreader.conversation import Conversation, ProtocolError
from cardreader.key_ring import KeyRing
from cardreader.profiles.profile import CardIdentity, CardProof
from cardreader.signing import NonceMemory, RequestRefused, verify
from tests.integration.cardreader.waiting import PATIENCE_S, Record

TILL = "T1"
KEY = bytes(range(32))
KEYS = KeyRing.of_master(bytes(range(16)))


@dataclass
class Session:
    """A conversation that the server leads."""

    reader: str
    presence: int
    conversation: Conversation[CardIdentity] | Conversation[CardProof]
    is_payment: bool
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    failure: str | None = None
    refusal: ProtocolError | None = None
    ended: threading.Event = field(default_factory=threading.Event)

    @property
    def proof(self) -> CardProof:
        """What the card answered, once it did."""
        assert self.ended.wait(PATIENCE_S), "the session did not end"
        assert self.failure is None, self.failure
        assert isinstance(self.conversation.result, CardProof)
        return self.conversation.result

    def command(self) -> dict[str, Any]:
        """Say what is due."""
        if self.conversation.apdu is None:
            return {"done": True}
        return {
            "session": self.id,
            "step": self.conversation.step,
            "apdu": self.conversation.apdu.hex().upper(),
        }


class StandIn(ThreadingHTTPServer):
    """A server on 127.0.0.1 that keeps what it is told."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.events: Record[dict[str, Any]] = Record()
        self.sessions: Record[Session] = Record()
        self.requests: Record[str] = Record()
        self.refuse_with: int | None = None
        self.closes_connections = False
        self.loses_last_answer = False
        self._work: deque[Session] = deque()
        self._asked = 0
        self._changed = threading.Condition()
        self._wires: set[socket] = set()
        self._nonces = NonceMemory()
        self.is_stopping = False
        self._thread = threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.server_port}"

    def stop(self) -> None:
        """Go away at once, with every connection."""
        self.is_stopping = True
        with self._changed:
            self._changed.notify_all()
            wires = tuple(self._wires)
        for wire in wires:
            # The handler closes it; here its peer learns of the end at once.
            try:
                wire.shutdown(SHUT_RDWR)
            except OSError:
                continue
        self.shutdown()
        self._thread.join()
        self.server_close()

    def wait_for_event(self, kind: str, *, count: int = 1) -> dict[str, Any]:
        """Return the event number ``count`` of that kind."""
        return self.events.wait_for(lambda event: event["kind"] == kind, count=count)

    def wait_for_identity(self, *, count: int = 1) -> CardIdentity:
        """Return the result of the identification number ``count`` that came to an end."""
        session = self.sessions.wait_for(lambda session: not session.is_payment, count=count)
        assert session.ended.wait(PATIENCE_S), "the session did not end"
        assert isinstance(session.conversation.result, CardIdentity)
        return session.conversation.result

    def pay(self, inserted: dict[str, Any], challenge: bytes) -> Session:
        """Ask the card of an event ``card_inserted`` for a proof."""
        session = Session(
            inserted["reader"],
            inserted["presence"],
            Conversation(prove("cpu-aes", KEYS, challenge)),
            is_payment=True,
        )
        with self._changed:
            self.sessions.add(session)
            self._work.append(session)
            self._changed.notify_all()
        return session

    def take_work(self, wait_s: float) -> Session | None:
        """Return the next payment, or None after ``wait_s``.

        Only to whoever asked last, and since the last start of an agent: one that died may have left a
        question that nobody waits for any more.
        """
        with self._changed:
            mine = self.forget_questions()
            self._changed.wait_for(lambda: self._work or self.is_stopping or mine != self._asked, wait_s)
            return self._work.popleft() if self._work and mine == self._asked else None

    def forget_questions(self) -> int:
        """Let whoever waits for work go without; return the number of the next to ask."""
        with self._changed:
            self._asked += 1
            self._changed.notify_all()
            return self._asked

    def verify(self, handler: "_Handler", body: bytes) -> None:
        """Check the signature of a request."""
        verify(
            dict(handler.headers.items()),
            find_key={TILL: KEY}.get,
            method=handler.command,
            path=handler.path,
            body=body,
            at=datetime.now(UTC),
            nonces=self._nonces,
        )

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Report what went wrong here; an agent that hung up is no fault."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)

    def note_wire(self, wire: socket, *, is_open: bool) -> None:
        """Keep account of connections."""
        with self._changed:
            (self._wires.add if is_open else self._wires.discard)(wire)


class _Handler(BaseHTTPRequestHandler):
    server: StandIn
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def setup(self) -> None:
        super().setup()
        self.server.note_wire(self.connection, is_open=True)

    def finish(self) -> None:
        self.server.note_wire(self.connection, is_open=False)
        super().finish()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        return

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.requests.add(f"{self.command} {self.path}")
        try:
            self.server.verify(self, body)
        except RequestRefused as refusal:
            return self._send(401, {"code": refusal.code})
        if self.server.refuse_with is not None:
            return self._send(self.server.refuse_with, {"code": "out_of_order"})
        url = urlsplit(self.path)
        if url.path == "/api/agent/work":
            work = self.server.take_work(float(parse_qs(url.query)["wait_s"][0]))
            return self._send(200, {"work": work and _work(work)})
        answer = self._take(url.path, json.loads(body))
        if answer is None:
            return self._send(409, {"code": "unknown_talk"})
        if self.server.loses_last_answer and answer == {"done": True}:
            # As when the network breaks off: all was done, and nobody hears of it.
            self.server.loses_last_answer = False
            self.close_connection = True
            self.connection.shutdown(SHUT_RDWR)
            return None
        return self._send(200, answer)

    def _take(self, path: str, content: dict[str, Any]) -> dict[str, Any] | None:
        if path == "/api/agent/events":
            for event in content["events"]:
                if event["kind"] == "service_up":
                    self.server.forget_questions()
                self.server.events.add(event)
            return {}
        if path == "/api/agent/sessions":
            session = Session(
                content["reader"], content["presence"], Conversation(identify(KEYS)), is_payment=False
            )
            self.server.sessions.add(session)
            return session.command()
        name = path.removeprefix("/api/agent/sessions/")
        session = next(session for session in self.server.sessions.items if session.id == name)
        return _move_on(session, content)

    def _send(self, status: int, answer: dict[str, Any]) -> None:
        content = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        if self.server.closes_connections:
            self.send_header("Connection", "close")
            self.close_connection = True
        self.end_headers()
        self.wfile.write(content)


def _work(session: Session) -> dict[str, Any]:
    return {**session.command(), "reader": session.reader, "presence": session.presence}


def _move_on(session: Session, content: dict[str, Any]) -> dict[str, Any] | None:
    """Take an answer; None for one to a step that is over."""
    if session.ended.is_set() or content["step"] != session.conversation.step:
        return None
    if "failure" in content:
        session.failure = content["failure"]
        session.ended.set()
        return {"done": True}
    try:
        session.conversation.answer(bytes.fromhex(content["response"]))
    except ProtocolError as error:
        session.refusal = error
    if session.conversation.apdu is None:
        session.ended.set()
        return {"done": True}
    return session.command()
