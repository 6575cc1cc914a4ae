"""What does the agent say to the server, and how? The one rule: every request is signed, each try anew.

JSON over one kept-alive HTTP connection. An instance belongs to one thread.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from cardreader.events import Event
from cardreader.signing import sign
from cardreader.steps import ServerAway, Step, Work, read_step, read_work

TIMEOUT_S = 5.0
WORK_WAIT_S = 20
_WORK_GRACE_S = 10.0
_ANSWER_BYTES_MAX = 65_536
# What a connection looks like that the server closed while nobody used it.
_STALE = (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError)


class ServerRefused(Exception):
    """The server understood and refused; ``code`` is its stable code, or ""."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(f"{status} {code}".strip())
        self.status = status
        self.code = code


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
        return read_step(self._request("POST", "/api/agent/sessions", asked))

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
        answer = self._request("GET", path, None, timeout_s=wait_s + _WORK_GRACE_S, tries=1)
        return read_work(answer.get("work"))

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
        return read_step({"session": step.session, **answer})

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
    except (ValueError, RecursionError):
        # Not JSON, or nested deeper than anything of ours.
        return None
    return answer if isinstance(answer, dict) else None
