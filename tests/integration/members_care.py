"""What tests of the life of members share: acts, desks, and what an account looks like now."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from pos.cards.life import NewCard, cards_of
from pos.cards.tables import cards
from pos.clock import now
from pos.database import Database
from pos.ledger.accounts import account_ids
from pos.ledger.tables import postings
from pos.members.acts import Act
from pos.members.members import Member, require_member
from pos.members.states import state_of_member
from pos.reports.audit import audit_books
from pos.shifts.shifts import require_till
from pos.wallets.acts import Desk, desk_of
from pos.wallets.doing import carry_out
from pos.wallets.top_ups import Moved, top_up
from tests.tickets import uuid7

FRESH = NewCard("C0DE0137AAAAAAAA", "9137000000880001")


def act(reason: str = "asked for it", *, id_: str | None = None, request_hash: str = "test") -> Act:
    """Return an act of somebody in the office, under a key of its own."""
    return Act(id_ or uuid7(), "周敏", now(), reason, request_hash)


def desk(connection: Connection, till: str = "T1", *, is_office: bool = False) -> Desk:
    """Return the desk of a till, or the office."""
    return desk_of(require_till(connection, till), now(), is_office=is_office)


@dataclass(frozen=True)
class Account:
    """A member's account in a database, as a test acts on it and looks at it."""

    database: Database
    code: str

    @property
    def member(self) -> Member:
        """Return the member as it is now."""
        with self.database.read() as connection:
            return require_member(connection, self.code)

    @property
    def balance_fen(self) -> int:
        """Return what the wallet holds."""
        return self.member.balance_fen

    @property
    def state(self) -> str:
        """Return the state of the account."""
        with self.database.read() as connection:
            return state_of_member(connection, self.member.id)

    @property
    def serial(self) -> str:
        """Return the serial of the newest card."""
        with self.database.read() as connection:
            return cards_of(connection, self.member.id)[0].serial

    def blocks(self) -> dict[str, str | None]:
        """Return why each card is blocked, by serial; None for one that pays."""
        with self.database.read() as connection:
            return {card.serial: card.block_reason for card in cards_of(connection, self.member.id)}

    def top_up(
        self,
        amount_fen: int,
        *,
        means: str = "cash",
        doing: Act | None = None,
        is_named: bool = True,
        is_office: bool = False,
    ) -> Moved | None:
        """Pay in at the till, or at the office."""
        return carry_out(
            self.database,
            lambda connection: top_up(
                connection,
                doing or act(),
                self.member,
                amount_fen=amount_fen,
                means=means,
                desk=desk(connection, is_office=is_office),
                is_named=is_named,
            ),
        )


def sum_of(database: Database, code: str) -> int:
    """Return what was debited to an account less what was credited, in fen; 0 for one that is not open."""
    with database.read() as connection:
        id_ = account_ids(connection, (code,)).get(code)
        rows = connection.execute(
            select(postings.c.debit_account_id, postings.c.amount_fen).where(
                (postings.c.debit_account_id == id_) | (postings.c.credit_account_id == id_)
            )
        )
        return sum(amount if debit == id_ else -amount for debit, amount in rows)


def counter_of(database: Database, serial: str) -> int:
    """Return how far a card has counted."""
    with database.read() as connection:
        found: int = connection.execute(select(cards.c.counter).where(cards.c.serial == serial)).scalar_one()
        return found


def assert_books_agree(database: Database) -> None:
    """Check that nothing in the books disagrees."""
    with database.read() as connection:
        found: list[Any] = audit_books(connection).disagreements
    assert found == []
