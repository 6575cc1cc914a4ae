"""Was this account opened before? An opening happens once, however often it is sent.

Rule: the key is written in the transaction that opens; what was asked for is kept as a digest only.
"""

from sqlalchemy import Connection, select

from pos.members.acts import Act, ActKeyReused
from pos.members.event_tables import member_events
from pos.members.joining import Newcomer
from pos.members.tables import members
from pos.vault import Vault

KIND = "open"


def opening_hash(vault: Vault, newcomer: Newcomer, extra: str = "") -> str:
    """Return what tells two openings of one key apart; `extra` is what is asked for beside the person.

    Under the key of the index: a bare hash of a name and numbers would give them away.
    """
    parts = (
        newcomer.name,
        newcomer.birth_date and newcomer.birth_date.isoformat(),
        newcomer.id_number,
        newcomer.phone,
        newcomer.residence_area,
        newcomer.hukou_area,
        extra,
    )
    return vault.digest("opening", "\0".join(part or "" for part in parts)).hex()


def find_opened(connection: Connection, act: Act) -> str | None:
    """Return the code of the member whose account this very request opened before, if it did.

    :raises ActKeyReused: when the key was used for something else.
    """
    found = connection.execute(
        select(members.c.code, member_events.c.kind, member_events.c.request_hash)
        .join(member_events, member_events.c.member_id == members.c.id)
        .where(member_events.c.id == act.id)
    ).first()
    if found is None:
        return None
    if (found.kind, found.request_hash) != (KIND, act.request_hash):
        raise ActKeyReused(key=act.id)
    code: str = found.code
    return code
