"""The web server: gunicorn with threads, one process.

Rule: one process, for the readers and the listeners are in its memory and SQLite has one writer.
"""

from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from pos.app import create_app
from pos.settings import Settings

THREADS = 64
GRACEFUL_S = 3


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn is untyped
    def __init__(self, settings: Settings) -> None:
        self._port = settings.port
        super().__init__()

    def load_config(self) -> None:
        options: dict[str, Any] = {
            "bind": f"127.0.0.1:{self._port}",
            "workers": 1,
            "worker_class": "gthread",
            "threads": THREADS,
            "graceful_timeout": GRACEFUL_S,
            "keepalive": 75,
            "control_socket_disable": True,
            "loglevel": "warning",
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return create_app()


def run_server(settings: Settings) -> None:
    """Serve until told to end."""
    _Server(settings).run()
