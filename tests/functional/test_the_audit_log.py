"""What staff do and are refused stands in the audit log, for whoever may look, and names no secret."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from pos.audit_log import KINDS
from pos.audit_log.tables import deeds
from pos.database import Database
from pos.web.log_words import KINDS as WORDS
from tests.functional.till import Till
from tests.tickets import uuid7


@pytest.fixture
def till(database: Database, tmp_path: Path) -> Iterator[Till]:
    """Give a till at which the manager is signed on."""
    running = Till(database, tmp_path)
    yield running
    running.close()


def kinds(till: Till, query: str = "") -> list[str]:
    """Return the kinds of the deeds that are listed, the newest first."""
    return [deed["kind"] for deed in till.get(f"/api/log{query}").json["deeds"]]


def page(till: Till, path: str) -> str:
    """Return a page for people."""
    return till.app.test_client(use_cookies=False).get(path, headers=till.keys.headers).get_data(as_text=True)


def removed(*lines: tuple[str, str]) -> dict[str, object]:
    """Return what a till tells of removed lines."""
    ticket = uuid7()
    told = [{"kind": kind, "ticket": ticket, "dish_code": dish, "quantity": 2} for kind, dish in lines]
    return {"id": uuid7(), "removed": told}


def test_removed_lines_are_written_once_and_counted_by_person(till: Till) -> None:
    body = removed(("line_removed", "hongshaorou"), ("line_removed", "baimifan"), ("ticket_cleared", "tang"))
    path = "/api/tills/T1/removed-lines"

    assert [till.post(path, body).json for _ in range(2)] == [{"removed": 3}] * 2
    other = {**body, "removed": [{**body["removed"][0], "quantity": 9}]}  # type: ignore[index]
    assert till.post(path, other).code == "key_reused"

    assert kinds(till, "?kind=line_removed") == ["line_removed"] * 2
    assert kinds(till, "?till=T2") == []
    assert kinds(till, "?day=2020-01-01") == []
    counts = {(one["kind"], one["count"]) for one in till.get("/api/log").json["counts"]}
    assert counts >= {("line_removed", 2), ("ticket_cleared", 1)}
    assert "hongshaorou" in page(till, "/log?kind=line_removed")


def test_a_refused_write_is_written_down_and_a_wrong_form_is_not(till: Till) -> None:
    dish = till.dish("main")
    order = till.order(dish)

    assert till.post("/api/orders", {**order, "total_fen": 1}).code == "price_changed"
    assert till.post("/api/orders", {**order, "total_fen": "one"}).code == "invalid_request"
    assert till.post("/api/limits/nothing", {"amount_fen": 1}).status >= 400

    found = till.get("/api/log?kind=refusal").json["deeds"]
    [refused] = [deed for deed in found if deed["facts"]["code"] == "price_changed"]
    assert (refused["till"], refused["facts"]["route"]) == ("T1", "orders.post_order")
    assert refused["actor"].startswith("S004")
    assert "invalid_request" not in json.dumps(till.get("/api/log").json)


def test_a_wrong_pin_leaves_a_deed_and_no_pin(till: Till, database: Database) -> None:
    refused = till.post("/api/session/pin", {"staff": "S001", "pin": "918273"})
    assert 400 <= refused.status < 500

    [deed] = till.get("/api/log?kind=sign_on_refused").json["deeds"]
    assert deed["till"] == "T1"
    with database.read() as connection:
        written = connection.execute(select(deeds)).mappings().all()
    assert "918273" not in str([dict(row) for row in written])


def test_the_manager_has_the_books_checked_and_sees_it(till: Till) -> None:
    assert till.get("/api/audit").json["check"] is None
    assert till.get("/healthz").json["audit"] == {"state": "never", "at": None}

    told = till.post("/api/audit", {})

    assert told.json["check"]["agrees"], told.json
    assert told.json["check"]["occasion"] == "asked"
    assert till.get("/healthz").json["audit"]["state"] == "agrees"
    assert "已核对 ✓" in page(till, "/today")


def test_every_kind_of_deed_has_its_words() -> None:
    assert WORDS.keys() == KINDS
