"""Who the members are.

Rule: a member has exactly one wallet, and nothing is kept here that the till does not need. What names a
person is sealed, and found by digests only. Of a class the kind and the days of the proof are kept, never the
paper itself.
"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from inventory.tables_base import Day, Moment, Whole, metadata, one_of

SEARCH_KINDS = ("name", "given_name", "spelling", "initials", "phone", "phone_tail", "id_number")

members = Table(
    "members",
    metadata,
    Column("id", Whole, primary_key=True, autoincrement=True),
    Column("code", Text, nullable=False, unique=True),
    # In clear, for prices depend on it; after an erasure only its month is kept.
    Column("birth_date", Day, nullable=False),
    # The smallest known areas, by the codes of the scheme; '' where nobody asked.
    Column("residence_area", Text, nullable=False, server_default=text("''")),
    Column("hukou_area", Text, nullable=False, server_default=text("''")),
    Column("wallet_account_id", Whole, ForeignKey("accounts.id"), nullable=False, unique=True),
    Column("joined_at", Moment, nullable=False),
    Column("erased_at", Moment),
    # open, frozen, closed (the money was paid out) or merged (another account of the same person goes on).
    Column("state", Text, nullable=False, server_default=text("'open'")),
    # Of which list; who came in by one counts from the moment at which it is done (`lists`).
    Column("list_id", Text, index=True),
    sqlite_strict=True,
)

# What names a person, sealed; the row goes when the person is erased, and their key with it.
people = Table(
    "people",
    metadata,
    Column("member_id", Whole, ForeignKey("members.id"), primary_key=True, autoincrement=False),
    Column("wrapped_key", LargeBinary, nullable=False),
    Column("name", LargeBinary, nullable=False),
    Column("phone", LargeBinary),
    Column("id_number", LargeBinary),
    sqlite_strict=True,
)

# By which digests a member is found.
member_search = Table(
    "member_search",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("member_id", Whole, ForeignKey("members.id"), primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    CheckConstraint(one_of("kind", SEARCH_KINDS), name="kind_is_known"),
    Index("ix_member_search_member_id", "member_id"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
Index(
    "uq_member_search_one_member_per_id_number",
    member_search.c.digest,
    unique=True,
    sqlite_where=text("kind = 'id_number'"),
    postgresql_where=text("kind = 'id_number'"),
)

# Names that a migration found in plain words; `canteen database upgrade` seals them, and nobody adds any.
unsealed_names = Table(
    "unsealed_names",
    metadata,
    Column("member_id", Whole, ForeignKey("members.id"), primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    sqlite_strict=True,
)

# The last number that became a member's code, in its only row.
member_numbers = Table(
    "member_numbers",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("last", Whole, nullable=False),
    CheckConstraint("id = 1", name="there_is_one_count"),
    sqlite_strict=True,
)

class_proofs = Table(
    "class_proofs",
    metadata,
    Column("id", Whole, primary_key=True, autoincrement=True),
    Column("member_id", Whole, ForeignKey("members.id"), nullable=False),
    # A stable code such as "dibao", and what was shown for it.
    Column("class_code", Text, nullable=False),
    Column("proof_type", Text, nullable=False),
    Column("valid_from", Day, nullable=False),
    # The last day on which it counts; empty: without end.
    Column("valid_until", Day),
    Column("recorded_at", Moment, nullable=False),
    # The first day on which it counts no longer, where somebody ended it.
    Column("revoked_on", Day),
    UniqueConstraint("member_id", "class_code", "valid_from"),
    CheckConstraint("valid_until >= valid_from", name="is_valid_for_a_day_at_least"),
    CheckConstraint("revoked_on >= valid_from", name="ends_after_it_begins"),
    sqlite_strict=True,
)
