"""Who of the family pays in for a member, and for whom does a member pay?

Rule: naming and ending are acts that happen once; what others see is masked, and plain words leave only with
the export of the member under whose key they are sealed.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, Row, insert, or_, select, update

from pos.errors import Refusal
from pos.members.acts import Act, begin_act
from pos.members.identity import checked_name, checked_phone
from pos.members.masking import mask_name, mask_phone
from pos.members.members import Member, find_member
from pos.members.payer_tables import family_payers
from pos.members.people import ERASED, UNREADABLE, ErasedMember, Person, masked_name
from pos.members.states import FROZEN, OPEN, refuse_state
from pos.members.tables import members
from pos.vault import Unopenable, Vault

log = logging.getLogger(__name__)

# The claims of the database that somebody else was faster.
NAMED_ONCE = "uq_family_payers_a_member_is_named_once"
ONLY_END = "family_payers_only_end"
NAMED_FOR_PEOPLE = "payers_are_named_for_people"


class UnknownPayer(Refusal):
    """Nobody was named under that key to pay for the member."""

    code = "unknown_payer"


class PayerEnded(Refusal):
    """They do not pay for the member any more."""

    code = "payer_ended"


class PayerNamed(Refusal):
    """That member is named already."""

    code = "payer_named"


class OwnPayer(Refusal):
    """Whoever pays for themselves needs no naming."""

    code = "own_payer"


class PayerPhoneMissing(Refusal):
    """Somebody who is no member is known by a telephone number, too."""

    code = "payer_phone_missing"


@dataclass(frozen=True, slots=True)
class FamilyPayer:
    """A link as a screen shows it: the other's code where they are a member, name and telephone masked."""

    id: str
    member: str | None
    name: str = field(repr=False)
    phone: str = field(repr=False)
    relation: str
    since: datetime
    ended_at: datetime | None


def name_payer(
    connection: Connection,
    vault: Vault,
    act: Act,
    member: Member,
    payer: Member | Person,
    *,
    relation: str,
) -> None:
    """Name who pays in for a member: another member, or somebody by name and telephone; happens once.

    :raises OwnPayer, PayerNamed: when there is nothing to be named.
    :raises ErasedMember: when one of the two has been erased.
    :raises BadName, BadPhone, PayerPhoneMissing: when these cannot be.
    :raises ClosedMember, MergedMember: when the account takes no money any more.
    """
    if not begin_act(connection, act, "name_payer", member.id):
        return
    refuse_state(connection, member.id, OPEN, FROZEN)
    said = (
        _as_member(connection, member, payer) if isinstance(payer, Member) else _sealed(vault, member, payer)
    )
    connection.execute(
        insert(family_payers).values(id=act.id, member_id=member.id, relation=relation, since=act.at, **said)
    )


def end_payer(connection: Connection, act: Act, member: Member, payer_id: str) -> None:
    """Let somebody pay for a member no more; the same act happens once.

    :raises UnknownPayer, PayerEnded: when there is nothing to end.
    """
    if not begin_act(connection, act, "end_payer", member.id):
        return
    since = require_payer(connection, member, payer_id)
    connection.execute(
        update(family_payers).where(family_payers.c.id == payer_id).values(ended_at=max(act.at, since))
    )


def end_payers_of_erased(connection: Connection, ids: Sequence[int], at: datetime) -> None:
    """End every link of accounts whose person is erased, both ways."""
    either = or_(family_payers.c.member_id.in_(ids), family_payers.c.payer_member_id.in_(ids))
    open_links = select(family_payers.c.id, family_payers.c.since).where(
        either, family_payers.c.ended_at.is_(None)
    )
    for id_, since in connection.execute(open_links).all():
        connection.execute(
            update(family_payers).where(family_payers.c.id == id_).values(ended_at=max(at, since))
        )


def require_payer(connection: Connection, member: Member, payer_id: str) -> datetime:
    """Make sure that somebody pays for a member now; return since when.

    :raises UnknownPayer: when nobody was named so for this member.
    :raises PayerEnded: when they do not any more.
    """
    row = connection.execute(
        select(family_payers.c.since, family_payers.c.ended_at).where(
            family_payers.c.id == payer_id, family_payers.c.member_id == member.id
        )
    ).first()
    if row is None:
        raise UnknownPayer
    if row.ended_at is not None:
        raise PayerEnded
    since: datetime = row.since
    return since


def payers_of(
    connection: Connection, vault: Vault, member: Member, *, is_plain: bool = False
) -> tuple[FamilyPayer, ...]:
    """Return who pays for a member, or did, as they were named.

    `is_plain` is for the member's own export: who is no member is in plain words then.
    """
    query = (
        select(family_payers, members.c.code)
        .outerjoin(members, members.c.id == family_payers.c.payer_member_id)
        .where(family_payers.c.member_id == member.id)
    )
    rows = connection.execute(query.order_by(family_payers.c.since, family_payers.c.id)).all()
    return tuple(_payer(connection, vault, member, row, is_plain=is_plain) for row in rows)


def pays_for(connection: Connection, vault: Vault, member: Member) -> tuple[FamilyPayer, ...]:
    """Return for whom a member pays, or did; the relation is what the member is to them."""
    query = (
        select(family_payers, members.c.code)
        .join(members, members.c.id == family_payers.c.member_id)
        .where(family_payers.c.payer_member_id == member.id)
    )
    rows = connection.execute(query.order_by(family_payers.c.since, family_payers.c.id)).all()
    return tuple(_link(row, row.code, _name_of(connection, vault, row.code), "") for row in rows)


def _as_member(connection: Connection, member: Member, payer: Member) -> dict[str, object]:
    if payer.id == member.id:
        raise OwnPayer
    if payer.person is None:
        raise ErasedMember(member=payer.code)
    named = select(family_payers.c.id).where(
        family_payers.c.member_id == member.id,
        family_payers.c.payer_member_id == payer.id,
        family_payers.c.ended_at.is_(None),
    )
    if connection.execute(named).first() is not None:
        raise PayerNamed(payer=payer.code)
    return {"payer_member_id": payer.id}


def _sealed(vault: Vault, member: Member, payer: Person) -> dict[str, object]:
    if member.person is None:
        raise ErasedMember(member=member.code)
    name, phone = checked_name(payer.name), checked_phone(payer.phone)
    if not phone:
        raise PayerPhoneMissing
    key = vault.open_key(member.person.wrapped_key, member.code)
    return {"name": key.seal("payer_name", name), "phone": key.seal("payer_phone", phone)}


def _payer(
    connection: Connection, vault: Vault, member: Member, row: Row[tuple[object, ...]], *, is_plain: bool
) -> FamilyPayer:
    if row.payer_member_id is not None:
        return _link(row, row.code, _name_of(connection, vault, row.code), "")
    if member.person is None:
        return _link(row, None, ERASED, "")
    try:
        key = vault.open_key(member.person.wrapped_key, member.code)
        name, phone = key.open("payer_name", row.name), key.open("payer_phone", row.phone)
    except Unopenable as error:
        log.warning("cannot be opened: %s", error)
        return _link(row, None, UNREADABLE, "")
    return _link(row, None, *((name, phone) if is_plain else (mask_name(name), mask_phone(phone))))


def _name_of(connection: Connection, vault: Vault, code: str) -> str:
    found = find_member(connection, code)
    return masked_name(vault, found.person if found else None)


def _link(row: Row[tuple[object, ...]], code: str | None, name: str, phone: str) -> FamilyPayer:
    return FamilyPayer(row.id, code, name, phone, row.relation, row.since, row.ended_at)
