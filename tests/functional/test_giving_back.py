"""A cashier looks the order up, gives part of it back, or undoes it; over HTTP, at the server's amounts."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos.database import Database
from tests.functional.till import Answer, Till
from tests.tickets import uuid7
from tests.tillside import Json


@pytest.fixture
def till(database: Database, tmp_path: Path) -> Iterator[Till]:
    """Give a till at which somebody is signed on."""
    running = Till(database, tmp_path)
    yield running
    running.close()


def sold(till: Till, quantity: int = 2) -> Json:
    """Sell a main dish to a guest."""
    answer = till.post("/api/orders", till.order(till.dish("main"), quantity))
    assert answer.status == 201
    return answer.json


def returned(at: Till, order: Json, quantity: int, **changes: object) -> Answer:
    """Give portions of the first line back."""
    lines = [{"line": 1, "quantity": quantity, "fate": "waste"}]
    preview = at.post(
        f"/api/orders/{order['id']}/refunds/preview", {"till": at.code, "kind": "refund", "lines": lines}
    )
    body = {
        "id": uuid7(),
        "till": at.code,
        "lines": lines,
        "reason": "菜凉了",
        "total_fen": preview.json.get("total_fen", 0),
    }
    return at.post(f"/api/orders/{order['id']}/refunds", {**body, **changes})


def test_an_order_is_found_and_partly_given_back(till: Till) -> None:
    order = sold(till)

    answer = returned(till, order, 1)

    assert answer.status == 201
    assert answer.json["total_fen"] * 2 == order["total_fen"]
    assert answer.json["tenders"] == [{"kind": "cash", "amount_fen": answer.json["total_fen"]}]
    [listed] = till.get(f"/api/orders?till=T1&number={order['number']}").json["orders"]
    assert (listed["state"], listed["returned_fen"]) == ("partly_refunded", answer.json["total_fen"])
    shown = till.get(f"/api/orders/{order['id']}/refunds?till=T1").json
    assert [(line["quantity"], line["left"]) for line in shown["lines"]] == [(2, 1)]
    assert [one["reason"] for one in shown["refunds"]] == ["菜凉了"]
    assert not shown["can_be_voided"]
    today = till.get("/api/today").json
    assert today["takings_fen"] == answer.json["total_fen"]
    assert [row["code"] for row in today["returned"]] == ["refund"]


def test_a_refund_that_is_sent_twice_is_done_once(till: Till) -> None:
    order, key = sold(till), uuid7()
    first = returned(till, order, 1, id=key, total_fen=order["total_fen"] // 2)

    again = returned(till, order, 1, id=key, total_fen=order["total_fen"] // 2)
    other = returned(till, order, 1, id=key, total_fen=order["total_fen"] // 2, reason="别的")

    assert (first.status, again.status) == (201, 200)
    assert again.json == {**first.json, "replayed": True}
    assert other.code == "key_reused"


def test_a_sale_is_undone_and_cannot_be_twice(till: Till) -> None:
    order = sold(till)
    body = {"till": "T1", "reason": "撤销上一单", "total_fen": order["total_fen"]}

    done = till.post(f"/api/orders/{order['id']}/void", {**body, "id": uuid7()})

    assert (done.status, done.json["kind"]) == (201, "void")
    assert till.post(f"/api/orders/{order['id']}/void", {**body, "id": uuid7()}).code == "already_refunded"
    [listed] = till.get("/api/orders?till=T1&last=1").json["orders"]
    assert listed["state"] == "voided"


def test_what_is_wrong_in_a_request_is_said(till: Till) -> None:
    order = sold(till)

    assert returned(till, order, 2, total_fen=1).code == "refund_changed"
    assert returned(till, order, 2, till="T2").code == "other_till"
    assert returned(till, {**order, "id": "none"}, 1, total_fen=1).code == "unknown_order"
    assert returned(till, order, 1, lines=[{"line": 7, "quantity": 1, "fate": "menu"}]).code == "unknown_line"
    assert returned(till, order, 1, lines=[]).code == "nothing_to_refund"
    assert till.get("/api/orders?till=T9").code == "unknown_till"
