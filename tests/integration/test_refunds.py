"""What was sold is given back as it was sold: lines, money, counters, portions and paper, once."""

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from inventory.portions import sold_portions
from inventory.tables import MENU, WASTE
from pos.clock import now
from pos.database import Database
from pos.errors import Refusal
from pos.ledger.accounts import balance_fen
from pos.limits.limits import set_limit
from pos.members.acts import Act
from pos.members.members import require_member
from pos.members.states import ClosedMember
from pos.pricebook.pricebook import load_scheme
from pos.receipts.tables import print_jobs
from pos.refunds.giving_back import foresee, give_back
from pos.refunds.listing import last_orders
from pos.refunds.refunding import Refund
from pos.refunds.sold import PARTLY_REFUNDED, REFUNDED, SOLD, VOIDED, find_sold
from pos.refunds.wishes import (
    AlreadyRefunded,
    LineWish,
    NothingToRefund,
    NotThatMany,
    RefundChanged,
    RefundKeyReused,
    RefundWish,
    UnknownLine,
    VoidTooLate,
)
from pos.reports.audit import audit_books
from pos.reports.today import sales_of
from pos.sales.refund_tables import REFUND, VOID
from pos.sales.selling import sell
from pos.sales.tickets import Ticket, UnknownOrder
from pos.shifts.shifts import DrawerTooLow, open_shift, require_till
from pos.usage.tables import usage_counters
from pos.wallets.acts import desk_of
from pos.wallets.merging import merge
from pos.wallets.returns import return_card
from tests.closings import close_counted
from tests.integration.test_a_sale import moves_of
from tests.integration.test_uses import ONCE_A_DAY, load
from tests.schemes import demo_version, load_subsidised
from tests.tickets import EQUIPMENT, menu_now, plentiful, prove_payment, ticket_for, uuid7, virtual_card

SENIOR = ("C0DE013700000001", "9137000000017919")


def sold(
    books: Database, folder: Path, *quantities: int, serial: str | None = SENIOR[0], till: str = "T1"
) -> Ticket:
    """Sell mains and bread: by the senior's card, or to a guest for cash. Nothing needs a second person."""
    books.write(let_anything_pass)
    dishes = (plentiful(books, "main"), plentiful(books, "bread"))
    wishes = tuple(zip(dishes, quantities, strict=False))
    ticket = ticket_for(books, *wishes, serial=serial, tender="wallet" if serial else "cash", till=till)
    card = prove_payment(virtual_card(*SENIOR, folder), ticket) if serial else None
    assert sell(books, ticket, card=card, equipment=EQUIPMENT, at=now()) is not None
    return ticket


def let_anything_pass(connection: Connection) -> None:
    """Set no limit on what a cashier may give back alone."""
    for code in ("undo_last", "void", "refund", "late_refund"):
        set_limit(connection, "xinli137", code, amount_fen=None, by="test", at=now())


def wish(
    books: Database,
    order_id: str,
    *lines: tuple[int, int],
    kind: str = REFUND,
    till: str = "T1",
    fate: str = WASTE,
    id_: str | None = None,
) -> RefundWish:
    """Return a wish for portions of lines, at what they come to."""
    id_ = id_ or uuid7()
    wishes = tuple(LineWish(number, quantity, fate) for number, quantity in lines)
    wished = RefundWish(
        id_, kind, order_id, till, wishes, 0, "点错", "S001 周敏", 1, f"{id_}:{wishes}:{kind}:{till}"
    )
    with books.read() as connection:
        total_fen = foresee(connection, wished, at=now()).total_fen
    return replace(wished, total_fen=total_fen)


def given_back(books: Database, wished: RefundWish) -> Refund | None:
    """Carry a wish out."""
    return give_back(books, wished, equipment=EQUIPMENT, at=now())


def state_of(books: Database, order_id: str) -> str:
    """Return what became of an order."""
    with books.read() as connection:
        order = find_sold(connection, order_id)
    assert order is not None
    return order.state


def assert_agrees(books: Database) -> None:
    """Check that nothing in the books disagrees."""
    with books.read() as connection:
        assert audit_books(connection).disagreements == []


def test_a_refund_mirrors_the_sale_of_its_lines(database: Database, tmp_path: Path) -> None:
    database.write(load_subsidised)
    ticket = sold(database, tmp_path, 1, 2)

    refund = given_back(database, wish(database, ticket.id, (1, 1), (2, 2)))

    assert refund is not None
    mirrored = {(credit, debit): fen for (debit, credit), fen in moves_of(database, ticket.id).items()}
    assert moves_of(database, refund.wish.id) == mirrored
    assert state_of(database, ticket.id) == REFUNDED
    assert_agrees(database)


def test_portions_given_back_one_by_one_are_what_was_paid(database: Database, tmp_path: Path) -> None:
    database.write(load_subsidised)
    ticket = sold(database, tmp_path, 3, 2)
    moved: Counter[tuple[str, str]] = Counter()

    for part in ((1, 1), (2, 1), (1, 2), (2, 1)):
        made = given_back(database, wish(database, ticket.id, part))
        assert made is not None
        moved.update(moves_of(database, made.wish.id))

    assert moved == {(credit, debit): fen for (debit, credit), fen in moves_of(database, ticket.id).items()}
    assert state_of(database, ticket.id) == REFUNDED
    assert_agrees(database)


def test_a_void_undoes_the_whole_sale(database: Database, tmp_path: Path) -> None:
    before = {item.id: item.portions_left for item in menu_now(database)}
    ticket = sold(database, tmp_path, 2, 1)

    made = given_back(database, wish(database, ticket.id, kind=VOID))

    assert made is not None
    assert made.share.total_fen == ticket.total_fen
    assert state_of(database, ticket.id) == VOIDED
    assert {item.id: item.portions_left for item in menu_now(database)} == before
    with database.read() as connection:
        paper = connection.execute(
            select(print_jobs.c.kind).where(print_jobs.c.key == f"{made.wish.id}:refund")
        )
        assert paper.scalar_one() == VOID
    assert_agrees(database)


def test_a_refund_is_done_once_under_its_key(database: Database, tmp_path: Path) -> None:
    ticket = sold(database, tmp_path, 2)
    wished = wish(database, ticket.id, (1, 1))
    assert given_back(database, wished) is not None

    assert given_back(database, wished) is None
    with pytest.raises(RefundKeyReused):
        given_back(database, replace(wished, request_hash="other"))
    assert state_of(database, ticket.id) == PARTLY_REFUNDED


def test_what_cannot_be_given_back_is_refused(database: Database, tmp_path: Path) -> None:
    ticket = sold(database, tmp_path, 2)
    good = wish(database, ticket.id, (1, 1))

    def refused(refusal: type[Refusal], **changes: object) -> None:
        with pytest.raises(refusal):
            given_back(database, replace(good, id=uuid7(), **changes))  # type: ignore[arg-type]

    refused(NothingToRefund, lines=())
    refused(UnknownLine, lines=(LineWish(9, 1, WASTE),))
    refused(NotThatMany, lines=(LineWish(1, 3, WASTE),))
    refused(NotThatMany, lines=(LineWish(1, 1, WASTE), LineWish(1, 1, WASTE)))
    refused(RefundChanged, total_fen=good.total_fen + 1)
    refused(UnknownOrder, order_id="none")
    given_back(database, good)
    refused(AlreadyRefunded, kind=VOID)
    assert_agrees(database)


def test_a_sale_of_another_shift_is_refunded_and_not_undone(database: Database) -> None:
    ticket = sold(database, Path(), 1, serial=None)
    at_the_other = wish(database, ticket.id, (1, 1), till="T2")

    with pytest.raises(VoidTooLate):
        given_back(database, replace(at_the_other, id=uuid7(), kind=VOID))
    assert given_back(database, at_the_other) is not None


def test_cash_comes_out_of_the_drawer_where_it_is_given_back(database: Database) -> None:
    ticket = sold(database, Path(), 2, serial=None)
    before = {till: drawer_of(database, till) for till in ("T1", "T2")}

    given_back(database, wish(database, ticket.id, (1, 2), till="T2"))

    after = {till: drawer_of(database, till) for till in ("T1", "T2")}
    assert after == {"T1": before["T1"], "T2": before["T2"] - ticket.total_fen}
    assert_agrees(database)


def test_cash_that_the_drawer_does_not_hold_is_not_given_back(database: Database) -> None:
    ticket = sold(database, Path(), 2, serial=None)
    wished = wish(database, ticket.id, (1, 2), till="T2")
    database.write(lambda connection: open_empty(connection, "T2"))

    with pytest.raises(DrawerTooLow):
        given_back(database, wished)
    assert_agrees(database)


def test_portions_go_on_sale_again_or_into_the_bin(database: Database) -> None:
    dish = plentiful(database, "main")
    ticket = sold(database, Path(), 3, serial=None)

    given_back(database, wish(database, ticket.id, (1, 1), fate=MENU))
    given_back(database, wish(database, ticket.id, (1, 2), fate=WASTE))

    [item] = [item for item in menu_now(database) if item.id == dish.id]
    assert item.sold_portions == dish.sold_portions + 2
    with database.read() as connection:
        sold_then = sold_portions(connection, item.menu_date, item.period_code)
    assert sold_then[item.id] == item.sold_portions
    assert_agrees(database)


def test_a_daily_subsidy_is_free_again_with_the_last_portion_that_had_it(
    database: Database, tmp_path: Path
) -> None:
    load(database, ONCE_A_DAY)
    ticket = sold(database, tmp_path, 2)

    given_back(database, wish(database, ticket.id, (1, 1)))
    assert used_times(database) == {"once": 1, "head": 1}
    given_back(database, wish(database, ticket.id, (1, 1)))

    assert used_times(database) == {"once": 0, "head": 0}
    again = sold(database, tmp_path, 1)
    assert {"once", "head"} == {code for code, times in used_times(database).items() if times}
    assert again.total_fen < ticket.total_fen
    assert_agrees(database)


def test_a_refund_gives_what_was_paid_and_not_what_it_costs_now(database: Database, tmp_path: Path) -> None:
    ticket = sold(database, tmp_path, 1)
    dearer = demo_version(30).replace("pays_bp = 8000", "pays_bp = 9500")
    database.write(
        lambda connection: load_scheme(connection, dearer, effective_from=date(2026, 1, 2), at=now())
    )

    made = given_back(database, wish(database, ticket.id, (1, 1)))

    assert made is not None
    assert made.share.total_fen == ticket.total_fen
    assert sold(database, tmp_path, 1).total_fen != ticket.total_fen
    assert_agrees(database)


def test_a_wallet_is_paid_back_after_its_account_was_merged(database: Database, tmp_path: Path) -> None:
    ticket = sold(database, tmp_path, 1)
    _merge(database, "M0001", "M0002")
    before_fen = _balance(database, "M0002")

    made = given_back(database, wish(database, ticket.id, (1, 1)))

    assert made is not None
    assert _balance(database, "M0002") == before_fen + ticket.total_fen
    assert_agrees(database)


def test_a_closed_wallet_takes_nothing_back(database: Database, tmp_path: Path) -> None:
    ticket = sold(database, tmp_path, 1)
    wished = wish(database, ticket.id, (1, 1))
    _close(database, "M0001")

    with pytest.raises(ClosedMember):
        given_back(database, wished)
    assert_agrees(database)


def test_todays_takings_are_less_what_was_given_back(database: Database, tmp_path: Path) -> None:
    kept, voided = sold(database, tmp_path, 1), sold(database, tmp_path, 1, serial=None)
    cut = sold(database, tmp_path, 2, serial=None)
    given_back(database, wish(database, voided.id, kind=VOID))
    partly = given_back(database, wish(database, cut.id, (1, 1)))
    assert partly is not None

    with database.read() as connection:
        today = sales_of(connection, require_till(connection, "T1").local_day(now()))

    assert today.takings_fen == kept.total_fen + cut.total_fen - partly.share.total_fen
    assert [(one.code, one.count, one.amount_fen) for one in today.returned] == [
        (REFUND, 1, partly.share.total_fen),
        (VOID, 1, voided.total_fen),
    ]
    assert today.diners == 2


def test_the_last_orders_of_a_till_say_what_became_of_them(database: Database) -> None:
    tickets = [sold(database, Path(), 2, serial=None) for _ in range(3)]
    other = sold(database, Path(), 1, serial=None, till="T2")
    given_back(database, wish(database, tickets[0].id, (1, 2)))
    given_back(database, wish(database, tickets[1].id, (1, 1)))

    with database.read() as connection:
        site = require_till(connection, "T1").site.code
        listed = last_orders(connection, site, till_code="T1")
        by_number = last_orders(connection, site, number=listed[0].number.split("-")[1])

    assert [(one.id, one.state) for one in listed] == [
        (tickets[2].id, SOLD),
        (tickets[1].id, PARTLY_REFUNDED),
        (tickets[0].id, REFUNDED),
    ]
    assert listed[2].returned_fen == tickets[0].total_fen
    assert tickets[2].id in {one.id for one in by_number}
    assert other.id not in {one.id for one in listed}


def drawer_of(books: Database, till: str) -> int:
    """Return how much cash a till's drawer holds."""
    with books.read() as connection:
        return balance_fen(connection, require_till(connection, till).drawer_account_id)


def used_times(books: Database) -> dict[str, int]:
    """Return how many times each counter stands."""
    with books.read() as connection:
        query = select(usage_counters.c.counter, usage_counters.c.times)
        return {row.counter: row.times for row in connection.execute(query)}


def open_empty(connection: Connection, till_code: str) -> None:
    """Close what is open on a till, and open a shift without a float."""
    close_counted(connection, till_code)
    till = require_till(connection, till_code)
    open_shift(connection, till, id_=uuid7(), cashier="周敏", float_fen=0, at=now())


def _balance(books: Database, code: str) -> int:
    with books.read() as connection:
        return require_member(connection, code).balance_fen


def _merge(books: Database, code: str, survivor: str) -> None:
    def work(connection: Connection) -> None:
        desk = desk_of(require_till(connection, "T1"), now(), is_office=True)
        both = (require_member(connection, code), require_member(connection, survivor))
        merge(connection, Act(uuid7(), "test", now(), "same person"), *both, desk=desk)

    books.write(work)


def _close(books: Database, code: str) -> None:
    def work(connection: Connection) -> None:
        member = require_member(connection, code)
        desk = desk_of(require_till(connection, "T1"), now(), is_office=True)
        return_card(
            connection,
            Act(uuid7(), "test", now(), "leaves"),
            member,
            amount_fen=member.balance_fen,
            means="bank",
            desk=desk,
        )

    books.write(work)
