"""Attacks on drawers and closes: money that moved otherwise, counts written again, Z-reports made up."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Table, insert, update

from pos.cash.acts import CashAct, bank_cash, move_cash, open_drawer
from pos.cash.counting import Pieces, count_drawer
from pos.cash.tables import cash_acts, drawer_openings, shift_counts
from pos.clock import now
from pos.ledger.posting import Event, Posting, chain_head, post
from pos.shifts.shifts import require_till
from pos.shifts.tables import shifts, z_reports
from tests.closings import close_counted
from tests.integration.attacks.attack import Act, Attack, running
from tests.tickets import uuid7

# As the database would otherwise refuse the same for another reason first.
BEHIND_COUNTS = ("shift_counts.shift_counts_open",)
BEHIND_REPORTS = ("z_reports.z_reports_freeze",)
BEHIND_ACTS = ("cash_acts.cash_acts_seal",)
# Each table that only grows: the claim that keeps it, and a change that somebody might wish for.
CASH_NEVER_EMPTIED = {
    "cash_acts": "cash_acts_are_append_only",
    "drawer_openings": "drawer_openings_are_append_only",
    "shift_counts": "counts_are_append_only",
    "z_reports": "z_reports_are_append_only",
}
CHANGES = {
    "cash_acts": "note = 'something else'",
    "drawer_openings": "reason = 'other'",
    "shift_counts": "counted_fen = expected_fen",
    "z_reports": "figures = '{}'",
}


def a_day(connection: Connection) -> None:
    """Do everything once that is done with cash, and close the shift of the first till."""
    till = require_till(connection, "T1")
    for kind, reason in (("paid_in", "change"), ("paid_out", "groceries"), ("drop", "too_much_cash")):
        move_cash(connection, till, _act(kind, reason))
    bank_cash(connection, till.site, _act("banking", "deposit"))
    open_drawer(connection, till, _act("drawer", "check"), printer="RECEIPT")
    close_counted(connection, "T1", over_short_fen=-1_00)


def after_a_day(*statements: str) -> Act:
    """Run SQL as it stands after a day with cash."""

    def act(connection: Connection) -> None:
        a_day(connection)
        running(*statements)(connection)

    return act


def again(table: Table, **changes: Any) -> Act:
    """Write the newest row of a table again after a day with cash, some columns changed."""

    def act(connection: Connection) -> None:
        a_day(connection)
        row = dict(connection.execute(table.select().limit(1)).mappings().one())
        connection.execute(insert(table).values({**row, **changes}))

    return act


def counting(**changes: Any) -> Act:
    """Write a count of the open shift of the first till, some columns changed."""

    def act(connection: Connection) -> None:
        till = require_till(connection, "T1")
        assert till.shift is not None
        with connection.begin_nested() as undone:
            count_drawer(
                connection, till, till.shift.id, id_="c", pieces=Pieces({}, 500_00), actor="周敏", at=now()
            )
            row = dict(connection.execute(shift_counts.select()).mappings().one())
            undone.rollback()
        connection.execute(insert(shift_counts).values({**row, **changes}))

    return act


def closing(change: Callable[[dict[str, Any]], object]) -> Act:
    """Close the shift of the first till with a report that was changed before it was written."""

    def act(connection: Connection) -> None:
        till = require_till(connection, "T1")
        assert till.shift is not None
        with connection.begin_nested() as undone:
            close_counted(connection, "T1")
            row = dict(connection.execute(z_reports.select()).mappings().one())
            undone.rollback()
        head = chain_head(connection, "T1")
        event = Event("hand-over", "hand_over", "", "周敏", till.shift.business_date, now(), "T1")
        post(connection, event, (), head)
        head = chain_head(connection, "T1")
        row |= {"count_id": None, "reason": "attack", "head_sequence": head.sequence, "head_hash": head.hash}
        change(row)
        connection.execute(insert(z_reports).values(row))
        connection.execute(update(shifts).values(closed_at=now(), last_sequence=head.sequence))

    return act


def _setting(**changes: Any) -> Callable[[dict[str, Any]], object]:
    return lambda row: row.update(changes)


def _act(kind: str, reason: str) -> CashAct:
    return CashAct(uuid7(), kind, 10_00, reason, "attack", "周敏", now())


def _entry_without_shift(connection: Connection) -> None:
    """Write an entry of no money into the chain of a till on which nobody works."""
    till = require_till(connection, "T1")
    assert till.shift is not None
    close_counted(connection, "T1")
    event = Event("attack", "float", "", "x", till.shift.business_date, now(), "T1")
    post(connection, event, (), chain_head(connection, "T1"))


def _shift_in_the_middle(connection: Connection) -> None:
    """Open a shift that begins before the end of its till's chain."""
    close_counted(connection, "T1")
    row = dict(connection.execute(shifts.select().where(shifts.c.till_code == "T1")).mappings().one())
    fresh = {"id": "attack", "closed_at": None, "last_sequence": None, "first_sequence": 1}
    connection.execute(insert(shifts).values({**row, **fresh}))


def _closed_without_report(connection: Connection) -> None:
    connection.execute(update(shifts).values(closed_at=now(), last_sequence=1))


def _money_that_went_elsewhere(connection: Connection) -> None:
    """Say that cash was paid in, and take it out."""
    till = require_till(connection, "T1")
    move_cash(connection, till, _act("paid_out", "groceries"))
    row = dict(connection.execute(cash_acts.select()).mappings().one())
    assert till.shift is not None
    event = Event("attack", "paid_in", "", "周敏", till.shift.business_date, now(), "T1")
    debit, credit = _sides_of(connection, row["id"])
    post(connection, event, (Posting(debit, credit, 1_00),), chain_head(connection, "T1"))
    connection.execute(insert(cash_acts).values({**row, "id": "attack", "kind": "paid_in"}))


def _sides_of(connection: Connection, entry_id: str) -> tuple[int, int]:
    found = connection.exec_driver_sql(
        f"SELECT debit_account_id, credit_account_id FROM postings WHERE entry_id = '{entry_id}'"  # noqa: S608
    ).one()
    return found[0], found[1]


def _of_a_closed_shift(table: Table) -> Act:
    """Write a row that names a shift which is closed."""

    def act(connection: Connection) -> None:
        a_day(connection)
        row = dict(connection.execute(table.select().limit(1)).mappings().one())
        fresh: dict[str, Any] = {"id": "attack"}
        if "number" in row:
            fresh["number"] = row["number"] + 1
        connection.execute(insert(table).values({**row, **fresh}))

    return act


ON_CASH = (
    *(
        Attack(f"{table} changed", claim, after_a_day(f"UPDATE {table} SET {CHANGES[table]}"))  # noqa: S608
        for table, claim in CASH_NEVER_EMPTIED.items()
    ),
    *(
        Attack(f"{table} deleted", claim, after_a_day(f"DELETE FROM {table}"))  # noqa: S608
        for table, claim in CASH_NEVER_EMPTIED.items()
    ),
    Attack("an entry while nobody works", "shift_is_open", _entry_without_shift),
    Attack("an opening of a closed shift's drawer", "shift_is_open", _of_a_closed_shift(drawer_openings)),
    Attack("a count of a closed shift", "shift_is_open", _of_a_closed_shift(shift_counts)),
    Attack("a shift in the past", "shifts_begin_at_the_end_of_their_chain", _shift_in_the_middle),
    Attack("a close without a report", "shifts_close_with_their_report", _closed_without_report),
    Attack("cash in that went out", "cash_acts_are_posted", _money_that_went_elsewhere),
    Attack(
        "a count of more than there was", "ck_shift_counts_counted_pieces_add_up", counting(counted_fen=1)
    ),
    Attack(
        "fewer notes than none",
        "ck_shift_counts_nothing_is_counted_below_zero",
        counting(pieces_10000=-1, loose_fen=600_00),
    ),
    Attack("a count that jumps", "counts_are_numbered", counting(number=2)),
    Attack("a count beside other books", "counts_stand_beside_the_books", counting(expected_fen=0)),
    Attack("a count of another moment", "counts_stand_beside_the_books", counting(sequence=0)),
    Attack(
        "a second first count",
        "uq_shift_counts_shift_id_number",
        again(shift_counts, id="attack"),
        without=BEHIND_COUNTS,
    ),
    Attack("a report without a number before it", "z_numbers_have_no_gaps", closing(_setting(number=2))),
    Attack("a report bound to none", "z_numbers_have_no_gaps", closing(_setting(previous_hash="x"))),
    Attack("a report of another head", "z_reports_end_at_the_hand_over", closing(_setting(head_hash="x"))),
    Attack("a report of an older head", "z_reports_end_at_the_hand_over", closing(_setting(head_sequence=1))),
    Attack(
        "a report by a count that nobody made",
        "what_was_counted_is_the_last_count",
        closing(_setting(count_id="none")),
    ),
    Attack(
        "nobody counted, and nobody says why",
        "ck_z_reports_not_counting_has_a_reason",
        closing(_setting(reason="")),
    ),
    Attack(
        "a number of two reports",
        "uq_z_reports_till_code_number",
        again(z_reports, id="attack", shift_id="x"),
        without=BEHIND_REPORTS,
    ),
    Attack(
        "two reports of a shift",
        "uq_z_reports_shift_id",
        again(z_reports, id="attack", number=2),
        without=BEHIND_REPORTS,
    ),
    Attack(
        "an unknown act",
        "ck_cash_acts_kind_is_known",
        again(cash_acts, id="x", kind="x"),
        without=BEHIND_ACTS,
    ),
    Attack(
        "cash of no till",
        "ck_cash_acts_only_banking_has_no_till",
        again(cash_acts, id="x", kind="drop", till_code=None, shift_id=None),
        without=BEHIND_ACTS,
    ),
    Attack(
        "cash for no reason",
        "ck_cash_acts_has_a_reason",
        again(cash_acts, id="x", reason=""),
        without=BEHIND_ACTS,
    ),
    Attack(
        "a drawer opened for no reason",
        "ck_drawer_openings_has_a_reason",
        again(drawer_openings, id="x", reason=""),
        without=("drawer_openings.drawer_openings_open",),
    ),
)
