"""A manager is told once of a card that looks copied, until somebody has looked at it."""

from functools import partial

import pytest

from pos.cards.alarms import FORGED_ANSWER, UnknownAlarm, alarms, raise_alarm, see_alarm
from pos.clock import now
from pos.database import Database

SERIAL, TAIL, MEMBER = "C0DE013700000001", "7919", "M0001"


def _raise(database: Database, till: str = "T1") -> None:
    database.write(
        lambda connection: raise_alarm(connection, FORGED_ANSWER, serial=SERIAL, till_code=till, at=now())
    )


def _kept(database: Database) -> list[tuple[str, str | None]]:
    with database.read() as connection:
        found = alarms(connection)
    assert {(alarm.kind, alarm.card_tail, alarm.member_code) for alarm in found} <= {
        (FORGED_ANSWER, TAIL, MEMBER)
    }
    return [(alarm.till_code, alarm.seen_by) for alarm in found]


def test_the_same_alarm_is_raised_once_until_it_is_seen(database: Database) -> None:
    _raise(database)
    _raise(database)
    assert _kept(database) == [("T1", None)]

    with database.read() as connection:
        first = alarms(connection)[0].id
    database.write(lambda connection: see_alarm(connection, first, by="王主任", at=now()))
    _raise(database)

    assert _kept(database) == [("T1", None), ("T1", "王主任")]


def test_alarms_at_two_tills_are_two(database: Database) -> None:
    _raise(database)
    _raise(database, "T2")

    assert _kept(database) == [("T2", None), ("T1", None)]


def test_who_saw_an_alarm_first_stays(database: Database) -> None:
    _raise(database)
    with database.read() as connection:
        first = alarms(connection)[0].id
    for somebody in ("王主任", "李强"):
        database.write(partial(see_alarm, id_=first, by=somebody, at=now()))

    assert _kept(database) == [("T1", "王主任")]


def test_an_alarm_that_is_none_cannot_be_seen(database: Database) -> None:
    with pytest.raises(UnknownAlarm):
        database.write(lambda connection: see_alarm(connection, 99, by="王主任", at=now()))
