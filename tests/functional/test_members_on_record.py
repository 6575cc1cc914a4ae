"""A manager sees whose tier changes in a month, and keeps proofs and homes of members on record."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from pos.database import Database
from tests.functional.till import Till

Json = dict[str, Any]
MEMBER = "M0001"


@pytest.fixture
def till(database: Database, tmp_path: Path) -> Iterator[Till]:
    """Give the app of the canteen whose books these are."""
    running = Till(database, tmp_path)
    yield running
    running.close()


@pytest.fixture
def proof(till: Till) -> Json:
    """Give a proof that is shown today and runs out in ten days."""
    today = date.fromisoformat(till.get("/api/prices").json["today"])
    return {
        "class_code": "tekun",
        "proof_type": "特困证",
        "valid_from": today.isoformat(),
        "valid_until": (today + timedelta(days=10)).isoformat(),
    }


def test_a_proof_is_recorded_once_and_its_end_is_foretold(till: Till, proof: Json) -> None:
    path = f"/api/members/{MEMBER}/proofs"

    first, again = till.post(path, proof), till.post(path, proof)

    assert (first.status, again.json) == (200, first.json)
    (kept,) = [one for one in first.json["proofs"] if one["class_code"] == "tekun"]
    assert (kept["state"], kept["valid_until"]) == ("counts", proof["valid_until"])
    told = till.get(f"/api/members/changes?month={proof['valid_until'][:7]}").json
    assert (MEMBER, "tekun") in [(one["member"]["code"], one["class_code"]) for one in told["proofs"]]


def test_a_proof_that_is_ended_counts_no_more(till: Till, proof: Json) -> None:
    till.post(f"/api/members/{MEMBER}/proofs", proof)

    body = {"class_code": "tekun", "from_day": proof["valid_from"]}
    ended = till.post(f"/api/members/{MEMBER}/revoke", body)

    assert [one["state"] for one in ended.json["proofs"] if one["class_code"] == "tekun"] == ["revoked"]
    assert till.post(f"/api/members/{MEMBER}/revoke", body).code == "unknown_proof"


def test_a_member_moves_to_an_area_that_a_version_knows(till: Till) -> None:
    path = f"/api/members/{MEMBER}/home"

    moved = till.post(path, {"residence": "xuhui", "hukou": ""})

    assert (moved.json["residence"], moved.json["hukou"]) == ("xuhui", "")
    refused = till.post(path, {"residence": "atlantis", "hukou": ""})
    assert (refused.status, refused.code) == (422, "unknown_area")
    assert till.get(f"/api/members/{MEMBER}").json["residence"] == "xuhui"


def test_every_birthday_of_a_year_that_changes_a_tier_is_told_in_its_month(till: Till) -> None:
    year = int(till.get("/api/prices").json["today"][:4]) + 1
    changes = [
        change
        for month in range(1, 13)
        for change in till.get(f"/api/members/changes?month={year}-{month:02}").json["changes"]
    ]

    assert changes
    for change in changes:
        assert change["before"] != change["after"]
        assert change["age"] % 10 == 0


@pytest.mark.parametrize("month", ["2026-13", "soon", "9999-12", "2026-1"])
def test_a_month_that_is_none_is_not_found(till: Till, month: str) -> None:
    assert till.get(f"/api/members/changes?month={month}").code == "not_found"


def test_nobody_is_on_record_under_a_code_that_is_not_given(till: Till, proof: Json) -> None:
    assert till.get("/api/members/M9999").code == "unknown_member"
    assert till.post("/api/members/M9999/proofs", proof).code == "unknown_member"
