"""`/healthz` says that the canteen can sell when it can, and what is missing when it cannot."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, make_url
from werkzeug.test import TestResponse

from pos.app import create_app
from pos.database import Database, open_database
from pos.database.migrate import downgrade, upgrade
from tests.ports import free_port
from tests.postgresql import Cluster
from tests.tickets import PERSONAL_KEYS

Opener = Callable[[str], Flask]


@pytest.fixture
def open_app(tmp_path: Path) -> Iterator[Opener]:
    """Give the app of a canteen whose books are at a URL."""
    opened: list[Flask] = []

    def open_at(url: str) -> Flask:
        opened.append(
            create_app(
                {
                    "VAR_DIR": str(tmp_path),
                    "CANTEEN_DATABASE_URL": url,
                    "CANTEEN_PERSONAL_KEYS": PERSONAL_KEYS,
                }
            )
        )
        return opened[-1]

    yield open_at
    for app in opened:
        app.extensions["canteen"].database.engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the URL of an empty database, once on each engine."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    url = cluster.create()
    yield url
    cluster.drop(url)


def ask(app: Flask) -> TestResponse:
    """Ask how the canteen does."""
    return app.test_client().get("/healthz")


def down(answer: TestResponse) -> str:
    """Return what is wrong with the database of a canteen that cannot sell."""
    assert (answer.status_code, answer.get_json()["status"]) == (503, "down")
    state: str = answer.get_json()["database"]["state"]
    return state


def test_a_canteen_that_can_sell_is_well(database_url: str, open_app: Opener) -> None:
    answer = ask(open_app(database_url))

    assert (answer.status_code, answer.get_json()["status"]) == (200, "ok")
    engine = make_url(database_url).get_backend_name()
    assert answer.get_json()["database"] == {"state": "ok", "engine": engine}
    assert answer.get_json()["readers"] == {"T1": {"state": "offline"}, "T2": {"state": "offline"}}
    assert answer.get_json()["printers"] == {"RECEIPT": {"state": "unknown"}}


def test_an_empty_database_is_not_well(empty_url: str, open_app: Opener) -> None:
    assert down(ask(open_app(empty_url))) == "not_migrated"


def test_a_database_of_an_older_version_is_not_well(database_url: str, open_app: Opener) -> None:
    books = open_database(database_url)
    downgrade(books, "-1")
    books.engine.dispose()

    assert down(ask(open_app(database_url))) == "not_migrated"


def test_a_canteen_without_a_till_is_not_well(empty_url: str, open_app: Opener) -> None:
    books = open_database(empty_url)
    upgrade(books)
    books.engine.dispose()

    assert down(ask(open_app(empty_url))) == "no_till"


@pytest.mark.parametrize(
    "url",
    ["sqlite:////nowhere/canteen.sqlite3", f"postgresql+psycopg://canteen@127.0.0.1:{free_port()}/canteen"],
    ids=["sqlite", "postgresql"],
)
def test_a_database_that_cannot_be_reached_is_not_well(url: str, open_app: Opener) -> None:
    assert down(ask(open_app(url))) == "out_of_reach"


def test_a_database_without_a_free_connection_is_not_well(database_url: str, open_app: Opener) -> None:
    app = open_app(database_url)
    engine = create_engine(database_url, pool_size=1, max_overflow=0, pool_timeout=0.01)
    app.extensions["canteen"] = replace(app.extensions["canteen"], database=Database(engine))

    with engine.connect():
        answer = ask(app)

    assert down(answer) == "out_of_reach"
    engine.dispose()
