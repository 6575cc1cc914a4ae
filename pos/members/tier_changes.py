"""Whose price class changes in the days to come, by a birthday or by a proof that begins or ends?

Rule: a tier is never stored: it is asked for each day on which it could change.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from pos.members.members import Member, member_of, select_members
from pos.members.tables import members
from pricing import Scheme, Tier, birthday_in

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class TierChange:
    """On that day a member is in another tier than on the day before; None: in none."""

    member: Member
    on_date: date
    before: Tier | None
    after: Tier | None


@dataclass(frozen=True, slots=True)
class ProofEnd:
    """A member's proof of a class counts on that day for the last time."""

    member: Member
    class_code: str
    valid_until: date


def tier_changes(
    connection: Connection, scheme: Scheme, from_date: date, until_date: date
) -> tuple[TierChange, ...]:
    """Return whose tier changes on a day from `from_date` to the day before `until_date`, by day and code."""
    found = [
        change
        for member in _all_members(connection)
        for change in _changes_of(member, scheme, from_date, until_date)
    ]
    return tuple(sorted(found, key=lambda change: (change.on_date, change.member.code)))


def proof_ends(connection: Connection, from_date: date, until_date: date) -> tuple[ProofEnd, ...]:
    """Return which proofs run out on a day from `from_date` to the day before `until_date`, by day and code.

    A proof that was renewed already, or revoked, is left out.
    """
    found = []
    for member in _all_members(connection):
        for proof in member.proofs:
            last = proof.valid_until
            if last is None or not from_date <= last < until_date or proof.revoked_on is not None:
                continue
            after = member.diner_on(last + ONE_DAY).classes.get(proof.class_code, date.min)
            if after is not None and after <= last:
                found.append(ProofEnd(member, proof.class_code, last))
    return tuple(sorted(found, key=lambda end: (end.valid_until, end.member.code, end.class_code)))


def _all_members(connection: Connection) -> list[Member]:
    rows = connection.execute(select_members().order_by(members.c.code))
    return [member_of(row) for row in rows]


def _changes_of(member: Member, scheme: Scheme, from_date: date, until_date: date) -> list[TierChange]:
    changes = []
    for day in sorted(_days_of_change(member, from_date, until_date)):
        before = member.tier_on(scheme, day - ONE_DAY)
        after = member.tier_on(scheme, day)
        if before != after:
            changes.append(TierChange(member, day, before, after))
    return changes


def _days_of_change(member: Member, from_date: date, until_date: date) -> set[date]:
    """Collect the days on which an age or a class of a member may change."""
    days = {
        # New Year is for schemes that count the age at the end of the year.
        *(date(year, 1, 1) for year in range(from_date.year, until_date.year + 1)),
        *(birthday_in(member.birth_date, year) for year in range(from_date.year, until_date.year + 1)),
        *(proof.valid_from for proof in member.proofs),
        # The end of the calendar, by which some offices say "without end", has no day after it.
        *(last + ONE_DAY for last in _last_days(member) if last < until_date),
        *(proof.revoked_on for proof in member.proofs if proof.revoked_on is not None),
    }
    return {day for day in days if from_date <= day < until_date and day > member.birth_date}


def _last_days(member: Member) -> Iterator[date]:
    for proof in member.proofs:
        if proof.valid_until is not None:
            yield proof.valid_until
