"""A till that talks HTTP to the real app, without a socket: what its screen sends, and what it is told."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cardreader.virtual.card import VirtualCard
from inventory.menu import MenuItem
from pos.app import create_app
from pos.database import Database
from pos.secrets import till_key
from pos.web.wording import WORDING
from tests.signed_on import MANAGER, sign_on
from tests.tickets import PERSONAL_KEYS, master_key_of, menu_now, uuid7, virtual_card
from tests.tillside import Json, TillSide

SENIOR = ("C0DE013700000001", "9137000000017919")


@dataclass(frozen=True)
class Answer:
    """What the server answered."""

    status: int
    content_type: str
    json: Json
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """Return the code of a refusal, which has to be one in every respect."""
        assert self.content_type == "application/problem+json"
        assert self.json["type"] == "about:blank"
        assert self.json["status"] == self.status
        status, title = WORDING[self.json["code"]]
        assert status == self.status
        assert self.json["title"] == {"zh": title.zh, "en": title.en}
        code: str = self.json["code"]
        return code


class Till:
    """A till of the canteen whose books these are."""

    def __init__(self, database: Database, folder: Path, code: str = "T1", staff: str = MANAGER) -> None:
        url = database.engine.url.render_as_string(hide_password=False)
        self.app: Flask = create_app(
            {"VAR_DIR": str(folder), "CANTEEN_DATABASE_URL": url, "CANTEEN_PERSONAL_KEYS": PERSONAL_KEYS}
        )
        self.code = code
        self.keys = sign_on(database, code, staff)
        self.folder = folder
        self.database = database
        secrets = folder / "secrets"
        self._card_key = master_key_of(secrets)
        self.side = TillSide(code, till_key(secrets, code), self._send)

    def close(self) -> None:
        """Let the database go."""
        self.app.extensions["canteen"].database.engine.dispose()

    def card(self, serial: str, number: str, *, key: bytes | None = None, copy: str = "") -> VirtualCard:
        """Return a card; with another key a counterfeit, as a copy one that counts for itself."""
        folder = self.folder / f"cards{copy}"
        folder.mkdir(exist_ok=True)
        return virtual_card(serial, number, folder, master_key=key or self._card_key)

    def presentation(self) -> str:
        """Return how the screen names what lies on the reader."""
        named: str = self.get(f"/api/tills/{self.code}/snapshot").json["card"]["presentation"]
        return named

    def order(self, dish: MenuItem, quantity: int = 1, **changes: Any) -> Json:
        """Return the order of a guest who pays for a dish in cash, some members changed."""
        lines = [{"menu_item_id": dish.id, "quantity": quantity}]
        total_fen = dish.price_fen * quantity
        tenders = [{"kind": "cash", "received_fen": total_fen}]
        order = {"id": uuid7(), "till": self.code, "presentation": None, "lines": lines}
        return {**order, "total_fen": total_fen, "tenders": tenders, **changes}

    def wallet_order(self, dish: MenuItem, quantity: int = 1, **changes: Any) -> Json:
        """Return the order of whoever's card lies on the reader, at the server's price."""
        presentation = self.presentation()
        order = self.order(dish, quantity, presentation=presentation, tenders=[{"kind": "wallet"}])
        tray = {name: order[name] for name in ("till", "presentation", "lines")}
        quote = self.post("/api/quotes", {**tray, "seq": 1}).json.get("quote", order)
        return {**order, "total_fen": quote["total_fen"], **changes}

    def dish(self, category: str) -> MenuItem:
        """Return a dish of which there is plenty."""
        return next(
            item
            for item in menu_now(self.database)
            if item.category_code == category and item.has(10) and item.price_fen
        )

    def get(self, path: str) -> Answer:
        """Ask for something."""
        return _answer(self._client().get(path, headers=self.keys.headers))

    def post(
        self, path: str, body: object, *, content_type: str = "application/json", key: str = ""
    ) -> Answer:
        """Send a value as JSON, or bytes as they are, under a key of its own where none is given."""
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Idempotency-Key": key or uuid7(), **self.keys.headers}
        return _answer(self._client().post(path, data=sent, content_type=content_type, headers=headers))

    def _client(self) -> FlaskClient:
        return self.app.test_client(use_cookies=False)

    def _send(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, Json]:
        response = self.app.test_client().open(path, method=method, data=body, headers=dict(headers))
        return response.status_code, _answer(response).json


def _answer(response: TestResponse) -> Answer:
    return Answer(
        response.status_code, response.content_type, response.get_json(force=True), dict(response.headers)
    )
