"""A whole canteen that runs: every process as `canteen up` starts it, behind a TCP printer of the caller."""

import atexit
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from pos.database import open_database
from pos.demo.people import PEOPLE
from pos.receipts.virtual_printer.server import VirtualPrinter
from pos.web.who import DEVICE_COOKIE, SESSION_COOKIE
from tests.daytime import serve_lunch_all_day, stand_in_the_morning
from tests.ports import free_ports
from tests.signed_on import MANAGER, Keys
from tests.tickets import uuid7

PATIENCE_S = 180.0
# The server, the card desk and the virtual printer.
PORTS = 4
TILLS = ("T1", "T2")

Json = dict[str, Any]


@dataclass(frozen=True)
class RunningCanteen:
    """A canteen that runs; `printer` is the TCP printer behind both tills."""

    url: str
    environ: dict[str, str]
    printer: VirtualPrinter
    # The cookies of a browser at each till, at which the manager is signed on.
    keys: dict[str, Keys] = field(default_factory=dict)

    def get(self, path: str) -> Any:
        """Return the JSON of a GET request."""
        request = urllib.request.Request(self.url + path, headers=self._headers(path))
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)

    def post(self, path: str, body: Json) -> Any:
        """Return the JSON of a POST request."""
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": uuid7(),
            **self._headers(f"{path} {body.get('till', '')}"),
        }
        request = urllib.request.Request(self.url + path, json.dumps(body).encode(), headers)
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)

    def enter(self, page: Page, till: str = "T1") -> None:
        """Have a browser be the device of a till, with the manager signed on."""
        keys = self.keys[till]
        page.context.add_cookies(
            [
                {"name": SESSION_COOKIE, "value": keys.session, "url": self.url},
                {"name": DEVICE_COOKIE, "value": keys.device, "url": self.url},
            ]
        )

    def sign_on(self, page: Page, staff: str, till: str = "T1") -> None:
        """Have a browser be the device of a till, with another person signed on by their PIN."""
        pin = next(person.pin for person in PEOPLE if person.code == staff)
        device = Keys("", self.keys[till].device)
        body = {"staff": staff, "pin": pin}
        session = self._cookie_of("/api/session/pin", body, SESSION_COOKIE, device.headers)
        self.enter(page, till)
        page.context.add_cookies([{"name": SESSION_COOKIE, "value": session, "url": self.url}])

    def sign_on_everywhere(self) -> None:
        """Enrol a browser at each till and sign the manager on, through the product's own API."""
        pin = next(person.pin for person in PEOPLE if person.code == MANAGER)
        for till in TILLS:
            device = self._cookie_of("/api/devices/demo", {"till": till}, DEVICE_COOKIE)
            self.keys[till] = Keys("", device)
            body = {"staff": MANAGER, "pin": pin}
            session = self._cookie_of("/api/session/pin", body, SESSION_COOKIE, self.keys[till].headers)
            self.keys[till] = Keys(session, device)

    def _cookie_of(self, path: str, body: Json, name: str, headers: dict[str, str] | None = None) -> str:
        sent = {"Content-Type": "application/json", **(headers or {})}
        request = urllib.request.Request(self.url + path, json.dumps(body).encode(), sent)
        with urllib.request.urlopen(request, timeout=20) as answer:
            cookies = SimpleCookie(answer.headers["Set-Cookie"])
        return cookies[name].value

    def _headers(self, where: str) -> dict[str, str]:
        """Return what the browser of the till that is spoken of carries; the first till's by default."""
        till = next((till for till in TILLS if re.search(rf"\b{till}\b", where)), TILLS[0])
        return self.keys[till].headers if till in self.keys else {}

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a `canteen` command on this canteen's data."""
        return _command(self.environ, *arguments)


def wait_until(claim: Callable[[], bool], what: str) -> None:
    """Wait until a claim holds; fail with what was waited for."""
    give_up_s = time.monotonic() + PATIENCE_S
    while not claim():
        if time.monotonic() > give_up_s:
            raise AssertionError(f"waited in vain for: {what}")
        time.sleep(0.05)


@contextmanager
def running_canteen() -> Iterator[RunningCanteen]:
    """Run the demo canteen on SQLite with a TCP printer; ends it as Ctrl-C would."""
    # A short path: the card service's socket lies in it.
    with tempfile.TemporaryDirectory(prefix="canteen-") as folder, VirtualPrinter("RECEIPT") as printer:
        port = free_ports(PORTS)
        environ = {
            **os.environ,
            "VAR_DIR": folder,
            "PORT": str(port),
            "CANTEEN_DEMO": "1",
            "CANTEEN_PRINTER_RECEIPT": printer.address,
        }
        running = RunningCanteen(f"http://127.0.0.1:{port}", environ, printer)
        shutil.copytree(_loaded_folder(), folder, dirs_exist_ok=True)
        with (Path(folder) / "log").open("w") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "pos.cli", "up"], env=environ, stdout=log, stderr=log
            )
        try:
            wait_until(lambda: _is_ready(running), "every reader and the printer")
            running.sign_on_everywhere()
            yield running
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)


@cache
def _loaded_folder() -> Path:
    """Load the demo canteen once by the product's own commands, on a day that no test runs out of."""
    folder = Path(tempfile.mkdtemp(prefix="canteen-loaded-"))
    atexit.register(shutil.rmtree, folder)
    environ = {**os.environ, "VAR_DIR": str(folder), "CANTEEN_DEMO": "1"}
    _require(environ, "database", "upgrade")
    books = open_database(f"sqlite:///{folder / 'canteen.sqlite3'}")
    books.write(stand_in_the_morning)
    _require(environ, "demo", "load")
    books.write(serve_lunch_all_day)
    books.engine.dispose()
    return folder


def _require(environ: dict[str, str], *arguments: str) -> None:
    done = _command(environ, *arguments)
    assert done.returncode == 0, done.stderr


def _command(environ: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pos.cli", *arguments],
        env=environ, capture_output=True, text=True, check=False,
    )  # fmt: skip


def _is_ready(running: RunningCanteen) -> bool:
    try:
        health = running.get("/healthz")
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False
    devices = [*health["readers"].values(), *health["printers"].values()]
    return all(device["state"] == "ok" for device in devices)
