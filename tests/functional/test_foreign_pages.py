"""A foreign page in the cashier's browser gets nothing out of the server, and nothing done."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.test import Client

from pos.database import Database
from tests.functional.till import Till
from tests.tickets import menu_now

OURS = {"Host": "127.0.0.1:8000", "Origin": "http://127.0.0.1:8000", "Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def client(database: Database, tmp_path: Path) -> Iterator[Client]:
    till = Till(database, tmp_path)
    client = till.app.test_client(use_cookies=False)
    # As if a browser sent them everywhere: what refuses a foreign page here is not that it lacks a cookie.
    carried = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in till.keys.headers.items()}
    client.environ_base.update(carried)
    yield client
    till.close()


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example:8000"},
        {"Host": "127.0.0.1.evil.example"},
        {**OURS, "Origin": "http://evil.example"},
        {**OURS, "Origin": "null"},
        {**OURS, "Sec-Fetch-Site": "cross-site"},
        {**OURS, "Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_foreign_page_reads_nothing(client: Client, headers: dict[str, str]) -> None:
    answer = client.get("/api/tills/T1/snapshot", headers=headers)

    assert answer.status_code in {403, 421}
    assert answer.json is not None
    assert "menu" not in answer.json


@pytest.mark.parametrize("mimetype", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_a_form_takes_no_dish_off_the_menu(client: Client, database: Database, mimetype: str) -> None:
    dish = menu_now(database)[0]

    answer = client.post(f"/api/kitchen/menu/items/{dish.id}/remove", content_type=mimetype, headers=OURS)

    assert (answer.status_code, answer.json and answer.json["code"]) == (415, "not_json")
    assert dish in menu_now(database)


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "localhost"])
def test_our_own_screens_are_served(client: Client, host: str) -> None:
    assert client.get("/api/tills", headers={"Host": host}).status_code == 200


def test_a_link_from_elsewhere_may_open_a_page(client: Client) -> None:
    headers = {**OURS, "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    del headers["Origin"]

    assert client.get("/today", headers=headers).status_code == 200
