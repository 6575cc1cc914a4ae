"""Where a site hides balances, its tills are sent none, but for the card of which the cashier asks."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from pos.database import Database
from pos.shifts.shifts import UnknownSite, hide_balances
from tests.functional.till import SENIOR, Till
from tests.tickets import plentiful


@pytest.fixture
def till(database: Database, tmp_path: Path) -> Iterator[Till]:
    """Give a till of a site that hides balances, with a card on the reader."""
    database.write(lambda connection: hide_balances(connection, "xinli137", hides=True))
    running = Till(database, tmp_path)
    running.side.put(running.card(*SENIOR))
    yield running
    running.close()


def test_no_screen_of_the_till_is_sent_a_balance(till: Till, database: Database) -> None:
    dish = plentiful(database, "main")
    tray = {
        "till": "T1",
        "presentation": till.presentation(),
        "lines": [{"menu_item_id": dish.id, "quantity": 1}],
    }

    told = till.get("/api/tills/T1/snapshot").json["card"]["member"]
    wallet = till.post("/api/quotes", {**tray, "seq": 1}).json["wallet"]

    assert told["balance_fen"] is None
    assert (wallet["balance_fen"], wallet["balance_after_fen"], wallet["shortfall_fen"]) == (None, None, 0)
    assert "15500" not in json.dumps(till.get("/api/tills/T1/snapshot").json["card"])


def test_the_cashier_asks_for_the_card_on_the_reader(till: Till) -> None:
    path = "/api/tills/T1/balance"

    assert till.post(path, {"presentation": till.presentation()}).json == {"balance_fen": 155_00}
    assert till.post(path, {"presentation": "another"}).code == "card_removed"
    assert till.post("/api/tills/T9/balance", {"presentation": "another"}).code == "unknown_till"


def test_a_site_that_is_not_there_hides_nothing(database: Database) -> None:
    with pytest.raises(UnknownSite):
        database.write(lambda connection: hide_balances(connection, "nowhere", hides=True))
