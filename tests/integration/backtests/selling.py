"""Real sales on some days in a row, through the same checkout as at a till, to be priced again."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import product
from pathlib import Path

from sqlalchemy import Connection

from inventory.kitchen import put_on_menu
from inventory.menu import MenuItem, library
from pos.cards.cards import require_holder
from pos.cash.closing import Close, close_shift
from pos.clock import now
from pos.database import Database
from pos.demo.menu import MEALS
from pos.pricebook.pricebook import load_scheme, versions, withdraw_scheme
from pos.reports.backtest.repricing import Backtest
from pos.reports.backtest.result import Comparison
from pos.sales.orders import Order
from pos.sales.selling import sell
from pos.sales.tickets import TenderWish, Ticket, TicketLine
from pos.sales.trays import price_tray
from pos.shifts.shifts import open_shift, require_till
from pricing import parse_scheme
from tests.schemes import DEMO
from tests.tickets import EQUIPMENT, menu_now, prove_payment, uuid7, virtual_card

# Born in 1934, and a member of 35 years.
SENIOR = ("C0DE013700000001", "9137000000017919")
PLENTY_FEN = 1_000_00
SHORT_MENU = ("main", "vegetable")


@dataclass
class Counter:
    """A till that sells at any moment from now on; each sale is a minute after the one before."""

    database: Database
    folder: Path
    at: datetime = field(default_factory=now)

    @property
    def day(self) -> date:
        """Return the business date that it sells on."""
        with self.database.read() as connection:
            return require_till(connection, "T1").local_day(self.at)

    def next_day(self) -> date:
        """Go on to the next day, with its shift and a short menu: the demo's takes a second to write."""
        self.at += timedelta(days=1)
        self.database.write(self._open)
        return self.day

    def _open(self, connection: Connection) -> None:
        till = require_till(connection, "T1")
        if till.shift is not None:
            yesterday = Close(
                id=uuid7(),
                shift_id=till.shift.id,
                count_id=None,
                left_fen=0,
                by="test",
                at=self.at,
                reason="nobody counts in a test",
            )
            close_shift(connection, till, yesterday, printer="RECEIPT")
            till = require_till(connection, "T1")
        open_shift(connection, till, id_=uuid7(), cashier="test", float_fen=0, at=self.at)
        cooked = [dish for dish in library(connection) if dish.vendor_code == "canteen"]
        for category, meal in product(SHORT_MENU, MEALS):
            dish = next(dish for dish in cooked if dish.category_code == category)
            put_on_menu(
                connection,
                dish.code,
                menu_date=till.local_day(self.at),
                period_code=meal,
                planned_portions=None,
                at=self.at,
            )

    def dish(self, category: str) -> MenuItem:
        """Return a dish of the canteen's own on the present menu, of which there is plenty."""
        return next(
            item
            for item in menu_now(self.database, at=self.at)
            if item.category_code == category
            and item.has(10)
            and item.price_fen
            and item.vendor_code == "canteen"
        )

    def sell(self, *wishes: tuple[MenuItem, int], card: tuple[str, str] | None = None) -> Order:
        """Sell a tray to a member, or to a guest, for cash."""
        self.at += timedelta(minutes=1)
        lines = tuple(TicketLine(item.id, quantity) for item, quantity in wishes)
        with self.database.read() as connection:
            holder = require_holder(connection, card[0]) if card else None
            tray = price_tray(connection, require_till(connection, "T1"), lines, holder, self.at)
        ticket = Ticket(
            id=uuid7(),
            till_code="T1",
            lines=lines,
            total_fen=tray.quote.total_fen,
            tenders=(TenderWish("cash", received_fen=PLENTY_FEN),),
            card_serial=card[0] if card else None,
            request_hash="",
        )
        proof = prove_payment(virtual_card(*card, self.folder), ticket) if card else None
        order = sell(self.database, ticket, card=proof, equipment=EQUIPMENT, at=self.at)
        assert order is not None
        return order

    def bring_into_force(self, toml: str) -> None:
        """Sell under a scheme from this day on, whatever else is scheduled."""
        self.database.write(lambda connection: self._replace_scheme(connection, toml))

    def _replace_scheme(self, connection: Connection, toml: str) -> None:
        for known in versions(connection, "demo"):
            if known.effective_from > self.day:
                withdraw_scheme(connection, known.code, known.version, today=self.day, at=self.at)
        load_scheme(connection, toml, effective_from=self.day, at=self.at)


def as_demo(toml: str, version: int = 9) -> str:
    """Return a trial scheme as a version of the demo's."""
    return toml.replace('code = "trial"\nversion = 1', f'code = "demo"\nversion = {version}')


def back_test(
    database: Database, toml: str = DEMO, *, from_date: date, days: int = 1, page_orders: int = 500
) -> Comparison:
    """Price some days again under a scheme."""
    scheme = parse_scheme(toml, source="trial")
    until = from_date + timedelta(days=days)
    return Backtest(database, scheme, from_date=from_date, until_date=until, page_orders=page_orders).run()
