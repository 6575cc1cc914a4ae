"""How an act on a member's money or cards gets its transaction.

Rule: where somebody else was faster, the database refuses by a claim; the act then looks again, and
refuses by itself, in words, what cannot be any more.
"""

from collections.abc import Callable
from typing import Final, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from pos.database import Database, broken_claim
from pos.members.payers import NAMED_FOR_PEOPLE, NAMED_ONCE, ONLY_END
from pos.members.states import CLOSED_IS_EMPTY, CLOSED_TAKES_NOTHING, GIVEN_TO_OPEN, SURVIVOR_IS_OPEN
from pos.wallets.acts import FLOOR, PAYER_IS_OPEN

T = TypeVar("T")

LOST_RACES: Final = frozenset(
    {
        FLOOR,
        CLOSED_IS_EMPTY,
        CLOSED_TAKES_NOTHING,
        GIVEN_TO_OPEN,
        SURVIVOR_IS_OPEN,
        "shift_is_open",
        "uq_wallet_acts_undoes_id",
        "pk_cards",
        "uq_cards_number",
        "pk_member_merges",
        NAMED_FOR_PEOPLE,
        NAMED_ONCE,
        ONLY_END,
        PAYER_IS_OPEN,
        # As SQLite names it.
        "family_payers.member_id, family_payers.payer_member_id",
    }
)
MOST_LOOKS = 5


def carry_out(
    database: Database, work: Callable[[Connection], T], *, lost_races: frozenset[str] = LOST_RACES
) -> T:
    """Run an act in a transaction of its own; look again where it lost a race."""
    for further in range(MOST_LOOKS - 1, -1, -1):
        try:
            return database.write(work)
        except IntegrityError as error:
            if not further or broken_claim(error) not in lost_races:
                raise
    raise AssertionError("the last look returns or raises")
