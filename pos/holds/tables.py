"""Which tickets are held, with their lines, their member and the price that was shown.

Rule: what was held is never edited; one till at a time goes on with it; it ends once (triggers see to it).
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
    text,
)

from inventory.tables_base import Day, Fen, Flag, Moment, Whole, metadata, one_of

HELD, RESUMED, SOLD, CANCELLED, HELD_AGAIN = "held", "resumed", "sold", "cancelled", "held_again"
STATES = (HELD, RESUMED, SOLD, CANCELLED, HELD_AGAIN)
LONGEST_NOTE = 12

holds = Table(
    "holds",
    metadata,
    # A UUIDv7 that the till made: the idempotency key.
    Column("id", Text, primary_key=True),
    Column("site_code", Text, ForeignKey("sites.code"), nullable=False),
    Column("till_code", Text, ForeignKey("tills.code"), nullable=False),
    Column("business_date", Day, nullable=False),
    Column("cashier", Text, nullable=False),
    Column("member_id", Whole, ForeignKey("members.id")),
    # By what people know it again; emptied when the hold ends.
    Column("note", Text, nullable=False),
    Column("scheme_code", Text, nullable=False),
    Column("scheme_version", Integer, nullable=False),
    Column("total_fen", Fen, nullable=False),
    Column("held_at", Moment, nullable=False),
    Column("request_hash", Text, nullable=False),
    # Until when its portions are kept, and whether they are.
    Column("reserved_until", Moment, nullable=False),
    Column("is_reserved", Flag, nullable=False, server_default=text("1")),
    Column("state", Text, nullable=False, server_default=HELD),
    # Who goes on with it, on which till.
    Column("resumed_till", Text, ForeignKey("tills.code")),
    Column("resumed_by", Text),
    Column("order_id", Text, ForeignKey("orders.id")),
    Column("ended_at", Moment),
    ForeignKeyConstraint(["scheme_code", "scheme_version"], ["schemes.code", "schemes.version"]),
    UniqueConstraint("order_id"),
    CheckConstraint(one_of("state", STATES), name="state_is_known"),
    CheckConstraint(f"length(note) <= {LONGEST_NOTE}", name="note_is_short"),
    CheckConstraint("total_fen >= 0", name="total_is_not_negative"),
    CheckConstraint("is_reserved IN (0, 1)", name="reserved_is_a_flag"),
    CheckConstraint(
        "state NOT IN ('resumed', 'sold') OR (resumed_till IS NOT NULL AND resumed_by IS NOT NULL)",
        name="a_till_goes_on_with_it",
    ),
    CheckConstraint("(state IN ('held', 'resumed')) = (ended_at IS NULL)", name="ends_at_a_moment"),
    CheckConstraint("(state = 'sold') = (order_id IS NOT NULL)", name="is_sold_as_an_order"),
    CheckConstraint("ended_at IS NULL OR is_reserved = 0", name="keeps_nothing_when_it_ended"),
    Index("ix_holds_site_code_business_date", "site_code", "business_date"),
    Index(
        "ix_holds_reserved_until",
        "reserved_until",
        sqlite_where=text("is_reserved = 1"),
        postgresql_where=text("is_reserved = 1"),
    ),
    sqlite_strict=True,
)

hold_lines = Table(
    "hold_lines",
    metadata,
    Column("hold_id", Text, ForeignKey("holds.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("menu_item_id", Whole, ForeignKey("menu_items.id"), nullable=False),
    Column("quantity", Integer, nullable=False),
    # What the line cost when it was held.
    Column("total_fen", Fen, nullable=False),
    PrimaryKeyConstraint("hold_id", "number"),
    CheckConstraint("quantity > 0", name="quantity_is_positive"),
    CheckConstraint("total_fen >= 0", name="total_is_not_negative"),
    sqlite_strict=True,
)
