"""What happened to a card in its life: which act it was stands with the member's event of the same key.

Rule: only ever added to.
"""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table, Text

from inventory.tables_base import metadata, one_of

CARD_EVENT_KINDS = ("issued", "lost", "found", "frozen", "thawed", "replaced", "returned", "moved")

card_events = Table(
    "card_events",
    metadata,
    Column("event_id", Text, ForeignKey("member_events.id"), primary_key=True),
    Column("serial", Text, ForeignKey("cards.serial"), primary_key=True),
    Column("kind", Text, nullable=False),
    CheckConstraint(one_of("kind", CARD_EVENT_KINDS), name="kind_is_known"),
    Index("ix_card_events_serial", "serial"),
    sqlite_strict=True,
)
