"""The web server: gunicorn with threads, one process.

Rule: one process, for the readers and the listeners are in its memory and SQLite has one writer.
"""

from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from inventory.pinyin import search_keys
from pos.app import create_app
from pos.cli.ports import open_port
from pos.settings import Settings

OPTIONS: dict[str, Any] = {
    "workers": 1,
    "worker_class": "gthread",
    "threads": 64,
    "graceful_timeout": 3,
    "keepalive": 75,
    "control_socket_disable": True,
    "loglevel": "warning",
}


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn is untyped
    def __init__(self, socket_number: int) -> None:
        self._socket_number = socket_number
        super().__init__()

    def load_config(self) -> None:
        # Gunicorn itself would wait five seconds for a port that is taken, and log each of them.
        self.cfg.set("bind", f"fd://{self._socket_number}")
        for name, value in OPTIONS.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        # Loads the dictionary now rather than in front of the first member who is searched for.
        search_keys("饭")
        return create_app()


def run_server(settings: Settings, handed_over: int | None = None) -> None:
    """Serve until told to end, on the socket of a number that was handed over, or else on our port.

    :raises ClickException: when that port is taken.
    """
    _Server(open_port(settings.port).detach() if handed_over is None else handed_over).run()
