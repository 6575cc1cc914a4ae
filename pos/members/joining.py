"""How does somebody become a member?

Rule: a person joins once: whoever has shown an identity number is refused a second membership under it. Codes
are numbers without meaning, taken from one count.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from pos.errors import Refusal
from pos.ledger.accounts import open_accounts
from pos.members.finding import digests_of
from pos.members.identity import birth_date_in, checked_id_number, checked_name, checked_phone
from pos.members.members import Member, find_member, require_member
from pos.members.people import Person, masked_name, seal_person
from pos.members.tables import member_numbers, member_search, members, people
from pos.vault import Vault

OLDEST_YEARS = 130
# So many parameters SQLite takes in any version.
AT_ONCE = 500

_TAKE_NUMBERS = (
    update(member_numbers)
    .values(last=member_numbers.c.last + bindparam("count"))
    .returning(member_numbers.c.last)
)
_TAKEN = select(members.c.code).where(members.c.code.in_(bindparam("codes", expanding=True)))
_ID_NUMBERS = (
    select(members.c.code, member_search.c.digest)
    .join(member_search, member_search.c.member_id == members.c.id)
    .where(member_search.c.digest.in_(bindparam("digests", expanding=True)))
)


class BornInTheFuture(Refusal):
    """The birth date lies after the day on which the member joins."""

    code = "born_in_the_future"


class BirthDateMissing(Refusal):
    """Neither a birth date nor an identity number was given, or a year nobody alive was born in."""

    code = "birth_date_missing"


class BirthDateDiffers(Refusal):
    """The identity number states another day of birth."""

    code = "birth_date_differs"


class DuplicatePerson(Refusal):
    """A member has that identity number already."""

    code = "duplicate_person"


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who wants to join; the birth date may be left to the identity number, the code to us."""

    name: str = field(repr=False)
    birth_date: date | None = None
    id_number: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    residence_area: str = ""
    hukou_area: str = ""
    code: str | None = None

    @property
    def person(self) -> Person:
        """Return what names them."""
        return Person(self.name, self.phone, self.id_number)


def checked_newcomer(newcomer: Newcomer, *, today: date) -> Newcomer:
    """Return a newcomer in one form, with their birth date.

    :raises BadName, BadPhone, BadIdNumber: when one of these cannot be.
    :raises BirthDateMissing: when neither it nor an identity number is given, or it is 130 years ago.
    :raises BirthDateDiffers: when the identity number states another one.
    :raises BornInTheFuture: when it lies after the day of joining.
    """
    id_number = checked_id_number(newcomer.id_number)
    stated = birth_date_in(id_number) if id_number else None
    birth_date = newcomer.birth_date or stated
    if birth_date is None:
        raise BirthDateMissing
    if stated is not None and stated != birth_date:
        raise BirthDateDiffers
    if birth_date > today:
        raise BornInTheFuture(member=newcomer.code)
    if today.year - birth_date.year > OLDEST_YEARS:
        raise BirthDateMissing
    return replace(
        newcomer,
        name=checked_name(newcomer.name),
        birth_date=birth_date,
        id_number=id_number,
        phone=checked_phone(newcomer.phone),
    )


def join(
    connection: Connection,
    vault: Vault,
    newcomer: Newcomer,
    *,
    today: date,
    at: datetime,
) -> Member:
    """Register a member with an empty wallet; one whose code is registered already is left as they are.

    :raises BadName, BadPhone, BadIdNumber, BirthDateMissing, BirthDateDiffers, BornInTheFuture: see
        `checked_newcomer`.
    :raises DuplicatePerson: when a member has that identity number.
    """
    checked = checked_newcomer(newcomer, today=today)
    present = find_member(connection, newcomer.code) if newcomer.code else None
    if present is not None:
        return present
    [code] = join_many(connection, vault, (checked,), at=at)
    return require_member(connection, code)


def join_many(
    connection: Connection,
    vault: Vault,
    checked: Sequence[Newcomer],
    *,
    at: datetime,
    list_id: str | None = None,
) -> list[str]:
    """Register newcomers who are checked already, some hundreds at once; return their codes in order.

    Those of a list count as members from the moment at which it is done.

    :raises DuplicatePerson: when a member has one of the identity numbers, or two of the newcomers share one.
    """
    _refuse_known(connection, vault, checked)
    numbers = iter(take_codes(connection, sum(newcomer.code is None for newcomer in checked)))
    codes = [newcomer.code or next(numbers) for newcomer in checked]
    wallets = open_accounts(connection, "wallet", codes)
    rows = [
        {
            "code": code,
            "birth_date": newcomer.birth_date,
            "residence_area": newcomer.residence_area,
            "hukou_area": newcomer.hukou_area,
            "wallet_account_id": wallets[code],
            "joined_at": at,
            "list_id": list_id,
        }
        for code, newcomer in zip(codes, checked, strict=True)
    ]
    inserted = connection.execute(insert(members).returning(members.c.code, members.c.id), rows)
    ids = {row.code: row.id for row in inserted}
    write_people(
        connection, vault, [(ids[code], code, one.person) for code, one in zip(codes, checked, strict=True)]
    )
    return codes


def write_people(connection: Connection, vault: Vault, named: Iterable[tuple[int, str, Person]]) -> None:
    """Seal people and make them found; each is the member of an id and a code, and has not been sealed."""
    sealed, found = [], []
    for id_, code, person in named:
        seals = seal_person(vault, code, person)
        sealed.append(
            {
                "member_id": id_,
                "wrapped_key": seals.wrapped_key,
                "name": seals.name,
                "phone": seals.phone,
                "id_number": seals.id_number,
            }
        )
        for digest, kind in digests_of(vault, person).items():
            found.append({"digest": digest, "member_id": id_, "kind": kind})
    if sealed:
        connection.execute(insert(people), sealed)
        connection.execute(insert(member_search), found)


def take_codes(connection: Connection, count: int) -> list[str]:
    """Take so many new codes for members; whoever takes others at the same time waits."""
    taken: list[str] = []
    while len(taken) < count:
        wanted = min(count - len(taken), AT_ONCE)
        last = connection.execute(_TAKE_NUMBERS, {"count": wanted}).scalar_one()
        codes = [f"M{number}" for number in range(last - wanted + 1, last + 1)]
        # Codes of another system, which was taken over, may lie in between.
        used = set(connection.execute(_TAKEN, {"codes": codes}).scalars())
        taken += [code for code in codes if code not in used]
    return taken


def known_id_numbers(connection: Connection, vault: Vault, id_numbers: Iterable[str]) -> dict[str, str]:
    """Return which of these identity numbers, in one form, members have: the code of each."""
    by_digest = {vault.digest("id_number", number): number for number in id_numbers if number}
    digests = list(by_digest)
    known = {}
    for start in range(0, len(digests), AT_ONCE):
        for code, digest in connection.execute(_ID_NUMBERS, {"digests": digests[start : start + AT_ONCE]}):
            known[by_digest[digest]] = code
    return known


def _refuse_known(connection: Connection, vault: Vault, checked: Sequence[Newcomer]) -> None:
    numbers = [newcomer.id_number for newcomer in checked if newcomer.id_number]
    if len(set(numbers)) < len(numbers):
        raise DuplicatePerson
    for code in known_id_numbers(connection, vault, numbers).values():
        # None: somebody whose list is being joined at this moment.
        member = find_member(connection, code)
        raise DuplicatePerson(member=code, name=masked_name(vault, member.person if member else None))
