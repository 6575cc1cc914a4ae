"""Who was the diner when an order was sold? As the till knew it at that moment.

Rule: a proof counts for a sale if it was on file when it was sold; what was filed later changes no past.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, select

from pos.members.tables import members
from pricing import Diner

GUEST = Diner()
Visit = tuple[int | None, date, datetime]

_MEMBERS = select(members.c.id, members.c.birth_date, members.c.classes).where(
    members.c.id.in_(bindparam("ids", expanding=True))
)


def diners_of(connection: Connection, visits: Sequence[Visit]) -> list[Diner]:
    """Return the diner of each visit: a member (None: a guest) on a business date at a moment."""
    known = _known(connection, {member_id for member_id, _, _ in visits if member_id is not None})
    return [GUEST if member_id is None else known[member_id] for member_id, _, _ in visits]


def _known(connection: Connection, ids: Iterable[int]) -> dict[int, Diner]:
    rows = connection.execute(_MEMBERS, {"ids": list(ids)})
    return {
        id_: Diner(birth_date=birth_date, classes=dict.fromkeys(classes.split()))
        for id_, birth_date, classes in rows
    }
