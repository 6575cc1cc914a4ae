"""The migrations make the tables that the models describe, and take them away again, data and all."""

import ast
import re
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, Connection, inspect, text

from pos.clock import now
from pos.database import Database, open_database
from pos.database.migrate import SCRIPTS, downgrade, is_current, upgrade
from pos.demo.load import load_demo
from pos.reports.audit import audit_books
from pos.sales.selling import sell
from pos.tables import metadata
from tests.postgresql import Cluster
from tests.states import BESIDE_THE_BOOKS, state_of
from tests.tickets import EQUIPMENT, VAULT, plentiful, ticket_for

FILES = sorted((SCRIPTS / "versions").glob("[0-9]*.py"))
LAST_WITHOUT_TRIGGERS = "0004"
REFUSED = re.compile(r"(?:RAISE\(ABORT, |canteen_refuse\()'(\w+)'")
# Registers of acts, which the oldest version that a test goes down to has no place for.
STAFF = {"staff", "staff_roles", "staff_cards", "devices", "device_codes", "staff_sessions"}
YOUNGER = BESIDE_THE_BOOKS | {"member_events", "card_events"} | STAFF
# A CHECK that SQLite's trigger looks at by itself, for the sake of INSERT OR IGNORE.
LOOKED_AT_TWICE = "ck_account_balances_stays_above_its_floor"


def sell_something(database: Database) -> None:
    """Sell a dish."""
    ticket = ticket_for(database, (plentiful(database, "main"), 1))
    assert sell(database, ticket, card=None, equipment=EQUIPMENT, at=now())


def differences(database: Database) -> list[object]:
    """Return what Alembic would change to make the database as the models are."""
    with database.read() as connection:
        opts = {"compare_type": True, "compare_server_default": True}
        return list(compare_metadata(MigrationContext.configure(connection, opts=opts), metadata))


def triggers(connection: Connection) -> dict[str, str]:
    """Return the triggers by name, each with all that it may say."""
    if connection.dialect.name == "sqlite":
        made = connection.execute(text("SELECT name, sql AS said FROM sqlite_master WHERE type = 'trigger'"))
    else:
        made = connection.execute(
            text(
                "SELECT tgname AS name, prosrc || pg_get_triggerdef(t.oid) AS said"
                " FROM pg_trigger t JOIN pg_proc p ON p.oid = tgfoid WHERE NOT tgisinternal"
            )
        )
    return {row.name: row.said for row in made}


def claims(connection: Connection) -> set[str]:
    """Return the claims that the triggers refuse under."""
    said = "\n".join(triggers(connection).values())
    given = re.findall(r"canteen_append_only\('(\w+)'\)", said)
    return {*REFUSED.findall(said), *given} - {LOOKED_AT_TWICE}


def test_the_models_equal_the_migrations(shared_database: Database) -> None:
    assert differences(shared_database) == []


def test_the_checks_of_the_models_equal_those_of_the_migrations(shared_database: Database) -> None:
    inspector = inspect(shared_database.engine)
    dialect = shared_database.engine.dialect
    for name, table in metadata.tables.items():
        described = {
            str(constraint.name): str(constraint.sqltext.compile(dialect=dialect))
            for constraint in table.constraints
            if isinstance(constraint, CheckConstraint)
        }
        made = {str(check["name"]): check["sqltext"] for check in inspector.get_check_constraints(name)}
        assert made.keys() == described.keys()
        # PostgreSQL keeps a CHECK in words of its own.
        assert not shared_database.is_sqlite or made == described


def test_both_engines_refuse_under_the_same_claims(
    sqlite_template: Path, cluster: Cluster, postgresql_template: str
) -> None:
    url = cluster.create(postgresql_template)
    found = []
    for books in (open_database(f"sqlite:///{sqlite_template}"), open_database(url)):
        with books.read() as connection:
            found.append(claims(connection))
        books.engine.dispose()
    cluster.drop(url)

    assert found[0] == found[1]
    assert len(found[0]) > 20


def test_the_books_are_the_same_after_the_way_down_and_up(database: Database) -> None:
    sell_something(database)
    before = state_of(database, beside=YOUNGER)
    with database.read() as connection:
        guards = triggers(connection)

    downgrade(database, LAST_WITHOUT_TRIGGERS)
    with database.read() as connection:
        assert triggers(connection) == {}
    assert not is_current(database)
    upgrade(database)

    assert is_current(database)
    assert state_of(database, beside=YOUNGER) == before
    with database.read() as connection:
        assert triggers(connection) == guards
        assert audit_books(connection).disagreements == []
    sell_something(database)


def test_nothing_is_left_at_the_bottom_and_all_is_there_again_at_the_top(database: Database) -> None:
    sell_something(database)

    downgrade(database, "base")
    assert set(inspect(database.engine).get_table_names()) <= {"alembic_version"}
    with database.read() as connection:
        assert triggers(connection) == {}
    upgrade(database)

    assert differences(database) == []
    database.write(lambda connection: load_demo(connection, VAULT, now()))
    with database.read() as connection:
        assert audit_books(connection).disagreements == []


def test_an_upgrade_of_what_is_current_changes_nothing(database: Database) -> None:
    before = state_of(database)

    upgrade(database)

    assert is_current(database)
    assert state_of(database) == before


def test_migrations_stand_in_one_line() -> None:
    scripts = list(ScriptDirectory(str(SCRIPTS)).walk_revisions("base", "heads"))[::-1]

    assert [script.revision for script in scripts] == [f"{place:04}" for place in range(1, len(scripts) + 1)]
    assert [script.down_revision for script in scripts] == [
        None,
        *(script.revision for script in scripts[:-1]),
    ]
    for script, file in zip(scripts, FILES, strict=True):
        assert Path(script.path) == file
        assert re.fullmatch(rf"{script.revision}_[a-z]+(_[a-z]+)*\.py", file.name)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_migration_imports_no_live_code(file: Path) -> None:
    imported = {
        (node.module or "") if isinstance(node, ast.ImportFrom) else node.names[0].name
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
    }

    assert {name.split(".")[0] for name in imported} <= {
        "alembic",
        "sqlalchemy",
        "pathlib",
        "re",
        "typing",
        "collections",
    }


def test_openings_and_erasures_are_taken_over_into_the_register(database: Database) -> None:
    downgrade(database, "0020")
    erasure = "INSERT INTO erasures (id, member_id, reason, actor, at) VALUES ('e', 1, '本人要求', 'S1', 7)"
    opening = text("INSERT INTO openings VALUES ('o', 2, :digest, 'S1', 8)")
    database.write(lambda connection: connection.exec_driver_sql(erasure))
    database.write(lambda connection: connection.execute(opening, {"digest": b"\x0a\xff"}))

    for _ in range(2):
        upgrade(database)
        with database.read() as connection:
            acts = connection.execute(
                text(
                    "SELECT id, member_id, kind, reason, actor, at, request_hash FROM member_events"
                    " WHERE id IN ('e', 'o') ORDER BY id"
                )
            ).all()
        assert [tuple(act) for act in acts] == [
            ("e", 1, "erase", "本人要求", "S1", 7, ""),
            ("o", 2, "open", "", "S1", 8, "0aff"),
        ]
        downgrade(database, "0020")
        with database.read() as connection:
            assert connection.execute(text("SELECT member_id, request_digest FROM openings")).all() == [
                (2, b"\x0a\xff")
            ]
            assert connection.execute(text("SELECT member_id, reason FROM erasures")).all() == [
                (1, "本人要求")
            ]
    upgrade(database)
