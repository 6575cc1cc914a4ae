"""A scheme's version is loaded once and for all, and is in force from its day on."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from pos.clock import now
from pos.database import Database
from pos.ledger.accounts import account_ids
from pos.pricebook.known import UnknownInScheme
from pos.pricebook.pricebook import (
    NoScheme,
    SchemeDayTaken,
    SchemeNotAhead,
    SchemeVersionTaken,
    UnknownSchemeVersion,
    load_scheme,
    require_version,
    schedule_scheme,
    scheme_in_force,
    withdraw_scheme,
)
from pos.pricebook.tables import schemes
from pos.reports.audit import audit_books
from pos.sales.selling import sell
from pos.sales.tables import orders
from pricing import Scheme, SchemeError
from tests.schemes import DISTRICT_RULE, demo_version
from tests.tickets import EQUIPMENT, plentiful, prove_payment, ticket_for, virtual_card

SENIOR = ("C0DE013700000001", "9137000000017919")
FIRST_DAY = date(2026, 1, 1)
CHANGE = date(2027, 3, 1)
BEFORE = CHANGE - timedelta(days=1)


def load(database: Database, toml: str, *, effective_from: date = CHANGE) -> Scheme:
    """Load a scheme."""
    return database.write(
        lambda connection: load_scheme(connection, toml, effective_from=effective_from, at=now())
    )


def in_force(database: Database, on_day: date) -> Scheme:
    """Return the demo's scheme of a day."""
    with database.read() as connection:
        return scheme_in_force(connection, "demo", on_day)


def versions(database: Database) -> list[int]:
    """Return the loaded versions of the demo's scheme."""
    with database.read() as connection:
        query = select(schemes.c.version).where(schemes.c.code == "demo").order_by(schemes.c.version)
        return list(connection.execute(query).scalars())


def test_a_version_is_in_force_from_its_day_on(database: Database) -> None:
    load(database, demo_version(12))

    assert in_force(database, BEFORE).version < 12
    assert in_force(database, CHANGE).version == 12


def test_of_two_versions_from_one_day_the_newer_is_in_force(database: Database) -> None:
    load(database, demo_version(13))
    load(database, demo_version(12))

    assert in_force(database, CHANGE).version == 13


def test_a_version_from_an_earlier_day_does_not_overtake(database: Database) -> None:
    load(database, demo_version(12))
    load(database, demo_version(13), effective_from=BEFORE)

    assert in_force(database, BEFORE).version == 13
    assert in_force(database, CHANGE).version == 12


def test_no_scheme_is_in_force_before_the_first_day(database: Database) -> None:
    assert in_force(database, FIRST_DAY).version == 1
    with pytest.raises(NoScheme):
        in_force(database, FIRST_DAY - timedelta(days=1))


def test_the_same_version_again_changes_nothing_and_keeps_its_day(database: Database) -> None:
    load(database, demo_version(12))

    load(database, demo_version(12), effective_from=FIRST_DAY)

    assert versions(database).count(12) == 1
    assert in_force(database, BEFORE).version < 12


def test_a_version_that_says_something_else_is_refused(database: Database) -> None:
    first = load(database, demo_version(12))

    with pytest.raises(SchemeVersionTaken) as refusal:
        load(database, demo_version(12, rules=DISTRICT_RULE))

    assert refusal.value.facts == {"scheme": "demo", "version": 12}
    assert in_force(database, CHANGE) == first


def test_a_scheme_that_is_none_is_refused(database: Database) -> None:
    with pytest.raises(SchemeError):
        load(database, demo_version(12).replace("unit_fen = 1", "unit_fen = 0"))

    assert 12 not in versions(database)


def test_whoever_is_to_pay_has_an_account_before_the_first_sale(database: Database) -> None:
    load(database, demo_version(12, rules=DISTRICT_RULE))

    with database.read() as connection:
        assert set(account_ids(connection, ["discount:demo", "receivable:district"])) == {
            "discount:demo",
            "receivable:district",
        }


def test_what_was_sold_stays_as_it_was_priced(database: Database, tmp_path: Path) -> None:
    dish, card = plentiful(database, "main"), virtual_card(*SENIOR, tmp_path)
    totals_fen = []
    for version in (1, 12):
        if version == 12:
            load(database, demo_version(12, rules=DISTRICT_RULE), effective_from=FIRST_DAY)
        ticket = ticket_for(database, (dish, 1), serial=SENIOR[0])
        assert sell(database, ticket, card=prove_payment(card, ticket), equipment=EQUIPMENT, at=now())
        totals_fen.append(ticket.total_fen)

    with database.read() as connection:
        priced = select(orders.c.scheme_version, orders.c.total_fen).order_by(orders.c.number)
        sold = [tuple(row) for row in connection.execute(priced)]
        assert audit_books(connection).disagreements == []
    assert sold == [(1, totals_fen[0]), (12, totals_fen[1])]
    assert totals_fen[1] * 10 == totals_fen[0] * 9


TODAY = date(2027, 2, 1)


def schedule(database: Database, toml: str, effective_from: date = CHANGE, today: date = TODAY) -> Scheme:
    """Schedule a version."""
    return database.write(
        lambda connection: schedule_scheme(
            connection, toml, effective_from=effective_from, today=today, at=now()
        )
    )


def withdraw(database: Database, version: int, today: date = TODAY) -> None:
    """Take a version back."""
    database.write(lambda connection: withdraw_scheme(connection, "demo", version, today=today, at=now()))


def test_a_version_is_scheduled_for_a_day_to_come(database: Database) -> None:
    schedule(database, demo_version(12))
    schedule(database, demo_version(12))

    assert in_force(database, CHANGE).version == 12
    with pytest.raises(SchemeNotAhead) as refusal:
        schedule(database, demo_version(13), effective_from=TODAY)
    assert refusal.value.facts == {"effective_from": TODAY, "today": TODAY}


def test_no_two_versions_are_scheduled_for_one_day(database: Database) -> None:
    schedule(database, demo_version(12))

    with pytest.raises(SchemeDayTaken) as refusal:
        schedule(database, demo_version(13))
    assert refusal.value.facts == {"version": 12, "effective_from": CHANGE}
    with pytest.raises(SchemeVersionTaken):
        schedule(database, demo_version(12), effective_from=CHANGE + timedelta(days=1))


def test_a_scheduled_version_is_withdrawn_before_its_day(database: Database) -> None:
    before = in_force(database, CHANGE)
    schedule(database, demo_version(12))
    withdraw(database, 12)
    withdraw(database, 12)

    assert in_force(database, CHANGE) == before
    with database.read() as connection:
        assert require_version(connection, "demo", 12).withdrawn_at is not None
    schedule(database, demo_version(13))
    assert in_force(database, CHANGE).version == 13


def test_what_is_in_force_stays(database: Database) -> None:
    schedule(database, demo_version(12))

    with pytest.raises(SchemeNotAhead):
        withdraw(database, 12, today=CHANGE)
    with pytest.raises(UnknownSchemeVersion):
        withdraw(database, 99)
    assert in_force(database, CHANGE).version == 12


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (('vendors = ["canteen"] }', 'dishes = ["no_such_dish"] }'), "dish"),
        (('code = "qiaojiashan"', 'code = "no_such_vendor"'), "vendor"),
    ],
)
def test_a_scheme_that_names_what_the_canteen_has_not_is_refused(
    database: Database, change: tuple[str, str], kind: str
) -> None:
    with pytest.raises(UnknownInScheme) as refusal:
        load(database, demo_version(12).replace(*change))

    assert refusal.value.facts["kind"] == kind
    assert 12 not in versions(database)
