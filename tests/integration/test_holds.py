"""A held ticket keeps its portions, its member and its price, for one till of its site at a time."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, insert, select

from inventory.errors import PlanBelowSold, SoldOut
from inventory.kitchen import plan_portions, switch_sold_out
from inventory.menu import MenuItem, items_by_id
from pos.clock import now
from pos.database import Database
from pos.errors import Refusal
from pos.holds.holds import Hold, HoldKeyReused, HoldOfAnother, HoldTaken, UnknownHold, find_hold, waiting
from pos.holds.moving import cancel, release_expired, resume
from pos.ledger.accounts import open_account
from pos.reports.audit import audit_books
from pos.sales.holding import Wish, changes_of, free_expired, hold_tray, price_resumed
from pos.sales.selling import sell
from pos.sales.tickets import CardRequired, Ticket, TicketLine
from pos.shifts.shifts import require_till
from pos.shifts.tables import sites, tills
from tests.closings import close_counted
from tests.tickets import EQUIPMENT, menu_now, plentiful, ticket_for, uuid7

SENIOR = "C0DE013700000001"
OTHER = "C0DE013700000002"
LATER = timedelta(minutes=16)


@pytest.fixture
def dish(database: Database) -> MenuItem:
    """Give a counted dish of which two portions are left."""
    chosen = next(
        item for item in menu_now(database) if item.category_code == "main" and item.planned_portions
    )
    database.write(lambda connection: plan_portions(connection, chosen.id, 2, at=now()))
    return chosen


def wish(dish: MenuItem, quantity: int = 1, *, till: str = "T1", **changes: object) -> Wish:
    """Return the wish of a till to hold some portions of a dish for a guest."""
    id_ = uuid7()
    plain = Wish(id_, till, (TicketLine(dish.id, quantity),), None, "红衣大爷", None, f"{id_}:{quantity}")
    return replace(plain, **changes)  # type: ignore[arg-type]


def hold(database: Database, wanted: Wish, *, at: datetime | None = None) -> Hold:
    """Hold a ticket."""
    return hold_tray(database, wanted, by="周敏", at=at or now())


def resumed(database: Database, held: Hold, *, till: str = "T2", at: datetime | None = None) -> Hold:
    """Go on with a ticket on a till."""
    moment = at or now()
    return database.write(
        lambda connection: resume(connection, require_till(connection, till), held.id, by="李强", at=moment)
    )


def left(database: Database, dish: MenuItem) -> int | None:
    """Return how many portions any till shows."""
    with database.read() as connection:
        return items_by_id(connection, (dish.id,))[dish.id].portions_left


def listed(database: Database, till: str = "T2", *, at: datetime | None = None) -> list[str]:
    """Return the ids that a till lists."""
    with database.read() as connection:
        return [one.id for one in waiting(connection, require_till(connection, till), at=at or now())]


def agrees(database: Database) -> bool:
    """Tell whether nothing in the books disagrees."""
    with database.read() as connection:
        return audit_books(connection).disagreements == []


def guest(database: Database, dish: MenuItem, *, till: str = "T2") -> Ticket:
    """Return what a guest pays in cash for one portion."""
    return ticket_for(database, (dish, 1), till=till)


def test_the_last_portion_is_kept_for_the_held_ticket_alone(database: Database, dish: MenuItem) -> None:
    stranger, own = guest(database, dish), guest(database, dish)
    held = hold(database, wish(dish, 2))

    assert left(database, dish) == 0
    with pytest.raises(SoldOut):
        sell(database, stranger, card=None, equipment=EQUIPMENT, at=now())
    resumed(database, held)
    sold = sell(database, replace(own, hold_id=held.id), card=None, equipment=EQUIPMENT, at=now())

    # One of two was sold in the end, so the other is everybody's again.
    assert sold is not None
    assert left(database, dish) == 1
    assert listed(database) == []
    with database.read() as connection:
        ended = find_hold(connection, held.id)
    assert ended is not None
    assert (ended.state, ended.note) == ("sold", "")
    assert agrees(database)


def test_more_than_is_left_cannot_be_held(database: Database, dish: MenuItem) -> None:
    with pytest.raises(SoldOut):
        hold(database, wish(dish, 3))
    hold(database, wish(dish, 2))
    with pytest.raises(SoldOut):
        hold(database, wish(dish))

    assert left(database, dish) == 0
    assert agrees(database)


def test_a_request_that_comes_again_holds_once_and_another_of_its_key_is_refused(
    database: Database, dish: MenuItem
) -> None:
    wanted = wish(dish)
    first, again = hold(database, wanted), hold(database, wanted)

    assert first == again
    assert left(database, dish) == 1
    with pytest.raises(HoldKeyReused):
        hold(database, replace(wanted, request_hash="other"))


def test_after_its_time_the_portions_are_everybodys_and_the_ticket_still_waits(
    database: Database, dish: MenuItem
) -> None:
    at = now()
    tickets = [guest(database, dish) for _ in range(2)]
    held = hold(database, wish(dish, 2), at=at)

    assert not free_expired(database, at=at + timedelta(minutes=15) - timedelta(milliseconds=1))
    assert left(database, dish) == 0
    # A sale that needs them frees them itself: no till has to look first.
    for ticket in tickets:
        assert sell(database, ticket, card=None, equipment=EQUIPMENT, at=at + LATER)

    assert listed(database) == [held.id]
    assert not resumed(database, held).is_reserved
    again = replace(guest_price(tickets[0]), hold_id=held.id)
    with pytest.raises(SoldOut):
        sell(database, again, card=None, equipment=EQUIPMENT, at=at + LATER)
    assert agrees(database)


def guest_price(ticket: Ticket) -> Ticket:
    """Return the same purchase under a key of its own."""
    id_ = uuid7()
    return replace(ticket, id=id_, request_hash=id_)


def test_one_till_goes_on_with_a_ticket_and_the_other_is_told_who_does(
    database: Database, dish: MenuItem
) -> None:
    held = hold(database, wish(dish))
    own = replace(guest(database, dish, till="T1"), hold_id=held.id)

    first = resumed(database, held, till="T2")
    assert resumed(database, held, till="T2").state == first.state == "resumed"
    with pytest.raises(HoldTaken) as refused:
        resumed(database, held, till="T1")
    assert (refused.value.facts["till"], refused.value.facts["by"]) == ("T2", "李强")
    with pytest.raises(HoldTaken):
        sell(database, own, card=None, equipment=EQUIPMENT, at=now())
    with pytest.raises(HoldTaken):
        given_up(database, held, till="T1")

    # A till that let the time pass may lose it.
    assert resumed(database, held, till="T1", at=now() + LATER).resumed_till == "T1"
    assert agrees(database)


def given_up(database: Database, held: Hold, *, till: str = "T2") -> bool:
    """Give a ticket up on a till."""
    return database.write(
        lambda connection: cancel(connection, require_till(connection, till), held.id, at=now())
    )


def test_a_ticket_that_is_given_up_gives_its_portions_back_once(database: Database, dish: MenuItem) -> None:
    held = hold(database, wish(dish, 2))

    assert [given_up(database, held), given_up(database, held)] == [True, False]

    assert left(database, dish) == 2
    assert listed(database) == []
    with pytest.raises(HoldTaken):
        resumed(database, held)
    assert agrees(database)


def test_a_ticket_keeps_its_member_and_the_basis_of_its_price(database: Database, dish: MenuItem) -> None:
    held = hold(database, wish(dish, card_serial=SENIOR))
    member_price = ticket_for(database, (dish, 1), serial=SENIOR).total_fen

    gone_on = resumed(database, held)
    with database.read() as connection:
        tray = price_resumed(connection, require_till(connection, "T2"), gone_on, at=now())

    assert tray is not None
    assert tray.quote.total_fen == gone_on.basis.total_fen == member_price < dish.price_fen
    assert (tray.quote.scheme_code, tray.quote.scheme_version) == (
        gone_on.basis.scheme_code,
        gone_on.basis.scheme_version,
    )
    without_card = replace(guest(database, dish), hold_id=held.id)
    with pytest.raises(CardRequired):
        sell(database, without_card, card=None, equipment=EQUIPMENT, at=now())
    other = replace(ticket_for(database, (dish, 1), till="T2", serial=OTHER), hold_id=held.id)
    with pytest.raises(HoldOfAnother):
        sell(database, other, card=None, equipment=EQUIPMENT, at=now())
    assert listed(database) == [held.id]


def test_what_cannot_be_had_any_more_is_said(database: Database, dish: MenuItem) -> None:
    held = hold(database, wish(dish))
    database.write(lambda connection: switch_sold_out(connection, dish.id, is_sold_out=True, at=now()))

    gone_on = resumed(database, held)
    with database.read() as connection:
        tray = price_resumed(connection, require_till(connection, "T2"), gone_on, at=now())
        items = items_by_id(connection, gone_on.wanted)

    [change] = changes_of(gone_on, tray, items, {dish.id: 1})
    assert (change.item.id, change.held_fen, change.now_fen) == (dish.id, dish.price_fen, None)


def test_a_ticket_that_is_held_again_takes_the_place_of_the_first(database: Database, dish: MenuItem) -> None:
    held = hold(database, wish(dish, 2, card_serial=SENIOR))
    resumed(database, held)

    # Without the card: it stays the member's, and its own portions suffice.
    second = hold(database, wish(dish, 2, till="T2", resumed=held.id, note="蓝帽子"))

    assert (second.member_id, second.basis.total_fen) == (held.member_id, held.basis.total_fen)
    assert listed(database) == [second.id]
    assert left(database, dish) == 0
    assert agrees(database)


def _nowhere(connection: Connection) -> None:
    """Found another site with a till of its own."""
    row = dict(connection.execute(select(sites).limit(1)).mappings().one())
    connection.execute(insert(sites).values({**row, "code": "elsewhere"}))
    drawer = open_account(connection, "drawer", "T9")
    connection.execute(
        insert(tills).values(
            code="T9", site_code="elsewhere", name_zh="9", name_en="9", drawer_account_id=drawer
        )
    )


def _tomorrow(_: Connection) -> None:
    """Do nothing: the day alone makes the difference."""


@pytest.mark.parametrize(
    ("prepare", "till", "days"), [(_nowhere, "T9", 0), (_tomorrow, "T2", 1)], ids=["site", "day"]
)
def test_another_site_or_day_knows_nothing_of_it(
    database: Database,
    dish: MenuItem,
    prepare: Callable[[Connection], None],
    till: str,
    days: int,
) -> None:
    held = hold(database, wish(dish))
    database.write(prepare)
    at = now() + timedelta(days=days)

    assert listed(database, till, at=at) == []
    for act in (resume_there, cancel_there):
        with pytest.raises(UnknownHold):
            database.write(lambda connection, act=act: act(connection, till, held, at))  # type: ignore[misc]


def resume_there(connection: Connection, till: str, held: Hold, at: datetime) -> Hold:
    """Go on with it there."""
    return resume(connection, require_till(connection, till), held.id, by="某人", at=at)


def cancel_there(connection: Connection, till: str, held: Hold, at: datetime) -> bool:
    """Give it up there."""
    return cancel(connection, require_till(connection, till), held.id, at=at)


def plan(database: Database, dish: MenuItem, portions: int | None) -> None:
    """Say how many portions of a dish there are in all."""
    database.write(lambda connection: plan_portions(connection, dish.id, portions, at=now()))


def test_the_kitchen_cannot_plan_fewer_than_are_kept(database: Database, dish: MenuItem) -> None:
    hold(database, wish(dish, 2))

    with pytest.raises(PlanBelowSold):
        plan(database, dish, 1)
    plan(database, dish, None)
    plan(database, dish, 5)

    assert left(database, dish) == 3
    assert agrees(database)


def test_a_dish_that_is_not_counted_is_held_without_end(database: Database) -> None:
    rice = next(item for item in menu_now(database) if item.planned_portions is None)
    held = hold(database, wish(rice, 9))
    # Counted from now on, while nine of it are kept.
    plan(database, rice, 10)

    assert left(database, rice) == 1
    given_up(database, held)
    assert left(database, rice) == 10
    assert agrees(database)


def test_a_till_closes_while_tickets_wait(database: Database) -> None:
    dish = plentiful(database, "main")
    held = hold(database, wish(dish))
    with database.read() as connection:
        shift = require_till(connection, "T1").shift
    assert shift is not None

    database.write(lambda connection: close_counted(connection, "T1", shift.id))

    assert listed(database, "T1") == [held.id]
    with pytest.raises(Refusal) as refused:
        hold(database, wish(dish))
    assert refused.value.code == "shift_closed"


def test_nothing_is_released_twice(database: Database, dish: MenuItem) -> None:
    at = now()
    hold(database, wish(dish), at=at)

    released = [
        database.write(lambda connection: release_expired(connection, at=at + LATER)) for _ in range(2)
    ]

    assert released == [1, 0]
    assert left(database, dish) == 2
