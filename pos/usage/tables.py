"""What each order used of the counted rules, what was given back, and the sums.

Rule: a sum moves only as uses and returns say; a trigger refuses a use that counts on an older sum.
"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    PrimaryKeyConstraint,
    Table,
    Text,
)

from inventory.tables_base import Moment, Whole, metadata

NOT_NEGATIVE = "times >= 0 AND amount_fen >= 0 AND portions >= 0 AND base_fen >= 0"
AMOUNTS = ("times", "amount_fen", "portions", "base_fen")


def _key() -> list[Column[str]]:
    return [Column(name, Text, nullable=False) for name in ("counter", "period", "site_code")]


def _amounts(prefix: str = "") -> list[Column[int]]:
    return [Column(prefix + name, Whole, nullable=False) for name in AMOUNTS]


usage_counters = Table(
    "usage_counters",
    metadata,
    Column("member_id", Whole, ForeignKey("members.id"), nullable=False),
    *_key(),
    *_amounts(),
    PrimaryKeyConstraint("member_id", "counter", "period", "site_code"),
    CheckConstraint(NOT_NEGATIVE, name="uses_are_not_negative"),
    sqlite_strict=True,
)

order_uses = Table(
    "order_uses",
    metadata,
    # Written before its order, which seals it.
    Column("order_id", Text, ForeignKey("orders.id", deferrable=True, initially="DEFERRED"), nullable=False),
    Column("member_id", Whole, ForeignKey("members.id"), nullable=False),
    *_key(),
    *_amounts(),
    # The sums that the quote counted on.
    *_amounts("seen_"),
    PrimaryKeyConstraint("order_id", "counter", "period", "site_code"),
    CheckConstraint(NOT_NEGATIVE, name="uses_are_not_negative"),
    Index("ix_order_uses_member_id_counter_period", "member_id", "counter", "period"),
    sqlite_strict=True,
)

use_returns = Table(
    "use_returns",
    metadata,
    Column("reference", Text, nullable=False),
    Column("order_id", Text, nullable=False),
    *_key(),
    *_amounts(),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("reference", "order_id", "counter", "period", "site_code"),
    ForeignKeyConstraint(
        ["order_id", "counter", "period", "site_code"],
        ["order_uses.order_id", "order_uses.counter", "order_uses.period", "order_uses.site_code"],
    ),
    CheckConstraint(NOT_NEGATIVE, name="uses_are_not_negative"),
    Index("ix_use_returns_order_id", "order_id"),
    sqlite_strict=True,
)
