"""Servers that kill themselves at a chosen moment of a sale, as a crash or a power cut would end them.

`python -m tests.doomed` has the product loaded and forks a server for each line on its standard input:
{"environ": {...}, "dies_at": 3} for one that dies at the third moment of its writing, null for a sound one.
It answers with {"pid", "port"}; a server that dies says what it was about to do. A moment is each statement
of a write transaction, its commit, and what follows the commit before the answer.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import IO, Any

from sqlalchemy import Connection, Engine, event
from werkzeug.serving import WSGIRequestHandler, make_server

from pos.app import create_app

AFTER_COMMIT = "after COMMIT"


@dataclass(frozen=True)
class Server:
    """A server that listens."""

    pid: int
    port: int

    def kill(self) -> None:
        """End it as kill -9 does."""
        os.kill(self.pid, signal.SIGKILL)


class Launcher:
    """A process that forks servers: each is there in a moment, and shares nothing with the one before."""

    def __init__(self, orders: IO[str], answers: IO[str]) -> None:
        self._orders = orders
        self._answers = answers

    def serve(self, environ: Mapping[str, str], *, dies_at: int | None = None) -> Server:
        """Start a server with an environment; it dies at that moment of a write, if one is given."""
        self._orders.write(json.dumps({"environ": dict(environ), "dies_at": dies_at}) + "\n")
        self._orders.flush()
        said = json.loads(self._answers.readline())
        assert "failed" not in said, said
        return Server(**said)

    def last_words(self) -> str:
        """Return what the server that died was about to do."""
        said: str = json.loads(self._answers.readline())["dies_at"]
        return said


@contextmanager
def launcher() -> Iterator[Launcher]:
    """Start the process that forks servers, and end it."""
    command = [sys.executable, "-m", "tests.doomed"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield Launcher(process.stdin, process.stdout)
        process.stdin.close()


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - werkzeug's name for it
        """Say nothing of each request."""


def _main() -> None:
    children = []
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _serve(**json.loads(line))
        children.append(child)
    # None is waited for before: a process id that was killed stays that of the server until here.
    for child in children:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _serve(environ: dict[str, str], dies_at: int | None) -> None:
    try:
        app = create_app(environ)
    except Exception as error:
        # Whoever waits for the server would wait for ever.
        _say({"failed": repr(error)})
        raise
    if dies_at is not None:
        _arm(app.extensions["canteen"].database.engine, dies_at)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    _say({"pid": os.getpid(), "port": server.port})
    server.serve_forever()


def _arm(engine: Engine, dies_at: int) -> None:
    moments = count(1)
    has_committed = False

    def pass_by(what: str) -> None:
        if next(moments) == dies_at:
            _say({"dies_at": what})
            os.kill(os.getpid(), signal.SIGKILL)

    @event.listens_for(engine, "before_cursor_execute")
    def before_statement(connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        if not _is_read(connection):
            pass_by(statement)

    @event.listens_for(engine, "commit")
    def before_commit(connection: Connection) -> None:
        nonlocal has_committed
        if not _is_read(connection):
            pass_by("COMMIT")
            has_committed = True

    @event.listens_for(engine, "checkin")
    def after_commit(_connection: object, _record: object) -> None:
        nonlocal has_committed
        if has_committed:
            has_committed = False
            pass_by(AFTER_COMMIT)


def _is_read(connection: Connection) -> bool:
    return bool(connection.get_execution_options().get("readonly"))


def _say(what: Mapping[str, object]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    _main()
