"""How money moves: one business event, its postings, and its link in the chain of its till.

Rule: this is the one module that writes the ledger; the entry comes after its postings and seals them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from sqlalchemy import Connection, bindparam, insert, select

from inventory.tables_base import EPOCH, MILLISECOND
from pos.ledger.tables import entries, postings

# What is done at an office or a safe; tills have chains of their own.
OFFICE_CHAIN = "office"

_HEAD = (
    select(entries.c.sequence, entries.c.hash)
    .where(entries.c.chain_code == bindparam("chain"))
    .order_by(entries.c.sequence.desc())
    .limit(1)
)
_FIND = select(entries.c.sequence).where(entries.c.id == bindparam("id"))
_POST = insert(postings)
_SEAL = insert(entries)


@dataclass(frozen=True, slots=True)
class Posting:
    """A movement of money, in fen above 0, from the account credited to the account debited."""

    debit_account_id: int
    credit_account_id: int
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Event:
    """What happened, to whom it counts, and who did it.

    `id` is the key of the event: written twice it is refused. `detail_hash` binds what the ledger does not
    hold itself (the lines of a sale) into the chain.
    """

    id: str
    kind: str
    reason: str
    actor: str
    business_date: date
    at: datetime
    chain_code: str
    detail_hash: str = ""
    order_id: str | None = None


@dataclass(frozen=True, slots=True)
class ChainHead:
    """The newest entry of a chain; sequence 0 and no hash where there is none yet."""

    sequence: int
    hash: str


def chain_head(connection: Connection, chain_code: str) -> ChainHead:
    """Return the newest entry of a chain."""
    row = connection.execute(_HEAD, {"chain": chain_code}).first()
    return ChainHead(0, "") if row is None else ChainHead(row[0], row[1])


def is_posted(connection: Connection, id_: str) -> bool:
    """Tell whether the event of that key is in the ledger."""
    return connection.execute(_FIND, {"id": id_}).first() is not None


def post(connection: Connection, event: Event, moves: Sequence[Posting], head: ChainHead) -> None:
    """Write an event and its postings as the next link after `head`, in the transaction of the caller.

    The database refuses it (`stays_above_its_floor`) when a wallet or drawer does not hold enough.
    """
    if moves:
        connection.execute(
            _POST,
            [
                {
                    "entry_id": event.id,
                    "debit_account_id": move.debit_account_id,
                    "credit_account_id": move.credit_account_id,
                    "amount_fen": move.amount_fen,
                }
                for move in moves
            ],
        )
    amount_fen = sum(move.amount_fen for move in moves)
    connection.execute(
        _SEAL,
        {
            "id": event.id,
            "kind": event.kind,
            "amount_fen": amount_fen,
            "order_id": event.order_id,
            "reason": event.reason,
            "actor": event.actor,
            "business_date": event.business_date,
            "at": event.at,
            "chain_code": event.chain_code,
            "sequence": head.sequence + 1,
            "detail_hash": event.detail_hash,
            "previous_hash": head.hash,
            "hash": entry_hash(event, moves, head),
        },
    )


def entry_hash(event: Event, moves: Sequence[Posting], head: ChainHead) -> str:
    """Return the hash that links an entry to the one before it: SHA-256 over every field, in hexadecimal."""
    movements = ";".join(
        f"{move.debit_account_id}>{move.credit_account_id}:{move.amount_fen}" for move in moves
    )
    fields = (
        head.hash,
        event.chain_code,
        str(head.sequence + 1),
        event.id,
        event.kind,
        event.order_id or "",
        event.reason,
        event.actor,
        event.business_date.isoformat(),
        str((event.at - EPOCH) // MILLISECOND),
        event.detail_hash,
        movements,
    )
    # A length before each field keeps two different entries from looking alike.
    return sha256("".join(f"{len(field)}:{field}" for field in fields).encode()).hexdigest()
