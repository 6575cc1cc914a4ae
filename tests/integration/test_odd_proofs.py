"""Proofs recorded in an odd way: no card becomes unreadable by one, and no class outlives its end."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import insert

from pos.cards.cards import require_holder
from pos.database import Database
from pos.members.members import require_member
from pos.members.proofs import (
    NoClassCode,
    ProofRecorded,
    UnknownProof,
    prove_class,
    revoke_class,
)
from pos.members.tables import class_proofs
from pos.members.tier_changes import proof_ends, tier_changes
from pos.pricebook.pricebook import scheme_in_force

CODE, SERIAL = "M0001", "C0DE013700000001"
AT = datetime(2026, 1, 1, tzinfo=UTC)
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
NEXT_FIRST, NEXT_LAST = date(2027, 1, 1), date(2027, 12, 31)
SUMMER = date(2026, 6, 1)


def prove(books: Database, code: str, first: date, last: date | None) -> None:
    """Record a proof of the member."""
    with books.read() as connection:
        member = require_member(connection, CODE)
    books.write(
        lambda connection: prove_class(
            connection, member.id, code, proof_type="certificate", valid_from=first, valid_until=last, at=AT
        )
    )


def revoke(books: Database, from_day: date) -> None:
    """Revoke the member's minimum allowance."""
    with books.read() as connection:
        member = require_member(connection, CODE)
    books.write(lambda connection: revoke_class(connection, member.id, "dibao", from_day=from_day))


def classes(books: Database, day: date) -> dict[str, date | None]:
    """Return the member's classes of a day."""
    with books.read() as connection:
        return dict(require_member(connection, CODE).diner_on(day).classes)


@pytest.mark.parametrize("code", ["", "di bao", "低保", "a|b", "-dibao"])
def test_a_class_that_no_scheme_could_name_is_not_recorded(database: Database, code: str) -> None:
    with pytest.raises(NoClassCode):
        prove(database, code, FIRST, LAST)


@pytest.mark.parametrize("code", ["dibao", "disability_1_2", "a.b-C"])
def test_a_class_that_a_scheme_may_name_is_recorded(database: Database, code: str) -> None:
    prove(database, code, FIRST, LAST)

    assert classes(database, FIRST) == {code: LAST}


def test_a_card_stays_readable_whatever_was_written_as_a_class(database: Database) -> None:
    with database.read() as connection:
        member = require_member(connection, CODE)
    row = {"member_id": member.id, "proof_type": "x", "valid_from": FIRST, "recorded_at": AT}
    odd = ["di bao", "a|b|c", "低保"]
    database.write(
        lambda connection: connection.execute(
            insert(class_proofs), [{**row, "class_code": code} for code in odd]
        )
    )

    with database.read() as connection:
        holder = require_holder(connection, SERIAL)
    assert dict(holder.member.diner_on(FIRST).classes) == dict.fromkeys(odd)


def test_a_renewal_recorded_ahead_ends_with_its_class(database: Database) -> None:
    prove(database, "dibao", FIRST, LAST)
    prove(database, "dibao", NEXT_FIRST, NEXT_LAST)

    revoke(database, SUMMER)

    assert classes(database, date(2026, 5, 31)) == {"dibao": LAST}
    assert classes(database, SUMMER) == {}
    assert classes(database, NEXT_FIRST) == {}
    assert classes(database, NEXT_LAST) == {}


def test_what_is_revoked_can_be_proven_again_from_a_later_day(database: Database) -> None:
    prove(database, "dibao", FIRST, LAST)
    revoke(database, FIRST)
    # Silence would tell the clerk that the class holds.
    with pytest.raises(ProofRecorded):
        prove(database, "dibao", FIRST, LAST)

    prove(database, "dibao", SUMMER, LAST)

    assert classes(database, date(2026, 5, 31)) == {}
    assert classes(database, SUMMER) == {"dibao": LAST}


def test_a_proof_that_has_run_out_cannot_be_revoked(database: Database) -> None:
    prove(database, "dibao", FIRST, LAST)

    with pytest.raises(UnknownProof):
        revoke(database, NEXT_FIRST)
    revoke(database, LAST)

    assert classes(database, LAST) == {}


def test_a_proof_until_the_end_of_the_calendar_has_no_day_after_it(database: Database) -> None:
    prove(database, "dibao", FIRST, date.max)
    with database.read() as connection:
        scheme = scheme_in_force(connection, "demo", SUMMER)
        assert all(one.member.code != CODE for one in tier_changes(connection, scheme, SUMMER, LAST))
        assert proof_ends(connection, SUMMER, LAST) == ()
