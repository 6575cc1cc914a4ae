"""Which requests are under way or were answered, by their keys.

Rule: this is no ledger. A row is let go where nothing was done, and forgotten after a day; what an act has
done is kept by the act's own tables.
"""

from sqlalchemy import CheckConstraint, Column, Index, Integer, LargeBinary, Table, Text

from inventory.tables_base import Moment, metadata

request_keys = Table(
    "request_keys",
    metadata,
    # A UUIDv7 that the sender made.
    Column("key", Text, primary_key=True),
    # Of the method, the address and the contents, under the key of the index: a bare hash of a name or an
    # amount would give it away.
    Column("digest", LargeBinary, nullable=False),
    # The run of the server that works on it: it tells what is under way from what a crash has left.
    Column("process", Text, nullable=False),
    Column("at", Moment, nullable=False),
    # Empty while it is under way.
    Column("status", Integer),
    # Empty where the answer names a person.
    Column("answer", Text),
    CheckConstraint("answer IS NULL OR status IS NOT NULL", name="an_answer_has_its_status"),
    Index("ix_request_keys_at", "at"),
    sqlite_strict=True,
)
