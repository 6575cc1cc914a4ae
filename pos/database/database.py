"""How work gets its transaction: the one module that commits.

Rule: on SQLite one writer at a time, in this process behind a lock; on PostgreSQL any transaction may be
tried again.
"""

import random
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from pos.database.claims import broken_claim
from pos.database.engine import create_canteen_engine
from pos.errors import Explained

T = TypeVar("T")

# By default PostgreSQL shows each statement another state: an audit of living books found faults in them.
ONE_STATE: Final[dict[str, Any]] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
GIVE_UP_AFTER_S = 2.5
FIRST_PAUSE_S = 0.05
LONGEST_PAUSE_S = 1.0
RETRIED_SQLSTATES = (
    "40001", "40P01", "55P03", "57014", "25006", "57P01", "57P02", "57P03", "57P05", "25P03", "53300", "08"
)  # fmt: skip
# Two transactions of one till, or the same act twice: the second sees the first when it looks again.
RETRIED_CLAIMS = frozenset(
    {
        "uq_entries_chain_code_sequence",
        "chain_is_unbroken",
        "entries_are_sealed",
        "orders_are_sealed",
        "pk_entries",
        "pk_member_events",
        "pk_order_lines",
        "pk_refund_lines",
        "pk_shifts",
        "uq_shifts_one_open_per_till",
        "shifts_begin_at_the_end_of_their_chain",
        "counts_are_numbered",
        "counts_stand_beside_the_books",
        "pk_drawer_openings",
        "pk_shift_counts",
        "uq_shift_counts_shift_id_number",
        "pk_z_reports",
        "uq_menu_items_menu_date_period_code_dish_code",
        "uq_accounts_code",
        "uq_member_search_one_member_per_id_number",
        "pk_reveals",
        "pk_member_lists",
        "uq_deeds_chain_code_sequence",
        "uq_deeds_key",
        "deeds_follow_each_other",
        "pk_request_keys",
    }
)


class OutOfReach(Explained):
    """The database did not answer within the time that a till can wait; the same key may be tried again."""

    def __str__(self) -> str:
        """Return it in words for people."""
        return "the database cannot be reached"


class Database:
    """One database, with `read` for looking and `write` for everything that changes."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.is_sqlite = engine.dialect.name == "sqlite"
        self._writing = threading.Lock()
        options: dict[str, Any] = {} if self.is_sqlite else ONE_STATE
        self._readers = engine.execution_options(readonly=True, **options)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the books and writes nothing.

        :raises OutOfReach: when the database does not answer.
        """
        try:
            with self._readers.connect() as connection:
                yield connection
        except (DBAPIError, PoolTimeout) as error:
            if _may_be_tried_again(error):
                raise OutOfReach from error
            raise

    def write(self, work: Callable[[Connection], T]) -> T:
        """Run the work in one transaction, commit it, and return what it returned.

        On PostgreSQL the work runs again after a conflict or a lost connection, so it must not act on the
        world outside the transaction. No try begins later than 2.5 s after the first; one that is under way
        then may take as long as a statement may, 5 s.

        :raises OutOfReach: when the database did not answer, or was locked by another process all the time.
        """
        if not self.is_sqlite:
            return self._write_with_retries(work)
        try:
            # SQLite's own waiting is by sleeping and is unfair; a lock hands over at once.
            with self._writing, self.engine.begin() as connection:
                return work(connection)
        except OperationalError as error:
            if _may_be_tried_again(error):
                raise OutOfReach from error
            raise

    def forget_what_was_deleted(self, *tables: str) -> None:
        """Write the tables anew, so that the files keep nothing of what was deleted from them.

        :raises OutOfReach: when another process has the database open, on SQLite.
        """
        lent = self.engine.raw_connection()
        driver: Any = lent.driver_connection
        try:
            if self.is_sqlite:
                driver.execute("VACUUM")
                driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            else:
                # Outside a transaction, which such a statement refuses to be in.
                driver.autocommit = True
                driver.execute("SET statement_timeout = 0")
                driver.execute(f"VACUUM FULL {', '.join(tables)}")
        except sqlite3.OperationalError as error:
            raise OutOfReach from error
        finally:
            # Its settings are others now: it does not go back into the pool.
            lent.invalidate()

    def _write_with_retries(self, work: Callable[[Connection], T]) -> T:
        give_up_at = time.monotonic() + GIVE_UP_AFTER_S
        pause_s = FIRST_PAUSE_S
        while True:
            try:
                with self.engine.begin() as connection:
                    return work(connection)
            except (DBAPIError, PoolTimeout) as error:
                if not _may_be_tried_again(error):
                    raise
                if time.monotonic() > give_up_at:
                    raise OutOfReach from error
                # Full jitter: tills that collided once do not collide again in step.
                time.sleep(random.uniform(0, pause_s))  # noqa: S311 - a pause is no secret
                pause_s = min(pause_s * 2, LONGEST_PAUSE_S)


def _may_be_tried_again(error: DBAPIError | PoolTimeout) -> bool:
    if isinstance(error, PoolTimeout):
        return True
    if error.connection_invalidated or broken_claim(error) in RETRIED_CLAIMS:
        return True
    if isinstance(error.orig, sqlite3.Error):
        return error.orig.sqlite_errorname.startswith("SQLITE_BUSY")
    state = getattr(error.orig, "sqlstate", None)
    if state is None:
        return isinstance(error, OperationalError | InterfaceError)
    return bool(state.startswith(RETRIED_SQLSTATES))


def open_database(url: str) -> Database:
    """Return the database behind an SQLAlchemy URL."""
    return Database(create_canteen_engine(url))
