"""A sale that loses its member's counters to another till each time it is priced is refused, not broken."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from cardreader.virtual.card import VirtualCard
from pos.cards.cards import require_holder
from pos.clock import now
from pos.database import Database
from pos.pricebook.pricebook import load_scheme
from pos.reports.audit import audit_books
from pos.sales import selling
from pos.sales.checkout import checkout
from pos.sales.selling import sell
from pos.sales.tickets import PriceChanged, Ticket
from tests.schemes import demo_version
from tests.tickets import EQUIPMENT, give_card, menu_now, prove_payment, ticket_for, virtual_card

CARD = ("C0DE013700000001", "9137000000017919")
TWIN = ("C0DF013700000001", "9138000000017919")
TWICE_A_DAY = """
[[rules]]
code = "twice"
name = { zh = "每日两次补贴", en = "Twice a day" }
kind = "subsidy"
payer = "district"
layer = 2
items = {}
terms = [{ who = { min_age = 60 }, benefit = { kind = "amount", amount_fen = 20 } }]
caps = [{ per = "day", times = 2 }]
"""
PATIENCE_S = 60.0


def ticket_of(books: Database, till: str, serial: str) -> Ticket:
    """Return a ticket over one dish whose portions nobody counts."""
    dish = next(item for item in menu_now(books) if item.planned_portions is None and item.price_fen)
    return ticket_for(books, (dish, 1), till=till, serial=serial)


def pay(books: Database, ticket: Ticket, card: VirtualCard) -> object:
    """Sell a ticket."""
    return sell(books, ticket, card=prove_payment(card, ticket), equipment=EQUIPMENT, at=now())


def wait_for_who_waits(books: Database) -> None:
    """Return as soon as somebody waits for a row that another transaction holds."""
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    give_up_at = time.monotonic() + PATIENCE_S
    while time.monotonic() < give_up_at:
        with books.read() as connection:
            if connection.execute(waiting).scalar_one():
                return
    raise AssertionError("nobody waits")


def test_the_last_pricing_that_does_not_hold_is_a_changed_price(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite has one writer at a time")
    toml = demo_version(30, rules=TWICE_A_DAY)
    database.write(
        lambda connection: load_scheme(connection, toml, effective_from=date(2026, 1, 1), at=now())
    )
    with database.read() as connection:
        member = require_holder(connection, CARD[0]).member
    database.write(lambda connection: give_card(connection, member, serial=TWIN[0], number=TWIN[1]))
    first, second = ticket_of(database, "T1", CARD[0]), ticket_of(database, "T2", TWIN[0])
    card, twin = virtual_card(*CARD, tmp_path), virtual_card(*TWIN, tmp_path)
    monkeypatch.setattr(selling, "MOST_PRICINGS", 1)

    with ThreadPoolExecutor(1) as other_till:
        with database.engine.begin() as connection:
            proof = prove_payment(card, first)
            assert checkout(connection, first, card=proof, equipment=EQUIPMENT, at=now())
            refused = other_till.submit(pay, database, second, twin)
            wait_for_who_waits(database)
        with pytest.raises(PriceChanged) as refusal:
            refused.result(PATIENCE_S)

    # The subsidy holds a second time, so the till may take the same price again, with a new proof.
    assert refusal.value.facts["tray"].quote.total_fen == second.total_fen
    assert pay(database, second, twin)
    with database.read() as connection:
        assert audit_books(connection).disagreements == []
