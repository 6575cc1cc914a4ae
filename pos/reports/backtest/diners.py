"""Who was the diner when an order was sold? As the till knew it at that moment.

Rule: a proof counts for a sale as at the till, if it was on file when it was sold: what came later changes
no past. Of places no history is kept: they are those of today.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, select

from pos.members.proofs import ClassProof, classes_on
from pos.members.tables import class_proofs, members
from pricing import Diner

GUEST = Diner()
Visit = tuple[int | None, date, datetime]
Filed = tuple[datetime, ClassProof]

_MEMBERS = select(members.c.id, members.c.birth_date, members.c.residence_area, members.c.hukou_area).where(
    members.c.id.in_(bindparam("ids", expanding=True))
)
_PROOFS = select(
    class_proofs.c.member_id,
    class_proofs.c.recorded_at,
    class_proofs.c.class_code,
    class_proofs.c.valid_from,
    class_proofs.c.valid_until,
    class_proofs.c.revoked_on,
).where(class_proofs.c.member_id.in_(bindparam("ids", expanding=True)))


def diners_of(connection: Connection, visits: Sequence[Visit]) -> list[Diner]:
    """Return the diner of each visit: a member (None: a guest) on a business date at a moment."""
    ids = {"ids": list({member_id for member_id, _, _ in visits if member_id is not None})}
    known = {
        id_: Diner(birth_date=birth_date, residence=residence, hukou=hukou)
        for id_, birth_date, residence, hukou in connection.execute(_MEMBERS, ids)
    }
    filed: defaultdict[int, list[Filed]] = defaultdict(list)
    for id_, recorded_at, *proof in connection.execute(_PROOFS, ids):
        filed[id_].append((recorded_at, ClassProof(*proof)))
    return [
        GUEST if member_id is None else _as_of(known[member_id], filed.get(member_id, ()), day, at)
        for member_id, day, at in visits
    ]


def _as_of(diner: Diner, filed: Iterable[Filed], day: date, at: datetime) -> Diner:
    proofs = [proof for recorded_at, proof in filed if recorded_at <= at]
    if not proofs:
        return diner
    return Diner(diner.birth_date, classes_on(proofs, day), diner.residence, diner.hukou)
