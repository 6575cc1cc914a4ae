"""A long noon in which the server is killed again and again: nothing is lost, nothing is sold twice."""

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path

import pytest
from sqlalchemy import select

from pos.database import Database
from pos.reports.audit import audit_books
from pos.sales.tables import orders
from tests.ports import free_port
from tests.signed_on import Keys, sign_on
from tests.tickets import PERSONAL_KEYS, plentiful, uuid7

SOAK_S = 90.0
TILLS = ("T1", "T2")
LONGEST_LIFE_S = 4.0


class NoonTill(threading.Thread):
    """A till that sells without end, and repeats each sale under its id until it is answered."""

    def __init__(self, port: int, till: str, tray: Mapping[str, object], end_s: float, keys: Keys) -> None:
        super().__init__(daemon=True)
        self.acknowledged: list[str] = []
        self.replays = 0
        self._port, self._till, self._tray, self._end_s = port, till, tray, end_s
        self._headers = {"Content-Type": "application/json", **keys.headers}

    def run(self) -> None:
        """Sell until the end, and finish the last sale."""
        while time.monotonic() < self._end_s:
            body = json.dumps({"id": (order := uuid7()), "till": self._till, **self._tray})
            while (status := self._post(body)) not in (200, 201):
                time.sleep(0.05)
            self.replays += status == 200
            self.acknowledged.append(order)

    def _post(self, body: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=20)
        try:
            connection.request("POST", "/api/orders", body, self._headers)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()


@pytest.mark.soak
def test_nothing_is_lost_or_doubled(database: Database, database_url: str, tmp_path: Path) -> None:
    dish = plentiful(database, "soup")
    price_fen = dish.price_fen
    tray = {
        "presentation": None,
        "lines": [{"menu_item_id": dish.id, "quantity": 1}],
        "total_fen": price_fen,
        "tenders": [{"kind": "cash", "received_fen": price_fen}],
    }
    port, end_s, kills = free_port(), time.monotonic() + SOAK_S, 0
    environ = {
        **os.environ,
        "VAR_DIR": str(tmp_path),
        "CANTEEN_DATABASE_URL": database_url,
        "CANTEEN_PERSONAL_KEYS": PERSONAL_KEYS,
        "PORT": str(port),
    }
    tills = [NoonTill(port, till, tray, end_s, sign_on(database, till)) for till in TILLS]
    for till in tills:
        till.start()
    while any(till.is_alive() for till in tills):
        command = [sys.executable, "-m", "pos.cli", "serve"]
        server = subprocess.Popen(command, env=environ, start_new_session=True, stderr=subprocess.DEVNULL)
        while any(till.is_alive() for till in tills):
            time.sleep(random.uniform(2, LONGEST_LIFE_S))
            if time.monotonic() < end_s:
                break
        # The whole session: gunicorn's master and its worker.
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
        kills += 1

    acknowledged = [order for till in tills for order in till.acknowledged]
    with database.read() as connection:
        sold = set(connection.execute(select(orders.c.id)).scalars())
        assert not audit_books(connection).disagreements
    assert set(acknowledged) == sold
    assert len(acknowledged) == len(sold)
    assert kills > 5
    assert len(acknowledged) > kills
