"""Which limits a site has set.

Rule: a limit is never edited; the newest of its code counts.
"""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table, Text

from inventory.tables_base import Fen, Moment, Whole, metadata, one_of

LIMIT_CODES = (
    "strong_order",
    "strong_day",
    "weak_order",
    "weak_day",
    "uid_order",
    "uid_day",
    "balance_named",
    "balance_unnamed",
    "undo_last",
    "void",
    "refund",
    "late_refund",
    "top_up_undo",
    "paid_out",
    "over_short",
)

limits = Table(
    "limits",
    metadata,
    Column("id", Whole, primary_key=True, autoincrement=True),
    Column("site_code", Text, ForeignKey("sites.code"), nullable=False),
    Column("code", Text, nullable=False),
    # Empty: no limit.
    Column("amount_fen", Fen),
    Column("set_by", Text, nullable=False),
    Column("set_at", Moment, nullable=False),
    CheckConstraint(one_of("code", LIMIT_CODES), name="code_is_known"),
    CheckConstraint("amount_fen >= 0", name="amount_is_not_negative"),
    Index("ix_limits_site_code_code_id", "site_code", "code", "id"),
    sqlite_strict=True,
)
