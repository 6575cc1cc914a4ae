"""Drafts are read as strictly as any scheme, tried without a trace, and scheduled for days to come."""

from collections.abc import Iterator
from copy import deepcopy
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from pos.database import Database
from tests.functional.till import Answer, Till
from tests.states import state_of

Json = dict[str, Any]
EIGHTY = 2


@pytest.fixture
def till(database: Database, tmp_path: Path) -> Iterator[Till]:
    """Give the app of the canteen whose books these are."""
    running = Till(database, tmp_path)
    yield running
    running.close()


@pytest.fixture
def draft(till: Till) -> Json:
    """Give the version in force as the table of a form, to be the next version."""
    told = till.get("/api/prices").json
    present = next(one for one in told["versions"] if one["state"] == "in_force")
    table: Json = till.get(f"/api/prices/versions/{present['version']}").json["scheme"]
    return {**table, "version": told["next_version"]}


def _terms(table: Json) -> list[Json]:
    terms: list[Json] = table["rules"][0]["terms"]
    return terms


def _cheaper(table: Json) -> Json:
    """Return a draft in which those over eighty pay 75 %."""
    changed = deepcopy(table)
    _terms(changed)[EIGHTY]["benefit"]["pays_bp"] = 7500
    return changed


def _trial(till: Till, **changes: Any) -> Json:
    """Return a trial: a member of 85 has a main dish for lunch today."""
    told = till.get("/api/prices").json
    dish = next(one for one in told["words"]["dishes"] if one["category"] == "main")
    born = f"{int(told['today'][:4]) - 85}-01-01"
    return {
        "person": {"kind": "person", "birth_date": born},
        "lines": [{"dish": dish["code"], "quantity": 2}],
        "occasion": {"on_date": told["today"], "meal_period": "lunch", "channel": "dine_in"},
        **changes,
    }


def _tomorrow(till: Till) -> str:
    today = date.fromisoformat(till.get("/api/prices").json["today"])
    return (today + timedelta(days=1)).isoformat()


def _refused(answer: Answer) -> tuple[int, str]:
    return answer.status, answer.code


def test_a_form_that_nobody_changed_changes_nothing(till: Till, draft: Json) -> None:
    answer = till.post("/api/prices/check", {"scheme": draft})

    assert answer.status == 200
    assert answer.json["changes"] == []


def test_a_draft_is_said_in_sentences_with_what_it_changes(till: Till, draft: Json) -> None:
    answer = till.post("/api/prices/check", {"scheme": _cheaper(draft)}).json

    (change,) = answer["changes"]
    assert change["place"] == "rule age_tiers: terms[2]"
    assert "打8折" in change["before"]["zh"]
    assert "打7.5折" in change["after"]["zh"]
    (rule,) = [one for one in answer["paragraphs"] if one["code"] == "age_tiers"]
    assert any("打7.5折" in sentence["zh"] for sentence in rule["sentences"])
    assert answer["toml"]


@pytest.mark.parametrize(
    ("value", "field", "reason"),
    [
        ({"kind": "percent", "pays_bp": 10000}, "terms[2].benefit.pays_bp", "out_of_bounds"),
        ({"kind": "percent", "pays_bp": 75.5}, "terms[2].benefit.pays_bp", "out_of_bounds"),
        ({"kind": "percent", "pays_bp": "7500"}, "terms[2].benefit.pays_bp", "out_of_bounds"),
        ({"kind": "percent"}, "terms[2].benefit.pays_bp", "missing"),
        ({"kind": "percent", "pays_bp": 1, "more": 1}, "terms[2].benefit.more", "unknown_key"),
        ({"kind": "gift"}, "terms[2].benefit.kind", "no_choice"),
        ("free", "terms[2].benefit", "wrong_type"),
    ],
    ids=str,
)
def test_a_draft_that_is_no_scheme_is_refused_at_its_field(
    till: Till, draft: Json, value: Any, field: str, reason: str
) -> None:
    _terms(draft)[EIGHTY]["benefit"] = value

    answer = till.post("/api/prices/check", {"scheme": draft})

    assert _refused(answer) == (422, "scheme_refused")
    assert (answer.json["rule"], answer.json["field"]) == ("age_tiers", field)
    assert answer.json["reason"]["code"] == reason
    assert answer.json["reason"]["words"]["zh"]


@pytest.mark.parametrize(
    "scheme",
    [
        {},
        {"code": None},
        {"code": [[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]},
        {"": {"": "\x7f"}},
        {"code": 1e400},
    ],
    ids=str,
)
def test_any_table_is_answered(till: Till, scheme: Json) -> None:
    assert _refused(till.post("/api/prices/check", {"scheme": scheme})) == (422, "scheme_refused")


def test_a_dish_or_a_scheme_of_somebody_else_is_refused(till: Till, draft: Json) -> None:
    stranger = deepcopy(draft)
    stranger["rules"][0]["items"] = {"categories": ["tea"]}

    assert _refused(till.post("/api/prices/check", {"scheme": stranger})) == (422, "unknown_category")
    other = till.post("/api/prices/check", {"scheme": {**draft, "code": "other"}})
    assert (_refused(other), other.json["field"]) == ((422, "scheme_refused"), "code")


def test_a_trial_shows_the_draft_beside_the_version_in_force(
    till: Till, database: Database, draft: Json
) -> None:
    before = state_of(database)

    answer = till.post("/api/prices/try", _trial(till, scheme=_cheaper(draft))).json

    chosen, present = answer["chosen"]["quote"], answer["in_force"]["quote"]
    assert chosen["list_total_fen"] == present["list_total_fen"]
    assert chosen["total_fen"] * 80 == present["total_fen"] * 75
    assert answer["difference_fen"] == chosen["total_fen"] - present["total_fen"] < 0
    assert "7.5折" in chosen["lines"][0]["reductions"][0]["reason"]["zh"]
    assert answer["person"]["age"] == 85
    assert state_of(database) == before


def test_a_trial_counts_on_with_what_was_used_before(till: Till, draft: Json) -> None:
    subsidy = {
        "code": "meal",
        "name": {"zh": "补贴", "en": "Subsidy"},
        "kind": "subsidy",
        "payer": "district",
        "layer": 2,
        "items": {},
        "terms": [{"who": {"min_age": 60}, "benefit": {"kind": "amount", "amount_fen": 300}}],
        "caps": [{"per": "day", "times": 1}],
    }
    scheme = {**draft, "rules": [*draft["rules"], subsidy]}
    used = [{"counter": "meal", "per": "day", "times": 1}]

    fresh = till.post("/api/prices/try", _trial(till, scheme=scheme)).json["chosen"]
    again = till.post("/api/prices/try", _trial(till, scheme=scheme, usage=used)).json["chosen"]

    assert fresh["quote"]["subsidy_total_fen"] == 300
    assert again["quote"]["subsidy_total_fen"] == 0
    (counter,) = again["counters"]
    assert (counter["counter"], counter["per"], counter["measures"]) == ("meal", "day", ["times"])
    assert counter["used"]["times"] == 1


def test_a_member_is_tried_by_code(till: Till) -> None:
    answer = till.post("/api/prices/try", _trial(till, person={"kind": "member", "member": "M0001"})).json

    assert answer["person"]["name"]
    assert answer["person"]["age"] > 80
    assert answer["difference_fen"] == 0


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"lines": []}, (422, "empty_basket")),
        ({"lines": [{"dish": "manna", "quantity": 1}]}, (404, "unknown_dish")),
        ({"lines": [{"dish": "manna", "quantity": 0}]}, (422, "invalid_quantity")),
        ({"person": {"kind": "member", "member": "M9999"}}, (404, "unknown_member")),
        ({"person": {"kind": "person", "birth_date": "2999-01-01"}}, (422, "born_in_the_future")),
        ({"person": {"kind": "ghost"}}, (422, "invalid_request")),
        ({"version": 99}, (404, "unknown_scheme_version")),
    ],
    ids=str,
)
def test_a_trial_of_nothing_or_nobody_is_refused(till: Till, changes: Json, refusal: tuple[int, str]) -> None:
    assert _refused(till.post("/api/prices/try", _trial(till, **changes))) == refusal


def test_a_draft_is_scheduled_once_and_can_be_withdrawn_before_its_day(till: Till, draft: Json) -> None:
    body: Json = {"scheme": _cheaper(draft), "effective_from": _tomorrow(till)}

    first, again = till.post("/api/prices/schedule", body), till.post("/api/prices/schedule", body)

    assert (first.status, again.status) == (200, 200)
    assert (first.json["state"], first.json["effective_from"]) == ("scheduled", body["effective_from"])
    assert again.json == first.json
    compared = till.get(f"/api/prices/compare/1/{draft['version']}").json
    assert len(compared["changes"]) == 1

    path = f"/api/prices/versions/{draft['version']}/withdraw"
    assert till.post(path, {}).json["state"] == "withdrawn"
    assert till.post(path, {}).json["state"] == "withdrawn"
    # Its number is used up, its day is free.
    assert _refused(till.post("/api/prices/schedule", body)) == (409, "scheme_version_taken")
    following = {**body, "scheme": {**body["scheme"], "version": draft["version"] + 1}}
    assert till.post("/api/prices/schedule", following).json["state"] == "scheduled"


def test_nothing_is_scheduled_for_today_nor_withdrawn_once_it_is_in_force(till: Till, draft: Json) -> None:
    today = till.get("/api/prices").json["today"]

    late = till.post("/api/prices/schedule", {"scheme": _cheaper(draft), "effective_from": today})

    assert _refused(late) == (409, "scheme_not_ahead")
    assert _refused(till.post("/api/prices/versions/1/withdraw", {})) == (409, "scheme_not_ahead")
    assert _refused(till.get("/api/prices/versions/99")) == (404, "unknown_scheme_version")


def test_published_policies_are_there_to_begin_with(till: Till) -> None:
    listed = till.get("/api/prices/policies").json["policies"]

    assert len(listed) > 10
    policy = till.get(f"/api/prices/policies/{listed[0]['code']}").json
    assert policy["scheme"]["code"] == listed[0]["code"]
    assert policy["paragraphs"]
    assert _refused(till.get("/api/prices/policies/none")) == (404, "not_found")
