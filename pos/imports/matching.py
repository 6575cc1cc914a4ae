"""Who of a list is a member already, and of whom does the list say something else?

Rule: equal ID numbers are one person and different ones are two; where one is missing, the same name and
birth date are one person unless their phone numbers differ. All by digests: nobody's seal is opened for it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, bindparam, select

from pos.imports.residents import Resident
from pos.members.finding import identifying_digests
from pos.members.people import Person
from pos.members.tables import member_search, members, people
from pos.vault import Vault

# So many parameters SQLite takes in any version.
AT_ONCE = 500

_CANDIDATES = (
    select(
        member_search.c.digest,
        members.c.id,
        members.c.code,
        members.c.birth_date,
        members.c.residence_area,
        members.c.hukou_area,
        people.c.phone.is_not(None),
        people.c.id_number.is_not(None),
    )
    .join(members, members.c.id == member_search.c.member_id)
    .join(people, people.c.member_id == members.c.id)
    .where(member_search.c.digest.in_(bindparam("digests", expanding=True)))
)
_NAMED = select(member_search.c.member_id, member_search.c.digest).where(
    member_search.c.member_id.in_(bindparam("ids", expanding=True))
)


@dataclass(frozen=True, slots=True)
class KnownAs:
    """The member that a resident is already, and the columns in which the list says something else."""

    code: str
    differs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Candidate:
    id: int
    code: str
    birth_date: date
    residence_area: str
    hukou_area: str
    has_phone: bool
    has_id_number: bool


@dataclass(frozen=True, slots=True)
class _Digests:
    """By what a resident is found: None where the list tells nothing."""

    name: bytes
    phone: bytes | None
    id_number: bytes | None


def known_members(
    connection: Connection, vault: Vault, residents: Sequence[Resident]
) -> Mapping[int, KnownAs]:
    """Return who of some hundred residents is a member already, by row."""
    digests = {resident.row: _digests(vault, resident) for resident in residents}
    by_digest = _candidates(connection, digests.values())
    ids = {one.id for candidates in by_digest.values() for one in candidates}
    named = _named(connection, ids)
    known = {}
    for resident in residents:
        found = _same_person(resident, digests[resident.row], by_digest, named)
        if found is not None:
            differs = _differs(resident, digests[resident.row], found, named[found.id])
            known[resident.row] = KnownAs(found.code, differs)
    return known


def _digests(vault: Vault, resident: Resident) -> _Digests:
    person = Person(resident.name, resident.phone, resident.id_number)
    by_kind = identifying_digests(vault, person)
    return _Digests(by_kind["name"], by_kind.get("phone"), by_kind.get("id_number"))


def _candidates(connection: Connection, digests: Iterable[_Digests]) -> Mapping[bytes, list[_Candidate]]:
    sought = [digest for one in digests for digest in (one.id_number, one.name) if digest is not None]
    found = defaultdict(list)
    for start in range(0, len(sought), AT_ONCE):
        rows = connection.execute(_CANDIDATES, {"digests": sought[start : start + AT_ONCE]})
        for digest, *values in rows:
            found[bytes(digest)].append(_Candidate(*values))
    return found


def _named(connection: Connection, ids: Iterable[int]) -> Mapping[int, set[bytes]]:
    wanted = sorted(ids)
    found: Mapping[int, set[bytes]] = defaultdict(set)
    for start in range(0, len(wanted), AT_ONCE):
        for id_, digest in connection.execute(_NAMED, {"ids": wanted[start : start + AT_ONCE]}):
            found[id_].add(bytes(digest))
    return found


def _same_person(
    resident: Resident,
    sought: _Digests,
    by_digest: Mapping[bytes, list[_Candidate]],
    named: Mapping[int, set[bytes]],
) -> _Candidate | None:
    if sought.id_number is not None and by_digest.get(sought.id_number):
        return by_digest[sought.id_number][0]
    for candidate in by_digest.get(sought.name, ()):
        if candidate.birth_date != resident.birth_date:
            continue
        if sought.id_number is not None and candidate.has_id_number:
            continue
        if sought.phone is None or not candidate.has_phone or sought.phone in named[candidate.id]:
            return candidate
    return None


def _differs(resident: Resident, sought: _Digests, member: _Candidate, named: set[bytes]) -> tuple[str, ...]:
    said = {
        "name": sought.name not in named,
        "id_number": sought.id_number is not None and sought.id_number not in named,
        "birth_date": resident.birth_date != member.birth_date,
        "phone": sought.phone is not None and sought.phone not in named,
        "residence": resident.residence_area not in ("", member.residence_area),
        "hukou": resident.hukou_area not in ("", member.hukou_area),
    }
    return tuple(column for column, is_other in said.items() if is_other)
