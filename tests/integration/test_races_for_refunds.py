"""Two processes give back the same thing at once: it goes back once, and never more than was sold."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from inventory.kitchen import plan_portions
from inventory.tables import MENU
from pos.clock import now
from pos.database import Database
from pos.refunds.giving_back import give_back
from pos.refunds.wishes import RefundWish
from pos.sales.refund_tables import VOID
from tests.integration.racing import Outcome, Rivals, Selling, two_rivals
from tests.integration.test_approvals import asked, limit_to, people, signed
from tests.integration.test_refunds import assert_agrees, sold, wish
from tests.tickets import EQUIPMENT, menu_now, plentiful, ticket_for, uuid7

ROUNDS = 5


@dataclass(frozen=True)
class GivingBack:
    """Give back what is wished."""

    wish: RefundWish

    def prepare(self, books: Database) -> None:
        """Do what has to be done before the race."""

    def act(self, books: Database) -> str:
        """Do it."""
        made = give_back(books, self.wish, equipment=EQUIPMENT, at=now())
        return "done before" if made is None else made.wish.kind


@pytest.fixture(scope="module")
def rivals() -> Iterator[Rivals]:
    """Give two processes that race."""
    with two_rivals() as running:
        yield running


def codes(rounds: list[tuple[Outcome, Outcome]]) -> list[list[str]]:
    """Return what came of each round, sorted: who wins is a matter of luck."""
    return [sorted(outcome.what for outcome in pair) for pair in rounds]


def cash_sales(books: Database, quantity: int) -> list[str]:
    """Sell some portions to a guest, once for each round."""
    return [sold(books, Path(), quantity, serial=None).id for _ in range(ROUNDS)]


def test_the_last_portion_goes_back_once(database: Database, rivals: Rivals) -> None:
    wishes = [wish(database, id_, (1, 1)) for id_ in cash_sales(database, 1)]
    others = [replace(one, id=uuid7(), till_code="T2", request_hash="T2") for one in wishes]

    rounds = rivals.race(database, [GivingBack(one) for one in wishes], [GivingBack(one) for one in others])

    assert codes(rounds) == [["not_that_many", "refund"]] * ROUNDS
    assert_agrees(database)


def test_two_refunds_of_two_portions_both_go_through(database: Database, rivals: Rivals) -> None:
    wishes = [wish(database, id_, (1, 1)) for id_ in cash_sales(database, 2)]
    others = [replace(one, id=uuid7(), till_code="T2", request_hash="T2") for one in wishes]

    rounds = rivals.race(database, [GivingBack(one) for one in wishes], [GivingBack(one) for one in others])

    assert codes(rounds) == [["refund", "refund"]] * ROUNDS
    assert_agrees(database)


def test_a_sale_is_refunded_or_undone(database: Database, rivals: Rivals) -> None:
    orders = cash_sales(database, 2)
    refunds = [GivingBack(wish(database, id_, (1, 1))) for id_ in orders]
    voids = [GivingBack(wish(database, id_, kind=VOID)) for id_ in orders]

    rounds = rivals.race(database, refunds, voids)

    assert all(pair in (["already_refunded", "refund"], ["not_that_many", "void"]) for pair in codes(rounds))
    assert_agrees(database)


def test_a_signed_act_that_two_processes_send_is_done_once(database: Database, rivals: Rivals) -> None:
    orders = cash_sales(database, 2)
    cashier, manager = people(database)
    for code in ("refund", "undo_last", "void"):
        limit_to(database, code, 0)
    wishes = [replace(wish(database, id_, (1, 1)), staff_id=cashier.id) for id_ in orders]
    for one in wishes:
        asked(database, one)
        signed(database, one.id, manager)

    rounds = rivals.race(database, [GivingBack(one) for one in wishes], [GivingBack(one) for one in wishes])

    assert codes(rounds) == [["done before", "refund"]] * ROUNDS
    assert_agrees(database)


def test_a_portion_that_comes_back_is_sold_once(database: Database, rivals: Rivals) -> None:
    orders = cash_sales(database, 1)
    dish = plentiful(database, "main")
    returns = [GivingBack(wish(database, id_, (1, 1), fate=MENU)) for id_ in orders]
    sales = [Selling(ticket_for(database, (dish, 1), till="T2")) for _ in orders]
    _plan_what_is_sold(database, dish.id)

    rivals.race(database, returns, sales)

    [left] = [item for item in menu_now(database) if item.id == dish.id]
    assert left.planned_portions is not None
    assert 0 <= left.sold_portions <= left.planned_portions
    assert_agrees(database)


def _plan_what_is_sold(books: Database, item_id: int) -> None:
    """Let there be just as many portions as were sold."""
    [item] = [one for one in menu_now(books) if one.id == item_id]
    books.write(lambda connection: plan_portions(connection, item_id, item.sold_portions, at=now()))
