"""What was paid in other ways goes back so: vouchers pay again, rounded cash is not guessed."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from pos.cash.closing import Close, close_shift
from pos.cash.counting import Pieces, count_drawer
from pos.cash.paper import Z_KIND
from pos.clock import now
from pos.database import Database
from pos.receipts.tables import print_jobs
from pos.refunds.wishes import RoundedSale
from pos.sales.refund_tables import VOID
from pos.shifts.shifts import require_till
from pos.tenders.payments import Outcome, PaymentsPending, begin_payment, note_outcome
from pos.tenders.rounding import choose_cash_rounding
from pos.tenders.vouchers import VoucherUsed, require_voucher
from tests.integration.test_payments import a_payment
from tests.integration.test_refunds import assert_agrees, given_back, let_anything_pass, state_of, wish
from tests.integration.test_vouchers import SITE, TODAY, a_ticket, by, cash, issued, sold
from tests.tickets import uuid7


def pays(database: Database, code: str) -> bool:
    """Tell whether a voucher pays now."""
    with database.read() as connection:
        try:
            require_voucher(connection, code, site_code=SITE, on_date=TODAY)
        except VoucherUsed:
            return False
    return True


def test_a_voucher_pays_again_when_all_that_it_paid_went_back(database: Database) -> None:
    first, second = issued(database)
    database.write(let_anything_pass)
    order = sold(database, a_ticket(database, by(first), by(second), cash(), quantity=3))

    # Cash is given back first, then the vouchers, the last first.
    assert given_back(database, wish(database, order.id, (1, 1)))
    assert not pays(database, first)
    given_back(database, wish(database, order.id, (1, 2)))

    assert (pays(database, first), pays(database, second)) == (True, True)
    assert state_of(database, order.id) == "refunded"
    assert_agrees(database)
    sold(database, a_ticket(database, by(first), cash()))


def test_a_sale_by_voucher_is_undone_whole(database: Database) -> None:
    first, _ = issued(database)
    database.write(let_anything_pass)
    order = sold(database, a_ticket(database, by(first), cash()))

    given_back(database, wish(database, order.id, kind=VOID))

    assert pays(database, first)
    assert_agrees(database)


def test_rounded_cash_is_not_given_back_by_guess(database: Database) -> None:
    database.write(let_anything_pass)
    database.write(lambda connection: choose_cash_rounding(connection, SITE, "jiao_down"))
    code, _ = issued(database, face_fen=9_94)
    order = sold(database, a_ticket(database, by(code), cash()))
    assert order.cash_rounding_fen == 6

    with pytest.raises(RoundedSale):
        wish(database, order.id, (1, 1))
    assert_agrees(database)


def test_who_may_have_paid_is_not_asked_for_cash(database: Database) -> None:
    ticket = a_ticket(database, cash())
    payment = replace(a_payment(ticket, "manual"), id=uuid7())
    database.write(lambda connection: begin_payment(connection, payment, by="周敏", at=now()))

    with pytest.raises(PaymentsPending) as refused:
        sold(database, ticket)
    assert refused.value.facts == {"payments": [payment.id]}

    database.write(
        lambda connection: note_outcome(connection, payment.id, Outcome("refused"), by="周敏", at=now())
    )
    assert sold(database, ticket)
    assert_agrees(database)


def test_a_counted_shift_does_not_end_over_an_undecided_payment(database: Database) -> None:
    payment = a_payment(a_ticket(database, cash()), "manual")
    database.write(lambda connection: begin_payment(connection, payment, by="周敏", at=now()))
    with database.read() as connection:
        till = require_till(connection, "T1")
    assert till.shift is not None
    shift_id = till.shift.id
    count = database.write(
        lambda connection: count_drawer(
            connection, till, shift_id, id_=uuid7(), pieces=Pieces({100_00: 5}), actor="周敏", at=now()
        )
    )
    ending = Close(uuid7(), shift_id, count.id, 0, "周敏", now())

    with pytest.raises(PaymentsPending):
        database.write(lambda connection: close_shift(connection, till, ending, printer="RECEIPT"))
    # Whoever cannot count any more is not kept by it either.
    forced = replace(ending, count_id=None, reason="忘记交班")
    assert database.write(lambda connection: close_shift(connection, till, forced, printer="RECEIPT"))


def test_vouchers_stand_on_the_z_report(database: Database) -> None:
    first, second = issued(database)
    database.write(let_anything_pass)
    sold(database, a_ticket(database, by(first), cash()))
    undone = sold(database, a_ticket(database, by(second), cash()))
    given_back(database, wish(database, undone.id, kind=VOID))
    with database.read() as connection:
        till = require_till(connection, "T1")
    assert till.shift is not None
    ending = Close(uuid7(), till.shift.id, None, 0, "王主任", now(), reason="忘记交班")

    report = database.write(lambda connection: close_shift(connection, till, ending, printer="RECEIPT"))

    assert report.figures["sales"]["tenders"]["voucher"] == 20_00
    assert report.figures["voids"]["tenders"]["voucher"] == 10_00
    assert_agrees(database)
    with database.read() as connection:
        document = connection.execute(
            select(print_jobs.c.document).where(print_jobs.c.kind == Z_KIND)
        ).scalar_one()
    assert "餐券" in document
