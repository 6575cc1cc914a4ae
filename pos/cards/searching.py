"""Whom does somebody mean who types a name, a part of a number, or a member's code?

Rule: nothing is opened in order to search, and no more than a screenful is ever found: a search is no list.
"""

import re
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select, union_all

from pos.cards.cards import tail_of
from pos.cards.tables import cards
from pos.members.finding import digests_for
from pos.members.members import Member, member_of, select_members
from pos.members.tables import member_search, members
from pos.vault import Vault

MOST_HITS = 20

_BY_DIGEST = select(member_search.c.member_id).where(
    member_search.c.digest.in_(bindparam("digests", expanding=True))
)
_BY_CODE = select(members.c.id).where(members.c.code == bindparam("code"))
_BY_NUMBER = select(cards.c.member_id).where(cards.c.number == bindparam("number"))
# Read through: there are not so many cards that an index over their ends would pay.
_BY_TAIL = select(cards.c.member_id).where(cards.c.number.like(bindparam("tail")))
_CARDS = (
    select(cards.c.member_id, cards.c.number, cards.c.state, cards.c.block_reason)
    .where(cards.c.member_id.in_(bindparam("ids", expanding=True)))
    .order_by(cards.c.issued_at.desc(), cards.c.serial)
)


@dataclass(frozen=True, slots=True)
class FoundCard:
    """A card of somebody who was found."""

    tail: str
    state: str
    block_reason: str | None


@dataclass(frozen=True, slots=True)
class Hit:
    """A member who was found, with their cards, the newest first."""

    member: Member
    cards: tuple[FoundCard, ...]


def search_members(connection: Connection, vault: Vault, text: str) -> tuple[tuple[Hit, ...], bool]:
    """Return whom a text may mean, at most 20 by code, and whether there are more."""
    plain = "".join(text.split()).upper()
    queries = [_BY_CODE]
    values: dict[str, object] = {"code": plain}
    if digests := digests_for(vault, text):
        queries.append(_BY_DIGEST)
        values["digests"] = digests
    if re.fullmatch(r"[0-9]{16}", plain, re.ASCII):
        queries.append(_BY_NUMBER)
        values["number"] = plain
    if re.fullmatch(r"[0-9]{4}", plain, re.ASCII):
        queries.append(_BY_TAIL)
        values["tail"] = f"%{plain}"
    found = select_members().where(members.c.id.in_(union_all(*queries)))
    rows = connection.execute(found.order_by(members.c.code).limit(MOST_HITS + 1), values).all()
    people = [member_of(row) for row in rows[:MOST_HITS]]
    held = cards_by_member(connection, [member.id for member in people])
    return tuple(Hit(member, held.get(member.id, ())) for member in people), len(rows) > MOST_HITS


def cards_by_member(connection: Connection, ids: list[int]) -> dict[int, tuple[FoundCard, ...]]:
    """Return the cards of members, the newest first."""
    found: dict[int, tuple[FoundCard, ...]] = {}
    for id_, number, state, block_reason in connection.execute(_CARDS, {"ids": ids}):
        found[id_] = (*found.get(id_, ()), FoundCard(tail_of(number), state, block_reason))
    return found
