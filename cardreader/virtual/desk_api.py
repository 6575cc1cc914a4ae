"""What is the card desk told over HTTP? The one rule: it listens on 127.0.0.1 and to programs only.

``GET /state``; ``POST /insert {"reader": 0, "card": "code"}``; ``POST /remove {"reader": 0}``; each answers
with the state, or with ``{"code", "detail"}``.
"""

from __future__ import annotations

import json
import logging
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cardreader.virtual.desk import Desk, DeskRefusal

_BODY_BYTES_MAX = 4_096

_log = logging.getLogger(__name__)


class DeskServer(ThreadingHTTPServer):
    """Serves ``desk`` on 127.0.0.1."""

    daemon_threads = True

    def __init__(self, port: int, desk: Desk) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.desk = desk


class _Handler(BaseHTTPRequestHandler):
    server: DeskServer
    protocol_version = "HTTP/1.1"
    # Head and body go out apart; held back, the second would come 40 ms late.
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._answer(self.path == "/state")

    def do_POST(self) -> None:
        self._answer(self.path in ("/insert", "/remove"))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        _log.debug(format, *args)

    def _answer(self, is_known: bool) -> None:
        try:
            body = self._body()
            if not is_known:
                raise DeskRefusal("unknown_path", self.path)
            self._act(body)
            self._send(HTTPStatus.OK, self.server.desk.state())
        except DeskRefusal as refusal:
            self._send(HTTPStatus.CONFLICT, {"code": refusal.code, "detail": str(refusal)})
        except (OSError, ValueError) as error:
            # The file of cards was changed to something that is none.
            self._send(HTTPStatus.INTERNAL_SERVER_ERROR, {"code": "bad_cards_file", "detail": str(error)})

    def _act(self, body: dict[str, Any]) -> None:
        if self.command == "GET":
            return
        reader, card = body.get("reader"), body.get("card")
        if not isinstance(reader, int) or (self.path == "/insert" and not isinstance(card, str)):
            raise DeskRefusal("invalid_request", "reader is a number, card a text")
        if self.path == "/insert":
            self.server.desk.insert(reader, str(card))
        else:
            self.server.desk.remove(reader)

    def _body(self) -> dict[str, Any]:
        length = self.headers.get("Content-Length", "0")
        content = self.rfile.read(min(int(length), _BODY_BYTES_MAX)) if length.isdecimal() else b""
        # A page in a browser can neither send this type without asking first, nor name us as its host.
        host = self.headers.get("Host", "").rpartition(":")[0]
        if host not in ("127.0.0.1", "localhost"):
            raise DeskRefusal("invalid_request", "another host is meant")
        if self.command == "GET":
            return {}
        if self.headers.get_content_type() != "application/json":
            raise DeskRefusal("invalid_request", "not application/json")
        try:
            body = json.loads(content)
        except ValueError as error:
            raise DeskRefusal("malformed_json", "not JSON") from error
        if not isinstance(body, dict):
            raise DeskRefusal("invalid_request", "not an object")
        return body

    def _send(self, status: HTTPStatus, answer: dict[str, Any]) -> None:
        content = json.dumps(answer, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
