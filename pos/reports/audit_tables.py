"""What each check of the books found.

Rule: a result is written once and stays; the heads of all chains in it show a tail that is cut off later.
"""

from sqlalchemy import CheckConstraint, Column, Index, Integer, Table, Text

from inventory.tables_base import Moment, Whole, metadata, one_of

NIGHTLY, ASKED, COMMAND = "nightly", "asked", "command"
OCCASIONS = (NIGHTLY, ASKED, COMMAND)

audit_runs = Table(
    "audit_runs",
    metadata,
    Column("id", Whole, primary_key=True, autoincrement=True),
    Column("occasion", Text, nullable=False),
    # Who asked for it.
    Column("actor", Text, nullable=False),
    # When the state of the books was that was looked at.
    Column("at", Moment, nullable=False),
    Column("duration_ms", Integer, nullable=False),
    Column("disagreement_count", Integer, nullable=False),
    # JSON: what was checked and what disagrees; the newest link of every chain.
    Column("findings", Text, nullable=False),
    Column("heads", Text, nullable=False),
    CheckConstraint(one_of("occasion", OCCASIONS), name="occasion_is_known"),
    CheckConstraint("trim(actor) <> ''", name="somebody_asked"),
    CheckConstraint("disagreement_count >= 0", name="count_is_not_negative"),
    Index("ix_audit_runs_occasion_at", "occasion", "at"),
    sqlite_strict=True,
)
