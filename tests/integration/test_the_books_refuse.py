"""Whoever has a connection to the database and wishes the books ill is refused by a claim that has a name."""

import re

import pytest
from sqlalchemy import CheckConstraint, UniqueConstraint, inspect, select
from sqlalchemy.exc import DBAPIError

from inventory.tables import dishes
from pos.database import Database
from pos.database.migrate import SCRIPTS
from pos.tables import metadata
from tests.integration.attacks import ATTACKS
from tests.integration.attacks.attack import (
    ANY_FOREIGN_KEY,
    Attack,
    copying,
    refusal_of,
    running,
)
from tests.integration.attacks.on_approvals import APPROVALS_NEVER_EMPTIED
from tests.integration.attacks.on_cash import CASH_NEVER_EMPTIED
from tests.integration.attacks.on_holds import HOLDS_NEVER_EMPTIED
from tests.integration.attacks.on_members_lives import NEVER_EMPTIED
from tests.integration.attacks.on_payers import PAYERS_NEVER_EMPTIED
from tests.integration.attacks.on_refunds import REFUNDS_NEVER_EMPTIED
from tests.integration.attacks.on_tenders import TENDERS_NEVER_EMPTIED
from tests.integration.attacks.on_the_log import LOG_NEVER_EMPTIED
from tests.integration.attacks.on_what_is_kept import FACTS, KEPT
from tests.integration.attacks.spoiling import proven_sale
from tests.schemes import load_subsidised
from tests.states import state_of

# Of tables that a later migration took away.
CLAIMS_OF_OLD = {"openings_are_append_only", "erasures_are_append_only"}


@pytest.fixture(scope="module")
def books(shared_database: Database) -> Database:
    """Give books under a scheme with discounts and subsidies, shared by all attacks: none leaves a trace."""
    shared_database.write(load_subsidised)
    return shared_database


@pytest.mark.parametrize("attack", ATTACKS, ids=str)
def test_an_attack_is_refused_under_its_claim_and_leaves_nothing(books: Database, attack: Attack) -> None:
    before = state_of(books)

    claim = refusal_of(books, attack)

    expected = {attack.claim, attack.also or attack.claim}
    if books.is_sqlite and attack.claim.startswith("fk_"):
        expected = {ANY_FOREIGN_KEY}
    assert claim in expected
    assert state_of(books) == before


def test_the_sale_that_attacks_spoil_is_accepted_as_it_is(books: Database) -> None:
    unspoiled = Attack("nothing spoiled", "", lambda connection: proven_sale(connection).write(connection))

    assert refusal_of(books, unspoiled) == ""


def test_no_table_of_the_books_can_be_emptied_at_once(books: Database) -> None:
    if books.is_sqlite:
        pytest.skip("SQLite has no TRUNCATE")
    claims = {table: claim for table, (claim, _) in FACTS.items()}
    claims |= KEPT | NEVER_EMPTIED | PAYERS_NEVER_EMPTIED | LOG_NEVER_EMPTIED | HOLDS_NEVER_EMPTIED
    claims |= REFUNDS_NEVER_EMPTIED | CASH_NEVER_EMPTIED | APPROVALS_NEVER_EMPTIED | TENDERS_NEVER_EMPTIED
    before = state_of(books)

    # CASCADE empties what points here as well; without it PostgreSQL refuses for the foreign keys alone.
    refused = {
        table: refusal_of(books, Attack("emptied", claim, running(f"TRUNCATE {table} CASCADE")))
        for table, claim in claims.items()
    }

    assert refused == claims
    assert state_of(books) == before


@pytest.mark.parametrize("price", ["12abc", "", "12.5", "0x10", b"12", 2**63, 1e30], ids=repr)
def test_what_is_no_number_of_fen_is_refused_as_money(books: Database, price: object) -> None:
    assert _priced(books, price) is None


@pytest.mark.parametrize("price", [0.5, 12_50.5, -0.5], ids=repr)
def test_a_fraction_of_a_fen_is_never_kept(books: Database, price: float) -> None:
    kept = _priced(books, price)

    # PostgreSQL rounds a fraction that is assigned to a bigint; SQLite refuses it.
    assert kept is None if books.is_sqlite else type(kept) is int


def test_every_amount_is_a_whole_number_of_64_bits(books: Database) -> None:
    inspector = inspect(books.engine)
    for table in metadata.tables:
        for column in inspector.get_columns(table):
            if column["name"].endswith("_fen"):
                assert str(column["type"]) == ("INTEGER" if books.is_sqlite else "BIGINT")


def test_every_table_in_sqlite_is_strict(books: Database) -> None:
    if not books.is_sqlite:
        pytest.skip("the types of PostgreSQL always are")
    with books.read() as connection:
        made = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'table'").all()

    lax = {name for name, sql in made if not sql.rstrip().upper().endswith("STRICT")}
    assert lax == {"alembic_version"}


def test_every_claim_of_the_schema_has_an_attack_that_breaks_it() -> None:
    tried = {claim for attack in ATTACKS for claim in (attack.claim, attack.also)}

    assert not _claims_of_tables() - tried
    for engine in ("sqlite", "postgresql"):
        assert not _claims_of_triggers(engine) - tried - CLAIMS_OF_OLD


def _priced(books: Database, price: object) -> object:
    """Give a dish a price; return what is kept of it, None if it was refused. Nothing stays."""
    try:
        with books.engine.connect() as connection:
            copying(dishes, code="test", list_price_fen=price)(connection)
            kept = select(dishes.c.list_price_fen).where(dishes.c.code == "test")
            return connection.execute(kept).scalar_one()
    except (DBAPIError, OverflowError):
        return None


def _claims_of_tables() -> set[str]:
    """Return the names of every CHECK, UNIQUE, and deferred foreign key."""
    found = {str(index.name) for table in metadata.tables.values() for index in table.indexes if index.unique}
    for table in metadata.tables.values():
        for constraint in table.constraints:
            is_deferred = getattr(constraint, "initially", None) == "DEFERRED"
            if is_deferred or isinstance(constraint, CheckConstraint | UniqueConstraint):
                found.add(str(constraint.name))
    return found


def _claims_of_triggers(engine: str) -> set[str]:
    scripts = [path.read_text(encoding="utf-8") for path in (SCRIPTS / "sql").glob(f"*_{engine}.sql")]
    refusing = r"(?:RAISE\(ABORT, |canteen_refuse\(|canteen_append_only\(|\['\w+', )'(\w+)'"
    return {claim for script in scripts for claim in re.findall(refusing, script)}
