"""Who the members are.

Rule: a member has exactly one wallet, and nothing is kept here that the till does not need. Of a class the
kind and the days of the proof are kept, never the paper itself.
"""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Table, Text, UniqueConstraint, text

from inventory.tables_base import Day, Moment, Whole, metadata

members = Table(
    "members",
    metadata,
    Column("id", Whole, primary_key=True, autoincrement=True),
    Column("code", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("birth_date", Day, nullable=False),
    # The smallest known areas, by the codes of the scheme; '' where nobody asked.
    Column("residence_area", Text, nullable=False, server_default=text("''")),
    Column("hukou_area", Text, nullable=False, server_default=text("''")),
    Column("wallet_account_id", Whole, ForeignKey("accounts.id"), nullable=False, unique=True),
    Column("joined_at", Moment, nullable=False),
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
