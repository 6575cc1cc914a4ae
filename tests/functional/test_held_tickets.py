"""A ticket is put aside at one till and sold at the other, over HTTP as the screens do it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos.database import Database
from tests.functional.till import SENIOR, Till
from tests.tickets import uuid7
from tests.tillside import Json


@pytest.fixture
def tills(database: Database, tmp_path: Path) -> Iterator[tuple[Till, Till]]:
    """Give two tills of the same books, the first with a senior's card on its reader."""
    first, second = Till(database, tmp_path), Till(database, tmp_path, "T2")
    first.side.put(first.card(*SENIOR))
    yield first, second
    first.close()
    second.close()


def hold_of(till: Till, presentation: str | None, **changes: object) -> Json:
    """Return the request to hold one portion of a dish."""
    lines = [{"menu_item_id": till.dish("main").id, "quantity": 1}]
    return {"id": uuid7(), "presentation": presentation, "lines": lines, "note": "红衣大爷", **changes}


def test_a_members_ticket_waits_on_every_till_and_is_gone_on_with_by_one(tills: tuple[Till, Till]) -> None:
    first, second = tills
    asked = hold_of(first, first.presentation())

    held = first.post("/api/tills/T1/holds", asked)
    again = first.post("/api/tills/T1/holds", asked)

    assert (held.status, again.status) == (201, 200)
    assert held.json["hold"] == again.json["hold"]
    [listed] = second.get("/api/tills/T2/snapshot").json["holds"]
    assert (listed["note"], listed["till"], listed["state"], listed["is_reserved"]) == (
        "红衣大爷", "T1", "held", True
    )  # fmt: skip
    # The name is masked.
    assert "*" in listed["member"]["name"]

    resumed = second.post(f"/api/tills/T2/holds/{listed['id']}/resume", {}).json
    assert resumed["changes"] == []
    assert resumed["quote"]["total_fen"] == listed["total_fen"]
    refused = first.post(f"/api/tills/T1/holds/{listed['id']}/resume", {})
    assert (refused.code, refused.json["till"]) == ("hold_taken", "T2")

    # Without the card the price is the member's, and nothing can be paid.
    tray = {"till": "T2", "presentation": None, "lines": asked["lines"], "hold": listed["id"]}
    assert second.post("/api/quotes", {**tray, "seq": 1}).json["quote"]["total_fen"] == listed["total_fen"]
    cash = {
        "id": uuid7(),
        "total_fen": listed["total_fen"],
        "tenders": [{"kind": "cash", "received_fen": 100_00}],
    }
    assert second.post("/api/orders", {**tray, **cash}).code == "card_required"

    assert second.post(f"/api/tills/T2/holds/{listed['id']}/cancel", {}).json == {"holds": []}
    [deed] = second.get("/api/log?kind=hold_cancelled").json["deeds"]
    assert (deed["till"], deed["object"]) == ("T2", listed["id"])


def test_a_guests_ticket_is_sold_where_it_was_resumed(tills: tuple[Till, Till]) -> None:
    first, second = tills
    asked = hold_of(first, None, note="")
    held = first.post("/api/tills/T1/holds", asked).json["hold"]
    resumed = second.post(f"/api/tills/T2/holds/{held['id']}/resume", {}).json
    order = {
        "id": uuid7(),
        "till": "T2",
        "presentation": None,
        "lines": asked["lines"],
        "hold": held["id"],
        "total_fen": resumed["quote"]["total_fen"],
        "tenders": [{"kind": "cash", "received_fen": 100_00}],
    }

    assert [second.post("/api/orders", order).status for _ in range(2)] == [201, 200]
    assert second.get("/api/tills/T2/holds").json == {"holds": []}
    assert second.post("/api/orders", {**order, "id": uuid7()}).code == "hold_taken"


def test_a_till_holds_only_for_itself_and_nothing_that_is_too_long(tills: tuple[Till, Till]) -> None:
    first, _ = tills
    asked = hold_of(first, None)

    assert first.post("/api/tills/T2/holds", asked).code == "other_till"
    assert (
        first.post("/api/tills/T1/holds", {**asked, "note": "一二三四五六七八九十甲乙丙"}).code
        == "invalid_request"
    )
    assert first.post("/api/tills/T1/holds", {**asked, "lines": []}).code == "empty_basket"
    assert first.post(f"/api/tills/T1/holds/{uuid7()}/resume", {}).code == "unknown_hold"
