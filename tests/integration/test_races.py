"""Two processes want the same thing at the same moment: one gets it, the other is told why not."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from inventory.kitchen import plan_portions
from inventory.menu import MenuItem, library, menu_of
from pos.cards.cards import require_holder
from pos.cards.tables import cards
from pos.clock import now
from pos.database import Database
from pos.ledger.accounts import balance_fen
from pos.ledger.tables import account_balances, entries
from pos.members.tables import members
from pos.pricebook.pricebook import load_scheme
from pos.reports.audit import audit_books
from pos.sales.tables import order_reductions, orders
from pos.sales.tickets import MAX_QUANTITY, Ticket
from pos.shifts.shifts import all_tills, require_till
from tests.closings import close_counted
from tests.integration.racing import (
    Auditing,
    Closing,
    Opening,
    Outcome,
    PuttingOn,
    Rivals,
    Selling,
    two_rivals,
)
from tests.integration.test_uses import ONCE_A_DAY
from tests.schemes import demo_version
from tests.tickets import PLENTY, give_card, menu_now, plentiful, prove_payment, ticket_for, virtual_card

ROUNDS = 12


@pytest.fixture(scope="module")
def rivals() -> Iterator[Rivals]:
    """Give two processes that race."""
    with two_rivals() as running:
        yield running


def codes(rounds: Sequence[tuple[Outcome, Outcome]]) -> list[list[str]]:
    """Return what came of each round, sorted: who wins is a matter of luck."""
    return [sorted(outcome.what for outcome in pair) for pair in rounds]


def assert_books_agree(database: Database) -> None:
    """Check that nothing in the books disagrees."""
    with database.read() as connection:
        assert audit_books(connection).disagreements == []


def counted(database: Database, count: int) -> list[MenuItem]:
    """Return so many dishes whose portions are counted."""
    return [item for item in menu_now(database) if item.planned_portions and item.has(PLENTY)][:count]


def test_the_last_portion_is_sold_by_one_of_two_tills(database: Database, rivals: Rivals) -> None:
    dishes = counted(database, ROUNDS)
    for dish in dishes:
        _plan(database, dish, 1)
    first = [Selling(ticket_for(database, (dish, 1), till="T1")) for dish in dishes]
    second = [Selling(ticket_for(database, (dish, 1), till="T2")) for dish in dishes]

    rounds = rivals.race(database, first, second)

    assert codes(rounds) == [["sold", "sold_out"]] * ROUNDS
    for dish, pair in zip(dishes, rounds, strict=True):
        [refused] = [outcome for outcome in pair if outcome.what == "sold_out"]
        [short] = refused.facts["dishes"]
        assert (short["name"]["zh"], short["portions_left"]) == (dish.name_zh, 0)
    left = {item.id: item.portions_left for item in menu_now(database)}
    assert {left[dish.id] for dish in dishes} == {0}
    assert_books_agree(database)


def test_the_last_money_of_a_wallet_is_spent_at_one_of_two_tills(
    database: Database, rivals: Rivals, tmp_path: Path
) -> None:
    pairs = [_two_cards_of_one_wallet(database, row, tmp_path) for row in _cards(database, ROUNDS)]

    rounds = rivals.race(database, [first for first, _ in pairs], [second for _, second in pairs])

    assert codes(rounds) == [["insufficient_funds", "sold"]] * ROUNDS
    for (selling, _), pair in zip(pairs, rounds, strict=True):
        [refused] = [outcome for outcome in pair if outcome.what == "insufficient_funds"]
        with database.read() as connection:
            left_fen = require_holder(connection, selling.ticket.card_serial or "").member.balance_fen
        assert refused.facts == {
            "balance_fen": left_fen,
            "shortfall_fen": selling.ticket.total_fen - left_fen,
        }
    assert_books_agree(database)


def test_one_member_at_two_tills_gets_a_daily_subsidy_once(
    database: Database, rivals: Rivals, tmp_path: Path
) -> None:
    toml = demo_version(20, rules=ONCE_A_DAY)
    database.write(
        lambda connection: load_scheme(connection, toml, effective_from=date(2026, 1, 1), at=now())
    )
    pairs = [_two_cards_of_one_member(database, row, tmp_path) for row in _seniors(database, ROUNDS)]

    rounds = rivals.race(database, [first for first, _ in pairs], [second for _, second in pairs])

    assert codes(rounds) == [["price_changed", "sold"]] * ROUNDS
    with database.read() as connection:
        given = select(order_reductions.c.amount_fen).where(order_reductions.c.kind == "subsidy")
        assert list(connection.execute(given).scalars()) == [2_00] * ROUNDS
    assert_books_agree(database)


def test_a_ticket_that_two_processes_send_is_one_order(database: Database, rivals: Rivals) -> None:
    dish = plentiful(database, "main")
    tickets = [Selling(ticket_for(database, (dish, 1))) for _ in range(ROUNDS)]

    rounds = rivals.race(database, tickets, tickets)

    assert codes(rounds) == [["sold", "sold before"]] * ROUNDS
    with database.read() as connection:
        sold = set(connection.execute(select(orders.c.id)).scalars())
    assert sold == {selling.ticket.id for selling in tickets}
    assert_books_agree(database)


def test_nothing_is_sold_in_a_shift_after_its_close(database: Database, rivals: Rivals) -> None:
    dish = plentiful(database, "main")
    selling = [Selling(ticket_for(database, (dish, 1))) for _ in range(ROUNDS)]
    _close(database, "T1")
    closing = [Closing("T1", f"race-{number}") for number in range(ROUNDS)]

    rounds = rivals.race(database, selling, closing)

    assert {close.what for _, close in rounds} == {"closed"}
    assert {sale.what for sale, _ in rounds} <= {"sold", "shift_closed"}
    with database.read() as connection:
        places = {row.id: row.sequence for row in connection.execute(select(entries))}
        sales = connection.execute(select(orders.c.id, orders.c.shift_id)).all()
        # Whatever is in the drawer when a shift closes is handed over.
        assert balance_fen(connection, require_till(connection, "T1").drawer_account_id) == 0
    assert len(sales) == sum(sale.what == "sold" for sale, _ in rounds)
    assert all(places[sale.id] < places[f"{sale.shift_id}:hand-over"] for sale in sales)
    assert_books_agree(database)


def test_two_tills_that_share_nothing_both_sell(database: Database, rivals: Rivals) -> None:
    one, other = counted(database, 2)
    first = [Selling(ticket_for(database, (one, 1), till="T1")) for _ in range(ROUNDS // 2)]
    second = [Selling(ticket_for(database, (other, 1), till="T2")) for _ in range(ROUNDS // 2)]

    assert codes(rivals.race(database, first, second)) == [["sold", "sold"]] * (ROUNDS // 2)
    assert_books_agree(database)


def test_trays_with_the_same_dishes_in_another_order_both_sell(database: Database, rivals: Rivals) -> None:
    one, other = counted(database, 2)
    first = [Selling(ticket_for(database, (one, 1), (other, 1), till="T1")) for _ in range(ROUNDS // 2)]
    second = [Selling(ticket_for(database, (other, 1), (one, 1), till="T2")) for _ in range(ROUNDS // 2)]

    assert codes(rivals.race(database, first, second)) == [["sold", "sold"]] * (ROUNDS // 2)
    assert_books_agree(database)


def test_the_books_agree_at_any_moment_while_a_till_sells(database: Database, rivals: Rivals) -> None:
    dish = plentiful(database, "main")
    selling = [Selling(ticket_for(database, (dish, 1))) for _ in range(ROUNDS)]

    rounds = rivals.race(database, selling, [Auditing()] * ROUNDS)

    assert codes(rounds) == [["agrees", "sold"]] * ROUNDS


def test_two_requests_to_open_one_shift_open_it_once(database: Database, rivals: Rivals) -> None:
    _close(database, "T1")
    opening = [Opening("T1", "race")]

    assert codes(rivals.race(database, opening, opening)) == [["open", "open"]]
    assert_books_agree(database)


def test_of_two_cashiers_who_open_a_till_one_gets_it(database: Database, rivals: Rivals) -> None:
    _close(database, "T1")

    rounds = rivals.race(database, [Opening("T1", "one")], [Opening("T1", "other")])

    assert codes(rounds) == [["open", "shift_open"]]
    assert_books_agree(database)


def test_two_tablets_that_put_on_a_dish_put_it_on_once(database: Database, rivals: Rivals) -> None:
    tomorrow = date(2030, 1, 1)
    with database.read() as connection:
        acts = [PuttingOn(dish.code, tomorrow) for dish in library(connection)[:ROUNDS]]

    rounds = rivals.race(database, acts, acts)

    assert all(one == other and one.what.startswith("item ") for one, other in rounds)
    with database.read() as connection:
        assert len(menu_of(connection, tomorrow, "lunch")) == ROUNDS


def _plan(database: Database, dish: MenuItem, portions: int) -> None:
    database.write(lambda connection: plan_portions(connection, dish.id, portions, at=now()))


def _cards(database: Database, count: int) -> list[tuple[str, str]]:
    """Return serial and number of the first members' cards."""
    with database.read() as connection:
        rows = connection.execute(
            select(cards.c.serial, cards.c.number).order_by(cards.c.serial).limit(count)
        )
        return [(row.serial, row.number) for row in rows]


def _two_cards_of_one_wallet(
    database: Database, row: tuple[str, str], folder: Path
) -> tuple[Selling, Selling]:
    """Return two sales by two cards of one member, each for more than half of what the wallet holds."""
    serial, number = row
    twin, twin_number = serial.replace("C0DE", "C0DF"), number.replace("9137", "9138")
    with database.read() as connection:
        member = require_holder(connection, serial).member
    database.write(lambda connection: give_card(connection, member, serial=twin, number=twin_number))
    sales = []
    for till, own, own_number in (("T1", serial, number), ("T2", twin, twin_number)):
        ticket = _ticket_over_half(database, till, own, member.balance_fen)
        sales.append(Selling(ticket, prove_payment(virtual_card(own, own_number, folder), ticket)))
    return sales[0], sales[1]


def _seniors(database: Database, count: int) -> Sequence[tuple[str, str]]:
    """Return the cards of the oldest members with money, by serial and number."""
    columns = (cards.c.serial, cards.c.number)
    query = (
        select(*columns)
        .join(members, members.c.id == cards.c.member_id)
        .join(account_balances, account_balances.c.account_id == members.c.wallet_account_id)
        .where(account_balances.c.balance_fen > 50_00, cards.c.profile == "cpu-aes")
        .order_by(members.c.birth_date)
        .limit(count)
    )
    with database.read() as connection:
        return [(row.serial, row.number) for row in connection.execute(query)]


def _two_cards_of_one_member(
    database: Database, card: tuple[str, str], folder: Path
) -> tuple[Selling, Selling]:
    """Give a member a second card; each pays for the same dish, with the same subsidy, at a till."""
    serial, number = card
    twin, twin_number = f"{serial[:8]}99{serial[10:]}", f"{number[:4]}77{number[6:]}"
    with database.read() as connection:
        member = require_holder(connection, serial).member
    database.write(lambda connection: give_card(connection, member, serial=twin, number=twin_number))
    rice = next(item for item in menu_now(database) if item.planned_portions is None and item.price_fen > 1)
    sales = []
    for till, own, own_number in (("T1", serial, number), ("T2", twin, twin_number)):
        ticket = ticket_for(database, (rice, 3), till=till, serial=own, tender="wallet")
        sales.append(Selling(ticket, prove_payment(virtual_card(own, own_number, folder), ticket)))
    return sales[0], sales[1]


def _ticket_over_half(database: Database, till: str, serial: str, balance_fen: int) -> Ticket:
    """Return a ticket that costs more than half of a balance, but not more than it: of a dish not counted."""
    for dish in menu_now(database):
        if dish.planned_portions is None and dish.price_fen:
            bowl = ticket_for(database, (dish, 1), till=till, serial=serial, tender="wallet")
            bowls = min(balance_fen // bowl.total_fen, MAX_QUANTITY)
            if 2 * bowls * bowl.total_fen > balance_fen:
                return ticket_for(database, (dish, bowls), till=till, serial=serial, tender="wallet")
    raise AssertionError("no dish costs so much")


def _close(database: Database, code: str) -> None:
    """Close the shift that the demo opened on a till."""
    with database.read() as connection:
        till = next(till for till in all_tills(connection) if till.code == code)
    shift = till.require_shift(now())
    database.write(lambda connection: close_counted(connection, code, shift.id))
