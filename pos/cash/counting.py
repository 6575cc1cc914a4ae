"""What lies in a drawer: counted blind, note by note, and written down beside what the books say.

Rule: a count is written once; a recount is a further row, which everybody sees. What the books expect is told
only together with a count.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, insert, select

from pos.cash.acts import CashKeyReused
from pos.cash.tables import DENOMINATIONS_FEN, PIECES, shift_counts
from pos.ledger.accounts import balance_fen
from pos.ledger.posting import chain_head
from pos.shifts.shifts import ShiftClosed, Till


@dataclass(frozen=True, slots=True)
class Pieces:
    """How many there are of each note and coin, by its fen, and all else together."""

    pieces: Mapping[int, int]
    loose_fen: int = 0

    @property
    def total_fen(self) -> int:
        """Return what all of it is worth."""
        return sum(fen * pieces for fen, pieces in self.pieces.items()) + self.loose_fen

    @property
    def request_hash(self) -> str:
        """Return what tells two counts of one key apart."""
        told = [self.pieces.get(fen, 0) for fen in DENOMINATIONS_FEN]
        return sha256(f"{told}{self.loose_fen}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Count:
    """A count as it stands in the books; `sequence` is where the till's chain stood then."""

    id: str
    number: int
    pieces: Pieces
    counted_fen: int
    expected_fen: int
    sequence: int
    actor: str
    at: datetime

    @property
    def over_short_fen(self) -> int:
        """Return what was counted above what was expected; below 0 where something is missing."""
        return self.counted_fen - self.expected_fen


def count_drawer(
    connection: Connection,
    till: Till,
    shift_id: str,
    *,
    id_: str,
    pieces: Pieces,
    actor: str,
    at: datetime,
) -> Count:
    """Write down what was counted in the drawer of an open shift; the same key counts once.

    :raises ShiftClosed: when that shift is not the one that is open on the till.
    :raises CashKeyReused: when the key was used for another count.
    """
    query = select(shift_counts.c.shift_id, shift_counts.c.request_hash).where(shift_counts.c.id == id_)
    found = connection.execute(query).first()
    if found is not None:
        if tuple(found) != (shift_id, pieces.request_hash):
            raise CashKeyReused(key=id_)
        return next(count for count in counts_of(connection, shift_id) if count.id == id_)
    if till.shift is None or till.shift.id != shift_id:
        raise ShiftClosed(till=till.code)
    earlier = counts_of(connection, shift_id)
    count = Count(
        id=id_,
        number=len(earlier) + 1,
        pieces=pieces,
        counted_fen=pieces.total_fen,
        expected_fen=balance_fen(connection, till.drawer_account_id),
        sequence=chain_head(connection, till.code).sequence,
        actor=actor,
        at=at,
    )
    connection.execute(
        insert(shift_counts).values(shift_id=shift_id, request_hash=pieces.request_hash, **row_of(count))
    )
    return count


def counts_of(connection: Connection, shift_id: str) -> tuple[Count, ...]:
    """Return the counts of a shift, in their order."""
    query = select(shift_counts).where(shift_counts.c.shift_id == shift_id).order_by(shift_counts.c.number)
    return tuple(_count(row) for row in connection.execute(query).mappings())


def row_of(count: Count) -> dict[str, Any]:
    """Return a count as columns."""
    told = count.pieces.pieces
    return {
        "id": count.id,
        "number": count.number,
        **{name: told.get(fen, 0) for fen, name in zip(DENOMINATIONS_FEN, PIECES, strict=True)},
        "loose_fen": count.pieces.loose_fen,
        "counted_fen": count.counted_fen,
        "expected_fen": count.expected_fen,
        "sequence": count.sequence,
        "actor": count.actor,
        "at": count.at,
    }


def counts_fingerprint(counts: tuple[Count, ...]) -> str:
    """Return the hash of all counts of a shift, which the hand-over binds into the till's chain."""
    told = [[str(value) for value in row_of(count).values()] for count in counts]
    return sha256(repr(told).encode()).hexdigest() if counts else ""


def _count(row: Any) -> Count:
    pieces = {fen: row[name] for fen, name in zip(DENOMINATIONS_FEN, PIECES, strict=True) if row[name]}
    return Count(
        id=row["id"],
        number=row["number"],
        pieces=Pieces(pieces, row["loose_fen"]),
        counted_fen=row["counted_fen"],
        expected_fen=row["expected_fen"],
        sequence=row["sequence"],
        actor=row["actor"],
        at=row["at"],
    )
