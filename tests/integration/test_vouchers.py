"""Paper vouchers: worth their face once, at their sites and on their days; and cash rounded by a rule."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.clock import now
from pos.database import Database
from pos.ledger.accounts import account_ids
from pos.reports.audit import audit_books
from pos.reports.today import sales_of
from pos.sales.orders import Order
from pos.sales.selling import preview, require_order, sell
from pos.sales.tickets import CashTooLittle, TendersDoNotAddUp, TenderWish, Ticket
from pos.shifts.shifts import UnknownSite, require_till
from pos.tenders.rounding import choose_cash_rounding, rounded_cash_fen
from pos.tenders.vouchers import (
    Series,
    SeriesKeyReused,
    UnknownVoucher,
    VoucherNotValid,
    VoucherTooLarge,
    VoucherUsed,
    all_series,
    cancel_voucher,
    check_digit,
    codes_of,
    is_code,
    issue_series,
    release_voucher,
)
from tests.tickets import EQUIPMENT, plentiful, ticket_for, uuid7

SITE = "xinli137"
TODAY = now().date()


def issued(database: Database, *, sites: tuple[str, ...] = (SITE,), **changes: object) -> tuple[str, ...]:
    """Issue two vouchers of 10 yuan and return their numbers."""
    series = Series(
        uuid7(), "重阳餐券", "street", 10_00, TODAY - timedelta(3), TODAY + timedelta(30), "lost", 2
    )
    series = replace(series, **changes)  # type: ignore[arg-type]
    database.write(
        lambda connection: issue_series(connection, series, sites, request_hash="", by="王主任", at=now())
    )
    with database.read() as connection:
        return codes_of(connection, series.id)


def a_ticket(database: Database, *tenders: TenderWish, quantity: int = 2) -> Ticket:
    return ticket_for(database, (plentiful(database, "main"), quantity), tenders=tenders)


def by(code: str) -> TenderWish:
    return TenderWish("voucher", voucher_code=code)


def cash(received_fen: int = 500_00) -> TenderWish:
    return TenderWish("cash", received_fen=received_fen)


def cancel(database: Database, code: str) -> None:
    """Cancel a voucher."""
    database.write(lambda connection: cancel_voucher(connection, code, "遗失", by="王主任", at=now()))


def sold(database: Database, ticket: Ticket) -> Order:
    order = sell(database, ticket, card=None, equipment=EQUIPMENT, at=now())
    assert order is not None
    return order


def test_two_vouchers_of_one_payer_pay_their_face_and_cash_the_rest(database: Database) -> None:
    first, second = issued(database)
    ticket = a_ticket(database, by(first), by(second), cash())

    order = sold(database, ticket)

    assert [(tender.kind, tender.amount_fen) for tender in order.tenders] == [
        ("voucher", 10_00),
        ("voucher", 10_00),
        ("cash", ticket.total_fen - 20_00),
    ]
    for code in (first, second):
        with pytest.raises(VoucherUsed):
            preview(database, a_ticket(database, by(code), cash()), at=now())
    with database.read() as connection:
        assert require_order(connection, ticket.id).tenders == order.tenders
        assert [used for _, used in all_series(connection)] == [2]
        today = sales_of(connection, require_till(connection, "T1").local_day(now()))
        assert ("voucher", 20_00) in [(each.code, each.amount_fen) for each in today.tenders]
        assert today.subsidy_fen == 0
        assert account_ids(connection, ("voucher:street",))
        assert audit_books(connection).disagreements == []


def test_what_is_above_the_bill_is_lost_or_the_voucher_refused(database: Database) -> None:
    generous, _ = issued(database, face_fen=900_00)
    strict, _ = issued(database, face_fen=900_00, remainder="refused")

    order = sold(database, a_ticket(database, by(generous)))
    with pytest.raises(VoucherTooLarge):
        preview(database, a_ticket(database, by(strict)), at=now())

    assert [(tender.kind, tender.amount_fen) for tender in order.tenders] == [("voucher", order.total_fen)]
    with pytest.raises(TendersDoNotAddUp):
        preview(database, a_ticket(database, by(issued(database, face_fen=900_00)[0]), cash()), at=now())


def test_a_voucher_pays_at_its_sites_and_on_its_days_only(database: Database) -> None:
    over, _ = issued(database, valid_until=TODAY - timedelta(2))
    not_yet, _ = issued(database, valid_from=TODAY + timedelta(2))

    for code in (over, not_yet):
        with pytest.raises(VoucherNotValid):
            preview(database, a_ticket(database, by(code), cash()), at=now())
    with pytest.raises(UnknownVoucher):
        preview(database, a_ticket(database, by("100000000008"), cash()), at=now())
    for sites in ((), ("nowhere",)):
        with pytest.raises(UnknownSite):
            issued(database, sites=sites)


def test_a_voucher_that_is_given_back_pays_again_and_a_cancelled_one_never(database: Database) -> None:
    first, second = issued(database)
    order = sold(database, a_ticket(database, by(first), cash()))

    database.write(
        lambda connection: release_voucher(connection, first, f"refund of {order.id}", by="王主任", at=now())
    )
    cancel(database, second)

    sold(database, a_ticket(database, by(first), cash()))
    for code in (first, second):
        with pytest.raises(VoucherUsed):
            preview(database, a_ticket(database, by(code), cash()), at=now())
    cancel(database, second)
    with pytest.raises(VoucherUsed):
        cancel(database, first)


def test_a_series_is_issued_once_per_key(database: Database) -> None:
    series = Series(uuid7(), "券", "street", 1_00, TODAY, TODAY, "lost", 300)

    def issue(hash_: str) -> bool:
        return database.write(
            lambda connection: issue_series(connection, series, (SITE,), request_hash=hash_, by="x", at=now())
        )

    assert [issue("same"), issue("same")] == [True, False]
    with pytest.raises(SeriesKeyReused):
        issue("other")
    with database.read() as connection:
        codes = codes_of(connection, series.id)
    assert len(set(codes)) == 300
    assert all(is_code(code) for code in codes)


@given(st.text("0123456789", min_size=11, max_size=11), st.integers(0, 11), st.integers(1, 9))
def test_one_mistyped_digit_is_always_found(digits: str, place: int, by_: int) -> None:
    code = digits + check_digit(digits)
    wrong = code[:place] + str((int(code[place]) + by_) % 10) + code[place + 1 :]

    assert is_code(code)
    assert not is_code(wrong)


def test_the_check_digit_is_that_of_the_standard() -> None:
    # The example of ISO/IEC 7812-1: 7992739871, check digit 3.
    assert check_digit("7992739871") == "3"


@pytest.mark.parametrize(
    ("rule", "due_fen", "taken_fen"),
    [
        ("none", 12_34, 12_34),
        ("jiao_down", 12_30, 12_30),
        ("jiao_down", 12_31, 12_30),
        ("jiao_down", 12_39, 12_30),
        ("jiao_half_up", 12_34, 12_30),
        ("jiao_half_up", 12_35, 12_40),
        ("jiao_down", 9, 9),
        ("jiao_half_up", 4, 4),
        ("jiao_half_up", 5, 10),
        ("jiao_down", 0, 0),
    ],
)
def test_cash_is_rounded_by_the_rule_and_never_to_nothing(rule: str, due_fen: int, taken_fen: int) -> None:
    assert rounded_cash_fen(due_fen, rule) == taken_fen


@pytest.mark.parametrize(
    ("rule", "face_fen", "rounding_fen"),
    [("jiao_down", 9_94, 6), ("jiao_half_up", 9_94, -4), ("jiao_half_up", 9_97, 3), ("none", 9_94, 0)],
)
def test_only_what_cash_pays_is_rounded_and_the_rest_is_posted(
    database: Database, rule: str, face_fen: int, rounding_fen: int
) -> None:
    database.write(lambda connection: choose_cash_rounding(connection, SITE, rule))
    code, _ = issued(database, face_fen=face_fen)
    ticket = a_ticket(database, by(code), cash())
    cash_fen = ticket.total_fen - face_fen - rounding_fen

    with pytest.raises(CashTooLittle):
        preview(database, a_ticket(database, by(code), cash(cash_fen - 1)), at=now())
    order = sold(database, ticket)

    assert order.cash_rounding_fen == rounding_fen
    assert [(tender.kind, tender.amount_fen, tender.change_fen) for tender in order.tenders] == [
        ("voucher", face_fen, None),
        ("cash", cash_fen, 500_00 - cash_fen),
    ]
    with database.read() as connection:
        today = sales_of(connection, require_till(connection, "T1").local_day(now()))
        assert today.rounding_fen == rounding_fen
        assert today.takings_fen + rounding_fen == ticket.total_fen
        assert audit_books(connection).disagreements == []


def test_an_unknown_rule_is_refused(database: Database) -> None:
    with pytest.raises(ValueError, match="yuan_up"):
        database.write(lambda connection: choose_cash_rounding(connection, SITE, "yuan_up"))
