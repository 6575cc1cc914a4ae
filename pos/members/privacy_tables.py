"""Who saw a person in plain words.

Rule: these rows are written once and stay, also when the person is erased: none of them names anybody.
"""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table, Text

from inventory.tables_base import Moment, Whole, metadata

reveals = Table(
    "reveals",
    metadata,
    # The key that the screen made for its request.
    Column("id", Text, primary_key=True),
    Column("member_id", Whole, ForeignKey("members.id"), nullable=False),
    # Names of fields, separated by spaces.
    Column("fields", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", Moment, nullable=False),
    CheckConstraint("trim(reason) <> ''", name="has_a_reason"),
    CheckConstraint("trim(actor) <> ''", name="somebody_looked"),
    Index("ix_reveals_member_id", "member_id"),
    sqlite_strict=True,
)
