"""Two processes want the same held ticket, or its last portion, at the same moment: one gets it."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from inventory.kitchen import plan_portions
from inventory.menu import MenuItem
from pos.clock import now
from pos.database import Database
from pos.reports.audit import audit_books
from pos.sales.holding import Wish, hold_tray
from pos.sales.tickets import TicketLine
from tests.integration.racing import HoldingOn, Resuming, Rivals, Selling, two_rivals
from tests.tickets import PLENTY, menu_now, ticket_for, uuid7

ROUNDS = 8


@pytest.fixture(scope="module")
def rivals() -> Iterator[Rivals]:
    """Give two processes that race."""
    with two_rivals() as running:
        yield running


@pytest.fixture
def dishes(database: Database) -> list[MenuItem]:
    """Give dishes of which one portion is left, one for each round."""
    chosen = [item for item in menu_now(database) if item.planned_portions and item.has(PLENTY)][:ROUNDS]
    for dish in chosen:
        database.write(lambda connection, dish=dish: plan_portions(connection, dish.id, 1, at=now()))  # type: ignore[misc]
    return chosen


def wish(dish: MenuItem, till: str) -> Wish:
    """Return the wish of a till to hold a portion."""
    id_ = uuid7()
    return Wish(id_, till, (TicketLine(dish.id, 1),), None, "", None, id_)


def agrees(database: Database) -> bool:
    """Tell whether nothing in the books disagrees."""
    with database.read() as connection:
        return audit_books(connection).disagreements == []


def test_the_last_portion_is_held_or_sold_never_both(
    database: Database, rivals: Rivals, dishes: list[MenuItem]
) -> None:
    sellers = [Selling(ticket_for(database, (dish, 1), till="T1")) for dish in dishes]
    holders = [HoldingOn(wish(dish, "T2")) for dish in dishes]

    rounds = rivals.race(database, sellers, holders)

    outcomes = {tuple(outcome.what for outcome in pair) for pair in rounds}
    assert outcomes <= {("sold", "sold_out"), ("sold_out", "held")}
    assert {item.portions_left for item in menu_now(database) if item.id in _ids(dishes)} == {0}
    assert agrees(database)


def test_one_of_two_tills_goes_on_with_a_ticket(
    database: Database, rivals: Rivals, dishes: list[MenuItem]
) -> None:
    tickets = [hold_tray(database, wish(dish, "T1"), by="周敏", at=now()).id for dish in dishes]

    rounds = rivals.race(
        database,
        [Resuming("T1", ticket) for ticket in tickets],
        [Resuming("T2", ticket) for ticket in tickets],
    )

    for pair in rounds:
        assert sorted(outcome.what for outcome in pair) == ["hold_taken", "resumed"]
        winner = "T1" if pair[0].what == "resumed" else "T2"
        [told] = [outcome.facts for outcome in pair if outcome.what == "hold_taken"]
        assert (told["till"], told["by"]) == (winner, winner)


def test_a_held_ticket_is_sold_once_and_never_while_it_is_given_to_another(
    database: Database, rivals: Rivals, dishes: list[MenuItem]
) -> None:
    plain = [ticket_for(database, (dish, 1), till="T1") for dish in dishes]
    tickets = [hold_tray(database, wish(dish, "T1"), by="周敏", at=now()).id for dish in dishes]
    for ticket in tickets:
        Resuming("T1", ticket).act(database)

    def selling(id_: str | None) -> list[Selling]:
        return [
            Selling(replace(each, id=id_ or uuid7(), hold_id=ticket, request_hash=f"{each.id}{id_}"))
            for each, ticket in zip(plain, tickets, strict=True)
        ]

    # The same held ticket under two keys: the second is told that it has ended.
    rounds = rivals.race(database, selling(None), selling(None))

    assert {tuple(sorted(outcome.what for outcome in pair)) for pair in rounds} <= {
        ("hold_taken", "sold"),
    }
    assert {item.portions_left for item in menu_now(database) if item.id in _ids(dishes)} == {0}
    assert agrees(database)


def _ids(dishes: list[MenuItem]) -> set[int]:
    return {dish.id for dish in dishes}
