"""How is a person forgotten, and the ledger kept whole?

Rule: with the person's key goes everything that named them; money, orders and the member's code stay. Nobody
is erased who has money here or a card that still pays.
"""

from datetime import datetime

from sqlalchemy import Connection, case, delete, select, update

from pos.cards.tables import cards
from pos.errors import Refusal
from pos.members.acts import Act, begin_act
from pos.members.event_tables import member_merges
from pos.members.members import Member, require_member
from pos.members.payers import end_payers_of_erased
from pos.members.people import ErasedMember
from pos.members.states import CLOSED, MERGED
from pos.members.tables import member_search, members, people


class MoneyLeft(Refusal):
    """The wallet is not empty: it is paid out first."""

    code = "money_left"


class CardInUse(Refusal):
    """A card of the member could still pay: it is returned first."""

    code = "card_in_use"


def erase_member(connection: Connection, act: Act, code: str) -> Member:
    """Forget who a member is, for ever; the same request again changes nothing.

    Accounts that were merged into this one are of the same person, and are forgotten with it.

    :raises UnknownMember: when there is none of that code.
    :raises ErasedMember: when another request erased them before.
    :raises MoneyLeft: when the wallet is not empty.
    :raises CardInUse: when a card of theirs is active.
    :raises ActKeyReused: when the key was used for something else.
    """
    member = require_member(connection, code)
    if not begin_act(connection, act, "erase", member.id):
        return member
    _refuse_use(connection, member)
    # A top-up or a new card that is under way holds the member, and is waited for here.
    changed = connection.execute(
        update(members)
        .where(members.c.id == member.id, members.c.erased_at.is_(None))
        .values(
            erased_at=act.at,
            birth_date=member.birth_date.replace(day=1),
            # The database lets no money and no card come to a closed account.
            state=case((members.c.state == MERGED, MERGED), else_=CLOSED),
        )
    )
    if changed.rowcount == 0:
        raise ErasedMember(member=code)
    _refuse_use(connection, require_member(connection, code))
    ids = (member.id, *_merged_into(connection, member, act.at))
    end_payers_of_erased(connection, ids, act.at)
    _forget(connection, ids)
    return require_member(connection, code)


def _merged_into(connection: Connection, member: Member, at: datetime) -> tuple[int, ...]:
    """Mark the accounts that were merged into a member as erased, and return their ids."""
    merged = connection.execute(
        select(members.c.id, members.c.birth_date)
        .join(member_merges, member_merges.c.member_id == members.c.id)
        .where(member_merges.c.survivor_id == member.id, members.c.erased_at.is_(None))
    ).all()
    for id_, birth_date in merged:
        connection.execute(
            update(members)
            .where(members.c.id == id_)
            .values(erased_at=at, birth_date=birth_date.replace(day=1))
        )
    return tuple(id_ for id_, _ in merged)


def _forget(connection: Connection, ids: tuple[int, ...]) -> None:
    connection.execute(delete(member_search).where(member_search.c.member_id.in_(ids)))
    connection.execute(delete(people).where(people.c.member_id.in_(ids)))


def _refuse_use(connection: Connection, member: Member) -> None:
    if member.balance_fen:
        raise MoneyLeft(member=member.code)
    active = select(cards.c.serial).where(cards.c.member_id == member.id, cards.c.state == "active").limit(1)
    if connection.execute(active).first() is not None:
        raise CardInUse(member=member.code)
