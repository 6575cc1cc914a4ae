"""Who has seen a person in plain words, which part of it, and why?

Rule: nothing is opened for anybody without a row that stays; the row is in the same transaction as the look.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from pos.errors import Refusal
from pos.members.members import Member
from pos.members.people import Person, open_person
from pos.members.privacy_tables import reveals
from pos.vault import Vault

REVEALED = ("name", "phone", "id_number")
# An export shows everything there is.
EXPORTED = ("everything",)


class RevealKeyReused(Refusal):
    """That look was asked for already, with other contents."""

    code = "key_reused"


@dataclass(frozen=True, slots=True)
class Reveal:
    """One look at a person in plain words."""

    fields: tuple[str, ...]
    reason: str
    actor: str
    at: datetime


def reveal(
    connection: Connection,
    vault: Vault,
    member: Member,
    *,
    id_: str,
    fields: Collection[str],
    reason: str,
    actor: str,
    at: datetime,
) -> Person:
    """Write down who looks at which fields and why, and return the person; a repetition is written once.

    :raises RevealKeyReused: when the key was used for another look.
    :raises ErasedMember: when nothing is known of the member any more.
    """
    person = open_person(vault, member.person)
    stated = {"member_id": member.id, "fields": " ".join(sorted(fields)), "reason": reason, "actor": actor}
    found = connection.execute(
        select(*(reveals.c[name] for name in stated)).where(reveals.c.id == id_)
    ).first()
    if found is None:
        connection.execute(insert(reveals).values(id=id_, at=at, **stated))
    elif tuple(found) != tuple(stated.values()):
        raise RevealKeyReused
    return person


def reveals_of(connection: Connection, member_id: int) -> tuple[Reveal, ...]:
    """Return every look at a member, the newest first."""
    rows = connection.execute(
        select(reveals.c.fields, reveals.c.reason, reveals.c.actor, reveals.c.at)
        .where(reveals.c.member_id == member_id)
        .order_by(reveals.c.at.desc(), reveals.c.id.desc())
    )
    return tuple(Reveal(tuple(fields.split()), reason, actor, at) for fields, reason, actor, at in rows)
