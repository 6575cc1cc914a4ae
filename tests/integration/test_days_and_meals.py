"""What a day's end and a meal's end do to a till that is selling."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, update

from inventory.errors import NotOnMenu
from inventory.menu import menu_of
from inventory.tables import meal_periods
from pos.clock import now
from pos.database import Database
from pos.ledger.accounts import balance_fen
from pos.pricebook.known import UnknownCategory
from pos.pricebook.pricebook import NoScheme, load_scheme, scheme_in_force
from pos.sales.selling import sell
from pos.sales.tickets import TicketLine
from pos.sales.trays import menu_to_sell, price_tray
from pos.shifts.shifts import ShiftClosed, ShiftKeyReused, ShiftOpen, open_shift, require_till
from pricing import scheme_to_toml
from tests.closings import close_counted
from tests.tickets import EQUIPMENT, plentiful, ticket_for, uuid7

TOMORROW = now() + timedelta(days=1)


def _open(
    database: Database, id_: str, *, till: str = "T1", float_fen: int = 500_00, at: datetime | None = None
) -> None:
    moment = at or now()
    database.write(
        lambda connection: open_shift(
            connection,
            require_till(connection, till),
            id_=id_,
            cashier="周敏",
            float_fen=float_fen,
            at=moment,
        )
    )


def test_a_shift_of_yesterday_sells_nothing(database: Database) -> None:
    ticket = ticket_for(database, (plentiful(database, "main"), 1))

    with pytest.raises(ShiftClosed):
        sell(database, ticket, card=None, equipment=EQUIPMENT, at=TOMORROW)


def test_the_next_day_opens_when_what_was_left_open_is_closed(database: Database) -> None:
    with database.read() as connection:
        before = require_till(connection, "T1").require_shift(now())

    database.write(lambda connection: close_counted(connection, "T1", at=TOMORROW))
    _open(database, "tomorrow", at=TOMORROW)

    with database.read() as connection:
        after = require_till(connection, "T1").require_shift(TOMORROW)
    assert after.id == "tomorrow"
    assert after.business_date == before.business_date + timedelta(days=1)


def test_yesterdays_menu_is_not_sold_today(database: Database) -> None:
    ticket = ticket_for(database, (plentiful(database, "main"), 1))
    database.write(lambda connection: close_counted(connection, "T1"))
    _open(database, "tomorrow", at=TOMORROW)

    with pytest.raises(NotOnMenu):
        sell(database, ticket, card=None, equipment=EQUIPMENT, at=TOMORROW)


def test_a_till_shows_the_menu_of_the_day_and_the_meal(database: Database) -> None:
    with database.read() as connection:
        till = require_till(connection, "T1")
        menu_date, period = menu_to_sell(connection, till, now())
        assert (menu_date, period.code) == (till.local_day(now()), "lunch")


def test_dishes_of_two_meals_are_one_meal_whichever_comes_first(database: Database) -> None:
    database.write(_begin_breakfast_at_midnight)
    moment = now()
    with database.read() as connection:
        till = require_till(connection, "T1")
        lines = [
            TicketLine(menu_of(connection, till.local_day(moment), meal)[0].id, 1)
            for meal in ("breakfast", "lunch")
        ]
        meals = {
            price_tray(connection, till, tray, None, moment).period_code
            for tray in (tuple(lines), tuple(reversed(lines)))
        }
    assert meals == {"lunch"}


def _begin_breakfast_at_midnight(connection: Connection) -> None:
    for meal, starts, ends in (("breakfast", 0, 1), ("lunch", 1, 24 * 60)):
        connection.execute(
            update(meal_periods)
            .where(meal_periods.c.code == meal)
            .values(starts_minute=starts, ends_minute=ends)
        )


def test_a_second_shift_of_the_day_is_refused(database: Database) -> None:
    with pytest.raises(ShiftOpen):
        _open(database, "second")


def test_a_shift_is_opened_once_under_its_id(database: Database) -> None:
    _close(database)
    _open(database, "mine")
    _open(database, "mine")

    with database.read() as connection:
        assert require_till(connection, "T1").require_shift(now()).id == "mine"


def test_a_shifts_id_with_other_contents_is_refused(database: Database) -> None:
    _close(database)
    _open(database, "mine")

    with pytest.raises(ShiftKeyReused):
        _open(database, "mine", float_fen=900_00)
    with pytest.raises(ShiftKeyReused):
        _open(database, "mine", till="T2")


def test_a_closed_shift_is_not_opened_again(database: Database) -> None:
    _close(database)
    _open(database, "mine")
    _close(database)

    with pytest.raises(ShiftClosed):
        _open(database, "mine")


def test_a_scheme_with_a_mistyped_category_is_not_loaded(database: Database) -> None:
    with database.read() as connection:
        till = require_till(connection, "T1")
        good = scheme_in_force(connection, till.site.scheme_code, till.local_day(now()))
    mistyped = scheme_to_toml(good).replace('"dimsum"', '"dim-sum"').replace("version = 1", "version = 12")

    with pytest.raises(UnknownCategory):
        database.write(
            lambda connection: load_scheme(
                connection, mistyped, effective_from=till.local_day(now()), at=now()
            )
        )


def test_before_the_first_scheme_nothing_has_a_price(database: Database) -> None:
    with database.read() as connection, pytest.raises(NoScheme):
        scheme_in_force(connection, "demo", (now() - timedelta(days=9999)).date())


def _close(database: Database) -> None:
    with database.read() as connection:
        shift = require_till(connection, "T1").require_shift(now())
    database.write(lambda connection: close_counted(connection, "T1", shift.id))


def test_closing_hands_the_drawer_over_and_is_done_once(database: Database) -> None:
    sell(
        database,
        ticket_for(database, (plentiful(database, "main"), 1), id_=uuid7()),
        card=None,
        equipment=EQUIPMENT,
        at=now(),
    )
    _close(database)

    with database.read() as connection:
        till = require_till(connection, "T1")
        assert till.shift is None
        assert balance_fen(connection, till.drawer_account_id) == 0
