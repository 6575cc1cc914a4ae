"""The page of papers breaks the demo's own printer and no other, whatever the real one is called."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from pos.app import create_app
from tests.signed_on import sign_on
from tests.tickets import PERSONAL_KEYS

NAME = "RECEIPT"
REAL = {f"CANTEEN_PRINTER_{NAME}": "tcp://127.0.0.1:9?columns=48"}
BROKEN = {"fault": "paper_out"}


@pytest.fixture
def demo(sqlite_template: Path, tmp_path: Path) -> Iterator[Callable[[dict[str, str]], Flask]]:
    """Give the app of a demo with some more settings."""
    opened: list[Flask] = []
    path = tmp_path / "canteen.sqlite3"
    shutil.copy(sqlite_template, path)

    def open_app(more: dict[str, str]) -> Flask:
        url = f"sqlite:///{path}"
        settings = {
            "VAR_DIR": str(tmp_path),
            "CANTEEN_DATABASE_URL": url,
            "CANTEEN_DEMO": "1",
            "CANTEEN_PERSONAL_KEYS": PERSONAL_KEYS,
        }
        opened.append(create_app({**settings, **more}))
        return opened[-1]

    yield open_app
    for app in opened:
        app.extensions["canteen"].database.engine.dispose()


def test_the_demos_own_printer_is_broken_on_the_page(demo: Callable[[dict[str, str]], Flask]) -> None:
    answer = _asking(demo({}))("POST", f"/api/paper/{NAME}/fault", json=BROKEN)

    assert _printer(answer) == {"name": NAME, "state": "unknown", "is_virtual": True, "fault": "paper_out"}


def test_a_real_printer_cannot_be_broken_on_the_page(demo: Callable[[dict[str, str]], Flask]) -> None:
    ask = _asking(demo(REAL))

    refused = ask("POST", f"/api/paper/{NAME}/fault", json=BROKEN)

    assert (refused.status_code, refused.get_json()["code"]) == (404, "unknown_printer")
    shown = ask("GET", "/api/paper")
    assert _printer(shown) == {"name": NAME, "state": "unknown", "is_virtual": False, "fault": None}


def _asking(app: Flask) -> Callable[..., TestResponse]:
    """Return what sends requests to the app, signed on at a till."""
    headers = sign_on(app.extensions["canteen"].database, "T1").headers

    def ask(method: str, path: str, **body: Any) -> TestResponse:
        return app.test_client(use_cookies=False).open(path, method=method, headers=headers, **body)

    return ask


def _printer(answer: TestResponse) -> dict[str, Any]:
    [printer] = answer.get_json()["printers"]
    found: dict[str, Any] = printer
    return found
