"""A guest pays by phone, by voucher and in cash: over HTTP, with a terminal that loses answers."""

import threading
from collections.abc import Iterator
from datetime import date
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest

from pos.database import Database
from pos.tenders.providers import Manual
from pos.tenders.simulated import make_server
from pos.tenders.terminal import Terminal
from tests.functional.till import Till
from tests.tickets import uuid7
from tests.tillside import Json

PAYMENTS = "/api/tills/T1/payments"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ThreadingHTTPServer]:
    running = make_server(("127.0.0.1", 0), tmp_path_factory.mktemp("terminal") / "taken.sqlite3")
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield running
    running.shutdown()
    running.server_close()


@pytest.fixture(scope="module")
def till(
    shared_database: Database, server: ThreadingHTTPServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Till]:
    running = Till(shared_database, tmp_path_factory.mktemp("till"))
    running.app.extensions["canteen"].providers.update(
        manual=Manual(), terminal=Terminal(f"http://127.0.0.1:{server.server_port}", answers_within_s=20)
    )
    yield running
    running.close()


def behave(server: ThreadingHTTPServer, *names: str) -> None:
    """Tell the terminal how to treat the next payments."""
    known = server.RequestHandlerClass.terminal  # type: ignore[attr-defined]
    known.answer("PUT", "/behaviours", {"behaviours": list(names)})


def charging(order: Json, amount_fen: int, **changes: object) -> Json:
    """Return the request to have somebody else take a part of an order."""
    tray = {name: order[name] for name in ("presentation", "lines", "total_fen")}
    asked = {"id": uuid7(), "order": order["id"], "amount_fen": amount_fen}
    return {**tray, **asked, "means": "alipay", "provider": "terminal", **changes}


def test_a_lost_answer_is_seen_by_the_other_till_and_the_order_is_sold_once(
    till: Till, server: ThreadingHTTPServer
) -> None:
    order = till.order(till.dish("main"))
    asked = charging(order, order["total_fen"])
    behave(server, "lose_answer")

    lost = till.post(PAYMENTS, asked)

    assert (lost.status, lost.json["state"]) == (201, "unknown")
    order["tenders"] = [{"kind": "external", "payment": asked["id"]}]
    refused = till.post("/api/orders", order)
    assert (refused.status, refused.code) == (409, "payment_not_confirmed")
    assert asked["id"] in [each["id"] for each in till.get(PAYMENTS).json["payments"]]
    assert till.post(f"{PAYMENTS}/{asked['id']}/ask", {}).json["state"] == "confirmed"
    sold = till.post("/api/orders", order)
    assert (sold.status, sold.json["tenders"][0]["means"]) == (201, "alipay")
    assert till.post("/api/orders", order).json["replayed"] is True
    assert asked["id"] not in [each["id"] for each in till.get(PAYMENTS).json["payments"]]


def test_a_slip_is_typed_and_the_rest_is_planned_and_paid(till: Till) -> None:
    series = {
        "id": uuid7(),
        "name": "重阳餐券",
        "payer": "street",
        "face_fen": 3_00,
        "valid_from": date(2020, 1, 1).isoformat(),
        "valid_until": date(2099, 1, 1).isoformat(),
        "remainder": "lost",
        "sites": ["xinli137"],
        "quantity": 1,
    }
    assert [till.post("/api/vouchers", series).status for _ in range(2)] == [201, 200]
    assert till.post("/api/vouchers", {**series, "face_fen": 4_00}).code == "key_reused"
    (code,) = till.get(f"/api/vouchers/{series['id']}/codes").json["codes"]
    order = till.order(till.dish("main"), 2)
    asked = charging(order, 5_00, provider="manual", means="bank")
    assert till.post(PAYMENTS, asked).json["state"] == "pending"
    assert till.post(f"{PAYMENTS}/{asked['id']}/confirm", {"reference": "12"}).code == "wrong_slip"
    assert till.post(f"{PAYMENTS}/{asked['id']}/confirm", {"reference": "7788"}).json["state"] == "confirmed"
    look = {"voucher": code, "left_fen": 1_00}
    assert till.post("/api/tills/T1/vouchers/look", look).json["over_fen"] == 2_00

    tenders = [{"kind": "voucher", "voucher": code}, {"kind": "external", "payment": asked["id"]}]
    tray = {name: order[name] for name in ("till", "presentation", "lines")}
    planned = till.post("/api/quotes", {**tray, "seq": 1, "order": order["id"], "tenders": tenders}).json[
        "plan"
    ]

    left_fen = order["total_fen"] - 8_00
    assert (planned["left_fen"], planned["cash_fen"]) == (left_fen, left_fen)
    assert [each["amount_fen"] for each in planned["payments"]] == [3_00, 5_00]
    order["tenders"] = [*tenders, {"kind": "cash", "received_fen": left_fen}]
    sold = till.post("/api/orders", order).json
    assert [each["amount_fen"] for each in sold["tenders"]] == [3_00, 5_00, left_fen]
    assert sold["tenders"][0]["voucher"] == f"…{code[-4:]}"
    again = {**till.order(till.dish("main"), 2), "tenders": order["tenders"]}
    assert till.post("/api/orders", again).code == "voucher_used"
    assert [each["used"] for each in till.get("/api/vouchers").json["series"]] == [1]
    assert till.post("/api/vouchers/cancel", {"voucher": code, "reason": "x"}).code == "voucher_used"


def test_what_was_taken_for_nothing_is_given_back(till: Till, server: ThreadingHTTPServer) -> None:
    order = till.order(till.dish("main"))
    asked = charging(order, order["total_fen"])
    behave(server, "pay_after_cancel")
    path = f"{PAYMENTS}/{asked['id']}"

    states = [
        till.post(where, body).json["state"]
        for where, body in (
            (PAYMENTS, asked),
            (f"{path}/cancel", {}),
            (f"{path}/ask", {}),
            (f"{path}/give-back", {"reason": "客人已走"}),
            (f"{path}/give-back", {"reason": "客人已走"}),
        )
    ]

    assert states == ["pending", "cancelled", "late", "returned", "returned"]
    assert till.post(f"{path}/cancel", {}).code == "payment_decided"


def test_what_nobody_knows_is_decided_with_the_banks_records(till: Till, server: ThreadingHTTPServer) -> None:
    order = till.order(till.dish("main"))
    behave(server, "down", "down")
    taken, not_taken = charging(order, 1_00), charging(order, 1_00)
    for asked, reference in ((taken, "BANK0001"), (not_taken, None)):
        assert till.post(PAYMENTS, asked).json["state"] == "unknown"
        decision = {"reference": reference, "reason": "银行后台"}
        decided = till.post(f"{PAYMENTS}/{asked['id']}/decide", decision)
        assert decided.json["state"] == ("confirmed" if reference else "refused")
        other = {"reference": "BANK0002", "reason": "错"} if reference else decision
        assert till.post(f"{PAYMENTS}/{asked['id']}/decide", other).status == (409 if reference else 200)


def test_nothing_is_charged_for_what_cannot_be_sold(till: Till) -> None:
    order = till.order(till.dish("main"))
    total_fen = order["total_fen"]

    assert till.post(PAYMENTS, charging({**order, "total_fen": 1}, 1)).code == "price_changed"
    assert till.post(PAYMENTS, charging(order, total_fen + 1)).code == "tenders_do_not_add_up"
    assert till.post(PAYMENTS, charging({**order, "lines": []}, 1)).code == "empty_basket"
    assert till.post(PAYMENTS, {**charging(order, 1), "means": "cheque"}).code == "invalid_request"
    assert till.get(f"{PAYMENTS}").status == 200
    assert till.post(f"{PAYMENTS}/{uuid7()}/ask", {}).code == "unknown_payment"


def test_a_server_without_a_terminal_says_so(shared_database: Database, tmp_path: Path) -> None:
    bare = Till(shared_database, tmp_path)
    order = bare.order(bare.dish("main"))

    assert bare.post(PAYMENTS, charging(order, 1)).code == "no_such_provider"
    assert bare.get(PAYMENTS).json["providers"] == ["manual"]
    bare.close()
