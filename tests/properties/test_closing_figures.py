"""Whatever went through a drawer, its Z-report says what a notebook beside it says, from the ledger only."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from inventory.kitchen import plan_portions
from pos.cash.acts import CashAct, move_cash
from pos.cash.figures import Json
from pos.clock import now
from pos.database import Database
from pos.ledger.accounts import balance_fen
from pos.members.members import require_member
from pos.reports.audit import audit_books
from pos.sales.selling import sell
from pos.shifts.shifts import open_shift, require_till
from pos.wallets.acts import desk_of
from pos.wallets.top_ups import top_up, undo_top_up
from tests.closings import close_counted
from tests.integration.members_care import act
from tests.tickets import EQUIPMENT, plentiful, ticket_for, uuid7

KINDS = ("sale", "top_up", "undo", "paid_in", "paid_out", "drop")
REASONS = {"paid_in": "change", "paid_out": "groceries", "drop": "too_much_cash"}


@dataclass
class Notebook:
    """What somebody beside the drawer wrote down, in fen by kind."""

    float_fen: int
    noted: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    sales: int = 0
    top_ups: list[tuple[str, int]] = field(default_factory=list)

    @property
    def held_fen(self) -> int:
        """Return what should be in the drawer."""
        out = ("undo", "paid_out", "drop")
        return self.float_fen + sum(fen * (-1 if kind in out else 1) for kind, fen in self.noted.items())

    def note(self, kind: str, fen: int) -> None:
        """Write down what went through the drawer."""
        self.noted[kind] += fen


class Counter:
    """The first till, on which each of a day's acts is done and noted."""

    def __init__(self, books: Database, notebook: Notebook) -> None:
        self.books = books
        self.notebook = notebook

    def do(self, kind: str, amount_fen: int) -> None:
        """Do something, as far as the drawer holds enough for it."""
        doing: dict[str, Callable[[int], None]] = {
            "sale": self._sell,
            "top_up": self._top_up,
            "undo": self._undo,
        }
        if kind in doing:
            doing[kind](amount_fen)
        elif kind == "paid_in" or amount_fen <= self.notebook.held_fen:
            moving = CashAct(uuid7(), kind, amount_fen, REASONS[kind], "", "周敏", now())
            self.books.write(lambda it: move_cash(it, require_till(it, "T1"), moving))
            self.notebook.note(kind, amount_fen)

    def _sell(self, amount_fen: int) -> None:
        """Sell for cash; what was received less the change is what stays."""
        dish = plentiful(self.books, "main")
        ticket = ticket_for(self.books, (dish, 1), received_fen=dish.price_fen + amount_fen)
        order = sell(self.books, ticket, card=None, equipment=EQUIPMENT, at=now())
        assert order is not None
        for tender in order.tenders:
            self.notebook.note("sale", (tender.received_fen or 0) - (tender.change_fen or 0))
        self.notebook.sales += 1

    def _top_up(self, amount_fen: int) -> None:
        doing = act()

        def work(connection: Connection) -> None:
            member = require_member(connection, "M0001")
            desk = desk_of(require_till(connection, "T1"), now(), is_office=False)
            top_up(connection, doing, member, amount_fen=amount_fen, means="cash", desk=desk, is_named=True)

        self.books.write(work)
        self.notebook.note("top_up", amount_fen)
        self.notebook.top_ups.append((doing.id, amount_fen))

    def _undo(self, _: int) -> None:
        if not self.notebook.top_ups or self.notebook.top_ups[-1][1] > self.notebook.held_fen:
            return
        undoes, amount_fen = self.notebook.top_ups.pop()

        def work(connection: Connection) -> None:
            member = require_member(connection, "M0001")
            desk = desk_of(require_till(connection, "T1"), now(), is_office=False)
            undo_top_up(connection, act(), member, undoes=undoes, desk=desk)

        self.books.write(work)
        self.notebook.note("undo", amount_fen)


@pytest.fixture(scope="module")
def books(shared_database: Database) -> Database:
    """Give books with plenty of every dish, and no shift open on the first till."""
    dish = plentiful(shared_database, "main")
    shared_database.write(lambda it: plan_portions(it, dish.id, None, at=now()))
    shared_database.write(lambda it: close_counted(it, "T1"))
    return shared_database


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(
    float_fen=st.integers(0, 500_00),
    acts=st.lists(st.tuples(st.sampled_from(KINDS), st.integers(1, 60_00)), max_size=8),
    over_short_fen=st.integers(-5_00, 5_00),
    kept=st.integers(0, 3),
)
def test_expected_is_float_and_all_that_came_in_less_all_that_went_out(
    books: Database, float_fen: int, acts: list[tuple[str, int]], over_short_fen: int, kept: int
) -> None:
    notebook = Notebook(float_fen)
    with books.read() as connection:
        kept_fen = balance_fen(connection, require_till(connection, "T1").drawer_account_id)
    books.write(
        lambda it: open_shift(
            it, require_till(it, "T1"), id_=uuid7(), cashier="周敏", float_fen=float_fen, at=now()
        )
    )
    counter = Counter(books, notebook)
    for kind, amount_fen in acts:
        counter.do(kind, amount_fen)
    expected_fen = notebook.held_fen
    differs_fen = max(over_short_fen, -expected_fen)
    left_fen = min(kept * 10_00, expected_fen + differs_fen)

    report = books.write(lambda it: close_counted(it, "T1", over_short_fen=differs_fen, left_fen=left_fen))

    cash = report.figures["cash"]
    assert (cash["expected_fen"], cash["over_short_fen"]) == (expected_fen, differs_fen)
    assert (cash["kept_fen"], cash["float_fen"]) == (kept_fen, float_fen - kept_fen)
    assert cash["handed_over_fen"] == expected_fen + differs_fen - left_fen
    assert cash["left_fen"] == left_fen
    assert _noted_in(cash) == notebook.noted
    assert report.figures["sales"]["count"] == notebook.sales
    with books.read() as connection:
        assert audit_books(connection).disagreements == []


def _noted_in(cash: Json) -> dict[str, int]:
    names = {
        "sale": "sales_fen",
        "top_up": "top_ups_fen",
        "undo": "undos_fen",
        "paid_in": "paid_in_fen",
        "paid_out": "paid_out_fen",
        "drop": "drops_fen",
    }
    return {kind: cash[name] for kind, name in names.items()}
