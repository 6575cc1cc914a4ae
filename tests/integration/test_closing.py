"""A shift is closed by a blind count, with a Z-report that comes from the ledger alone."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection, func, select

from pos.cash.acts import (
    CashAct,
    CashKeyReused,
    NoteMissing,
    UnknownReason,
    bank_cash,
    move_cash,
    open_drawer,
)
from pos.cash.closing import (
    Close,
    CountMissing,
    CountOutdated,
    MoreLeftThanCounted,
    close_shift,
    count_and_close,
)
from pos.cash.counting import Pieces, count_drawer, counts_of
from pos.cash.reports import ZReport, reports_of, require_report
from pos.cash.tables import drawer_openings
from pos.clock import now
from pos.database import Database
from pos.ledger.accounts import account_ids, balance_fen, sum_fen
from pos.ledger.tables import entries
from pos.receipts.documents import document_from_json
from pos.receipts.plain_text import plain_text
from pos.receipts.tables import print_jobs
from pos.reports.audit import audit_books
from pos.sales.selling import sell
from pos.shifts.shifts import DrawerTooLow, ShiftClosed, Till, open_shift, require_till
from tests.closings import PRINTER, close_counted
from tests.tickets import EQUIPMENT, plentiful, ticket_for, uuid7

# What the demo put into every drawer.
FLOAT_FEN = 500_00


def act(kind: str, amount_fen: int, reason: str, note: str = "") -> CashAct:
    """Return something to be done with cash now."""
    return CashAct(uuid7(), kind, amount_fen, reason, note, "周敏", now())


def till_of(database: Database, code: str = "T1") -> Till:
    """Return a till as it is now."""
    with database.read() as connection:
        return require_till(connection, code)


def do(database: Database, doing: CashAct) -> bool:
    """Do something with the cash of the first till."""
    return database.write(lambda connection: move_cash(connection, require_till(connection, "T1"), doing))


def close(database: Database, *, over_short_fen: int = 0, left_fen: int = 0) -> ZReport:
    """Close the shift of the first till by a count."""
    return database.write(
        lambda connection: close_counted(connection, "T1", over_short_fen=over_short_fen, left_fen=left_fen)
    )


def sell_for_cash(database: Database, quantity: int = 1) -> int:
    """Sell a dish for cash, with change; return what stays in the drawer."""
    ticket = ticket_for(database, (plentiful(database, "main"), quantity))
    assert sell(database, ticket, card=None, equipment=EQUIPMENT, at=now())
    return ticket.total_fen


def balance_of(connection: Connection, code: str) -> int:
    """Return what an account was debited more than credited."""
    found = account_ids(connection, (code,))
    return sum_fen(connection, found[code]) if found else 0


def paper_of(database: Database, key: str) -> str:
    """Return what a paper says."""
    with database.read() as connection:
        kept = select(print_jobs.c.document).where(print_jobs.c.key == key)
        return plain_text(document_from_json(connection.execute(kept).scalar_one()), 32)


def test_every_figure_of_a_close_comes_from_its_stretch_of_the_ledger(database: Database) -> None:
    taken_fen = sell_for_cash(database, 2) + sell_for_cash(database)
    do(database, act("paid_in", 20_00, "change"))
    do(database, act("paid_out", 35_50, "groceries"))
    do(database, act("drop", 100_00, "too_much_cash"))

    report = close(database, over_short_fen=-1_50, left_fen=200_00)

    expected_fen = FLOAT_FEN + taken_fen + 20_00 - 35_50 - 100_00
    cash = report.figures["cash"]
    assert (cash["kept_fen"], cash["float_fen"], cash["sales_fen"]) == (0, FLOAT_FEN, taken_fen)
    assert (cash["paid_in_fen"], cash["paid_out_fen"], cash["drops_fen"]) == (20_00, 35_50, 100_00)
    assert (cash["expected_fen"], cash["over_short_fen"]) == (expected_fen, -1_50)
    assert (cash["handed_over_fen"], cash["left_fen"]) == (expected_fen - 1_50 - 200_00, 200_00)
    assert report.figures["sales"]["count"] == 2
    assert report.figures["sales"]["tenders"] == {"drawer": taken_fen}
    with database.read() as connection:
        assert balance_fen(connection, till_of(database).drawer_account_id) == 200_00
        assert balance_of(connection, "over_short:T1") == 1_50
        assert balance_of(connection, "petty_cash:xinli137") == 35_50 - 20_00
        assert audit_books(connection).disagreements == []


def test_more_than_expected_is_booked_the_other_way(database: Database) -> None:
    report = close(database, over_short_fen=2_00)

    assert report.figures["cash"]["over_short_fen"] == 2_00
    with database.read() as connection:
        assert balance_of(connection, "over_short:T1") == -2_00
        assert audit_books(connection).disagreements == []


def test_reports_are_numbered_per_till_and_bound_to_each_other(database: Database) -> None:
    first = close(database)
    database.write(
        lambda connection: open_shift(
            connection, require_till(connection, "T1"), id_="2", cashier="李强", float_fen=1_00, at=now()
        )
    )
    second = close(database)
    other = database.write(lambda connection: close_counted(connection, "T2"))

    assert [report.name for report in (first, second, other)] == ["T1-Z0001", "T1-Z0002", "T2-Z0001"]
    assert second.previous_hash == first.hash
    with database.read() as connection:
        bound = select(entries.c.detail_hash).where(entries.c.id == "2:float")
        assert connection.execute(bound).scalar_one() == first.hash
        assert require_report(connection, "T1", 1) == first
        assert {report.id for report in reports_of(connection, "xinli137")} == {first.id, second.id, other.id}


def test_the_paper_of_a_close_shows_the_head_of_the_chain_and_the_count(database: Database) -> None:
    report = close(database, over_short_fen=-1_50)

    said = paper_of(database, report.paper_job)
    assert "T1-Z0001" in said
    assert report.head_hash[:16] in said
    assert report.hash[:16] in said
    assert f"账簿序号{report.head_sequence:>24}" in said
    assert "短款" in said


def test_the_same_close_again_is_the_same_report(database: Database) -> None:
    till = till_of(database)
    assert till.shift is not None
    shift_id = till.shift.id
    count = database.write(
        lambda connection: count_drawer(
            connection, till, shift_id, id_=uuid7(), pieces=Pieces({100_00: 5}), actor="周敏", at=now()
        )
    )
    ending = Close(uuid7(), shift_id, count.id, 0, "周敏", now())

    def closing(ending: Close) -> ZReport:
        return database.write(
            lambda connection: close_shift(
                connection, require_till(connection, "T1"), ending, printer=PRINTER
            )
        )

    first, again = closing(ending), closing(replace(ending, at=now() + timedelta(minutes=1)))

    assert again == first
    with pytest.raises(CashKeyReused):
        closing(replace(ending, left_fen=1))
    with pytest.raises(ShiftClosed):
        closing(replace(ending, id=uuid7()))


def test_a_close_takes_the_last_count_and_none_that_is_outdated(database: Database) -> None:
    till = till_of(database)
    assert till.shift is not None
    shift_id = till.shift.id

    def count(pieces: Pieces) -> str:
        return database.write(
            lambda connection: (
                count_drawer(
                    connection, till, shift_id, id_=uuid7(), pieces=pieces, actor="周敏", at=now()
                ).id
            )
        )

    def closing(count_id: str | None, left_fen: int = 0) -> ZReport:
        ending = Close(uuid7(), shift_id, count_id, left_fen, "周敏", now())
        return database.write(
            lambda connection: close_shift(
                connection, require_till(connection, "T1"), ending, printer=PRINTER
            )
        )

    with pytest.raises(CountMissing):
        closing(None)
    first = count(Pieces({100_00: 4, 50_00: 1}, 1_23))
    second = count(Pieces({100_00: 5}))
    with pytest.raises(CountMissing):
        closing(first)
    sold_fen = sell_for_cash(database)
    with pytest.raises(CountOutdated):
        closing(second)
    third = count(Pieces({100_00: 5}, sold_fen))
    with pytest.raises(MoreLeftThanCounted):
        closing(third, FLOAT_FEN + sold_fen + 1)

    report = closing(third)

    assert report.figures["cash"]["over_short_fen"] == 0
    with database.read() as connection:
        counts = counts_of(connection, shift_id)
        assert [(one.number, one.over_short_fen) for one in counts] == [
            (1, -50_00 + 1_23),
            (2, 0),
            (3, 0),
        ]
        assert audit_books(connection).disagreements == []
    assert "第3次清点" in paper_of(database, report.paper_job)


def test_a_count_is_written_once(database: Database) -> None:
    till = till_of(database)
    assert till.shift is not None
    shift_id, key = till.shift.id, uuid7()

    def count(pieces: Pieces) -> int:
        return database.write(
            lambda connection: (
                count_drawer(
                    connection, till, shift_id, id_=key, pieces=pieces, actor="周敏", at=now()
                ).counted_fen
            )
        )

    assert count(Pieces({100_00: 4})) == count(Pieces({100_00: 4})) == 400_00
    with pytest.raises(CashKeyReused):
        count(Pieces({100_00: 5}))


def test_a_forgotten_shift_is_closed_with_a_count_or_marked_as_not_counted(database: Database) -> None:
    tomorrow = now() + timedelta(days=1)

    def forced(code: str, pieces: Pieces | None, reason: str, key: str = "") -> ZReport:
        def work(connection: Connection) -> ZReport:
            till = require_till(connection, code)
            ending = Close(key or uuid7(), shifts[code], None, 0, "店长", tomorrow, reason)
            return count_and_close(connection, till, ending, pieces, printer=PRINTER)

        return database.write(work)

    shifts = {code: found.id for code in ("T1", "T2") if (found := till_of(database, code).shift)}
    counted = forced("T1", Pieces({100_00: 5}, 3_00), "忘记交班", "the key")
    uncounted = forced("T2", None, "钱已取走")

    assert forced("T1", Pieces({100_00: 5}, 3_00), "忘记交班", "the key") == counted
    with pytest.raises(CashKeyReused):
        forced("T1", Pieces({100_00: 4}), "忘记交班", "the key")
    assert counted.figures["cash"]["over_short_fen"] == 3_00
    assert (uncounted.count_id, uncounted.figures["cash"]["handed_over_fen"]) == (None, FLOAT_FEN)
    assert "未 清 点" in paper_of(database, uncounted.paper_job)
    assert "忘记交班" in paper_of(database, counted.paper_job)
    with database.read() as connection:
        assert audit_books(connection).disagreements == []


def test_cash_moves_once_per_key_for_a_known_reason(database: Database) -> None:
    once = act("paid_out", 10_00, "repair")

    assert [do(database, once), do(database, once)] == [True, False]

    for other in (replace(once, amount_fen=1), replace(once, reason="groceries"), replace(once, kind="drop")):
        with pytest.raises(CashKeyReused):
            do(database, other)
    with pytest.raises(UnknownReason):
        do(database, act("paid_in", 1, "groceries"))
    with pytest.raises(NoteMissing):
        do(database, act("paid_out", 1, "other"))
    with database.read() as connection:
        held_fen = balance_fen(connection, till_of(database).drawer_account_id)
    assert held_fen == FLOAT_FEN - 10_00


def test_more_than_the_drawer_holds_is_refused_without_saying_what_it_holds(database: Database) -> None:
    with pytest.raises(DrawerTooLow) as refusal:
        do(database, act("drop", FLOAT_FEN + 1, "too_much_cash"))

    assert refusal.value.facts == {"amount_fen": FLOAT_FEN + 1}


def test_the_safe_brings_cash_to_the_bank_and_fetches_some(database: Database) -> None:
    site = till_of(database).site
    close(database)
    with database.read() as connection:
        safe_fen = balance_of(connection, "safe:xinli137")

    def banked(doing: CashAct) -> bool:
        return database.write(lambda connection: bank_cash(connection, site, doing))

    for kind, amount_fen in (("deposit", 300_00), ("withdrawal", 50_00)):
        assert banked(act("banking", amount_fen, kind, "回单 20261125"))

    with pytest.raises(NoteMissing):
        banked(act("banking", 1_00, "deposit"))
    with database.read() as connection:
        assert balance_of(connection, "bank:xinli137") == 250_00
        assert balance_of(connection, "safe:xinli137") == safe_fen - 250_00
        assert audit_books(connection).disagreements == []


def test_a_drawer_opens_without_a_sale_once_for_a_reason(database: Database) -> None:
    doing = act("drawer", 0, "change")

    def opened(doing: CashAct) -> bool:
        return database.write(
            lambda connection: open_drawer(connection, require_till(connection, "T1"), doing, printer=PRINTER)
        )

    assert [opened(doing), opened(doing)] == [True, False]
    with pytest.raises(CashKeyReused):
        opened(replace(doing, reason="check"))
    with pytest.raises(NoteMissing):
        opened(act("drawer", 0, "other"))
    with database.read() as connection:
        assert connection.execute(select(func.count()).select_from(drawer_openings)).scalar_one() == 1
        jobs = select(func.count()).where(print_jobs.c.kind == "drawer_pulse")
        assert connection.execute(jobs).scalar_one() == 1


def test_nothing_is_done_with_a_drawer_while_nobody_works(database: Database) -> None:
    close(database)

    with pytest.raises(ShiftClosed):
        do(database, act("paid_in", 1_00, "change"))
