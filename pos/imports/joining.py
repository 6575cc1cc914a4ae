"""How do the residents of a list become members, some hundreds at a time?

Rule: in the transaction that joins some of them the list moves on to the last one's row, so each joins once,
however often a process is killed; until the whole list is done, none of them counts as a member.
"""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from pos.imports.jobs import note_row
from pos.imports.matching import known_members
from pos.imports.residents import Resident
from pos.members.joining import Newcomer, join_many
from pos.members.states import CLOSED
from pos.members.tables import class_proofs, member_search, members, people
from pos.vault import Vault

# What was shown for the classes of a list: the list.
PROOF_TYPE = "resident_list"


def join_residents(
    connection: Connection,
    vault: Vault,
    list_id: str,
    residents: Sequence[Resident],
    *,
    before_row: int,
    last_row: int,
    today: date,
    at: datetime,
) -> bool:
    """Join whoever of these rows is no member yet, and move the list on from a row to the last one.

    Return False, and have written nothing, when it was not this process's turn.
    """
    known = known_members(connection, vault, residents)
    new = [resident for resident in residents if resident.row not in known]
    moved = note_row(
        connection, list_id, "joining", before=before_row, done_row=last_row, joined=len(new), at=at
    )
    if not moved:
        return False
    if new:
        codes = join_many(connection, vault, [_newcomer(one) for one in new], at=at, list_id=list_id)
        _prove_classes(connection, dict(zip(codes, new, strict=True)), today=today, at=at)
    return True


def _newcomer(resident: Resident) -> Newcomer:
    return Newcomer(
        name=resident.name,
        birth_date=resident.birth_date,
        id_number=resident.id_number,
        phone=resident.phone,
        residence_area=resident.residence_area,
        hukou_area=resident.hukou_area,
    )


def _prove_classes(
    connection: Connection, by_code: dict[str, Resident], *, today: date, at: datetime
) -> None:
    classed = {code: resident for code, resident in by_code.items() if resident.classes}
    if not classed:
        return
    ids = connection.execute(select(members.c.code, members.c.id).where(members.c.code.in_(classed)))
    connection.execute(
        insert(class_proofs),
        [
            {
                "member_id": id_,
                "class_code": class_code,
                "proof_type": PROOF_TYPE,
                "valid_from": today,
                "valid_until": classed[code].valid_until,
                "recorded_at": at,
            }
            for code, id_ in ids
            for class_code in classed[code].classes
        ],
    )


def forget_some(connection: Connection, list_id: str, *, at_most: int, at: datetime) -> int:
    """Forget some of those whom a list brought and who never counted as members; return how many.

    Their empty wallets stay, as every account does.
    """
    ids = (
        connection.execute(
            select(members.c.id)
            .where(members.c.list_id == list_id, members.c.erased_at.is_(None))
            .order_by(members.c.id)
            .limit(at_most)
        )
        .scalars()
        .all()
    )
    if ids:
        of_them = members.c.id.in_(ids)
        month = func.substr(members.c.birth_date, 1, len("1948-03-")) + "01"
        connection.execute(
            update(members).where(of_them).values(erased_at=at, birth_date=month, state=CLOSED)
        )
        for table in (member_search, people):
            connection.execute(delete(table).where(table.c.member_id.in_(ids)))
    return len(ids)
