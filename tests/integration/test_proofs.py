"""Members keep their classes by proof and day, and a birthday or a proof changes their tier by itself."""

from datetime import date

import pytest

from pos.clock import now
from pos.database import Database
from pos.members.joining import Newcomer, join
from pos.members.members import Member, move_member, require_member
from pos.members.proofs import (
    ProofEndsBeforeItBegins,
    ProofRecorded,
    UnknownProof,
    prove_class,
    revoke_class,
)
from pos.members.tier_changes import proof_ends, tier_changes
from pricing import Scheme, parse_scheme
from tests.tickets import VAULT

FIRST = date(2026, 1, 1)
LAST = date(2026, 6, 30)
TIERS = """
code = "tiers"
version = 1
name = { zh = "试验", en = "Test" }
rounding = { unit_fen = 1, mode = "half_up", place = "line" }
[[tiers]]
code = "need"
name = { zh = "低保", en = "In need" }
who = { classes = ["dibao"] }
[[tiers]]
code = "senior80"
name = { zh = "80岁及以上", en = "80 or over" }
who = { min_age = 80 }
[[tiers]]
code = "senior60"
name = { zh = "60至79岁", en = "60 to 79" }
who = { min_age = 60, max_age = 79 }
"""


def tiers() -> Scheme:
    return parse_scheme(TIERS, source="tiers")


def new_member(books: Database, code: str, birth_date: date) -> Member:
    """Register somebody."""
    return books.write(
        lambda connection: join(
            connection, VAULT, Newcomer("测试", birth_date, code=code), today=date(2026, 1, 1), at=now()
        )
    )


def prove(books: Database, member: Member, valid_until: date | None, valid_from: date = FIRST) -> None:
    """Record that a member proved the minimum allowance."""
    books.write(
        lambda connection: prove_class(
            connection,
            member.id,
            "dibao",
            proof_type="certificate",
            valid_from=valid_from,
            valid_until=valid_until,
            at=now(),
        )
    )


def revoke(books: Database, member: Member, from_day: date) -> None:
    """End the proof of a member."""
    books.write(lambda connection: revoke_class(connection, member.id, "dibao", from_day=from_day))


def classes(books: Database, code: str, day: date) -> dict[str, date | None]:
    """Return the classes that a quote of a day would know of."""
    with books.read() as connection:
        return dict(require_member(connection, code).diner_on(day).classes)


@pytest.fixture
def member(database: Database) -> Member:
    """Give a member of the year 1946 without any class."""
    return new_member(database, "P0001", date(1946, 7, 1))


def test_a_class_counts_from_its_first_day_and_its_last_day_is_known(
    database: Database, member: Member
) -> None:
    prove(database, member, LAST)

    assert classes(database, "P0001", date(2025, 12, 31)) == {}
    assert classes(database, "P0001", FIRST) == {"dibao": LAST}
    # The day after, the quote still knows when it ended, and says so.
    assert classes(database, "P0001", date(2026, 7, 1)) == {"dibao": LAST}


def test_of_several_proofs_the_longest_counts(database: Database, member: Member) -> None:
    prove(database, member, LAST)
    prove(database, member, date(2026, 12, 31), valid_from=date(2026, 6, 1))

    assert classes(database, "P0001", date(2026, 5, 31)) == {"dibao": LAST}
    assert classes(database, "P0001", date(2026, 6, 1)) == {"dibao": date(2026, 12, 31)}
    prove(database, member, None, valid_from=date(2026, 6, 2))
    assert classes(database, "P0001", date(2026, 6, 2)) == {"dibao": None}


def test_a_revoked_proof_counts_until_the_day_before(database: Database, member: Member) -> None:
    prove(database, member, None)
    revoke(database, member, date(2026, 3, 1))

    assert classes(database, "P0001", date(2026, 2, 28)) == {"dibao": None}
    assert classes(database, "P0001", date(2026, 3, 1)) == {}
    with pytest.raises(UnknownProof):
        revoke(database, member, date(2026, 3, 1))


def test_a_proof_is_recorded_once(database: Database, member: Member) -> None:
    prove(database, member, LAST)
    prove(database, member, LAST)
    with pytest.raises(ProofRecorded):
        prove(database, member, None)
    with pytest.raises(ProofEndsBeforeItBegins):
        prove(database, member, date(2026, 1, 31), valid_from=date(2026, 2, 1))
    assert classes(database, "P0001", FIRST) == {"dibao": LAST}


def test_a_proof_may_last_one_day(database: Database, member: Member) -> None:
    prove(database, member, FIRST)

    assert classes(database, "P0001", FIRST) == {"dibao": FIRST}


def test_a_member_moves(database: Database, member: Member) -> None:
    database.write(
        lambda connection: move_member(connection, member, residence_area="xuhui", hukou_area=None)
    )

    with database.read() as connection:
        diner = require_member(connection, "P0001").diner_on(FIRST)
    assert (diner.residence, diner.hukou) == ("xuhui", "")


def test_birthdays_and_proofs_of_next_month_are_listed(database: Database, member: Member) -> None:
    new_member(database, "P0002", date(1966, 7, 31))
    new_member(database, "P0003", date(1966, 8, 1))
    prove(database, new_member(database, "P0004", date(1950, 3, 3)), LAST)

    with database.read() as connection:
        changes = tier_changes(connection, tiers(), date(2026, 7, 1), date(2026, 8, 1))
        ends = proof_ends(connection, date(2026, 6, 1), date(2026, 7, 1))

    mine = [
        (one.member.code, one.on_date, one.before and one.before.code, one.after and one.after.code)
        for one in changes
        if one.member.code.startswith("P")
    ]
    assert mine == [
        ("P0001", date(2026, 7, 1), "senior60", "senior80"),
        ("P0004", date(2026, 7, 1), "need", "senior60"),
        ("P0002", date(2026, 7, 31), None, "senior60"),
    ]
    assert [(one.member.code, one.class_code, one.valid_until) for one in ends] == [("P0004", "dibao", LAST)]


def test_a_proof_that_is_renewed_does_not_end(database: Database, member: Member) -> None:
    prove(database, member, LAST)
    prove(database, member, date(2026, 12, 31), valid_from=date(2026, 7, 1))

    with database.read() as connection:
        assert proof_ends(connection, date(2026, 6, 1), date(2026, 7, 1)) == ()
        changes = tier_changes(connection, tiers(), date(2026, 6, 1), date(2026, 8, 1))
    assert [one for one in changes if one.member.code == "P0001"] == []


def test_who_was_born_on_a_leap_day_changes_on_the_28th(database: Database) -> None:
    new_member(database, "P0009", date(1948, 2, 29))

    with database.read() as connection:
        changes = tier_changes(connection, tiers(), date(2028, 1, 1), date(2028, 4, 1))
        earlier = tier_changes(connection, tiers(), date(2027, 1, 1), date(2027, 4, 1))
    assert [one.on_date for one in changes if one.member.code == "P0009"] == [date(2028, 2, 29)]
    assert [one for one in earlier if one.member.code == "P0009"] == []
