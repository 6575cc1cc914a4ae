"""What was done about a member, by whom and why, and who was merged into whom.

Rule: every act has one row under the key of its request, so it happens once; nothing here is changed or
deleted but where a merge leads to, which may only lead further on.
"""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table, Text

from inventory.tables_base import Moment, Whole, metadata

member_events = Table(
    "member_events",
    metadata,
    # The key that the screen made for its request.
    Column("id", Text, primary_key=True),
    Column("member_id", Whole, ForeignKey("members.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", Moment, nullable=False),
    # Tells two requests of one key apart.
    Column("request_hash", Text, nullable=False),
    CheckConstraint("actor <> ''", name="somebody_did_it"),
    Index("ix_member_events_member_id", "member_id"),
    sqlite_strict=True,
)

member_merges = Table(
    "member_merges",
    metadata,
    Column("member_id", Whole, ForeignKey("members.id"), primary_key=True, autoincrement=False),
    # The account that goes on: always the last one, however many merges led to it.
    Column("survivor_id", Whole, ForeignKey("members.id"), nullable=False),
    Column("event_id", Text, ForeignKey("member_events.id"), nullable=False),
    CheckConstraint("member_id <> survivor_id", name="nobody_survives_in_themselves"),
    Index("ix_member_merges_survivor_id", "survivor_id"),
    sqlite_strict=True,
)
