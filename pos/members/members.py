"""Who a member is, and how one moves.

Rule: the balance is the ledger's; a member's age is reckoned where it is needed, never stored. What names the
member comes sealed: only an edge that shows it opens it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select, update

from pos.errors import Refusal
from pos.ledger.tables import account_balances
from pos.members.lists import counts_as_member
from pos.members.people import ErasedMember, SealedPerson
from pos.members.proofs import PROOFS_IN_BRIEF, ClassProof, classes_on, read_proofs
from pos.members.tables import members, people
from pricing import Diner, Scheme, Tier, tier_of


class UnknownMember(Refusal):
    """No member of that code exists."""

    code = "unknown_member"


@dataclass(frozen=True, slots=True)
class Member:
    """A member with the present balance of the wallet, in fen."""

    id: int
    code: str
    # None: erased.
    person: SealedPerson | None
    birth_date: date
    residence_area: str
    hukou_area: str
    proofs: tuple[ClassProof, ...]
    wallet_account_id: int
    balance_fen: int

    @property
    def is_named(self) -> bool:
        """Tell whether an identity number says who the member is: the law lets such an account hold more."""
        return self.person is not None and self.person.id_number is not None

    def diner_on(self, day: date) -> Diner:
        """Return what a price may depend on in the member on a day."""
        return Diner(self.birth_date, classes_on(self.proofs, day), self.residence_area, self.hukou_area)

    def tier_on(self, scheme: Scheme, day: date) -> Tier | None:
        """Return the price class that the member is in under a scheme on a day, if any."""
        return tier_of(self.diner_on(day), scheme, day)


def select_members() -> Select[Any]:
    """Return the query of members with their balances, to be narrowed by the caller."""
    return (
        select(
            members.c.id,
            members.c.code,
            people.c.wrapped_key,
            people.c.name,
            people.c.phone,
            people.c.id_number,
            members.c.birth_date,
            members.c.residence_area,
            members.c.hukou_area,
            PROOFS_IN_BRIEF,
            members.c.wallet_account_id,
            account_balances.c.balance_fen,
        )
        .select_from(
            members.join(
                account_balances, account_balances.c.account_id == members.c.wallet_account_id
            ).outerjoin(people, people.c.member_id == members.c.id)
        )
        .where(counts_as_member())
    )


_BY_CODE = select_members().where(members.c.code == bindparam("code"))
_HOLD = (
    select(members.c.id)
    .where(members.c.code == bindparam("code"), members.c.erased_at.is_(None))
    .with_for_update(read=True)
)


def member_of(row: Sequence[Any]) -> Member:
    """Return the member that a row of `select_members` describes."""
    id_, code, key, name, phone, id_number, birth_date, residence, hukou, proofs, wallet, balance = row
    person = None if key is None else SealedPerson(code, key, name, phone, id_number)
    return Member(id_, code, person, birth_date, residence, hukou, read_proofs(proofs), wallet, balance)


def find_member(connection: Connection, code: str) -> Member | None:
    """Return the member of that code, if there is one."""
    row = connection.execute(_BY_CODE, {"code": code}).first()
    return None if row is None else member_of(row)


def require_member(connection: Connection, code: str) -> Member:
    """Return the member of that code.

    :raises UnknownMember: when there is none.
    """
    member = find_member(connection, code)
    if member is None:
        raise UnknownMember(member=code)
    return member


def hold_member(connection: Connection, code: str) -> Member:
    """Return a member who is not erased, nor can be until this transaction ends.

    :raises UnknownMember: when there is none of that code.
    :raises ErasedMember: when they were erased.
    """
    held = connection.execute(_HOLD, {"code": code}).first()
    member = require_member(connection, code)
    if held is None or member.person is None:
        raise ErasedMember(member=code)
    return member


def move_member(
    connection: Connection, member: Member, *, residence_area: str | None, hukou_area: str | None
) -> None:
    """Change where a member lives or is registered; None leaves it as it is."""
    changes = {"residence_area": residence_area, "hukou_area": hukou_area}
    stated = {name: area for name, area in changes.items() if area is not None}
    if stated:
        connection.execute(update(members).where(members.c.id == member.id).values(**stated))
