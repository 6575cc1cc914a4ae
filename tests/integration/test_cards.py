"""A wallet pays by the answer of its own card to a challenge over this payment, used once."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from cardreader.challenges import payment_challenge
from cardreader.virtual.card import VirtualCard
from inventory.errors import SoldOut
from inventory.kitchen import switch_sold_out
from pos.cards.alarms import COUNTER_WENT_BACK, FORGED_ANSWER, alarms
from pos.cards.cards import (
    BlockedCard,
    CardCounterWentBack,
    CardPayment,
    CardProofRefused,
    UnknownCard,
    accept_proof,
    block_card,
    require_holder,
)
from pos.cards.life import CardTaken
from pos.cards.tables import cards
from pos.clock import now
from pos.database import Database
from pos.members.members import require_member
from pos.sales.orders import Order
from pos.sales.selling import preview, sell
from pos.sales.tickets import CardRequired, InsufficientFunds, PriceChanged, Ticket
from tests.states import state_of
from tests.tickets import (
    EQUIPMENT,
    KEYS,
    give_card,
    plentiful,
    prove_payment,
    ticket_for,
    uuid7,
    virtual_card,
)

SENIOR = ("C0DE013700000001", "9137000000017919")
FRIEND = ("C0DE013700000002", "9137000000025838")
OTHER_KEY = bytes(16)


@pytest.fixture
def card(tmp_path: Path) -> VirtualCard:
    """Give the senior's card."""
    return virtual_card(*SENIOR, tmp_path)


def a_ticket(database: Database, quantity: int = 1, **changes: object) -> Ticket:
    """Return a ticket that the senior's wallet is to pay."""
    dish = plentiful(database, "main")
    ticket = ticket_for(database, (dish, quantity), serial=SENIOR[0], tender="wallet")
    return replace(ticket, **changes)  # type: ignore[arg-type]  # any field may be changed


def pay(database: Database, ticket: Ticket, card: CardPayment | None) -> Order | None:
    """Sell a ticket by a card's answer."""
    return sell(database, ticket, card=card, equipment=EQUIPMENT, at=now())


def switch(database: Database, item_id: int, *, is_sold_out: bool) -> None:
    """Switch a dish off or on, as the kitchen does."""
    database.write(lambda connection: switch_sold_out(connection, item_id, is_sold_out=is_sold_out, at=now()))


def block(database: Database, reason: str) -> None:
    """Block the senior's card."""
    database.write(lambda connection: block_card(connection, SENIOR[0], reason=reason))


def counter_of(database: Database, serial: str = SENIOR[0]) -> int:
    """Return how far a card has counted, as the books know."""
    with database.read() as connection:
        counter: int = connection.execute(
            select(cards.c.counter).where(cards.c.serial == serial)
        ).scalar_one()
    return counter


def test_the_counter_of_a_proof_that_paid_is_used_up(database: Database, card: VirtualCard) -> None:
    for paid in (1, 2):
        ticket = a_ticket(database)
        assert pay(database, ticket, prove_payment(card, ticket))
        assert counter_of(database) == paid


@pytest.mark.parametrize("what", ["amount", "order", "till", "session", "answer", "card"])
def test_a_proof_of_something_else_is_refused(
    database: Database, card: VirtualCard, tmp_path: Path, what: str
) -> None:
    ticket = a_ticket(database)
    proven = {
        "amount": lambda: prove_payment(card, replace(ticket, total_fen=ticket.total_fen - 1)),
        "order": lambda: prove_payment(card, replace(ticket, id=uuid7())),
        "till": lambda: prove_payment(card, replace(ticket, till_code="T2")),
        "session": lambda: replace(prove_payment(card, ticket), session=uuid7()),
        "answer": lambda: CardPayment(
            (honest := prove_payment(card, ticket)).session, replace(honest.proof, evidence=bytes(24))
        ),
        "card": lambda: prove_payment(virtual_card(*FRIEND, tmp_path), ticket),
    }[what]()
    before = state_of(database)

    with pytest.raises(CardProofRefused):
        pay(database, ticket, proven)

    assert state_of(database) == before
    assert counter_of(database) == 0


def test_a_counterfeit_with_the_right_serial_is_refused(database: Database, tmp_path: Path) -> None:
    ticket = a_ticket(database)
    counterfeit = virtual_card(*SENIOR, tmp_path, master_key=OTHER_KEY)

    with pytest.raises(CardProofRefused):
        pay(database, ticket, prove_payment(counterfeit, ticket))

    assert counter_of(database) == 0


def test_a_wallet_without_a_proof_is_refused(database: Database) -> None:
    with pytest.raises(CardRequired):
        pay(database, a_ticket(database), None)


def test_an_answer_cannot_pay_a_second_order(database: Database, card: VirtualCard) -> None:
    ticket = a_ticket(database)
    proven = prove_payment(card, ticket)
    pay(database, ticket, proven)

    with pytest.raises(CardProofRefused):
        pay(database, replace(ticket, id=uuid7()), proven)
    assert pay(database, ticket, proven) is None


@pytest.mark.parametrize("why", ["sold_out", "price_changed", "insufficient_funds"])
def test_an_answer_is_used_up_even_when_nothing_is_sold(
    database: Database, card: VirtualCard, why: str
) -> None:
    ticket = a_ticket(database)
    refusals: dict[str, type[Exception]] = {
        "sold_out": SoldOut,
        "price_changed": PriceChanged,
        "insufficient_funds": InsufficientFunds,
    }
    if why == "price_changed":
        ticket = replace(ticket, total_fen=ticket.total_fen + 1)
    if why == "insufficient_funds":
        ticket = a_ticket(database, quantity=20)
    if why == "sold_out":
        item = ticket.lines[0].menu_item_id
        switch(database, item, is_sold_out=True)
    proven = prove_payment(card, ticket)
    before = state_of(database)

    with pytest.raises(refusals[why]):
        pay(database, ticket, proven)

    assert state_of(database) == before
    assert counter_of(database) == proven.proof.counter == 1


def test_an_answer_that_was_used_up_by_a_refusal_pays_nothing_later(
    database: Database, card: VirtualCard
) -> None:
    ticket = a_ticket(database)
    item = ticket.lines[0].menu_item_id
    proven = prove_payment(card, ticket)
    switch(database, item, is_sold_out=True)
    with pytest.raises(SoldOut):
        pay(database, ticket, proven)
    switch(database, item, is_sold_out=False)

    with pytest.raises(CardCounterWentBack):
        pay(database, ticket, proven)


@pytest.mark.parametrize("behind", [0, 1])
def test_a_card_whose_counter_does_not_rise_is_blocked(
    database: Database, card: VirtualCard, tmp_path: Path, behind: int
) -> None:
    seen = 1 + behind
    for _ in range(seen):
        ticket = a_ticket(database)
        pay(database, ticket, prove_payment(card, ticket))
    copy = virtual_card(*SENIOR, tmp_path / "copy")
    (tmp_path / "copy").mkdir()
    ticket = a_ticket(database)
    before = state_of(database)

    with pytest.raises(CardCounterWentBack):
        pay(database, ticket, prove_payment(copy, ticket))

    assert state_of(database) == before
    assert counter_of(database) == seen
    with database.read() as connection:
        row = connection.execute(select(cards).where(cards.c.serial == SENIOR[0])).one()
    assert (row.state, row.block_reason) == ("blocked", COUNTER_WENT_BACK)
    with pytest.raises(BlockedCard):
        pay(database, ticket, prove_payment(card, ticket))


def test_a_blocked_card_pays_nothing_and_its_block_keeps_the_first_reason(
    database: Database, card: VirtualCard
) -> None:
    ticket = a_ticket(database)
    block(database, "lost")
    block(database, "found")

    for act in (lambda: preview(database, ticket, at=now()), lambda: pay(database, ticket, None)):
        with pytest.raises(BlockedCard) as refusal:
            act()
        assert refusal.value.facts == {"card_tail": SENIOR[1][-4:]}
    with database.read() as connection:
        reason = connection.execute(
            select(cards.c.block_reason).where(cards.c.serial == SENIOR[0])
        ).scalar_one()
    assert reason == "lost"


def test_a_card_that_is_blocked_between_the_look_and_the_charge_is_refused_as_blocked(
    database: Database, card: VirtualCard
) -> None:
    ticket = a_ticket(database)
    proven = prove_payment(card, ticket)
    challenge = payment_challenge(proven.session, ticket.till_code, ticket.id, ticket.total_fen)
    block(database, "lost")

    with pytest.raises(BlockedCard):
        database.write(
            lambda connection: accept_proof(connection, proven.proof, challenge=challenge, keys=KEYS)
        )


def test_a_card_that_nobody_has_is_refused(database: Database) -> None:
    with pytest.raises(UnknownCard), database.read() as connection:
        require_holder(connection, "C0DE0137FFFFFFFF")


def test_a_card_is_issued_once_and_names_its_member(database: Database) -> None:
    def issue(connection: Connection, code: str) -> None:
        member = require_member(connection, code)
        give_card(connection, member, serial="C0DE013700009999", number="9137000000999999")

    database.write(partial(issue, code="M0001"))
    with pytest.raises(CardTaken):
        database.write(partial(issue, code="M0002"))

    with database.read() as connection:
        holder = require_holder(connection, "C0DE013700009999")
    assert (holder.member.code, holder.tail) == ("M0001", "9999")
    assert counter_of(database, "C0DE013700009999") == 0


def test_a_copy_and_a_forgery_are_told_to_the_manager(
    database: Database, card: VirtualCard, tmp_path: Path
) -> None:
    ticket = a_ticket(database)
    pay(database, ticket, prove_payment(card, ticket))
    (tmp_path / "copy").mkdir()
    forged = virtual_card(*SENIOR, tmp_path / "copy", master_key=OTHER_KEY)
    copied = virtual_card(*SENIOR, tmp_path / "copy")
    for wrong, refusal in ((forged, CardProofRefused), (copied, CardCounterWentBack)):
        ticket = a_ticket(database)
        (tmp_path / "copy" / f"{SENIOR[0]}.json").unlink(missing_ok=True)
        with pytest.raises(refusal):
            pay(database, ticket, prove_payment(wrong, ticket))

    with database.read() as connection:
        raised = [(alarm.kind, alarm.card_tail, alarm.till_code) for alarm in alarms(connection)]
    assert raised == [(COUNTER_WENT_BACK, "7919", "T1"), (FORGED_ANSWER, "7919", "T1")]


def test_a_card_that_was_swapped_for_another_genuine_one_is_no_forgery(
    database: Database, tmp_path: Path
) -> None:
    ticket = a_ticket(database)
    with pytest.raises(CardProofRefused):
        pay(database, ticket, prove_payment(virtual_card(*FRIEND, tmp_path), ticket))

    with database.read() as connection:
        assert alarms(connection) == ()
