"""How an act on a drawer gets its transaction.

Rule: where a sale or a close was faster, the database refuses by a claim; the act then looks again, and
refuses by itself, in words, what cannot be any more.
"""

from collections.abc import Callable
from typing import Final, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from pos.database import Database, broken_claim

T = TypeVar("T")

LOST_RACES: Final = frozenset(
    {
        "ck_account_balances_stays_above_its_floor",
        "shift_is_open",
        # The same act at the same moment: the postings of both stand under one key when the second is sealed.
        "postings_add_up",
    }
)
MOST_LOOKS = 5


def carry_out(database: Database, work: Callable[[Connection], T]) -> T:
    """Run an act in a transaction of its own; look again where it lost a race."""
    for further in range(MOST_LOOKS - 1, -1, -1):
        try:
            return database.write(work)
        except IntegrityError as error:
            if not further or broken_claim(error) not in LOST_RACES:
                raise
    raise AssertionError("the last look returns or raises")
