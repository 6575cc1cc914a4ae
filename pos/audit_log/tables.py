"""Where deeds are kept.

Rule: a deed is written once, as the next of its chain, and stays (triggers in both databases see to it).
"""

from sqlalchemy import CheckConstraint, Column, Index, Table, Text, UniqueConstraint

from inventory.tables_base import Moment, Whole, metadata

deeds = Table(
    "deeds",
    metadata,
    Column("id", Whole, primary_key=True, autoincrement=True),
    # A till's code, or "office".
    Column("chain_code", Text, nullable=False),
    Column("sequence", Whole, nullable=False),
    Column("kind", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("object", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("facts", Text, nullable=False),
    Column("at", Moment, nullable=False),
    # By which the client made sure that it is written once; empty where nothing is repeated.
    Column("key", Text),
    # HMAC-SHA256 over all of it and the deed before, in hexadecimal.
    Column("mac", Text, nullable=False),
    UniqueConstraint("chain_code", "sequence"),
    UniqueConstraint("key"),
    CheckConstraint("trim(actor) <> ''", name="somebody_did_it"),
    Index("ix_deeds_kind_at", "kind", "at"),
    Index("ix_deeds_at", "at"),
    sqlite_strict=True,
)
