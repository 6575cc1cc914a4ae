"""A second person signs exactly one act, once, within a minute; whatever else is tried is refused."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from pos.clock import now
from pos.database import Database
from pos.errors import Refusal
from pos.limits.limits import set_limit
from pos.refunds.giving_back import give_back
from pos.refunds.wishes import RefundWish
from pos.sales.refund_tables import VOID
from pos.staff.approvals import (
    ASKED_FOR,
    HOLDS_FOR,
    ApprovalDecided,
    ApprovalExpired,
    ApprovalOfAnotherAct,
    ApprovalRefused,
    ApprovalRequired,
    Asked,
    MayNotApprove,
    OwnApproval,
    SignedAct,
    UnknownApproval,
    ask,
    decide,
    open_questions,
)
from pos.staff.staff import Staff, staff_of
from tests.integration.test_refunds import assert_agrees, open_empty, sold, wish
from tests.tickets import EQUIPMENT, uuid7

SITE = "xinli137"


@pytest.fixture
def strict(database: Database, tmp_path: Path) -> tuple[Database, RefundWish]:
    """Give books in which every refund needs a second person, and a wish for one of two portions."""
    ticket = sold(database, tmp_path, 2)
    for code in ("undo_last", "void", "refund", "late_refund"):
        limit_to(database, code, 0)
    cashier, _ = people(database)
    return database, replace(wish(database, ticket.id, (1, 1)), staff_id=cashier.id)


def people(books: Database) -> tuple[Staff, Staff]:
    """Return a cashier, and somebody who may approve."""
    with books.read() as connection:
        known = staff_of(connection, SITE)
    cashier = next(one for one in known if one.may("sell") and not one.may("approve"))
    return cashier, next(one for one in known if one.may("approve"))


def refunded(books: Database, wished: RefundWish, at: datetime | None = None) -> bool:
    """Carry a wish out; tell whether it was done now."""
    return give_back(books, wished, equipment=EQUIPMENT, at=at or now()) is not None


def asked(books: Database, wished: RefundWish) -> SignedAct:
    """Try a wish that needs a second person, and ask for one."""
    with pytest.raises(ApprovalRequired) as refused:
        refunded(books, wished)
    act = refused.value.act
    books.write(lambda connection: ask(connection, act, at=now()))
    return act


def signed(
    books: Database, id_: str, by: Staff, *, is_given: bool = True, at: datetime | None = None
) -> Asked:
    """Have somebody decide."""
    return books.write(
        lambda connection: decide(
            connection,
            id_,
            by,
            site_code=SITE,
            is_given=is_given,
            means="pin",
            at=at or now(),
            reason="" if is_given else "没有小票",
        )
    )


def test_a_signed_act_is_done_once(strict: tuple[Database, RefundWish]) -> None:
    books, wished = strict
    asked(books, wished)
    signed(books, wished.id, people(books)[1])

    assert refunded(books, wished)
    assert not refunded(books, wished)
    with pytest.raises(ApprovalRequired):
        refunded(books, replace(wished, id=uuid7()))
    assert_agrees(books)


@pytest.mark.parametrize(
    "change", [{"request_hash": "other"}, {"staff_id": 3}, {"reason": "别的", "request_hash": "x"}], ids=str
)
def test_what_was_signed_is_no_other_act(
    strict: tuple[Database, RefundWish], change: dict[str, object]
) -> None:
    books, wished = strict
    asked(books, wished)
    signed(books, wished.id, people(books)[1])

    with pytest.raises(ApprovalOfAnotherAct):
        refunded(books, replace(wished, **change))  # type: ignore[arg-type]


def test_another_order_and_another_amount_are_another_act(
    strict: tuple[Database, RefundWish], tmp_path: Path
) -> None:
    books, wished = strict
    asked(books, wished)
    signed(books, wished.id, people(books)[1])
    other = sold(books, tmp_path, 2)
    for code in ("refund", "void"):
        limit_to(books, code, 0)

    with pytest.raises(ApprovalOfAnotherAct):
        refunded(books, replace(wished, order_id=other.id))
    both = wish(books, wished.order_id, (1, 2), id_=wished.id)
    with pytest.raises(ApprovalOfAnotherAct):
        refunded(books, replace(both, staff_id=wished.staff_id, request_hash=wished.request_hash))


def test_an_approval_holds_for_a_minute(strict: tuple[Database, RefundWish]) -> None:
    books, wished = strict
    asked(books, wished)
    at = now()
    signed(books, wished.id, people(books)[1], at=at)

    with pytest.raises(ApprovalExpired):
        refunded(books, wished, at=at + HOLDS_FOR)
    assert refunded(books, wished, at=at + HOLDS_FOR - timedelta(milliseconds=1))


def test_a_refused_act_is_not_done(strict: tuple[Database, RefundWish]) -> None:
    books, wished = strict
    asked(books, wished)
    signed(books, wished.id, people(books)[1], is_given=False)

    with pytest.raises(ApprovalRefused) as refused:
        refunded(books, wished)
    assert refused.value.facts["reason"] == "没有小票"


def test_only_another_person_with_the_right_decides_and_once(strict: tuple[Database, RefundWish]) -> None:
    books, wished = strict
    cashier, manager = people(books)
    act = asked(books, replace(wished, staff_id=manager.id))

    def refused(refusal: type[Refusal], by: Staff, id_: str, at: datetime | None = None) -> None:
        with pytest.raises(refusal):
            signed(books, id_, by, at=at)

    refused(MayNotApprove, cashier, act.id)
    refused(OwnApproval, manager, act.id)
    refused(UnknownApproval, manager, "none")
    again = asked(books, replace(wished, id=uuid7()))
    refused(ApprovalExpired, manager, again.id, at=now() + ASKED_FOR)
    with books.read() as connection:
        assert {one.id for one in open_questions(connection, SITE, at=now())} == {act.id, again.id}
    signed(books, again.id, manager)
    refused(ApprovalDecided, manager, again.id)


def test_the_last_sale_is_undone_alone_for_a_minute(database: Database) -> None:
    first, last = (sold(database, Path(), 1, serial=None) for _ in range(2))
    limit_to(database, "void", 0)
    limit_to(database, "undo_last", 50_00)

    with pytest.raises(ApprovalRequired):
        refunded(database, wish(database, first.id, kind=VOID))
    with pytest.raises(ApprovalRequired):
        refunded(database, wish(database, last.id, kind=VOID), at=now() + timedelta(seconds=61))
    assert refunded(database, wish(database, last.id, kind=VOID))


def test_money_of_a_closed_shift_goes_out_with_a_second_person(database: Database, tmp_path: Path) -> None:
    ticket = sold(database, tmp_path, 1)
    database.write(lambda connection: open_empty(connection, "T1"))
    limit_to(database, "late_refund", 0)

    with pytest.raises(ApprovalRequired):
        refunded(database, wish(database, ticket.id, (1, 1)))


def limit_to(books: Database, code: str, amount_fen: int | None) -> None:
    """Set up to how much a cashier does something alone."""
    books.write(
        lambda connection: set_limit(connection, SITE, code, amount_fen=amount_fen, by="test", at=now())
    )
