"""One sale in the books: what is written, and that it is written once."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from pos.cards.cards import CardProofRefused
from pos.clock import now
from pos.database import Database
from pos.ledger.tables import accounts, postings
from pos.reports.audit import audit_books
from pos.sales.orders import find_order
from pos.sales.selling import sell
from pos.sales.tickets import CardRequired, KeyReused
from tests.schemes import load_subsidised
from tests.tickets import EQUIPMENT, menu_now, plentiful, prove_payment, ticket_for, virtual_card

SENIOR = ("C0DE013700000001", "9137000000017919")


def moves_of(database: Database, order_id: str) -> dict[tuple[str, str], int]:
    """Return what an order moved, by the accounts debited and credited."""
    debited, credited = accounts.alias(), accounts.alias()
    query = (
        select(debited.c.code, credited.c.code, postings.c.amount_fen)
        .join(debited, debited.c.id == postings.c.debit_account_id)
        .join(credited, credited.c.id == postings.c.credit_account_id)
        .where(postings.c.entry_id == order_id)
    )
    with database.read() as connection:
        return {(debit, credit): amount_fen for debit, credit, amount_fen in connection.execute(query)}


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


def test_a_sale_credits_list_prices_and_debits_whoever_bears_them(database: Database, tmp_path: Path) -> None:
    database.write(load_subsidised)
    dish, bread = plentiful(database, "main"), plentiful(database, "bread")
    ticket = ticket_for(database, (dish, 1), (bread, 2), serial=SENIOR[0], tender="wallet")

    sell(
        database,
        ticket,
        card=prove_payment(virtual_card(*SENIOR, tmp_path), ticket),
        equipment=EQUIPMENT,
        at=now(),
    )

    # Over 80: eight tenths; of the rest the district bears a tenth, and 0.30 more. Bread has no discount.
    discount_fen = dish.price_fen * 2 // 10
    subsidy_fen = (dish.price_fen - discount_fen) // 10 + 30
    assert moves_of(database, ticket.id) == {
        ("discount:demo", "revenue:canteen"): discount_fen,
        ("receivable:district", "revenue:canteen"): subsidy_fen,
        ("wallet:M0001", "revenue:canteen"): dish.price_fen - discount_fen - subsidy_fen,
        ("wallet:M0001", f"revenue:{bread.vendor_code}"): 2 * bread.price_fen,
    }
    with database.read() as connection:
        assert audit_books(connection).disagreements == []


def test_a_dish_for_nothing_is_sold_without_a_tender(database: Database) -> None:
    soup = next(item for item in menu_now(database) if item.price_fen == 0)
    ticket = ticket_for(database, (soup, 1), received_fen=0)

    assert sell(database, ticket, card=None, equipment=EQUIPMENT, at=now())

    assert moves_of(database, ticket.id) == {}
    with database.read() as connection:
        order = find_order(connection, ticket.id)
        assert order is not None
        assert (order.total_fen, order.tenders, len(order.lines)) == (0, (), 1)
        assert audit_books(connection).disagreements == []


def test_a_dish_in_two_lines_takes_its_portions_together(database: Database) -> None:
    dish = plentiful(database, "main")

    sell(
        database,
        ticket_for(database, (dish, 2), (dish, 3)),
        card=None,
        equipment=EQUIPMENT,
        at=now(),
    )

    [left] = [item.portions_left for item in menu_now(database) if item.id == dish.id]
    assert (dish.portions_left or 0) - 5 == left


def test_an_order_is_found_as_it_was_told_when_it_was_sold(database: Database, tmp_path: Path) -> None:
    dish = plentiful(database, "main")
    ticket = ticket_for(database, (dish, 2), serial=SENIOR[0], tender="wallet")
    card = prove_payment(virtual_card(*SENIOR, tmp_path), ticket)

    told = sell(database, ticket, card=card, equipment=EQUIPMENT, at=now())

    with database.read() as connection:
        found = find_order(connection, ticket.id)
    assert told is not None
    assert found is not None
    # The books keep milliseconds.
    assert found == replace(told, at=found.at)
    assert abs(told.at - found.at) < timedelta(milliseconds=1)


def test_numbers_run_without_gaps_over_the_entries_of_a_till(database: Database) -> None:
    dish = plentiful(database, "main")
    numbers: dict[str, list[int]] = {}
    for till in ("T1", "T2", "T1"):
        ticket = ticket_for(database, (dish, 1), till=till)
        order = sell(database, ticket, card=None, equipment=EQUIPMENT, at=now())
        assert order is not None
        numbers.setdefault(till, []).append(int(order.number.removeprefix(f"{till}-")))

    first, second = numbers["T1"]
    assert second == first + 1
    assert len(numbers["T2"]) == 1


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
