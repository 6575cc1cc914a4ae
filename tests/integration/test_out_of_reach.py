"""A database that does not answer is said to be away; the till may ask again with the same key."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text

from pos.app import create_app
from pos.clock import now
from pos.database import Database, OutOfReach, open_database
from pos.sales.selling import sell
from tests.ports import free_port
from tests.tickets import EQUIPMENT, PERSONAL_KEYS, plentiful, ticket_for


@pytest.fixture
def nowhere() -> Database:
    return open_database(f"postgresql+psycopg://canteen@127.0.0.1:{free_port()}/nowhere")


def test_reading_where_nobody_listens_is_out_of_reach(nowhere: Database) -> None:
    with pytest.raises(OutOfReach), nowhere.read() as connection:
        connection.execute(text("SELECT 1"))


def test_writing_where_nobody_listens_is_out_of_reach(nowhere: Database) -> None:
    with pytest.raises(OutOfReach):
        nowhere.write(lambda connection: connection.execute(text("SELECT 1")))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_books_that_another_process_locks_are_out_of_reach(database: Database) -> None:
    ticket = ticket_for(database, (plentiful(database, "main"), 1))
    other = sqlite3.connect(str(database.engine.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(OutOfReach):
        sell(database, ticket, card=None, equipment=EQUIPMENT, at=now())
    other.execute("ROLLBACK")
    other.close()

    assert sell(database, ticket, card=None, equipment=EQUIPMENT, at=now()) is not None


def test_a_till_is_told_to_ask_again(tmp_path: Path) -> None:
    url = f"postgresql+psycopg://canteen@127.0.0.1:{free_port()}/nowhere"
    app = create_app(
        {"VAR_DIR": str(tmp_path), "CANTEEN_DATABASE_URL": url, "CANTEEN_PERSONAL_KEYS": PERSONAL_KEYS}
    )

    answer = app.test_client().get("/api/tills")

    assert (answer.status_code, answer.json and answer.json["code"]) == (503, "out_of_reach")
    assert answer.headers["Retry-After"] == "1"
