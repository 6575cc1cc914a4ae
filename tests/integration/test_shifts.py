"""A shift takes its float from the safe and gives the drawer back, and its day is decided when it opens."""

from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import Connection, select

from pos.clock import now
from pos.database import Database
from pos.ledger.accounts import account_ids
from pos.ledger.tables import accounts, entries, postings
from pos.reports.audit import audit_books
from pos.sales.selling import sell
from pos.shifts.shifts import (
    ShiftClosed,
    ShiftForgotten,
    Till,
    UnknownTill,
    all_tills,
    open_shift,
    require_till,
)
from tests.closings import close_counted
from tests.tickets import EQUIPMENT, plentiful, ticket_for

# What the demo put into every drawer.
DEMO_FLOAT_FEN = 500_00
FLOAT_FEN = 300_00


def till_of(database: Database, code: str = "T1") -> Till:
    """Return a till as it is now."""
    with database.read() as connection:
        return require_till(connection, code)


def open_(database: Database, id_: str, *, float_fen: int = FLOAT_FEN, at: datetime | None = None) -> None:
    """Open a shift on the first till."""
    database.write(
        lambda connection: open_shift(
            connection,
            require_till(connection, "T1"),
            id_=id_,
            cashier="李强",
            float_fen=float_fen,
            at=at or now(),
        )
    )


def close(database: Database, id_: str | None = None, *, at: datetime | None = None) -> None:
    """Close a shift on the first till: the open one, if none is named."""
    database.write(lambda connection: close_counted(connection, "T1", id_, at=at))


def sums(connection: Connection, kind: str) -> int:
    """Return what a kind of account was debited less what it was credited."""
    total = 0
    for side, sign in ((postings.c.debit_account_id, 1), (postings.c.credit_account_id, -1)):
        rows = connection.execute(
            select(postings.c.amount_fen).join(accounts, accounts.c.id == side).where(accounts.c.kind == kind)
        )
        total += sign * sum(rows.scalars())
    return total


def cash_of(database: Database) -> tuple[int, int]:
    """Return what is in the drawers, and what went from the safe into them."""
    with database.read() as connection:
        return sums(connection, "drawer"), sums(connection, "safe")


def test_a_shift_hands_over_its_float_and_what_it_took(database: Database) -> None:
    drawers_fen, safe_fen = cash_of(database)
    dish = plentiful(database, "main")
    sell(database, ticket_for(database, (dish, 2)), card=None, equipment=EQUIPMENT, at=now())
    taken_fen = 2 * dish.price_fen
    assert (drawers_fen, cash_of(database)) == (2 * DEMO_FLOAT_FEN, (drawers_fen + taken_fen, safe_fen))

    close(database)
    assert cash_of(database) == (DEMO_FLOAT_FEN, safe_fen + DEMO_FLOAT_FEN + taken_fen)
    open_(database, "next")

    assert cash_of(database) == (
        DEMO_FLOAT_FEN + FLOAT_FEN,
        safe_fen + DEMO_FLOAT_FEN + taken_fen - FLOAT_FEN,
    )
    with database.read() as connection:
        assert audit_books(connection).disagreements == []


def test_closing_another_shift_changes_nothing(database: Database) -> None:
    before = cash_of(database)

    with pytest.raises(ShiftClosed):
        close(database, "another")

    assert till_of(database).shift is not None
    assert cash_of(database) == before


def test_a_till_without_a_shift_sells_nothing_until_one_is_opened(database: Database) -> None:
    ticket = ticket_for(database, (plentiful(database, "main"), 1))
    close(database)

    with pytest.raises(ShiftClosed):
        sell(database, ticket, card=None, equipment=EQUIPMENT, at=now())
    open_(database, "next")

    assert sell(database, ticket, card=None, equipment=EQUIPMENT, at=now())


def test_a_shift_without_float_moves_no_money_but_stands_in_the_chain(database: Database) -> None:
    close(database)
    before = cash_of(database)

    open_(database, "empty", float_fen=0)
    close(database, "empty")

    assert cash_of(database) == before
    with database.read() as connection:
        moved = select(entries.c.kind, entries.c.amount_fen).where(entries.c.id.startswith("empty:"))
        assert sorted(tuple(row) for row in connection.execute(moved)) == [("float", 0), ("hand_over", 0)]
        assert audit_books(connection).disagreements == []


def test_no_day_opens_while_a_shift_of_an_earlier_one_was_forgotten(database: Database) -> None:
    forgotten = till_of(database).shift
    assert forgotten is not None
    before = cash_of(database)

    with pytest.raises(ShiftForgotten) as refusal:
        open_(database, "next day", at=now() + timedelta(days=1))

    told = {"cashier": forgotten.cashier, "business_date": forgotten.business_date.isoformat()}
    assert refusal.value.facts == {"till": "T1", **told}
    assert (till_of(database).shift, cash_of(database)) == (forgotten, before)


def test_what_stays_in_the_drawer_is_part_of_the_next_float(database: Database) -> None:
    _, safe_fen = cash_of(database)

    database.write(lambda connection: close_counted(connection, "T1", left_fen=200_00))
    open_(database, "next", float_fen=FLOAT_FEN)

    assert cash_of(database) == (DEMO_FLOAT_FEN + FLOAT_FEN, safe_fen + DEMO_FLOAT_FEN - FLOAT_FEN)
    with database.read() as connection:
        moved = select(entries.c.amount_fen).where(entries.c.id == "next:float")
        assert connection.execute(moved).scalar_one() == FLOAT_FEN - 200_00
        assert audit_books(connection).disagreements == []


def test_more_in_the_drawer_than_the_float_goes_into_the_safe(database: Database) -> None:
    database.write(lambda connection: close_counted(connection, "T1", left_fen=DEMO_FLOAT_FEN))
    _, safe_fen = cash_of(database)

    open_(database, "next", float_fen=FLOAT_FEN)

    assert cash_of(database) == (DEMO_FLOAT_FEN + FLOAT_FEN, safe_fen + DEMO_FLOAT_FEN - FLOAT_FEN)


def test_the_business_date_is_the_local_day_on_which_the_shift_was_opened(database: Database) -> None:
    till = till_of(database)
    tomorrow = till.local_day(now()) + timedelta(days=1)
    midnight = datetime.combine(tomorrow + timedelta(days=1), time(), till.site.zone)

    opened = {}
    for id_, at in (("late", midnight - timedelta(seconds=1)), ("early", midnight)):
        close(database, at=at)
        open_(database, id_, at=at)
        opened[id_] = till_of(database).require_shift(at).business_date

    assert opened == {"late": tomorrow, "early": tomorrow + timedelta(days=1)}


def test_an_unknown_till_is_refused_by_its_code(database: Database) -> None:
    with pytest.raises(UnknownTill) as refusal:
        till_of(database, "T9")

    assert refusal.value.facts == {"till": "T9"}


def test_every_till_has_a_drawer_of_its_own(database: Database) -> None:
    with database.read() as connection:
        tills = all_tills(connection)
        drawers = account_ids(connection, [f"drawer:{till.code}" for till in tills])

    assert [till.drawer_account_id for till in tills] == [drawers[f"drawer:{till.code}"] for till in tills]
    assert len(set(drawers.values())) == len(tills) == 2
