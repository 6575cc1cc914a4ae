"""A tray that is paid in more than one way: each tender pays its part, and together they pay it all."""

from pathlib import Path

import pytest

from cardreader.virtual.card import VirtualCard
from pos.cards.cards import CardProofRefused, require_holder
from pos.clock import now
from pos.database import Database
from pos.ledger.accounts import account_ids, balance_fen
from pos.reports.audit import audit_books
from pos.reports.today import sales_of
from pos.sales.orders import Order
from pos.sales.selling import preview, require_order, sell
from pos.sales.tickets import CashTooLittle, InsufficientFunds, TendersDoNotAddUp, TenderWish, Ticket
from pos.shifts.shifts import require_till
from tests.states import state_of
from tests.tickets import EQUIPMENT, plentiful, prove_payment, ticket_for, virtual_card

SENIOR = ("C0DE013700000001", "9137000000017919")


@pytest.fixture
def card(tmp_path: Path) -> VirtualCard:
    return virtual_card(*SENIOR, tmp_path)


def a_ticket(database: Database, *tenders: TenderWish) -> Ticket:
    """Return two mains and a vegetable of the member's, paid as said."""
    wishes = ((plentiful(database, "main"), 2), (plentiful(database, "vegetable"), 1))
    return ticket_for(database, *wishes, serial=SENIOR[0], tenders=tenders)


def pay(database: Database, ticket: Ticket, card: VirtualCard) -> Order:
    """Sell a ticket as a till does: look, have the card answer, charge."""
    fixed = preview(database, ticket, at=now())
    assert fixed is not None
    order = sell(database, fixed, card=prove_payment(card, fixed), equipment=EQUIPMENT, at=now())
    assert order is not None
    return order


def held_fen(database: Database, code: str = "") -> int:
    """Return what an account holds, by default the senior's wallet."""
    with database.read() as connection:
        if code:
            return balance_fen(connection, account_ids(connection, (code,))[code])
        return require_holder(connection, SENIOR[0]).member.balance_fen


def test_a_wallet_pays_its_part_and_cash_the_rest(database: Database, card: VirtualCard) -> None:
    wallet_fen, drawer_fen = held_fen(database), held_fen(database, "drawer:T1")
    ticket = a_ticket(database, TenderWish("wallet", 7_77), TenderWish("cash", received_fen=100_00))

    sold = pay(database, ticket, card)

    cash_fen = ticket.total_fen - 7_77
    assert [(tender.kind, tender.amount_fen, tender.change_fen) for tender in sold.tenders] == [
        ("wallet", 7_77, None),
        ("cash", cash_fen, 100_00 - cash_fen),
    ]
    assert held_fen(database) == wallet_fen - 7_77
    assert held_fen(database, "drawer:T1") == drawer_fen + cash_fen
    with database.read() as connection:
        assert require_order(connection, ticket.id).tenders == sold.tenders
        report = sales_of(connection, require_till(connection, "T1").local_day(now()))
        assert {tender.code: tender.amount_fen for tender in report.tenders} == {
            "wallet": 7_77,
            "drawer": cash_fen,
        }
        assert audit_books(connection).disagreements == []


def test_a_wallet_without_an_amount_pays_all_that_it_holds(database: Database, card: VirtualCard) -> None:
    first = a_ticket(database, TenderWish("wallet", 30_00), TenderWish("cash", received_fen=100_00))
    while held_fen(database) >= first.total_fen:
        pay(database, a_ticket(database, TenderWish("wallet")), card)
    left_fen = held_fen(database)
    ticket = a_ticket(database, TenderWish("wallet"), TenderWish("cash", received_fen=100_00))

    sold = pay(database, ticket, card)

    assert sold.tenders[0].amount_fen == left_fen > 0
    assert held_fen(database) == 0
    with pytest.raises(InsufficientFunds):
        preview(database, a_ticket(database, TenderWish("wallet")), at=now())
    # Nothing is left: cash pays it all, and the card still says whose price it is.
    empty = a_ticket(database, TenderWish("wallet"), TenderWish("cash", received_fen=100_00))
    assert [tender.kind for tender in pay(database, empty, card).tenders] == ["cash"]


def test_a_card_is_not_charged_for_what_it_did_not_sign(database: Database, card: VirtualCard) -> None:
    cash = TenderWish("cash", received_fen=100_00)
    signed = a_ticket(database, TenderWish("wallet", 5_00), cash)
    more = Ticket(
        signed.id, signed.till_code, signed.lines, signed.total_fen,
        (TenderWish("wallet", 5_01), cash), signed.card_serial, "more",
    )  # fmt: skip

    with pytest.raises(CardProofRefused):
        sell(database, more, card=prove_payment(card, signed), equipment=EQUIPMENT, at=now())


@pytest.mark.parametrize(
    ("tenders", "refusal"),
    [
        ((TenderWish("wallet", 1_00),), TendersDoNotAddUp),
        ((TenderWish("wallet", 900_00), TenderWish("cash", received_fen=1)), TendersDoNotAddUp),
        ((TenderWish("wallet"), TenderWish("cash", received_fen=1_00)), TendersDoNotAddUp),
        ((TenderWish("wallet", 1_00), TenderWish("cash", received_fen=1_00)), CashTooLittle),
    ],
    ids=["too little", "more than the total", "nothing left for cash", "cash a little short"],
)
def test_tenders_that_do_not_pay_it_exactly_are_refused(
    database: Database, card: VirtualCard, tenders: tuple[TenderWish, ...], refusal: type[Exception]
) -> None:
    ticket = a_ticket(database, *tenders)
    before = state_of(database)

    with pytest.raises(refusal):
        preview(database, ticket, at=now())

    assert state_of(database) == before
