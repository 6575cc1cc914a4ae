"""Whatever a form sends as a draft or a trial is answered: with sentences, a price or a refusal."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pos.database import Database
from tests.functional.till import Till
from tests.properties.test_requests_never_fault import ANYTHING, assert_answered

MANY = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
# Ways into a scheme, and into the trial around it.
IN_A_SCHEME = st.sampled_from(
    [
        ("code",),
        ("version",),
        ("name", "zh"),
        ("rounding", "unit_fen"),
        ("calendar",),
        ("tiers", 0, "who"),
        ("payers",),
        ("areas",),
        ("groups",),
        ("access",),
        ("rules",),
        ("rules", 0),
        ("rules", 0, "items"),
        ("rules", 0, "when"),
        ("rules", 0, "caps"),
        ("rules", 0, "terms", 0, "who"),
        ("rules", 0, "terms", 0, "threshold"),
        ("rules", 0, "terms", 0, "benefit"),
        ("rules", 0, "terms", 0, "benefit", "pays_bp"),
        ("more",),
    ]
)
IN_A_TRIAL = st.sampled_from(
    [
        ("version",),
        ("scheme",),
        ("person",),
        ("person", "kind"),
        ("person", "birth_date"),
        ("person", "classes"),
        ("person", "residence"),
        ("occasion",),
        ("occasion", "on_date"),
        ("occasion", "at_time"),
        ("occasion", "meal_period"),
        ("occasion", "channel"),
        ("lines",),
        ("lines", 0, "dish"),
        ("lines", 0, "quantity"),
        ("usage",),
        ("more",),
    ]
)


@pytest.fixture(scope="module")
def till(shared_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Till]:
    """Give the app of the canteen whose books these are."""
    running = Till(shared_database, tmp_path_factory.mktemp("var"))
    yield running
    running.close()


@pytest.fixture(scope="module")
def scheme(till: Till) -> dict[str, Any]:
    """Give the table of a scheme that is good."""
    table: dict[str, Any] = till.get("/api/prices/versions/1").json["scheme"]
    return table


def _changed(value: Any, place: tuple[str | int, ...], to: Any) -> Any:
    changed = deepcopy(value)
    *way, last = place
    inner = changed
    for step in way:
        inner = inner[step]
    inner[last] = to
    return changed


@MANY
@given(place=IN_A_SCHEME, value=ANYTHING)
def test_a_draft_with_anything_in_one_place_is_answered(
    till: Till, scheme: dict[str, Any], place: tuple[str | int, ...], value: Any
) -> None:
    assert_answered(till.post("/api/prices/check", {"scheme": _changed(scheme, place, value)}))


@MANY
@given(place=IN_A_TRIAL, value=ANYTHING)
def test_a_trial_with_anything_in_one_place_is_answered(
    till: Till, scheme: dict[str, Any], place: tuple[str | int, ...], value: Any
) -> None:
    dish = till.get("/api/prices").json["words"]["dishes"][0]["code"]
    trial = {
        "scheme": scheme,
        "person": {"kind": "person", "birth_date": "1940-02-29"},
        "occasion": {"on_date": "2026-11-25", "meal_period": "lunch", "channel": "dine_in"},
        "lines": [{"dish": dish, "quantity": 1}],
    }
    assert_answered(till.post("/api/prices/try", _changed(trial, place, value)))


@MANY
@given(path=st.sampled_from(["/api/prices/check", "/api/prices/schedule"]), value=ANYTHING)
def test_any_json_for_a_draft_is_answered(till: Till, path: str, value: Any) -> None:
    assert_answered(till.post(path, {"scheme": value, "effective_from": "2099-01-01"}))
