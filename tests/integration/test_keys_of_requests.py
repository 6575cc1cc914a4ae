"""A key names one request: who takes it does the act, and whoever comes again is told or waits."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from pos.clock import now
from pos.database import Database
from pos.once.register import (
    KEPT_FOR,
    Answered,
    Asked,
    InFlight,
    RequestKeyReused,
    forget_old,
    keep_answer,
    let_go,
    take_key,
)
from pos.once.tables import request_keys
from tests.integration.racing import Rivals, two_rivals
from tests.tickets import uuid7

PATIENCE = timedelta(seconds=60)
ROUNDS = 30


@pytest.fixture(scope="module")
def rivals() -> Iterator[Rivals]:
    """Give two processes."""
    with two_rivals() as running:
        yield running


@dataclass(frozen=True)
class Taking:
    """Take the key of a request."""

    asked: Asked

    def prepare(self, books: Database) -> None:
        """Do what has to be done before the race."""

    def act(self, books: Database) -> str:
        """Do it."""
        taken = books.write(lambda connection: take_key(connection, self.asked, patience=PATIENCE))
        return "taken" if taken is None else "told"


def asked(**changes: object) -> Asked:
    """Return a request that nobody has made before."""
    return replace(Asked(uuid7(), b"what is asked", "one", now()), **changes)  # type: ignore[arg-type]


def take(database: Database, request: Asked) -> Answered | None:
    """Take the key of a request."""
    return database.write(lambda connection: take_key(connection, request, patience=PATIENCE))


def test_of_two_processes_one_takes_a_key_and_the_other_waits(
    shared_database: Database, rivals: Rivals
) -> None:
    requests = [asked() for _ in range(ROUNDS)]

    outcomes = rivals.race(
        shared_database,
        [Taking(request) for request in requests],
        [Taking(replace(request, process="two")) for request in requests],
    )

    assert [sorted(outcome.what for outcome in pair) for pair in outcomes] == [
        ["in_flight", "taken"]
    ] * ROUNDS


def test_a_request_is_told_what_it_was_told(shared_database: Database) -> None:
    request, answered = asked(), Answered(201, '{"number":1}')
    assert take(shared_database, request) is None
    shared_database.write(lambda connection: keep_answer(connection, request, answered))

    assert take(shared_database, replace(request, process="two", at=now())) == answered
    with pytest.raises(RequestKeyReused):
        take(shared_database, replace(request, digest=b"something else"))


def test_a_request_that_did_nothing_is_forgotten(shared_database: Database) -> None:
    request = asked()
    take(shared_database, request)
    shared_database.write(lambda connection: let_go(connection, request))

    assert take(shared_database, replace(request, digest=b"something else")) is None


def test_what_a_dead_process_has_begun_is_taken_over_after_a_while(shared_database: Database) -> None:
    request = asked()
    take(shared_database, request)

    with pytest.raises(InFlight):
        take(shared_database, replace(request, process="two"))
    later = replace(request, process="two", at=request.at + PATIENCE)
    assert take(shared_database, later) is None
    # What the first one says of it now counts no more.
    shared_database.write(lambda connection: keep_answer(connection, request, Answered(200, "late")))
    shared_database.write(lambda connection: let_go(connection, request))
    shared_database.write(lambda connection: keep_answer(connection, later, Answered(200, "in time")))
    assert take(shared_database, request) == Answered(200, "in time")


def test_what_a_process_has_begun_and_lost_it_takes_over_at_once(shared_database: Database) -> None:
    request = asked()
    take(shared_database, request)

    assert take(shared_database, replace(request, at=now())) is None


def test_keys_are_forgotten_after_a_day(shared_database: Database) -> None:
    old, young = asked(at=now() - KEPT_FOR - PATIENCE), asked()
    for request in (old, young):
        take(shared_database, request)

    shared_database.write(lambda connection: forget_old(connection, now()))

    kept = select(func.count()).where(request_keys.c.key.in_((old.key, young.key)))
    with shared_database.read() as connection:
        assert connection.execute(kept).scalar_one() == 1
        assert connection.execute(kept.where(request_keys.c.key == young.key)).scalar_one() == 1
