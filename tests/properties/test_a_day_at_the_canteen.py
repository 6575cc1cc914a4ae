"""Whatever happens in whatever order on a day, the books hold what a notebook beside the till would hold."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Connection

from cardreader.virtual.card import VirtualCard
from inventory.errors import NotOnMenu, PlanBelowSold, SoldOut
from inventory.kitchen import plan_portions, put_on_menu, switch_sold_out, take_off_menu
from inventory.menu import MenuItem, items_by_id
from pos.cards.cards import require_holder
from pos.clock import now
from pos.database import Database, open_database
from pos.ledger.accounts import balance_fen
from pos.members.acts import Act
from pos.reports.audit import audit_books
from pos.sales.selling import sell
from pos.sales.tickets import InsufficientFunds, KeyReused, TenderWish, Ticket, TicketLine
from pos.shifts.shifts import ShiftClosed, Till, open_shift, require_till
from pos.wallets.acts import desk_of
from pos.wallets.top_ups import top_up
from tests.closings import close_counted
from tests.postgresql import Cluster
from tests.tickets import EQUIPMENT, menu_now, prove_payment, ticket_for, uuid7, virtual_card

NewBooks = Callable[[], Database]

CARDS = (("C0DE013700000001", "9137000000017919"), ("C0DE013700000003", "9137000000033757"))
TILLS = ("T1", "T2")
DISHES = 4
QUANTITIES = (1, 2)
FEW = 3
FLOAT_FEN = 500_00


@pytest.fixture(params=["sqlite", "postgresql"])
def new_books(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[NewBooks]:
    """Give a function that makes fresh books."""
    made: list[Database] = []
    cluster: Cluster | None = None
    if request.param == "postgresql":
        cluster = request.getfixturevalue("cluster")
    template = request.getfixturevalue(f"{request.param}_template")

    def make() -> Database:
        if cluster is not None:
            url = cluster.create(template)
        else:
            path = tmp_path / f"{len(made)}.sqlite3"
            shutil.copy(template, path)
            url = f"sqlite:///{path}"
        made.append(open_database(url))
        return made[-1]

    yield make
    for books in made:
        books.engine.dispose()


def test_the_books_hold_what_a_notebook_holds(new_books: NewBooks, tmp_path: Path) -> None:
    class AnotherDay(Day):
        def __init__(self) -> None:
            super().__init__(new_books(), tmp_path)

    run_state_machine_as_test(
        AnotherDay,
        settings=settings(
            max_examples=8,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )


@dataclass
class Noted:
    """What the notebook says of a dish; `planned` is None where portions are not counted."""

    item: MenuItem
    planned: int | None = FEW
    sold: int = 0
    is_off: bool = False
    is_removed: bool = False

    def has(self, quantity: int) -> bool:
        """Tell whether so many portions can be sold."""
        return not self.is_off and (self.planned is None or self.sold + quantity <= self.planned)


class Day(RuleBasedStateMachine):
    """A day with two tills, two cards and few dishes, and a notebook of what should be in the books."""

    def __init__(self, books: Database, folder: Path) -> None:
        super().__init__()
        self.books = books
        self.cards = {serial: _card_of(serial, number, folder) for serial, number in CARDS}
        counted = [item for item in menu_now(books) if item.planned_portions and item.price_fen][:DISHES]
        self.prices = {
            (serial, item.id, quantity): ticket_for(books, (item, quantity), serial=serial).total_fen
            for serial in (None, *self.cards)
            for item in counted
            for quantity in QUANTITIES
        }
        for item in counted:
            self.plan(item, FEW)
        self.dishes = [Noted(item) for item in counted]
        self.wallets = {serial: self.wallet_fen(serial) for serial in self.cards}
        self.drawers = dict.fromkeys(TILLS, FLOAT_FEN)
        self.shifts: dict[str, str | None] = {till: self.till(till).require_shift(now()).id for till in TILLS}
        self.sold: list[Ticket] = []

    @rule(
        till=st.sampled_from(TILLS),
        dish=st.integers(0, DISHES - 1),
        quantity=st.sampled_from(QUANTITIES),
        serial=st.sampled_from([None, *(serial for serial, _ in CARDS)]),
    )
    def sell_a_dish(self, till: str, dish: int, quantity: int, serial: str | None) -> None:
        """Sell a dish for cash or from a card's wallet; refused for the first reason that there is."""
        noted = self.dishes[dish]
        total_fen = self.prices[serial, noted.item.id, quantity]
        ticket = self.ticket(till, noted.item, quantity, serial, total_fen)
        refusal = self.why_not(till, noted, quantity, serial, total_fen)
        if refusal is not None:
            with pytest.raises(refusal):
                self.sell(ticket)
            return
        assert self.sell(ticket)
        noted.sold += quantity
        self.sold.append(ticket)
        if serial is None:
            self.drawers[till] += total_fen
        else:
            self.wallets[serial] -= total_fen

    @precondition(lambda self: self.sold)
    @rule(choice=st.randoms(use_true_random=False), is_changed=st.booleans())
    def send_an_order_again(self, choice: Random, is_changed: bool) -> None:
        """Send what was sold again: nothing new is sold, and with other contents it is refused."""
        ticket = choice.choice(self.sold)
        if is_changed:
            with pytest.raises(KeyReused):
                self.sell(replace(ticket, request_hash="another"))
        else:
            assert not self.sell(ticket)

    @rule(serial=st.sampled_from([serial for serial, _ in CARDS]), amount_fen=st.integers(1, 50_00))
    def top_up_a_wallet(self, serial: str, amount_fen: int) -> None:
        """Put cash into a wallet, under a key that is sent twice."""
        key = uuid7()
        for _ in range(2):
            self.write(lambda connection: self.top_up(connection, serial, key, amount_fen))
        self.wallets[serial] += amount_fen

    @rule(dish=st.integers(0, DISHES - 1), portions=st.none() | st.integers(0, 2 * FEW))
    def plan_a_dish(self, dish: int, portions: int | None) -> None:
        """Plan portions; not fewer than are sold."""
        noted = self.dishes[dish]
        if portions is not None and portions < noted.sold:
            with pytest.raises(PlanBelowSold):
                self.plan(noted.item, portions)
            return
        self.plan(noted.item, portions)
        noted.planned = portions

    @rule(dish=st.integers(0, DISHES - 1), is_off=st.booleans())
    def switch_a_dish(self, dish: int, is_off: bool) -> None:
        """Switch a dish off or on."""
        noted = self.dishes[dish]
        self.write(lambda it: switch_sold_out(it, noted.item.id, is_sold_out=is_off, at=now()))
        noted.is_off = is_off

    @rule(dish=st.integers(0, DISHES - 1))
    def take_off_a_dish(self, dish: int) -> None:
        """Take a dish off the menu."""
        noted = self.dishes[dish]
        self.write(lambda it: take_off_menu(it, noted.item.id, at=now()))
        noted.is_removed = True

    @rule(dish=st.integers(0, DISHES - 1))
    def put_on_a_dish(self, dish: int) -> None:
        """Put a dish on the menu with plenty of portions; one that is on it stays as it is."""
        noted = self.dishes[dish]
        plenty = noted.sold + FEW
        self.write(lambda it: self.put_on(it, noted.item, plenty))
        if noted.is_removed:
            noted.planned, noted.is_off, noted.is_removed = plenty, False, False

    @rule(till=st.sampled_from(TILLS))
    def change_the_shift(self, till: str) -> None:
        """Close the shift of a till, or open one."""
        shift = self.shifts[till]
        if shift is not None:
            self.write(lambda it: close_counted(it, till, shift))
            self.shifts[till], self.drawers[till] = None, 0
            return
        opened = uuid7()
        self.write(lambda it: self.open(it, till, opened))
        self.shifts[till], self.drawers[till] = opened, FLOAT_FEN

    @invariant()
    def books_and_notebook_agree(self) -> None:
        """Compare all money and all portions."""
        assert {serial: self.wallet_fen(serial) for serial in self.cards} == self.wallets
        with self.books.read() as connection:
            for till in TILLS:
                drawer = require_till(connection, till).drawer_account_id
                assert balance_fen(connection, drawer) == self.drawers[till]
            items = items_by_id(connection, [noted.item.id for noted in self.dishes])
        for noted in self.dishes:
            item = items[noted.item.id]
            assert item.has(1) == noted.has(1)
            assert item.planned_portions is None or item.sold_portions == noted.sold

    def teardown(self) -> None:
        """Audit the day."""
        with self.books.read() as connection:
            assert audit_books(connection).disagreements == []
        self.books.engine.dispose()

    def why_not(
        self, till: str, noted: Noted, quantity: int, serial: str | None, total_fen: int
    ) -> type[Exception] | None:
        """Return the refusal that a sale should meet."""
        if self.shifts[till] is None:
            return ShiftClosed
        if noted.is_removed:
            return NotOnMenu
        if not noted.has(quantity):
            return SoldOut
        return InsufficientFunds if serial and self.wallets[serial] < total_fen else None

    def ticket(self, till: str, item: MenuItem, quantity: int, serial: str | None, total_fen: int) -> Ticket:
        """Return a ticket as a till would send it."""
        return Ticket(
            id=uuid7(),
            till_code=till,
            lines=(TicketLine(item.id, quantity),),
            total_fen=total_fen,
            tenders=(TenderWish("wallet") if serial else TenderWish("cash", received_fen=total_fen),),
            card_serial=serial,
            request_hash="first",
        )

    def sell(self, ticket: Ticket) -> object:
        """Sell a ticket; the card proves each payment."""
        serial = ticket.card_serial
        card = prove_payment(self.cards[serial], ticket) if serial else None
        return sell(self.books, ticket, card=card, equipment=EQUIPMENT, at=now())

    def write(self, work: Callable[[Connection], object]) -> None:
        """Do something in a transaction."""
        self.books.write(work)

    def plan(self, item: MenuItem, portions: int | None) -> None:
        """Plan the portions of a dish."""
        self.write(lambda connection: plan_portions(connection, item.id, portions, at=now()))

    def till(self, code: str) -> Till:
        """Return a till as it is."""
        with self.books.read() as connection:
            return require_till(connection, code)

    def wallet_fen(self, serial: str) -> int:
        """Return what a card's wallet holds."""
        with self.books.read() as connection:
            return require_holder(connection, serial).member.balance_fen

    def top_up(self, connection: Connection, serial: str, key: str, amount_fen: int) -> None:
        """Top up a wallet with cash of the safe."""
        till = require_till(connection, "T1")
        top_up(
            connection,
            Act(key, "test", now()),
            require_holder(connection, serial).member,
            amount_fen=amount_fen,
            means="cash",
            desk=desk_of(till, now(), is_office=True),
            is_named=True,
        )

    def put_on(self, connection: Connection, item: MenuItem, portions: int) -> None:
        """Put a dish on the menu that it was on."""
        put_on_menu(
            connection,
            item.dish_code,
            menu_date=item.menu_date,
            period_code=item.period_code,
            planned_portions=portions,
            at=now(),
        )

    def open(self, connection: Connection, till: str, shift: str) -> None:
        """Open a shift."""
        found = require_till(connection, till)
        open_shift(connection, found, id_=shift, cashier="周敏", float_fen=FLOAT_FEN, at=now())


def _card_of(serial: str, number: str, folder: Path) -> VirtualCard:
    """Return a card that begins to count anew, as the books of each day do."""
    fresh = folder / uuid7()
    fresh.mkdir()
    return virtual_card(serial, number, fresh)
