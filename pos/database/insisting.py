"""How does a process beside the tills write what must not get lost, however busy they are?

Rule: each try is a short transaction; between two the tills have their turn.
"""

import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection

from pos.database.database import Database, OutOfReach

T = TypeVar("T")

TRIES = 10
PAUSE_S = 1.0


def insist(database: Database, work: Callable[[Connection], T]) -> T:
    """Run the work in one transaction of the database, as `Database.write` does, but try for a minute.

    :raises OutOfReach: when the database was out of reach all the time.
    """
    for _ in range(TRIES - 1):
        try:
            return database.write(work)
        except OutOfReach:
            time.sleep(PAUSE_S)
    return database.write(work)
