"""A proof counts for a sale if it was on file when it was sold and held on that day."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from pos.database import Database
from pos.members.tables import class_proofs, members
from pos.reports.backtest.diners import GUEST, diners_of
from pricing import Diner

AT = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)
DAY = date(2026, 11, 25)
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)
MOMENT = timedelta(milliseconds=1)
HELD: dict[str, Any] = {"valid_from": DAY, "valid_until": DAY, "recorded_at": AT, "revoked_on": None}


@pytest.fixture
def member_id(database: Database) -> int:
    """Give a member of the demo without any class."""
    with database.read() as connection:
        proven = select(class_proofs.c.member_id)
        found: int = connection.execute(
            select(members.c.id).where(members.c.id.not_in(proven)).limit(1)
        ).scalar_one()
        return found


def prove(database: Database, member_id: int, **changes: Any) -> None:
    """File a proof of a class, held on the day alone and filed at the moment, some of it changed."""
    row = {"member_id": member_id, "class_code": "dibao", "proof_type": "card", **HELD, **changes}
    database.write(lambda connection: connection.execute(insert(class_proofs), [row]))


def diner(database: Database, member_id: int | None) -> Diner:
    """Return the diner of a sale at the moment."""
    with database.read() as connection:
        [found] = diners_of(connection, [(member_id, DAY, AT)])
        return found


@pytest.mark.parametrize(
    ("changes", "holds"),
    [
        ({}, True),
        ({"valid_from": BEFORE}, True),
        ({"valid_from": AFTER, "valid_until": AFTER}, False),
        ({"valid_until": None}, True),
        ({"valid_until": AFTER}, True),
        ({"recorded_at": AT - MOMENT}, True),
        ({"recorded_at": AT + MOMENT}, False),
        ({"revoked_on": AFTER}, True),
        ({"revoked_on": DAY}, False),
    ],
    ids=str,
)
def test_a_proof_counts_where_it_did_at_the_till(
    database: Database, member_id: int, changes: dict[str, Any], holds: bool
) -> None:
    prove(database, member_id, **changes)

    classes = diner(database, member_id).classes

    assert classes == ({"dibao": {**HELD, **changes}["valid_until"]} if holds else {})


def test_a_proof_that_has_run_out_comes_with_its_last_day(database: Database, member_id: int) -> None:
    prove(database, member_id, valid_from=BEFORE, valid_until=BEFORE)

    assert diner(database, member_id).classes == {"dibao": BEFORE}


def test_of_two_proofs_of_a_class_the_one_that_lasts_longer_is_told(
    database: Database, member_id: int
) -> None:
    for first, last in ((DAY, AFTER), (BEFORE, None), (BEFORE - timedelta(days=1), DAY)):
        prove(database, member_id, valid_from=first, valid_until=last)

    assert diner(database, member_id).classes == {"dibao": None}


def test_the_birth_date_and_the_places_are_those_on_file(database: Database, member_id: int) -> None:
    places = update(members).where(members.c.id == member_id)
    database.write(
        lambda connection: connection.execute(places.values(residence_area="tianping", hukou_area="xuhui"))
    )

    found = diner(database, member_id)

    assert (found.residence, found.hukou) == ("tianping", "xuhui")
    assert found.birth_date is not None


def test_who_has_no_card_is_a_guest(database: Database) -> None:
    assert diner(database, None) is GUEST
