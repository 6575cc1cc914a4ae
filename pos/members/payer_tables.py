"""Who pays in for a member: a child or somebody else of the family.

Rule: a link is written once and may only end; somebody who is no member is sealed under the key of the member
they pay for, so that whoever forgets the member forgets them.
"""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, LargeBinary, Table, Text, text

from inventory.tables_base import Moment, Whole, metadata, one_of

# Codes and not words: free text would name people.
RELATIONS = ("daughter", "son", "spouse", "grandchild", "sibling", "other")

family_payers = Table(
    "family_payers",
    metadata,
    # The act that named them.
    Column("id", Text, ForeignKey("member_events.id"), primary_key=True),
    # For whom they pay.
    Column("member_id", Whole, ForeignKey("members.id"), nullable=False),
    Column("payer_member_id", Whole, ForeignKey("members.id")),
    Column("name", LargeBinary),
    Column("phone", LargeBinary),
    Column("relation", Text, nullable=False),
    Column("since", Moment, nullable=False),
    Column("ended_at", Moment),
    CheckConstraint(one_of("relation", RELATIONS), name="relation_is_known"),
    CheckConstraint("member_id <> payer_member_id", name="nobody_is_their_own_family"),
    CheckConstraint(
        "(payer_member_id IS NOT NULL AND name IS NULL AND phone IS NULL)"
        " OR (payer_member_id IS NULL AND name IS NOT NULL AND phone IS NOT NULL)",
        name="a_payer_is_a_member_or_somebody_named",
    ),
    CheckConstraint("ended_at >= since", name="ends_after_it_begins"),
    Index("ix_family_payers_member_id", "member_id"),
    Index("ix_family_payers_payer_member_id", "payer_member_id"),
    sqlite_strict=True,
)
Index(
    "uq_family_payers_a_member_is_named_once",
    family_payers.c.member_id,
    family_payers.c.payer_member_id,
    unique=True,
    sqlite_where=text("ended_at IS NULL"),
    postgresql_where=text("ended_at IS NULL"),
)
