"""A card pays as much as its proof is worth: a bare serial number nothing, unless the site says otherwise."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection, select

from cardreader.profiles.profile import CardProof
from pos.cards.alarms import TWO_TILLS, alarms
from pos.cards.cards import CardPayment, CardProofRefused, block_card, require_holder
from pos.clock import now
from pos.database import Database
from pos.limits.limits import set_limit
from pos.members.members import require_member
from pos.sales.card_limits import CardLimitReached, CardPaysNothing, may_pay, refuse_above_limits
from pos.sales.orders import Order
from pos.sales.selling import preview, sell
from pos.sales.tables import orders
from pos.sales.tickets import TenderWish, Ticket
from tests.states import state_of
from tests.tickets import EQUIPMENT, give_card, plentiful, ticket_for, uuid7

SITE = "xinli137"
SERIAL = "UID-04A1B2C3"
CPU_CARD = "C0DE013700000001"


@pytest.fixture(autouse=True)
def issued(database: Database) -> None:
    """Give the senior a card beside the one there is: a serial number on a key fob."""
    database.write(
        lambda connection: give_card(
            connection,
            require_member(connection, "M0001"),
            serial=SERIAL,
            number=SERIAL,
            profile="uid",
        )
    )


def limit(database: Database, code: str, amount_fen: int | None) -> None:
    """Set a limit of the site."""
    database.write(
        lambda connection: set_limit(connection, SITE, code, amount_fen=amount_fen, by="王主任", at=now())
    )


def a_ticket(database: Database, **changes: object) -> Ticket:
    """Return a ticket in the senior's name by the key fob."""
    ticket = ticket_for(database, (plentiful(database, "main"), 1), serial=SERIAL, tender="wallet")
    return replace(ticket, **changes)  # type: ignore[arg-type]  # any field may be changed


def pay(database: Database, ticket: Ticket, serial: str = SERIAL, profile: str = "uid") -> Order | None:
    """Sell a ticket by a serial number alone."""
    card = CardPayment(uuid7(), CardProof(profile, serial, 0, None, b""))
    return sell(database, ticket, card=card, equipment=EQUIPMENT, at=now())


@pytest.mark.parametrize("tenders", [{}, {"tenders": (TenderWish("cash", received_fen=100_00),)}])
def test_a_bare_serial_number_buys_nothing_in_its_members_name(
    database: Database, tenders: dict[str, object]
) -> None:
    ticket = a_ticket(database, **tenders)
    before = state_of(database)

    for act in (lambda: preview(database, ticket, at=now()), lambda: pay(database, ticket)):
        with pytest.raises(CardPaysNothing):
            act()

    assert state_of(database) == before


def test_whether_a_card_pays_anything_depends_on_both_of_its_limits(database: Database) -> None:
    allowed = []
    for code, amount_fen in (("uid_day", 50_00), ("uid_order", 20_00), ("uid_day", 0)):
        limit(database, code, amount_fen)
        with database.read() as connection:
            allowed.append(may_pay(connection, require_holder(connection, SERIAL), SITE))

    assert allowed == [False, True, False]


def test_within_its_limits_it_pays_and_each_payment_has_a_number(database: Database) -> None:
    limit(database, "uid_order", None)
    limit(database, "uid_day", None)

    for _ in range(2):
        assert pay(database, a_ticket(database))

    with database.read() as connection:
        counted = select(orders.c.card_counter).where(orders.c.card_serial == SERIAL)
        assert sorted(connection.execute(counted).scalars()) == [1, 2]


@pytest.mark.parametrize(("less_fen", "is_sold"), [(0, True), (1, False)])
def test_an_order_is_sold_up_to_its_limit(database: Database, less_fen: int, is_sold: bool) -> None:
    ticket = a_ticket(database)
    limit(database, "uid_order", ticket.total_fen - less_fen)
    limit(database, "uid_day", None)

    if is_sold:
        assert pay(database, ticket)
        return
    with pytest.raises(CardLimitReached) as refused:
        pay(database, ticket)
    limit_fen = ticket.total_fen - 1
    assert refused.value.facts == {"period": "order", "limit_fen": limit_fen, "left_fen": limit_fen}


def test_what_was_paid_today_counts_towards_the_day(database: Database) -> None:
    price_fen = a_ticket(database).total_fen
    limit(database, "uid_order", None)
    limit(database, "uid_day", 2 * price_fen + 1)
    for _ in range(2):
        pay(database, a_ticket(database))
    third = a_ticket(database)
    before = state_of(database)

    with pytest.raises(CardLimitReached) as refused:
        pay(database, third)

    assert refused.value.facts == {"period": "day", "limit_fen": 2 * price_fen + 1, "left_fen": 1}
    assert state_of(database) == before


def test_a_serial_number_does_not_stand_for_a_card_with_a_key(database: Database) -> None:
    limit(database, "uid_order", None)
    limit(database, "uid_day", None)
    strong = ticket_for(database, (plentiful(database, "main"), 1), serial=CPU_CARD, tender="wallet")

    for serial, profile in ((CPU_CARD, "uid"), (CPU_CARD, "cpu-aes"), (SERIAL, "uid")):
        with pytest.raises(CardProofRefused):
            pay(database, strong, serial, profile)


def test_yesterday_does_not_count_towards_today(database: Database) -> None:
    price_fen = a_ticket(database).total_fen
    limit(database, "uid_order", None)
    limit(database, "uid_day", price_fen)
    assert pay(database, a_ticket(database))

    with database.read() as connection:
        holder = require_holder(connection, SERIAL)
        sold_on = connection.execute(select(orders.c.business_date).limit(1)).scalar_one()
        tomorrow = sold_on + timedelta(days=1)
        refuse_above_limits(connection, holder, site_code=SITE, business_date=tomorrow, total_fen=price_fen)
        with pytest.raises(CardLimitReached):
            refuse_above_limits(
                connection, holder, site_code=SITE, business_date=sold_on, total_fen=price_fen
            )


@pytest.mark.parametrize(("minutes", "is_told"), [(4, True), (5, False)])
def test_a_card_that_can_be_copied_at_two_tills_within_minutes_is_told(
    database: Database, minutes: int, is_told: bool
) -> None:
    limit(database, "uid_order", None)
    limit(database, "uid_day", None)
    at = now()
    dish = plentiful(database, "main")
    for till, moment in (("T1", at), ("T2", at + timedelta(minutes=minutes))):
        ticket = ticket_for(database, (dish, 1), serial=SERIAL, tender="wallet", till=till)
        card = CardPayment(uuid7(), CardProof("uid", SERIAL, 0, None, b""))
        assert sell(database, ticket, card=card, equipment=EQUIPMENT, at=moment)

    with database.read() as connection:
        told = [(alarm.kind, alarm.till_code) for alarm in alarms(connection)]
    assert told == ([(TWO_TILLS, "T2")] if is_told else [])


def test_two_payments_at_one_till_are_no_alarm(database: Database) -> None:
    limit(database, "uid_order", None)
    limit(database, "uid_day", None)
    for _ in range(2):
        pay(database, a_ticket(database))

    with database.read() as connection:
        assert alarms(connection) == ()


def test_a_new_card_does_not_begin_the_day_anew(database: Database) -> None:
    price_fen = a_ticket(database).total_fen
    limit(database, "uid_order", None)
    limit(database, "uid_day", price_fen)
    assert pay(database, a_ticket(database))
    second = "UID-04A1B2C4"

    def replace_it(connection: Connection) -> None:
        block_card(connection, SERIAL, reason="replaced")
        owner = require_member(connection, "M0001")
        give_card(connection, owner, serial=second, number=second, profile="uid")

    database.write(replace_it)
    ticket = ticket_for(database, (plentiful(database, "main"), 1), serial=second, tender="wallet")

    with pytest.raises(CardLimitReached):
        pay(database, ticket, second)
