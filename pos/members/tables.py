"""Who the members are.

Rule: a member has exactly one wallet, and nothing is kept here that the till does not need.
"""

from sqlalchemy import Column, ForeignKey, Table, Text

from inventory.tables_base import Day, Moment, Whole, metadata

members = Table(
    "members",
    metadata,
    Column("id", Whole, primary_key=True, autoincrement=True),
    Column("code", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("birth_date", Day, nullable=False),
    # Space-separated stable codes, such as "dibao".
    Column("classes", Text, nullable=False),
    Column("wallet_account_id", Whole, ForeignKey("accounts.id"), nullable=False, unique=True),
    Column("joined_at", Moment, nullable=False),
    sqlite_strict=True,
)
