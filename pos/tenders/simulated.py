"""A payment terminal that takes no money: for the demo, and to try what goes wrong with real ones.

Rule: under one key it takes money once, keeps what it took in a file before it answers, and can be told how
to fail: refuse, lose its answer, answer late, be down, or take the money after it was cancelled.
"""

import json
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from secrets import randbelow
from typing import Any, Final
from urllib.parse import unquote

BEHAVIOURS: Final = (
    "pay",
    "refuse",
    "wait",
    "late",
    "lose_answer",
    "down",
    "pay_after_cancel",
    "die_after_paying",
)
LARGEST_REQUEST: Final = 4096
# How often a payment that answers late is asked for before it is paid.
LATE_ANSWERS: Final = 2
_TABLES: Final = (
    (
        "CREATE TABLE IF NOT EXISTS payments (key TEXT PRIMARY KEY, amount_fen INTEGER, means TEXT,"
        " state TEXT, reference TEXT, behaviour TEXT, asked INTEGER NOT NULL DEFAULT 0)"
    ),
    "CREATE TABLE IF NOT EXISTS behaviours (id INTEGER PRIMARY KEY, name TEXT NOT NULL)",
)


class NoAnswer(Exception):
    """The terminal says nothing: the line is cut."""


class SimulatedTerminal:
    """What the terminal knows, in one file; `answer` is all that it does."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()
        with self._books() as books:
            for table in _TABLES:
                books.execute(table)

    def answer(self, method: str, path: str, body: Any) -> tuple[HTTPStatus, object]:
        """Answer a request.

        :raises NoAnswer: when it was told to be silent.
        """
        steps = [unquote(step) for step in path.strip("/").split("/")]
        with self._lock, self._books() as books:
            if method == "PUT" and steps == ["behaviours"]:
                return self._behave(books, body)
            if method == "GET" and steps == ["payments"]:
                return HTTPStatus.OK, self._taken(books)
            if len(steps) < 2 or steps[0] != "payments":
                return HTTPStatus.NOT_FOUND, {}
            if method == "PUT" and len(steps) == 2:
                return self._start(books, steps[1], body)
            if method == "GET" and len(steps) == 2:
                return self._ask(books, steps[1])
            if method == "POST" and steps[2:] == ["cancel"]:
                return self._cancel(books, steps[1])
        return HTTPStatus.NOT_FOUND, {}

    def _behave(self, books: sqlite3.Connection, body: Any) -> tuple[HTTPStatus, object]:
        names = body.get("behaviours") if isinstance(body, dict) else None
        if not isinstance(names, list) or any(name not in BEHAVIOURS for name in names):
            return HTTPStatus.UNPROCESSABLE_ENTITY, {"known": BEHAVIOURS}
        books.execute("DELETE FROM behaviours")
        books.executemany("INSERT INTO behaviours (name) VALUES (?)", [(name,) for name in names])
        return HTTPStatus.OK, {"behaviours": names}

    def _start(self, books: sqlite3.Connection, key: str, body: Any) -> tuple[HTTPStatus, object]:
        amount_fen, means = body.get("amount_fen"), body.get("means")
        known = self._find(books, key)
        if known is not None:
            is_same = known["amount_fen"] in (amount_fen, None)
            return (HTTPStatus.OK, _told(known)) if is_same else (HTTPStatus.CONFLICT, {})
        behaviour = self._next_behaviour(books)
        if behaviour == "down":
            raise NoAnswer
        state = {"refuse": "refused", "wait": "waiting", "late": "waiting", "pay_after_cancel": "waiting"}
        books.execute(
            "INSERT INTO payments (key, amount_fen, means, state, reference, behaviour)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (key, amount_fen, means, state.get(behaviour, "paid"), _reference(), behaviour),
        )
        if behaviour == "die_after_paying":
            os._exit(9)
        if behaviour == "lose_answer":
            raise NoAnswer
        return HTTPStatus.OK, _told(self._find(books, key))

    def _ask(self, books: sqlite3.Connection, key: str) -> tuple[HTTPStatus, object]:
        known = self._find(books, key)
        if known is None:
            return HTTPStatus.NOT_FOUND, {}
        books.execute("UPDATE payments SET asked = asked + 1 WHERE key = ?", (key,))
        is_late = known["behaviour"] == "late" and known["asked"] + 1 >= LATE_ANSWERS
        is_after = known["behaviour"] == "pay_after_cancel" and known["state"] == "cancelled"
        if (is_late and known["state"] == "waiting") or is_after:
            books.execute("UPDATE payments SET state = 'paid' WHERE key = ?", (key,))
        return HTTPStatus.OK, _told(self._find(books, key))

    def _cancel(self, books: sqlite3.Connection, key: str) -> tuple[HTTPStatus, object]:
        books.execute(
            "INSERT INTO payments (key, state, reference) VALUES (?, 'cancelled', ?)"
            " ON CONFLICT (key) DO UPDATE SET state = 'cancelled' WHERE state = 'waiting'",
            (key, _reference()),
        )
        return HTTPStatus.OK, _told(self._find(books, key))

    def _taken(self, books: sqlite3.Connection) -> object:
        rows = books.execute("SELECT key, amount_fen, means, state, reference FROM payments ORDER BY rowid")
        return {"payments": [dict(row) for row in rows]}

    def _next_behaviour(self, books: sqlite3.Connection) -> str:
        row = books.execute("SELECT id, name FROM behaviours ORDER BY id LIMIT 1").fetchone()
        if row is None:
            return "pay"
        books.execute("DELETE FROM behaviours WHERE id = ?", (row["id"],))
        return str(row["name"])

    def _find(self, books: sqlite3.Connection, key: str) -> sqlite3.Row | None:
        found: sqlite3.Row | None = books.execute("SELECT * FROM payments WHERE key = ?", (key,)).fetchone()
        return found

    @contextmanager
    def _books(self) -> Iterator[sqlite3.Connection]:
        # Each statement stands by itself, also what was done before the line was cut.
        with closing(sqlite3.connect(self._file, isolation_level=None)) as books:
            books.row_factory = sqlite3.Row
            yield books


class _Handler(BaseHTTPRequestHandler):
    terminal: SimulatedTerminal

    def do_GET(self) -> None:
        """Answer a question."""
        self._serve()

    def do_PUT(self) -> None:
        """Take a payment or a behaviour."""
        self._serve()

    def do_POST(self) -> None:
        """Cancel."""
        self._serve()

    def log_message(self, *_: object) -> None:
        """Say nothing of each request."""

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        try:
            body = json.loads(self.rfile.read(min(length, LARGEST_REQUEST)) or b"{}")
            status, said = self.terminal.answer(self.command, self.path, body)
        except NoAnswer:
            self.close_connection = True
            return
        except (ValueError, AttributeError):
            status, said = HTTPStatus.BAD_REQUEST, {}
        text = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)


def make_server(address: tuple[str, int], file: Path) -> ThreadingHTTPServer:
    """Return a server of a simulated terminal, which listens already; port 0 takes a free one."""
    handler = type("Handler", (_Handler,), {"terminal": SimulatedTerminal(file)})
    return ThreadingHTTPServer(address, handler)


def _told(known: sqlite3.Row | None) -> dict[str, object]:
    if known is None:
        return {"state": "waiting"}
    return {"state": known["state"], "reference": known["reference"] if known["state"] == "paid" else None}


def _reference() -> str:
    return f"SIM{randbelow(10**12):012}"
