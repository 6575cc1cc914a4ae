"""Was this account opened before? An opening happens once, however often it is sent.

Rule: the key is written in the transaction that opens; what was asked for is kept as a digest only.
"""

from datetime import datetime

from sqlalchemy import Connection, insert, select

from pos.errors import Refusal
from pos.members.joining import Newcomer
from pos.members.members import Member
from pos.members.privacy_tables import openings
from pos.members.tables import members
from pos.vault import Vault


class OpeningKeyReused(Refusal):
    """That account was opened already, with other contents."""

    code = "key_reused"


def find_opened(
    connection: Connection, vault: Vault, id_: str, newcomer: Newcomer, extra: str = ""
) -> str | None:
    """Return the code of the member whose account this very request opened before, if it did.

    :raises OpeningKeyReused: when the key opened another account.
    """
    found = connection.execute(
        select(members.c.code, openings.c.request_digest)
        .join(openings, openings.c.member_id == members.c.id)
        .where(openings.c.id == id_)
    ).first()
    if found is None:
        return None
    if found.request_digest != _digest(vault, newcomer, extra):
        raise OpeningKeyReused
    code: str = found.code
    return code


def note_opening(
    connection: Connection,
    vault: Vault,
    member: Member,
    *,
    id_: str,
    newcomer: Newcomer,
    extra: str = "",
    actor: str,
    at: datetime,
) -> None:
    """Write down which request opened an account; `extra` is what it asked for beside the person."""
    digest = _digest(vault, newcomer, extra)
    connection.execute(
        insert(openings).values(id=id_, member_id=member.id, request_digest=digest, actor=actor, at=at)
    )


def _digest(vault: Vault, newcomer: Newcomer, extra: str) -> bytes:
    parts = (
        newcomer.name,
        newcomer.birth_date and newcomer.birth_date.isoformat(),
        newcomer.id_number,
        newcomer.phone,
        newcomer.residence_area,
        newcomer.hukou_area,
        extra,
    )
    return vault.digest("opening", "\0".join(part or "" for part in parts))
