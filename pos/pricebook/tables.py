"""Which discount schemes are, were and will be in force.

Rule: a version is never edited; a change is a new version with its first day.
"""

from sqlalchemy import CheckConstraint, Column, ForeignKeyConstraint, Integer, Table, Text

from inventory.tables_base import Day, Moment, metadata

schemes = Table(
    "schemes",
    metadata,
    Column("code", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("toml", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Column("effective_from", Day, nullable=False),
    Column("loaded_at", Moment, nullable=False),
    CheckConstraint("version > 0", name="version_is_positive"),
    sqlite_strict=True,
)

# Versions that somebody took back before their first day.
scheme_withdrawals = Table(
    "scheme_withdrawals",
    metadata,
    Column("code", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("withdrawn_at", Moment, nullable=False),
    ForeignKeyConstraint(["code", "version"], ["schemes.code", "schemes.version"]),
    sqlite_strict=True,
)
