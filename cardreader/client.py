"""What does the agent say to the server, and how? The one rule: every request is signed, each try anew.

JSON over one kept-alive HTTP connection. An instance belongs to one thread.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import re
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from cardreader.events import Event
from cardreader.signing import sign

TIMEOUT_S = 5.0
WORK_WAIT_S = 20
_WORK_GRACE_S = 10.0
_ANSWER_BYTES_MAX = 65_536
_APDU_BYTES = range(4, 262)
_SESSION = re.compile(r"[A-Za-z0-9_.~-]{1,128}", re.ASCII)
# What a connection looks like that the server closed while nobody used it.
_STALE = (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError)


class ServerAway(Exception):
    """The server does not answer, or answers nonsense."""


class ServerRefused(Exception):
    """The server understood and refused; ``code`` is its stable code, or ""."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(f"{status} {code}".strip())
        self.status = status
        self.code = code


@dataclass(frozen=True, slots=True)
class Step:
    """The command that is due in a session which the server leads."""

    session: str
    number: int
    apdu: bytes


@dataclass(frozen=True, slots=True)
class Work:
    """A session that the server began, with the card that it is meant for."""

    step: Step
    reader: str
    presence: int


class Client:
    """A till's line to the server at ``server_url``."""

    def __init__(self, server_url: str, till: str, key: bytes) -> None:
        """Take note of where the server is; connects at the first request.

        :raises ValueError: when the address is not http(s)://host[:port][/path].
        """
        parts = urlsplit(server_url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise ValueError(f"not a server's address: {server_url}")
        connect = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self._connection = connect(parts.hostname, parts.port, timeout=TIMEOUT_S)
        self._prefix = parts.path.rstrip("/")
        self._till = till
        self._key = key

    @property
    def is_connected(self) -> bool:
        """Say whether the next request goes over the connection of the last one."""
        return self._connection.sock is not None

    def post_events(self, events: Sequence[Event]) -> None:
        """Tell what happened.

        :raises ServerAway: see the class; so for all requests.
        :raises ServerRefused: see the class; so for all requests.
        """
        told = [
            {
                "seq": event.seq,
                "kind": event.kind.value,
                "reader": event.reader,
                "presence": event.presence,
                "atr": event.atr.hex().upper() if event.atr else None,
            }
            for event in events
        ]
        self._request("POST", "/api/agent/events", {"events": told})

    def start_session(self, reader: str, presence: int, atr: bytes) -> Step | None:
        """Ask for the identification of a card; None when the server does not want it."""
        asked = {"reader": reader, "presence": presence, "atr": atr.hex().upper() or None}
        return _step(self._request("POST", "/api/agent/sessions", asked))

    def post_response(self, step: Step, response: bytes) -> Step | None:
        """Hand over the card's answer; return what is due next, None at the end."""
        return self._post_step(step, {"step": step.number, "response": response.hex().upper()})

    def post_failure(self, step: Step, failure: str) -> None:
        """Say that there will be no answer: ``torn``, ``timeout`` or ``protocol``."""
        self._post_step(step, {"step": step.number, "failure": failure})

    def wait_for_work(self, wait_s: int = WORK_WAIT_S) -> Work | None:
        """Wait for up to ``wait_s`` until the server has a payment for one of our cards.

        Never tries twice: a connection that breaks here is the sign that the server went away.
        """
        path = f"/api/agent/work?wait_s={wait_s}"
        work = self._request("GET", path, None, timeout_s=wait_s + _WORK_GRACE_S, tries=1).get("work")
        if work is None:
            return None
        if not isinstance(work, dict):
            raise ServerAway("unreadable work")
        step, reader, presence = _step(work), work.get("reader"), work.get("presence")
        if step is None or not isinstance(reader, str) or not isinstance(presence, int):
            raise ServerAway("unreadable work")
        return Work(step, reader, presence)

    def abort(self) -> None:
        """Break off a request that another thread waits in."""
        wire = self._connection.sock
        if wire is not None:
            with contextlib.suppress(OSError):
                wire.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def _post_step(self, step: Step, payload: dict[str, Any]) -> Step | None:
        answer = self._request("POST", f"/api/agent/sessions/{step.session}", payload)
        return _step({"session": step.session, **answer})

    def _request(
        self,
        method: str,
        path: str,
        payload: dict[str, Any] | None,
        *,
        timeout_s: float = TIMEOUT_S,
        tries: int = 2,
    ) -> dict[str, Any]:
        was_connected = self.is_connected
        try:
            return self._try_request(method, self._prefix + path, payload, timeout_s)
        except (OSError, http.client.HTTPException) as error:
            self.close()
            if was_connected and tries > 1 and isinstance(error, _STALE):
                return self._request(method, path, payload, timeout_s=timeout_s, tries=tries - 1)
            raise ServerAway(f"{type(error).__name__}: {error}") from error

    def _try_request(
        self, method: str, path: str, payload: dict[str, Any] | None, timeout_s: float
    ) -> dict[str, Any]:
        body = b"" if payload is None else json.dumps(payload, separators=(",", ":")).encode()
        headers = sign(
            till=self._till, key=self._key, method=method, path=path, body=body, at=datetime.now(UTC)
        )
        if payload is not None:
            headers["Content-Type"] = "application/json"
        if not self.is_connected:
            self._connection.connect()
        self._connection.sock.settimeout(timeout_s)
        self._connection.request(method, path, body or None, headers)
        response = self._connection.getresponse()
        content = response.read(_ANSWER_BYTES_MAX + 1)
        response.close()
        if len(content) > _ANSWER_BYTES_MAX:
            self.close()
            raise ServerAway("an answer without end")
        answer = _parse(content)
        if response.status >= 500 or response.status // 100 == 3:
            raise ServerAway(f"status {response.status}")
        if response.status >= 400:
            raise ServerRefused(response.status, str((answer or {}).get("code", "")))
        if answer is None:
            raise ServerAway("not our kind of answer")
        return answer


def _parse(content: bytes) -> dict[str, Any] | None:
    try:
        answer = json.loads(content)
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None


def _step(answer: dict[str, Any]) -> Step | None:
    if answer.get("done") is True:
        return None
    session, number, apdu = answer.get("session"), answer.get("step"), answer.get("apdu")
    if not isinstance(session, str) or not _SESSION.fullmatch(session) or not isinstance(number, int):
        raise ServerAway("an unreadable step")
    try:
        command = bytes.fromhex(apdu) if isinstance(apdu, str) else b""
    except ValueError:
        command = b""
    if len(command) not in _APDU_BYTES:
        raise ServerAway("an unreadable command")
    return Step(session, number, command)
