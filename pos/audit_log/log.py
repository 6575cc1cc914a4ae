"""How is a deed written so that nobody can change, insert or take away one afterwards without being noticed?

Rule: each deed carries a HMAC over itself and the deed before it in its chain, under a key that is not in the
database; whoever can write the database alone cannot make one. The key is made with the first deed and never
again: a new one in its place would hide what was changed.
"""

import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, bindparam, insert, select

from inventory.tables_base import EPOCH, MILLISECOND
from pos.audit_log.deeds import Deed
from pos.audit_log.tables import deeds
from pos.errors import Explained, Refusal
from pos.secrets import read_or_make_key

KEY_BYTES: Final = 32
KEY_FILE: Final = "audit-log.key"

_HEAD = (
    select(deeds.c.sequence, deeds.c.mac)
    .where(deeds.c.chain_code == bindparam("chain"))
    .order_by(deeds.c.sequence.desc())
    .limit(1)
)
_BY_KEY = select(
    deeds.c.chain_code, deeds.c.kind, deeds.c.actor, deeds.c.object, deeds.c.reason, deeds.c.facts
).where(deeds.c.key == bindparam("key"))
_WRITE = insert(deeds)
_ALL = select(
    deeds.c.chain_code,
    deeds.c.sequence,
    deeds.c.kind,
    deeds.c.actor,
    deeds.c.object,
    deeds.c.reason,
    deeds.c.facts,
    deeds.c.at,
    deeds.c.key,
    deeds.c.mac,
).order_by(deeds.c.chain_code, deeds.c.sequence)


class DeedKeyReused(Refusal):
    """A deed of that key was written with other contents."""

    code = "key_reused"


class NoLogKey(Explained):
    """There are deeds, and the key that seals them is not here."""


@dataclass(frozen=True, slots=True)
class LogHead:
    """The newest deed of a chain; sequence 0 and no mac where there is none yet."""

    sequence: int
    mac: str


@dataclass(frozen=True, slots=True)
class Break:
    """A place where a chain is not as it was written."""

    chain_code: str
    sequence: int
    detail: str


def object_of(connection: Connection, key: str) -> str | None:
    """Return what the deed of a key was done to; None where there is no such deed."""
    written = connection.execute(_BY_KEY, {"key": key}).first()
    return None if written is None else str(written.object)


class AuditLog:
    """The deeds of one canteen, sealed with the key in a folder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / KEY_FILE
        self._key: bytes | None = None

    def __repr__(self) -> str:
        """Name the file, never the key."""
        return f"AuditLog({self._path})"

    def record(self, connection: Connection, deed: Deed) -> None:
        """Write a deed in the transaction of the caller; one with a key that is written already stays so.

        Do it last in the transaction: two deeds of one chain wait for each other.

        :raises DeedKeyReused: when the key was used for another deed.
        :raises NoLogKey: when the key of the deeds before it is gone.
        """
        contents = (deed.chain_code, deed.kind, deed.actor, deed.object_, deed.reason, deed.facts_json)
        if deed.key is not None:
            written = connection.execute(_BY_KEY, {"key": deed.key}).first()
            if written is not None:
                if tuple(written) != contents:
                    raise DeedKeyReused
                return
        head = head_of(connection, deed.chain_code)
        # As the database keeps it, or the same deed would have another mac when it is read.
        milliseconds = (deed.at - EPOCH) // MILLISECOND
        sealed = (head.sequence + 1, *contents, milliseconds, deed.key)
        mac = self._mac(self._open(connection), head.mac, sealed)
        _, kind, actor, object_, reason, facts = contents
        connection.execute(
            _WRITE,
            {
                "chain_code": deed.chain_code,
                "sequence": head.sequence + 1,
                "kind": kind,
                "actor": actor,
                "object": object_,
                "reason": reason,
                "facts": facts,
                "at": deed.at,
                "key": deed.key,
                "mac": mac,
            },
        )

    def require_key(self, connection: Connection) -> None:
        """Make sure that deeds can be written.

        :raises NoLogKey: when there are deeds, and their key is gone.
        :raises DamagedKey: when it is none, or others can read it.
        """
        self._open(connection)

    def breaks(self, connection: Connection, known: Mapping[str, LogHead] | None = None) -> Iterator[Break]:
        """Seal every deed again and give each place where a chain is not as it was written.

        `known` are heads that were written elsewhere before: they show a tail that was cut off.

        :raises NoLogKey: when there are deeds, and their key is gone.
        """
        key = self._open(connection)
        left = dict(known or {})
        chain, sequence, mac = "", 0, ""
        for row in connection.execute(_ALL):
            if row[0] != chain:
                chain, sequence, mac = row[0], 0, ""
            sealed = (row[1], row[0], *row[2:7], (row[7] - EPOCH) // MILLISECOND, row[8])
            if row[1] != sequence + 1:
                yield Break(chain, row[1], f"does not follow deed {sequence}")
            elif not hmac.compare_digest(self._mac(key, mac, sealed), row[9]):
                yield Break(chain, row[1], "was changed after it was written")
            sequence, mac = row[1], row[9]
            head = left.get(chain)
            if head is not None and head.sequence == sequence:
                del left[chain]
                if head.mac != mac:
                    yield Break(chain, sequence, "is not the deed that was there when it was last looked at")
        for chain_code, head in left.items():
            if head.sequence:
                yield Break(chain_code, head.sequence, "was there before, and is gone")

    def _open(self, connection: Connection) -> bytes:
        if self._key is None:
            if not self._path.exists() and has_deeds(connection):
                raise NoLogKey(
                    f"there is an audit log, and its key {self._path} is not here: put its copy back"
                )
            self._key = read_or_make_key(self._path, KEY_BYTES)
        return self._key

    @staticmethod
    def _mac(key: bytes, previous: str, fields: tuple[Any, ...]) -> str:
        texts = [previous, *("" if field is None else str(field) for field in fields)]
        # A length before each field keeps two different deeds from looking alike.
        message = "".join(f"{len(text)}:{text}" for text in texts).encode()
        return hmac.new(key, message, "sha256").hexdigest()


def head_of(connection: Connection, chain_code: str) -> LogHead:
    """Return the newest deed of a chain."""
    row = connection.execute(_HEAD, {"chain": chain_code}).first()
    return LogHead(0, "") if row is None else LogHead(row[0], row[1])


def heads(connection: Connection) -> dict[str, LogHead]:
    """Return the newest deed of every chain, by the chain's code."""
    chains = connection.execute(select(deeds.c.chain_code).distinct()).scalars().all()
    return {chain: head_of(connection, chain) for chain in chains}


def has_deeds(connection: Connection) -> bool:
    """Tell whether anything was recorded."""
    return connection.execute(select(deeds.c.id).limit(1)).first() is not None
