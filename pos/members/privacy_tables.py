"""Who saw a person in plain words, who was erased, and which request opened which account.

Rule: these rows are written once and stay, also when the person is erased: none of them names anybody.
"""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, LargeBinary, Table, Text

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

erasures = Table(
    "erasures",
    metadata,
    Column("id", Text, primary_key=True),
    Column("member_id", Whole, ForeignKey("members.id"), nullable=False, unique=True),
    Column("reason", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", Moment, nullable=False),
    CheckConstraint("trim(reason) <> ''", name="has_a_reason"),
    CheckConstraint("trim(actor) <> ''", name="somebody_erased"),
    sqlite_strict=True,
)

openings = Table(
    "openings",
    metadata,
    Column("id", Text, primary_key=True),
    Column("member_id", Whole, ForeignKey("members.id"), nullable=False, unique=True),
    # Of the request, under the key of the index: a bare hash of a name and numbers would give them away.
    Column("request_digest", LargeBinary, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", Moment, nullable=False),
    CheckConstraint("trim(actor) <> ''", name="somebody_opened"),
    sqlite_strict=True,
)
