"""What of an order was given back: its lines, by how much less what others bear, and to which tenders.

Rule: a refund's row is written last and seals what it is made of; a trigger refuses what does not add up,
goes elsewhere than where it came from, or is more than was sold. The refunds of an order are numbered.
"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

from inventory.tables import FATES
from inventory.tables_base import Day, Fen, Moment, Whole, metadata, one_of

# Some of what was sold given back; or the whole of a sale undone before its shift was closed.
REFUND, VOID = "refund", "void"
KINDS = (REFUND, VOID)

refunds = Table(
    "refunds",
    metadata,
    # A UUIDv7 that the till made: the idempotency key.
    Column("id", Text, ForeignKey("entries.id"), primary_key=True),
    Column("kind", Text, nullable=False),
    Column("order_id", Text, ForeignKey("orders.id"), nullable=False),
    # Of the order's refunds the first, second, ...: two at once cannot both be the second.
    Column("ordinal", Integer, nullable=False),
    Column("number", Text, nullable=False, unique=True),
    Column("till_code", Text, ForeignKey("tills.code"), nullable=False),
    Column("shift_id", Text, ForeignKey("shifts.id"), nullable=False),
    Column("business_date", Day, nullable=False),
    Column("at", Moment, nullable=False),
    Column("reason", Text, nullable=False),
    Column("list_total_fen", Fen, nullable=False),
    Column("discount_total_fen", Fen, nullable=False),
    Column("subsidy_total_fen", Fen, nullable=False),
    Column("total_fen", Fen, nullable=False),
    Column("balance_after_fen", Fen),
    Column("request_hash", Text, nullable=False),
    Column("receipt_job", Text, ForeignKey("print_jobs.key"), nullable=False),
    UniqueConstraint("order_id", "ordinal"),
    UniqueConstraint("id", "order_id"),
    CheckConstraint(one_of("kind", KINDS), name="kind_is_known"),
    CheckConstraint("ordinal > 0", name="ordinal_is_positive"),
    CheckConstraint("trim(reason) <> ''", name="has_a_reason"),
    CheckConstraint("total_fen >= 0", name="total_is_not_negative"),
    CheckConstraint("discount_total_fen >= 0", name="discount_is_not_negative"),
    CheckConstraint("subsidy_total_fen >= 0", name="subsidy_is_not_negative"),
    CheckConstraint(
        "list_total_fen - discount_total_fen - subsidy_total_fen = total_fen", name="price_adds_up"
    ),
    CheckConstraint("receipt_job = id || '\\:refund'", name="receipt_job_is_its_own"),
    Index("ix_refunds_business_date", "business_date"),
    Index("ix_refunds_shift_id", "shift_id"),
    sqlite_strict=True,
)


def _whose() -> list[Column[str]]:
    """Return the columns that say of which refund a part is, and of which order."""
    return [Column("refund_id", Text, nullable=False), Column("order_id", Text, nullable=False)]


def _refund() -> ForeignKeyConstraint:
    """Return a reference to a refund of the same order, written later in the same transaction."""
    return ForeignKeyConstraint(
        ["refund_id", "order_id"], ["refunds.id", "refunds.order_id"], deferrable=True, initially="DEFERRED"
    )


refund_lines = Table(
    "refund_lines",
    metadata,
    *_whose(),
    Column("line_number", Integer, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("list_fen", Fen, nullable=False),
    Column("total_fen", Fen, nullable=False),
    # Whether the portions are on sale again, or in the bin.
    Column("fate", Text, nullable=False),
    PrimaryKeyConstraint("refund_id", "line_number"),
    _refund(),
    ForeignKeyConstraint(["order_id", "line_number"], ["order_lines.order_id", "order_lines.number"]),
    CheckConstraint("quantity > 0", name="quantity_is_positive"),
    CheckConstraint("total_fen >= 0 AND total_fen <= list_fen", name="total_is_at_most_list"),
    CheckConstraint(one_of("fate", FATES), name="fate_is_known"),
    Index("ix_refund_lines_order_id", "order_id"),
    sqlite_strict=True,
)

refund_reductions = Table(
    "refund_reductions",
    metadata,
    *_whose(),
    Column("line_number", Integer, nullable=False),
    Column("rule_code", Text, nullable=False),
    Column("amount_fen", Fen, nullable=False),
    PrimaryKeyConstraint("refund_id", "line_number", "rule_code"),
    _refund(),
    ForeignKeyConstraint(
        ["order_id", "line_number", "rule_code"],
        ["order_reductions.order_id", "order_reductions.line_number", "order_reductions.rule_code"],
    ),
    CheckConstraint("amount_fen > 0", name="amount_is_positive"),
    Index("ix_refund_reductions_order_id", "order_id"),
    sqlite_strict=True,
)

refund_tenders = Table(
    "refund_tenders",
    metadata,
    *_whose(),
    Column("tender_number", Integer, nullable=False),
    # Where the money went: as a rule where it came from, but cash is given out where the refund is done.
    Column("account_id", Whole, ForeignKey("accounts.id"), nullable=False),
    Column("amount_fen", Fen, nullable=False),
    PrimaryKeyConstraint("refund_id", "tender_number"),
    _refund(),
    ForeignKeyConstraint(["order_id", "tender_number"], ["order_tenders.order_id", "order_tenders.number"]),
    CheckConstraint("amount_fen > 0", name="amount_is_positive"),
    Index("ix_refund_tenders_order_id", "order_id"),
    sqlite_strict=True,
)
