"""The manager sets how much cards may pay, and sees the cards that look copied."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos.database import Database
from tests.functional.till import Till

SENIOR = ("C0DE013700000001", "9137000000017919")
COUNTERFEIT_KEY = bytes(16)


@pytest.fixture
def till(database: Database, tmp_path: Path) -> Iterator[Till]:
    """Give a till with an empty reader."""
    running = Till(database, tmp_path)
    yield running
    running.close()


def _limit(till: Till, code: str) -> int | None:
    found: int | None = next(
        limit["amount_fen"] for limit in till.get("/api/limits").json["limits"] if limit["code"] == code
    )
    return found


def test_a_limit_that_is_set_counts_from_the_next_payment_on(till: Till) -> None:
    till.side.put(till.card(*SENIOR))
    order = till.wallet_order(till.dish("main"))
    below_fen = order["total_fen"] - 1

    answer = till.post("/api/limits/strong_order", {"amount_fen": below_fen})
    with till.side.answering():
        refused = till.post("/api/orders", order)

    assert answer.status == 200
    assert _limit(till, "strong_order") == below_fen
    assert (refused.status, refused.code) == (409, "card_limit_reached")


def test_a_limit_can_be_taken_away(till: Till) -> None:
    assert _limit(till, "weak_order") == 30_00

    till.post("/api/limits/weak_order", {"amount_fen": None})

    assert _limit(till, "weak_order") is None


@pytest.mark.parametrize(
    ("code", "body", "status", "refusal"),
    [
        ("banquet", {"amount_fen": 1}, 404, "unknown_limit"),
        ("weak_order", {"amount_fen": -1}, 422, "invalid_request"),
        ("weak_order", {"amount_fen": 1.5}, 422, "invalid_request"),
        ("weak_order", {}, 422, "invalid_request"),
        ("weak_order", {"amount_fen": 1, "by": ""}, 422, "invalid_request"),
    ],
)
def test_what_is_no_limit_is_refused(
    till: Till, code: str, body: dict[str, object], status: int, refusal: str
) -> None:
    answer = till.post(f"/api/limits/{code}", body)

    assert (answer.status, answer.code) == (status, refusal)


def test_a_forged_card_is_told_until_somebody_has_seen_it(till: Till) -> None:
    till.side.put(till.card(*SENIOR, key=COUNTERFEIT_KEY))
    with till.side.answering():
        refused = till.post("/api/orders", till.wallet_order(till.dish("main")))
    assert refused.code == "card_proof_refused"

    [alarm] = till.get("/api/alarms").json["alarms"]
    seen = till.post(f"/api/alarms/{alarm['id']}/seen", {})

    assert (alarm["kind"], alarm["card_tail"], alarm["till"], alarm["seen_by"]) == (
        "forged_answer",
        "7919",
        "T1",
        None,
    )
    assert [one["seen_by"] for one in seen.json["alarms"]] == ["S004 王主任"]


def test_an_alarm_that_is_none_cannot_be_seen(till: Till) -> None:
    answer = till.post("/api/alarms/99/seen", {})

    assert (answer.status, answer.code) == (404, "unknown_alarm")
