"""What a member uses of a counted rule is taken in the sale, once, at all tills, and given back with it."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from cardreader.virtual.card import VirtualCard
from pos.cards.cards import require_holder
from pos.clock import now
from pos.database import Database
from pos.pricebook.pricebook import load_scheme
from pos.reports.audit import audit_books
from pos.sales.selling import sell
from pos.sales.tables import operator_claims, order_reductions
from pos.sales.tickets import NotAdmitted, PriceChanged, Ticket
from pos.usage.tables import usage_counters
from pos.usage.usage import give_back_uses
from tests.schemes import demo_version
from tests.tickets import EQUIPMENT, plentiful, prove_payment, ticket_for, virtual_card

SENIOR = ("C0DE013700000001", "9137000000017919")
OTHER = ("C0DE013700000002", "9137000000025838")

ONCE_A_DAY = """
[[rules]]
code = "once"
name = { zh = "每日补贴", en = "Daily subsidy" }
kind = "subsidy"
payer = "district"
layer = 2
items = {}
terms = [{ who = { min_age = 60 }, benefit = { kind = "amount", amount_fen = 200 } }]
caps = [{ per = "day", times = 1 }]

[[rules]]
code = "head"
name = { zh = "运营补贴", en = "Operating subsidy" }
kind = "operator"
payer = "district"
layer = 3
items = {}
terms = [{ who = { min_age = 60 }, benefit = { kind = "amount", amount_fen = 80 } }]
caps = [{ per = "day", times = 1 }]
"""
LIMIT = """
[[access]]
code = "one_bowl"
name = { zh = "限购一份", en = "One each" }
items = { categories = ["main"] }
who = [{}]
caps = [{ per = "day", portions = 1 }]
"""


def load(database: Database, rules: str) -> None:
    """Bring rules into force beside those of the demo."""
    toml = demo_version(20, rules=rules)
    database.write(
        lambda connection: load_scheme(connection, toml, effective_from=date(2026, 1, 1), at=now())
    )


@pytest.fixture
def books(database: Database) -> Database:
    """Give the demo's books with a subsidy that is given once a day."""
    load(database, ONCE_A_DAY)
    return database


@pytest.fixture
def card(tmp_path: Path) -> VirtualCard:
    """Give the card of a member over 80."""
    return virtual_card(*SENIOR, tmp_path)


def buy(books: Database, card: VirtualCard, *, quantity: int = 1) -> Ticket:
    """Sell a dish to the member."""
    ticket = ticket_for(books, (plentiful(books, "main"), quantity), serial=SENIOR[0], tender="wallet")
    assert sell(books, ticket, card=prove_payment(card, ticket), equipment=EQUIPMENT, at=now())
    return ticket


def subsidies(books: Database) -> list[tuple[str, int, str]]:
    """Return rule, amount and scope of every subsidy that was sold."""
    columns = order_reductions.c
    query = select(columns.rule_code, columns.amount_fen, columns.scope).where(columns.kind == "subsidy")
    with books.read() as connection:
        return [tuple(row) for row in connection.execute(query)]


def counters(books: Database) -> list[tuple[str, int, int]]:
    """Return the counters of the subsidy: its name, times, and fen."""
    columns = usage_counters.c
    query = select(columns.counter, columns.times, columns.amount_fen).where(columns.counter == "once")
    with books.read() as connection:
        return [tuple(row) for row in connection.execute(query)]


def assert_agrees(books: Database) -> None:
    """Check that the books agree with themselves."""
    with books.read() as connection:
        assert audit_books(connection).disagreements == []


def test_a_subsidy_of_the_day_is_sold_once(books: Database, card: VirtualCard) -> None:
    first, second = buy(books, card), buy(books, card)

    assert second.total_fen == first.total_fen + 2_00
    assert subsidies(books) == [("once", 2_00, "bill")]
    assert counters(books) == [("once", 1, 2_00)]
    assert_agrees(books)


def test_what_the_operator_is_owed_is_kept_beside_the_bill(books: Database, card: VirtualCard) -> None:
    ticket = buy(books, card)
    buy(books, card)

    columns = operator_claims.c
    with books.read() as connection:
        claimed = connection.execute(
            select(columns.order_id, columns.rule_code, columns.payer, columns.amount_fen)
        ).all()
    assert [tuple(row) for row in claimed] == [(ticket.id, "head", "district", 80)]


def test_a_price_that_counted_on_an_unused_subsidy_is_refused_after_its_use(
    books: Database, card: VirtualCard
) -> None:
    dish = plentiful(books, "main")
    stale = ticket_for(books, (dish, 1), serial=SENIOR[0], tender="wallet")
    buy(books, card)

    with pytest.raises(PriceChanged) as refusal:
        sell(books, stale, card=prove_payment(card, stale), equipment=EQUIPMENT, at=now())

    tray = refusal.value.facts["tray"]
    assert tray.quote.total_fen == stale.total_fen + 2_00
    assert [one.reason.zh for one in tray.quote.declined if one.rule_code == "once"] == ["今日已享受过"]
    assert counters(books) == [("once", 1, 2_00)]


def test_uses_given_back_can_be_used_again_and_are_given_back_once(
    books: Database, card: VirtualCard
) -> None:
    ticket = buy(books, card)
    for _ in range(2):
        books.write(lambda connection: give_back_uses(connection, ticket.id, reference="refund-1", at=now()))
    assert counters(books) == [("once", 0, 0)]
    # Nothing is left to give back in another name.
    books.write(lambda connection: give_back_uses(connection, ticket.id, reference="refund-2", at=now()))
    assert counters(books) == [("once", 0, 0)]
    assert_agrees(books)

    again = buy(books, card)

    assert again.total_fen == ticket.total_fen
    assert counters(books) == [("once", 1, 2_00)]
    assert_agrees(books)


def test_each_member_has_counters_of_their_own(books: Database, card: VirtualCard, tmp_path: Path) -> None:
    buy(books, card)
    other = ticket_for(books, (plentiful(books, "main"), 1), serial=OTHER[0], tender="wallet")
    sold = sell(
        books,
        other,
        card=prove_payment(virtual_card(*OTHER, tmp_path), other),
        equipment=EQUIPMENT,
        at=now(),
    )

    assert sold
    assert counters(books) == [("once", 1, 2_00), ("once", 1, 2_00)]


def test_a_guest_uses_nothing(books: Database) -> None:
    ticket = ticket_for(books, (plentiful(books, "main"), 1))
    assert sell(books, ticket, card=None, equipment=EQUIPMENT, at=now())

    assert (subsidies(books), counters(books)) == ([], [])


def test_a_use_is_given_back_only_if_there_is_one(books: Database) -> None:
    ticket = ticket_for(books, (plentiful(books, "main"), 1))
    assert sell(books, ticket, card=None, equipment=EQUIPMENT, at=now())

    books.write(lambda connection: give_back_uses(connection, ticket.id, reference="refund", at=now()))

    assert_agrees(books)


def test_what_the_diner_may_not_have_is_not_sold(database: Database, card: VirtualCard) -> None:
    load(database, LIMIT)
    dish = plentiful(database, "main")
    two = ticket_for(database, (dish, 2), serial=SENIOR[0], tender="wallet")

    with pytest.raises(NotAdmitted) as refusal:
        sell(database, two, card=prove_payment(card, two), equipment=EQUIPMENT, at=now())

    [rule] = refusal.value.facts["rules"]
    assert (rule["rule"], rule["reason"]["zh"], rule["menu_item_ids"]) == (
        "one_bowl",
        "每人今日限1份",
        [dish.id],
    )
    buy(database, card)
    one_more = ticket_for(database, (dish, 1), serial=SENIOR[0], tender="wallet")
    with pytest.raises(NotAdmitted):
        sell(database, one_more, card=prove_payment(card, one_more), equipment=EQUIPMENT, at=now())


def test_a_card_refused_at_the_gate_has_used_up_nothing_but_its_counter(
    database: Database, card: VirtualCard
) -> None:
    load(database, LIMIT)
    two = ticket_for(database, (plentiful(database, "main"), 2), serial=SENIOR[0], tender="wallet")

    def balance_fen(connection: Connection) -> int:
        return require_holder(connection, SENIOR[0]).member.balance_fen

    with database.read() as connection:
        before_fen = balance_fen(connection)
    with pytest.raises(NotAdmitted):
        sell(database, two, card=prove_payment(card, two), equipment=EQUIPMENT, at=now())
    with database.read() as connection:
        assert balance_fen(connection) == before_fen
        assert audit_books(connection).disagreements == []
