"""Which papers wait, and how does each printer do? The outbox that a sale writes in its own transaction.

Rule: a job that was `sending` becomes `queued` again only if the printer proved that it printed none of it.
"""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text

from inventory.tables_base import Moment, metadata, one_of

JOB_STATES = ("queued", "sending", "printed", "uncertain", "failed")
PRINTER_STATES = ("ok", "paper_low", "paper_out", "cover_open", "error", "no_answer")


print_jobs = Table(
    "print_jobs",
    metadata,
    # "<order id>:receipt": the same paper asked for twice is one row, so a replayed sale prints once.
    Column("key", Text, primary_key=True),
    # Null for paper without a sale (a Z-report). Deferred: a sale may write its paper before its order.
    Column("order_id", Text, ForeignKey("orders.id", deferrable=True, initially="DEFERRED", use_alter=True)),
    Column("printer", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("number", Text, nullable=False),
    # The typed document as JSON: what to say, never bytes, so a printer of another width can take it over.
    Column("document", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_try_at", Moment, nullable=False),
    Column("last_error", Text),
    Column("created_at", Moment, nullable=False),
    Column("settled_at", Moment),
    CheckConstraint(one_of("state", JOB_STATES), name="state_is_known"),
    CheckConstraint("attempts >= 0", name="attempts_are_counted_up"),
    CheckConstraint(
        "(settled_at IS NOT NULL) = (state IN ('printed', 'uncertain', 'failed'))",
        name="has_a_settled_moment_exactly_when_settled",
    ),
    # The worker looks for its printer's oldest waiting job several times a second: not in a year of paper.
    Index("ix_print_jobs_printer_state_created_at", "printer", "state", "created_at"),
    Index("ix_print_jobs_order_id", "order_id"),
    sqlite_strict=True,
)

printer_states = Table(
    "printer_states",
    metadata,
    Column("printer", Text, primary_key=True),
    Column("state", Text, nullable=False),
    # Since when it has been so, and when it was last asked: a state that was asked for long ago is no state.
    Column("since", Moment, nullable=False),
    Column("checked_at", Moment, nullable=False),
    CheckConstraint(one_of("state", PRINTER_STATES), name="state_is_known"),
    CheckConstraint("since <= checked_at", name="began_before_it_was_checked"),
    sqlite_strict=True,
)
