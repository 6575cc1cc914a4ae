"""Two managers schedule or withdraw versions at the same moment: a day has one, and nobody sees a fault."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import pytest

from pos.database import Database
from pos.pricebook.pricebook import versions
from tests.integration.racing import Outcome, Rivals, Scheduling, Withdrawing, two_rivals
from tests.schemes import DISTRICT_RULE, demo_version

ROUNDS = 12
FIRST_DAY = date(2031, 1, 1)


@pytest.fixture(scope="module")
def rivals() -> Iterator[Rivals]:
    """Give two processes that race."""
    with two_rivals() as running:
        yield running


def codes(rounds: Sequence[tuple[Outcome, Outcome]]) -> list[list[str]]:
    """Return what came of each round, sorted: who wins is a matter of luck."""
    return [sorted(outcome.what for outcome in pair) for pair in rounds]


def days(number: int) -> date:
    """Return the first day of a round."""
    return FIRST_DAY + timedelta(days=number)


def test_a_day_gets_one_of_two_versions(database: Database, rivals: Rivals) -> None:
    first = [Scheduling(demo_version(100 + number), days(number)) for number in range(ROUNDS)]
    second = [Scheduling(demo_version(200 + number), days(number)) for number in range(ROUNDS)]

    assert codes(rivals.race(database, first, second)) == [["scheduled", "scheme_day_taken"]] * ROUNDS
    with database.read() as connection:
        begun = Counter(one.effective_from for one in versions(connection, "demo"))
    assert {begun[days(number)] for number in range(ROUNDS)} == {1}


def test_a_number_gets_one_of_two_contents(database: Database, rivals: Rivals) -> None:
    first = [Scheduling(demo_version(100 + number), days(number)) for number in range(ROUNDS)]
    second = [
        Scheduling(demo_version(100 + number, rules=DISTRICT_RULE), days(number)) for number in range(ROUNDS)
    ]

    assert codes(rivals.race(database, first, second)) == [["scheduled", "scheme_version_taken"]] * ROUNDS


def test_the_same_version_sent_twice_is_scheduled_once(database: Database, rivals: Rivals) -> None:
    acts = [Scheduling(demo_version(100 + number), days(number)) for number in range(ROUNDS)]

    assert codes(rivals.race(database, acts, acts)) == [["scheduled", "scheduled"]] * ROUNDS


def test_a_version_that_two_withdraw_is_withdrawn(database: Database, rivals: Rivals) -> None:
    for number in range(ROUNDS):
        Scheduling(demo_version(100 + number), days(number)).act(database)
    acts = [Withdrawing(100 + number) for number in range(ROUNDS)]

    assert codes(rivals.race(database, acts, acts)) == [["withdrawn", "withdrawn"]] * ROUNDS
    with database.read() as connection:
        assert all(one.withdrawn_at is not None for one in versions(connection, "demo") if one.version >= 100)
