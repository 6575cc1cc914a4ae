"""Transactions on SQLite and PostgreSQL: how they begin, commit and are tried again."""

from pos.database.claims import broken_claim
from pos.database.database import Database, OutOfReach, open_database

__all__ = ["Database", "OutOfReach", "broken_claim", "open_database"]
