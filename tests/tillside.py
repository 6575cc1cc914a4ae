"""What stands beside a till in tests: a reader with a virtual card on it, and an agent that speaks for them.

It talks to the server as a real agent does, signed, over whatever carries its requests.
"""

import http.client
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Any

from cardreader.signing import sign
from cardreader.virtual.vpcd import Answering as Card
from pos.clock import now

Json = dict[str, Any]
# Method, path, body, headers -> the status and the JSON of the answer.
Transport = Callable[[str, str, bytes, Mapping[str, str]], tuple[int, Json]]
# What an agent does with the first command of a payment, given the session.
Answering = Callable[[str, Json], object]

READER = "Virtual reader 00"
# Longer than a payment waits for its card.
TIMEOUT_S = 20


class TillSide:
    """The reader agent of one till, with at most one card on its reader."""

    def __init__(self, till: str, key: bytes, transport: Transport) -> None:
        self._till = till
        self._key = key
        self._transport = transport
        self._card: Card | None = None
        self._presence = 0
        self._answered: tuple[str, Json] = ("", {})

    def put(self, card: Card) -> None:
        """Put a card on the reader, and let the server ask who it is."""
        self._card = card
        card.reset()
        self._presence += 1
        self.tell("card_inserted")
        command = self.ask("POST", "/sessions", {"reader": READER, "presence": self._presence})
        self.converse(command["session"], command)

    def take_away(self) -> None:
        """Take the card off the reader."""
        self._card = None
        self.tell("card_removed")

    def swap(self, card: Card) -> None:
        """Put another card in the place of the one on the reader, without anybody noticing."""
        card.reset()
        self._card = card

    def tell(self, kind: str) -> None:
        """Tell the server what has happened at the reader."""
        event = {"kind": kind, "reader": READER, "presence": self._presence}
        self.ask("POST", "/events", {"events": [event]})

    def hang(self) -> None:
        """Have the reader hang with the card on it."""
        self.tell("reader_hung")

    def fail(self, session: str, command: Json) -> None:
        """Tell that the card does not answer a command."""
        self.ask("POST", f"/sessions/{session}", {"step": command["step"], "failure": "timeout"})

    def converse(self, session: str, command: Json) -> None:
        """Have the card answer a command and all that follow."""
        while "apdu" in command:
            assert self._card is not None
            response = self._card.answer(bytes.fromhex(command["apdu"]))
            answer = {"step": command["step"], "response": response.hex().upper()}
            self._answered = (f"/sessions/{session}", answer)
            command = self.ask("POST", *self._answered)

    def answer_again(self) -> Json:
        """Send the last answer once more, as when the server's own was lost; return what it says to that."""
        return self.ask("POST", *self._answered)

    @contextmanager
    def answering(self, answer: Answering | None = None) -> Iterator[None]:
        """Let the card answer the payments of the server, or do something else at the first command."""
        over = threading.Event()
        does = answer or self.converse
        agent = threading.Thread(target=self._answer_payments, args=(over, does), daemon=True)
        agent.start()
        try:
            yield
        finally:
            over.set()
            agent.join()

    def _answer_payments(self, over: threading.Event, answer: Answering) -> None:
        while not over.is_set():
            try:
                work = self.ask("GET", "/work?wait_s=0.05", None)["work"]
                if work is not None and self._card is not None:
                    self._card.reset()
                    answer(work["session"], work)
            except (OSError, http.client.HTTPException):
                # The server died with the payment: that is what some tests are about.
                return

    def ask(self, method: str, path: str, body: Json | None) -> Json:
        """Send a signed request of the agent, and return the answer."""
        path = f"/api/agent{path}"
        sent = b"" if body is None else json.dumps(body).encode()
        headers = sign(till=self._till, key=self._key, method=method, path=path, body=sent, at=now())
        if sent:
            headers["Content-Type"] = "application/json"
        _, answer = self._transport(method, path, sent, headers)
        return answer


def over_http(port: int) -> Transport:
    """Return a transport to a server on a port of this machine; a connection for each request."""

    def send(method: str, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, Json]:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_S)) as connection:
            connection.request(method, path, body, dict(headers))
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())

    return send
