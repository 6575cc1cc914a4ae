"""How is the card desk run and told what to do? The one rule: it listens on 127.0.0.1 and to programs only.

``GET /state``; ``POST /insert {"reader": 0, "card": "code"}``; ``POST /remove {"reader": 0}``; each answers
with the state, or with ``{"code", "detail"}``.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import signal
import tempfile
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from cardreader.virtual.desk import Desk, DeskRefusal, read_cards
from cardreader.virtual.pcscd import PrivatePcscd, has_room_for_socket
from cardreader.virtual.vpcd import Slot

READY_NAME = "ready"
EXIT_PCSCD_ENDED = 69
# A card is noticed after 10 ms on average, for 1.5 % of a core while one lies there.
POLL_S = 0.02
_BODY_BYTES_MAX = 4_096

_log = logging.getLogger(__name__)


class DeskServer(ThreadingHTTPServer):
    """Serves ``desk`` on 127.0.0.1."""

    daemon_threads = True

    def __init__(self, port: int, desk: Desk) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.desk = desk


def run_desk(
    cards_file: Path, state_dir: Path, port: int, *, readers: int = 1, poll_s: float = POLL_S
) -> int:
    """Run pcscd, the virtual readers and the desk until told to end; return the exit code of the process.

    Writes ``state_dir/ready``, a JSON file {"pid", "url", "socket", "readers"}, once everything runs, and
    removes it at the end; the pid tells one that was left behind by a desk that was killed. Programs that
    read the cards need ``PCSCLITE_CSOCK_NAME`` set to ``socket``; that stays the same over restarts, unless
    the path of ``state_dir`` is too long for a socket. Port 0 takes a free one. Returns 0 after
    SIGTERM or Ctrl-C, ``EXIT_PCSCD_ENDED`` (69) when pcscd ended by itself. Call it from the main thread.

    :raises PcscdUnavailable: when a private pcscd cannot run here.
    :raises ValueError: when the file of cards is not good.
    """
    read_cards(cards_file)
    state_dir.mkdir(parents=True, exist_ok=True)
    ready = state_dir / READY_NAME
    ready.unlink(missing_ok=True)
    signal.signal(signal.SIGTERM, _stop)
    folder = state_dir / "pcscd"
    if not has_room_for_socket(folder):
        folder = Path(tempfile.mkdtemp(prefix="canteen-pcscd-"))
    pcscd = PrivatePcscd(folder, readers=readers, poll_s=poll_s)
    if not pcscd.is_local:
        _log.warning("without gcc the virtual readers listen on all interfaces: ports %s", pcscd.ports)
    try:
        pcscd.start()
        slots = tuple(Slot(slot_port, poll_s=pcscd.poll_s) for slot_port in pcscd.ports)
        desk = Desk(cards_file, state_dir / "counters", slots, pcscd.reader_names)
        with DeskServer(port, desk) as server:
            threading.Thread(target=server.serve_forever, args=(0.1,), name="desk", daemon=True).start()
            _write_ready(ready, server, pcscd)
            _log.info("the card desk is at http://127.0.0.1:%d", server.server_port)
            pcscd.wait()
            _log.error("pcscd ended")
            return EXIT_PCSCD_ENDED
    except KeyboardInterrupt:
        return 0
    finally:
        ready.unlink(missing_ok=True)
        pcscd.stop()
        shutil.rmtree(folder, ignore_errors=True)


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


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def _write_ready(path: Path, server: DeskServer, pcscd: PrivatePcscd) -> None:
    content = {
        "pid": os.getpid(),
        "url": f"http://127.0.0.1:{server.server_port}",
        "socket": str(pcscd.socket_path),
        "readers": list(pcscd.reader_names),
    }
    new = path.with_suffix(".new")
    new.write_text(json.dumps(content), "utf-8")
    new.replace(path)
