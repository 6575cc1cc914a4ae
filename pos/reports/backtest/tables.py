"""Which back-tests were asked for, how far they are, and what they found.

Rule: a job moves from queued to running to one of three ends, and never back; one runs at a time.
"""

from sqlalchemy import CheckConstraint, Column, Index, Integer, Table, Text, text

from inventory.tables_base import Day, Moment, Whole, metadata, one_of

STATES = ("queued", "running", "done", "failed", "cancelled")
ENDS = ("done", "failed", "cancelled")

backtests = Table(
    "backtests",
    metadata,
    # A UUIDv7 that the page made: the idempotency key.
    Column("id", Text, primary_key=True),
    Column("scheme_code", Text, nullable=False),
    Column("scheme_version", Integer, nullable=False),
    # The text of a scheme that is not loaded; NULL: the loaded version of that code.
    Column("draft", Text),
    # The first day, and the first day after the last.
    Column("from_date", Day, nullable=False),
    Column("until_date", Day, nullable=False),
    Column("state", Text, nullable=False),
    Column("done_orders", Whole, nullable=False, server_default="0"),
    Column("total_orders", Whole),
    Column("result", Text),
    # A stable code; its words stand beside those of the refusals.
    Column("error", Text),
    Column("requested_at", Moment, nullable=False),
    Column("started_at", Moment),
    # The last sign of the process that runs it.
    Column("seen_at", Moment),
    Column("finished_at", Moment),
    CheckConstraint("from_date < until_date", name="period_has_a_day"),
    CheckConstraint(one_of("state", STATES), name="state_is_known"),
    CheckConstraint(
        "done_orders >= 0 AND done_orders <= coalesce(total_orders, 0)", name="does_no_more_than_all"
    ),
    CheckConstraint(f"({one_of('state', ENDS)}) = (finished_at IS NOT NULL)", name="ends_at_a_moment"),
    CheckConstraint("(state = 'done') = (result IS NOT NULL)", name="result_is_there_when_done"),
    CheckConstraint("(state = 'failed') = (error IS NOT NULL)", name="failure_says_why"),
    CheckConstraint(
        "state <> 'running' OR (started_at IS NOT NULL AND seen_at IS NOT NULL)", name="who_runs_was_seen"
    ),
    Index(
        "uq_backtests_one_running",
        "state",
        unique=True,
        sqlite_where=text("state = 'running'"),
        postgresql_where=text("state = 'running'"),
    ),
    Index("ix_backtests_requested_at", "requested_at"),
    sqlite_strict=True,
)
