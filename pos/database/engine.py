"""How a connection to each database is set up.

Rule: SQLite writes begin with BEGIN IMMEDIATE, so a transaction never reads what it may not write.
"""

import sqlite3
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext, make_url
from sqlalchemy.pool import QueuePool

SQLITE_PRAGMAS = (
    "journal_mode=WAL",
    # NORMAL loses acknowledged sales in a power cut.
    "synchronous=FULL",
    "foreign_keys=ON",
    # Lets the DELETE triggers see what INSERT OR REPLACE throws away.
    "recursive_triggers=ON",
    "trusted_schema=OFF",
    # A person who was erased must not be left in a free page.
    "secure_delete=ON",
    "cell_size_check=ON",
)
POSTGRESQL_CONNECT: dict[str, Any] = {
    "connect_timeout": 3,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 6000,
    "options": "-c statement_timeout=5s -c lock_timeout=3s -c idle_in_transaction_session_timeout=10s"
    " -c lc_messages=C -c timezone=UTC",
}
# The server is going away, or has become a standby: such a connection must leave the pool.
DISCONNECT_SQLSTATES = ("25006", "57P", "08")


def create_canteen_engine(url: str) -> Engine:
    """Return an engine with the settings that keep money safe on the database that the URL names."""
    parsed = make_url(url)
    return _sqlite_engine(parsed) if parsed.get_backend_name() == "sqlite" else _postgresql_engine(parsed)


def _sqlite_engine(url: URL) -> Engine:
    engine = create_engine(
        url,
        # A card's serial number among the parameters must not reach a log.
        hide_parameters=True,
        poolclass=QueuePool,
        pool_size=16,
        max_overflow=64,
        connect_args={"timeout": 5, "check_same_thread": False, "cached_statements": 256},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        # The driver's own transaction handling begins too late; SQLAlchemy's `begin` below does it instead.
        connection.isolation_level = None
        for pragma in SQLITE_PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        is_read = connection.get_execution_options().get("readonly")
        connection.exec_driver_sql("BEGIN" if is_read else "BEGIN IMMEDIATE")

    return engine


def _postgresql_engine(url: URL) -> Engine:
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_size=16,
        max_overflow=0,
        pool_timeout=5,
        pool_recycle=900,
        pool_use_lifo=True,
        connect_args=POSTGRESQL_CONNECT,
    )

    @event.listens_for(engine, "handle_error")
    def classify(context: ExceptionContext) -> None:
        state = getattr(context.original_exception, "sqlstate", None)
        if state and state.startswith(DISCONNECT_SQLSTATES):
            context.is_disconnect = True

    return engine
