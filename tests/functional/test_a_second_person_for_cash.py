"""Cash out of a drawer, and a close with a difference: above the site's limit a second person signs them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pos.database import Database
from tests.functional.till import Answer, Till
from tests.signed_on import MANAGER
from tests.tickets import uuid7
from tests.tillside import Json

FLOAT_FEN = 500_00
CLOSE, CASH, OFFICE = "/api/tills/T1/shift/close", "/api/tills/T1/cash", "/api/cash/tills/T1/close"


@dataclass
class Pair:
    """A cashier at the first till, and their manager at the second."""

    cashier: Till
    manager: Till

    def decide(self, id_: str, *, is_given: bool = True) -> Answer:
        """Have the manager say yes or no to what was asked."""
        return self.manager.post(f"/api/approvals/{id_}/decision", {"is_given": is_given})


@pytest.fixture
def pair(database: Database, tmp_path: Path) -> Iterator[Pair]:
    """Give both."""
    both = Pair(Till(database, tmp_path, staff="S001"), Till(database, tmp_path, "T2", MANAGER))
    yield both
    both.cashier.close()
    both.manager.close()


def paid_out(amount_fen: int) -> Json:
    """Return a request that takes cash out."""
    return {"id": uuid7(), "kind": "paid_out", "amount_fen": amount_fen, "reason": "groceries", "note": ""}


def shift_of(till: Till) -> str:
    """Return the shift on the first till."""
    found: str = till.get("/api/tills/T1/shift").json["shift"]["id"]
    return found


def counted_close(till: Till, counted_fen: int, left_fen: int = 0) -> Json:
    """Count the drawer and return the close by that count."""
    body = {"id": uuid7(), "shift": shift_of(till), "pieces": {"10000": 0}, "loose_fen": counted_fen}
    count = till.post("/api/tills/T1/shift/count", body).json["id"]
    return {"id": uuid7(), "shift": shift_of(till), "count": count, "left_fen": left_fen}


def test_cash_is_paid_out_above_the_limit_by_two_people_and_once(pair: Pair) -> None:
    act = paid_out(100_01)

    assert pair.cashier.post(CASH, paid_out(100_00)).status == 201
    refused = pair.cashier.post(CASH, act)
    assert (refused.code, refused.json["amount_fen"]) == ("approval_required", 100_01)
    [asked] = pair.manager.get("/api/approvals").json["approvals"]
    assert (asked["id"], asked["kind"], asked["till"]) == (act["id"], "paid_out", "T1")
    assert pair.decide(act["id"]).status == 200

    assert pair.cashier.post(CASH, {**act, "amount_fen": 100_02}).code == "approval_of_another_act"
    assert [pair.cashier.post(CASH, act).status for _ in range(2)] == [201, 200]
    closing = counted_close(pair.cashier, FLOAT_FEN - 200_01)
    figures = pair.cashier.post(CLOSE, closing).json["report"]["figures"]["cash"]
    assert (figures["paid_out_fen"], figures["over_short_fen"]) == (200_01, 0)


def test_who_refuses_keeps_the_cash_in_the_drawer(pair: Pair) -> None:
    act = paid_out(150_00)
    pair.cashier.post(CASH, act)

    pair.decide(act["id"], is_given=False)

    assert pair.cashier.post(CASH, act).code == "approval_refused"
    closing = counted_close(pair.cashier, FLOAT_FEN)
    assert pair.cashier.post(CLOSE, closing).json["report"]["figures"]["cash"]["over_short_fen"] == 0


@pytest.mark.parametrize("over_fen", [-10_01, 10_01])
def test_a_difference_above_the_limit_is_signed_by_a_second_person(pair: Pair, over_fen: int) -> None:
    closing = counted_close(pair.cashier, FLOAT_FEN + over_fen)

    refused = pair.cashier.post(CLOSE, closing)
    assert (refused.code, refused.json["amount_fen"]) == ("approval_required", 10_01)
    assert shift_of(pair.cashier) == closing["shift"]
    assert pair.decide(closing["id"]).json["about"].endswith("长款" if over_fen > 0 else "短款")

    assert pair.cashier.post(CLOSE, {**closing, "left_fen": 1}).code == "approval_of_another_act"
    report = pair.cashier.post(CLOSE, closing).json["report"]
    assert report["figures"]["cash"]["over_short_fen"] == over_fen
    assert pair.cashier.post(CLOSE, closing).json["report"] == report


def test_a_small_difference_needs_nobody(pair: Pair) -> None:
    closing = counted_close(pair.cashier, FLOAT_FEN - 10_00)

    assert pair.cashier.post(CLOSE, closing).status == 200


def test_a_manager_does_not_close_their_own_shift_past_the_second_person(pair: Pair, tmp_path: Path) -> None:
    own = Till(pair.cashier.database, tmp_path, staff=MANAGER)
    own.post(CLOSE, counted_close(own, FLOAT_FEN))
    opening = {"id": uuid7(), "float_fen": FLOAT_FEN}
    assert own.post("/api/tills/T1/shift/open", opening).status == 200
    close: Json = {"id": uuid7(), "shift": opening["id"], "pieces": None, "loose_fen": 0, "reason": "自己的"}

    assert own.post(OFFICE, close).code == "count_missing"
    counted = {**close, "pieces": {"10000": 4}}
    assert own.post(OFFICE, counted).code == "approval_required"

    # What they then heard of the difference changes what they counted no more.
    assert own.post(OFFICE, {**counted, "pieces": {"10000": 5}}).code == "key_reused"
    [count] = own.get("/api/tills/T1/shift").json["counts"]
    assert count["over_short_fen"] == -100_00
    assert pair.decide(close["id"]).code == "own_approval"
    own.close()
