"""A day of cash over HTTP: opened, moved, counted blind, closed, looked at, and who may do what."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from pos.database import Database
from pos.ledger.accounts import balance_fen
from pos.reports.audit import audit_books
from pos.shifts.shifts import require_till
from tests.functional.till import Till
from tests.tickets import uuid7
from tests.tillside import Json

NOTHING: Json = {}
# What the demo put into the drawer.
FLOAT_FEN = 500_00


@pytest.fixture
def till(database: Database, tmp_path: Path) -> Iterator[Till]:
    """Give the first till with its manager signed on."""
    opened = Till(database, tmp_path)
    yield opened
    opened.close()


def shift_of(till: Till) -> str:
    """Return the id of the shift that is open."""
    found: str = till.get("/api/tills/T1/shift").json["shift"]["id"]
    return found


def count(till: Till, pieces: Json, loose_fen: int = 0, key: str = "") -> Json:
    """Count the drawer."""
    body = {"id": key or uuid7(), "shift": shift_of(till), "pieces": pieces, "loose_fen": loose_fen}
    answer = till.post("/api/tills/T1/shift/count", body)
    assert answer.status == 200, answer.json
    return answer.json


def move(till: Till, kind: str, amount_fen: int, reason: str, note: str = "") -> Json:
    """Return a request that moves cash."""
    return {"id": uuid7(), "kind": kind, "amount_fen": amount_fen, "reason": reason, "note": note}


def test_a_day_from_the_float_to_the_bank(till: Till, database: Database) -> None:
    dish = till.dish("main")
    assert till.post("/api/orders", till.order(dish, 2)).status == 201
    paid_out = move(till, "paid_out", 35_50, "other", "买酱油")
    assert till.post("/api/tills/T1/cash", paid_out).status == 201
    assert till.post("/api/tills/T1/cash", paid_out).json == {"id": paid_out["id"], "replayed": True}
    expected_fen = FLOAT_FEN + 2 * dish.price_fen - 35_50

    first = count(till, {"10000": 4})
    assert (first["counted_fen"], first["expected_fen"]) == (400_00, expected_fen)
    second = count(till, {"10000": 4, "5000": 1}, expected_fen - 450_00 + 1_00)
    assert (second["number"], second["over_short_fen"]) == (2, 1_00)
    closing = {"id": uuid7(), "shift": shift_of(till), "count": second["id"], "left_fen": 200_00}
    closed = till.post("/api/tills/T1/shift/close", closing).json
    assert till.post("/api/tills/T1/shift/close", closing).json["report"] == closed["report"]

    assert closed["shift"] is None
    assert closed["report"]["name"] == "T1-Z0001"
    assert closed["report"]["figures"]["cash"]["over_short_fen"] == 1_00
    assert till.get("/api/tills/T1/shift").json["kept_fen"] == 200_00
    opening = {"id": uuid7(), "pieces": {"10000": 3}, "loose_fen": 5_00}
    assert till.post("/api/tills/T1/shift/open", opening).json["shift"]["id"] == opening["id"]
    with database.read() as connection:
        assert balance_fen(connection, require_till(connection, "T1").drawer_account_id) == 305_00

    cash = till.get("/api/cash").json
    banked = {"id": uuid7(), "direction": "deposit", "amount_fen": 100_00, "reference": "回单 1"}
    assert till.post("/api/cash/banking", banked).status == 201
    assert till.post("/api/cash/banking", banked).status == 200
    after = till.get("/api/cash").json
    assert (after["bank_fen"], after["safe_fen"]) == (100_00, cash["safe_fen"] - 100_00)
    assert [report["name"] for report in cash["reports"]] == ["T1-Z0001"]
    [differs] = cash["over_short"]
    assert (differs["closes"], differs["over_fen"], differs["short_fen"]) == (1, 1_00, 0)
    with database.read() as connection:
        assert audit_books(connection).disagreements == []


def test_a_report_is_shown_with_its_paper_and_printed_again_as_a_reprint(till: Till) -> None:
    counted = count(till, {"10000": 5})
    closing = {"id": uuid7(), "shift": shift_of(till), "count": counted["id"], "left_fen": 0}
    report = till.post("/api/tills/T1/shift/close", closing).json["report"]

    shown = till.get("/api/cash/reports/T1/1").json
    assert "交班报表" in shown["svg"]
    assert {name: shown[name] for name in report} == report
    again = {"id": uuid7()}
    for _ in range(2):
        assert till.post("/api/cash/reports/T1/1/reprint", again).status == 200
    jobs = till.get("/api/paper").json["jobs"]
    assert [job["kind"] for job in jobs] == ["z_report", "z_report"]
    assert till.get("/api/cash/reports/T1/2").code == "unknown_report"
    older = till.get("/api/cash/reports?before=" + report["closed_at"].replace("+", "%2B")).json
    assert older["reports"] == []


def test_nothing_tells_what_the_drawer_should_hold_before_it_is_counted(till: Till) -> None:
    dish = till.dish("main")
    till.post("/api/orders", till.order(dish))
    expected_fen = FLOAT_FEN + dish.price_fen
    too_much = move(till, "drop", expected_fen + 1, "too_much_cash")

    answers = [
        till.get("/api/tills/T1/shift").json,
        till.get("/api/tills/T1/shift/report").json,
        till.post("/api/tills/T1/cash", too_much).json,
        till.get("/api/tills/T1/snapshot").json["shift"],
    ]

    assert answers[2]["code"] == "drawer_too_low"
    said = json.dumps(answers, ensure_ascii=False)
    yuan = f"{expected_fen}"[:-2] + "." + f"{expected_fen}"[-2:]
    for secret in (str(expected_fen), yuan, f"{dish.price_fen}"[:-2] + ".00<", "500.00"):
        assert secret not in said
    assert count(till, {"10000": 5})["expected_fen"] == expected_fen


def test_an_x_report_is_printed_as_often_as_somebody_asks_and_changes_nothing(till: Till) -> None:
    once = {"id": uuid7()}
    for body in (once, once, {"id": uuid7()}):
        assert till.post("/api/tills/T1/shift/report", body).status == 200

    assert [job["kind"] for job in till.get("/api/paper").json["jobs"]] == ["x_report", "x_report"]
    assert till.get("/api/tills/T1/shift").json["counts"] == []


def test_a_drawer_that_is_opened_without_a_sale_stands_in_the_log(till: Till) -> None:
    asked = {"id": uuid7(), "reason": "change", "note": ""}

    assert [till.post("/api/tills/T1/drawer", asked).status for _ in range(2)] == [201, 200]

    assert till.post("/api/tills/T1/drawer", {**asked, "id": uuid7(), "reason": "x"}).code == "unknown_reason"
    assert [job["kind"] for job in till.get("/api/paper").json["jobs"]] == ["drawer_pulse"]


def test_a_shift_is_closed_in_its_cashiers_place_by_a_manager_only(
    database: Database, tmp_path: Path
) -> None:
    manager, cashier = Till(database, tmp_path / "m"), Till(database, tmp_path / "c", staff="S001")
    shift = shift_of(manager)
    asked = {"id": uuid7(), "shift": shift, "pieces": None, "loose_fen": 0, "reason": "已离店"}

    assert cashier.post("/api/cash/tills/T1/close", asked).code == "not_permitted"
    assert cashier.get("/api/cash").code == "not_permitted"
    report = manager.post("/api/cash/tills/T1/close", asked).json["report"]

    assert (report["is_counted"], report["reason"]) == (False, "已离店")
    assert manager.post("/api/cash/tills/T1/close", asked).json["report"] == report
    assert manager.post("/api/cash/tills/T1/close", {**asked, "id": uuid7()}).code == "shift_closed"
    for opened in (manager, cashier):
        opened.close()


@pytest.mark.parametrize(
    "path",
    ["/api/tills/T2/cash", "/api/tills/T2/drawer", "/api/tills/T2/shift/count", "/api/tills/T2/shift/close"],
)
def test_a_till_is_worked_from_its_own_device(till: Till, path: str) -> None:
    bodies = {
        "cash": move(till, "paid_in", 1, "change"),
        "drawer": {"id": uuid7(), "reason": "change", "note": ""},
        "count": {"id": uuid7(), "shift": "x", "pieces": NOTHING, "loose_fen": 0},
        "close": {"id": uuid7(), "shift": "x", "count": "x", "left_fen": 0},
    }

    assert till.post(path, bodies[path.rsplit("/", 1)[1]]).code == "other_till"


@pytest.mark.parametrize(
    "changes",
    [
        {"pieces": {"10000": -1}},
        {"pieces": {"777": 1}},
        {"pieces": {"10000": 1.5}},
        {"loose_fen": -1},
        {"id": "x"},
        {"pieces": {"10000": 2**70}},
    ],
    ids=repr,
)
def test_what_is_no_count_is_refused(till: Till, changes: Json) -> None:
    body = {"id": uuid7(), "shift": shift_of(till), "pieces": {"10000": 5}, "loose_fen": 0, **changes}

    assert till.post("/api/tills/T1/shift/count", body).status in (400, 422)
