"""One sale in the books: what is written, and that it is written once."""

from pathlib import Path

import pytest

from pos.cards.cards import CardProofRefused
from pos.clock import now
from pos.database import Database
from pos.reports.audit import audit_books
from pos.sales.orders import find_order
from pos.sales.selling import sell
from pos.sales.tickets import CardRequired, KeyReused
from tests.tickets import EQUIPMENT, plentiful, prove_payment, ticket_for, virtual_card

SENIOR = ("C0DE013700000001", "9137000000017919")


def test_a_guest_pays_cash_and_gets_change(database: Database) -> None:
    dish = plentiful(database, "main")
    ticket = ticket_for(database, (dish, 2), received_fen=100_00)

    assert sell(database, ticket, card=None, equipment=EQUIPMENT, at=now())

    with database.read() as connection:
        order = find_order(connection, ticket.id)
        assert order is not None
        assert order.total_fen == 2 * dish.price_fen
        assert order.tenders[0].change_fen == 100_00 - 2 * dish.price_fen
        assert not audit_books(connection).disagreements


def test_a_senior_pays_with_the_card_less_the_discount(database: Database, tmp_path: Path) -> None:
    dish = plentiful(database, "main")
    ticket = ticket_for(database, (dish, 1), serial=SENIOR[0], tender="wallet")
    card = prove_payment(virtual_card(*SENIOR, tmp_path), ticket)

    assert sell(database, ticket, card=card, equipment=EQUIPMENT, at=now())

    with database.read() as connection:
        order = find_order(connection, ticket.id)
        assert order is not None
        assert order.total_fen * 10 == dish.price_fen * 8
        assert order.balance_after_fen == 155_00 - order.total_fen
        assert not audit_books(connection).disagreements


def test_a_member_price_needs_the_cards_answer_in_cash_too(database: Database, tmp_path: Path) -> None:
    ticket = ticket_for(database, (plentiful(database, "main"), 1), serial=SENIOR[0])
    forged = prove_payment(virtual_card(*SENIOR, tmp_path, master_key=bytes(16)), ticket)

    with pytest.raises(CardRequired):
        sell(database, ticket, card=None, equipment=EQUIPMENT, at=now())
    with pytest.raises(CardProofRefused):
        sell(database, ticket, card=forged, equipment=EQUIPMENT, at=now())
    genuine = prove_payment(virtual_card(*SENIOR, tmp_path), ticket)
    assert sell(database, ticket, card=genuine, equipment=EQUIPMENT, at=now()) is not None


def test_the_same_ticket_sells_once(database: Database) -> None:
    ticket = ticket_for(database, (plentiful(database, "main"), 1))

    first = sell(database, ticket, card=None, equipment=EQUIPMENT, at=now())
    second = sell(database, ticket, card=None, equipment=EQUIPMENT, at=now())

    assert first is not None
    assert second is None


def test_a_key_with_other_contents_is_refused(database: Database) -> None:
    ticket = ticket_for(database, (plentiful(database, "main"), 1))
    other = ticket_for(database, (plentiful(database, "main"), 2), id_=ticket.id)
    sell(database, ticket, card=None, equipment=EQUIPMENT, at=now())

    with pytest.raises(KeyReused):
        sell(database, other, card=None, equipment=EQUIPMENT, at=now())
