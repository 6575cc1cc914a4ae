"""Whatever is sent to the till's two busiest addresses is answered: with an order, a price or a refusal."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pos.database import Database
from pos.reports.audit import audit_books
from tests.functional.till import Answer, Till
from tests.tickets import menu_now

MANY = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
PATHS = st.sampled_from(["/api/orders", "/api/quotes"])
# What JSON can hold: also what no text or number of the books can be.
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(min_value=-(2**70), max_value=2**70)
    | st.floats()
    | st.text(st.characters(exclude_categories=())),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
# Where in an order to put it.
PLACES = st.sampled_from(
    [
        ("id",),
        ("till",),
        ("presentation",),
        ("lines",),
        ("lines", 0),
        ("lines", 0, "menu_item_id"),
        ("lines", 0, "quantity"),
        ("lines", 0, "more"),
        ("total_fen",),
        ("tenders",),
        ("tenders", 0),
        ("tenders", 0, "kind"),
        ("tenders", 0, "received_fen"),
        ("seq",),
        ("more",),
    ]
)


@pytest.fixture(scope="module")
def till(shared_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Till]:
    """Give a till; what it sells meanwhile does not matter."""
    running = Till(shared_database, tmp_path_factory.mktemp("var"))
    yield running
    running.close()


@MANY
@given(path=PATHS, place=PLACES, value=ANYTHING)
def test_an_order_with_anything_in_one_place_is_answered(
    till: Till, shared_database: Database, path: str, place: tuple[str | int, ...], value: Any
) -> None:
    dish = next(item for item in menu_now(shared_database) if item.planned_portions is None)
    body = till.order(dish) if path == "/api/orders" else _quote_of(till.order(dish))
    _put(body, place, value)

    assert_answered(till.post(path, body))


@MANY
@given(path=PATHS, value=ANYTHING)
def test_any_json_is_answered(till: Till, path: str, value: Any) -> None:
    assert_answered(till.post(path, value))


@MANY
@given(path=PATHS, body=st.binary(max_size=60))
def test_any_bytes_are_answered(till: Till, path: str, body: bytes) -> None:
    assert_answered(till.post(path, body))


def test_the_books_agree_after_all_that(till: Till, shared_database: Database) -> None:
    with shared_database.read() as connection:
        assert audit_books(connection).disagreements == []


def assert_answered(answer: Answer) -> None:
    """Check that something was sold or priced, or refused with its code and words."""
    if answer.status not in (200, 201):
        assert 400 <= answer.status < 500
        assert answer.code


def _quote_of(order: dict[str, Any]) -> dict[str, Any]:
    return {"seq": 1, **{name: order[name] for name in ("till", "presentation", "lines")}}


def _put(body: Any, place: tuple[str | int, ...], value: Any) -> None:
    *way, last = place
    for step in way:
        # A price has no tender to go into.
        body = body.setdefault(step, {}) if isinstance(body, dict) else body[step]
    body[last] = value
