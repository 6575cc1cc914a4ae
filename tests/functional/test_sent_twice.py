"""Whatever is sent again is done once: each write of the API, under a key that its sender keeps."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from pos.database import Database
from pos.once.tables import request_keys
from pos.reports.audit import audit_books
from pos.tables import metadata
from pos.web.once import UndeclaredWrite, register_once
from pos.web.repeats import Repeat, repeat_of, sets_a_state
from tests.functional.till import Answer, Till
from tests.functional.writes import STORIES, Write, at_rest
from tests.tickets import uuid7
from tests.tillside import Json

LIMIT = "/api/limits/weak_day"
# Whether it was done now or before, and when an export was written.
TOLD_OTHERWISE = ("replayed", "exported_at")
# Keys that were let go again, and when somebody was last seen.
BESIDE = ("request_keys", "staff_sessions")
# What a masked name and the names of these tests have in them.
PERSONAL = ("**", "测试")


@pytest.fixture(scope="module")
def till(shared_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Till]:
    """Give a till whose requests are sent again and again."""
    running = Till(shared_database, tmp_path_factory.mktemp("var"))
    at_rest(running)
    yield running
    running.close()


@pytest.fixture(autouse=True)
def the_manager_stands_there(till: Till) -> Iterator[None]:
    """Have the manager back at the till after a test at which somebody else signed on."""
    keys = till.keys
    yield
    till.keys = keys


def to(amount_fen: int) -> Json:
    """Return the request for a limit."""
    return {"amount_fen": amount_fen}


def declared(app: Flask) -> dict[str, Repeat]:
    """Return what each view of the API that writes has declared."""
    found = {}
    for rule in app.url_map.iter_rules():
        repeat = repeat_of(app.view_functions[rule.endpoint])
        if repeat is not None:
            found[rule.endpoint] = repeat
    return found


def send(till: Till, write: Write, key: str) -> Answer:
    """Send a write."""
    with write.during():
        return till.post(write.path, write.body, content_type=write.content_type, key=key)


def same(answer: Answer) -> Json:
    """Return what an answer says of the act itself."""
    told = answer.json
    return {name: value for name, value in told.items() if name not in TOLD_OTHERWISE}


def everything(database: Database) -> dict[str, list[Any]]:
    """Return every row of the books."""
    tables = [table for table in metadata.sorted_tables if table.name not in BESIDE]
    with database.read() as connection:
        return {table.name: sorted(map(repr, connection.execute(select(table)).all())) for table in tables}


def kept_answer(database: Database, key: str) -> str:
    """Return the answer that is kept under a key, "" where none is."""
    with database.read() as connection:
        found = connection.execute(select(request_keys.c.answer).where(request_keys.c.key == key))
        return found.scalar() or ""


def without_id(body: Any) -> Any:
    """Return a body without the key in it."""
    return {**body, "id": "none"} if isinstance(body, dict) else body


def test_every_write_that_needs_a_key_is_among_the_stories(till: Till) -> None:
    assert set(STORIES) == {name for name, repeat in declared(till.app).items() if repeat.needs_key}


@pytest.mark.parametrize("endpoint", sorted(STORIES))
def test_a_write_whose_answer_was_lost_is_sent_again_and_done_once(
    till: Till, shared_database: Database, endpoint: str
) -> None:
    write, key = STORIES[endpoint](till), uuid7()
    before = everything(shared_database)

    unnamed = till.post(write.path, without_id(write.body), content_type=write.content_type, key="none")
    assert (unnamed.status, unnamed.code) == (400, "key_required")
    assert everything(shared_database) == before

    first = send(till, write, key)
    done = everything(shared_database)
    again = send(till, write, key)

    assert first.status in (200, 201), first.json
    assert again.status in (200, first.status)
    assert same(again) == same(first)
    assert before != done == everything(shared_database)
    assert not any(sign in kept_answer(shared_database, key) for sign in PERSONAL)


def test_an_older_wish_that_is_sent_again_does_not_undo_a_newer_one(till: Till) -> None:
    key = uuid7()
    first = till.post(LIMIT, to(40_00), key=key)
    till.post(LIMIT, to(50_00))

    again = till.post(LIMIT, to(40_00), key=key)

    assert (again.json, again.headers["Idempotent-Replay"]) == (first.json, "true")
    assert "Idempotent-Replay" not in first.headers
    assert _weak_day_fen(till) == 50_00


def test_a_state_of_a_person_is_shown_again_as_it_is_now(till: Till) -> None:
    path, key = "/api/members/M0011/home", uuid7()
    home = {"residence": "xuhui", "hukou": ""}
    till.post(path, home, key=key)
    till.post(path, {**home, "residence": "tianping"})

    again = till.post(path, home, key=key)

    assert (again.status, again.json["residence"]) == (200, "tianping")
    assert again.headers["Idempotent-Replay"] == "true"


@pytest.mark.parametrize(("path", "amount_fen"), [(LIMIT, 41_00), ("/api/limits/uid_day", 40_00)])
def test_a_key_with_other_contents_or_elsewhere_is_refused(till: Till, path: str, amount_fen: int) -> None:
    key = uuid7()
    till.post(LIMIT, to(40_00), key=key)

    refused = till.post(path, to(amount_fen), key=key)

    assert (refused.status, refused.code) == (409, "key_reused")
    assert _weak_day_fen(till) == 40_00


def test_what_is_refused_may_be_tried_again_under_its_key(till: Till) -> None:
    key = uuid7()

    for amount_fen in (-1, -2):
        assert till.post(LIMIT, to(amount_fen), key=key).code == "invalid_request"
    assert till.post("/api/limits/banquet", to(1), key=key).code == "unknown_limit"

    assert till.post(LIMIT, to(60_00), key=key).status == 200


def test_the_same_request_at_the_same_time_is_told_to_come_back(till: Till) -> None:
    key, under_way = uuid7(), till.app.extensions["canteen"].under_way
    under_way.begin(key)

    refused = till.post(LIMIT, to(70_00), key=key)
    order = till.post("/api/orders", {**till.order(till.dish("main")), "id": key})

    assert (refused.status, refused.code, refused.headers["Retry-After"]) == (409, "in_flight", "1")
    assert (order.status, order.code) == (409, "in_flight")
    under_way.end(key)
    assert till.post(LIMIT, to(70_00), key=key).status == 200


def test_the_books_agree_after_all_that(till: Till, shared_database: Database) -> None:
    with shared_database.read() as connection:
        assert audit_books(connection).disagreements == []


def test_a_view_that_says_nothing_of_repetitions_keeps_the_app_from_starting() -> None:
    def change() -> str:
        return ""

    app = Flask(__name__)
    app.add_url_rule("/api/new", view_func=change, methods=["PUT"])

    with pytest.raises(UndeclaredWrite, match="PUT /api/new"):
        register_once(app)
    sets_a_state(change)
    register_once(app)


def _weak_day_fen(till: Till) -> Any:
    told = till.get("/api/limits").json["limits"]
    return next(limit["amount_fen"] for limit in told if limit["code"] == "weak_day")
