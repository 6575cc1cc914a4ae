"""What becomes of a card after it was issued: lost and found, frozen and thawed, replaced, returned, moved.

Rule: a card is blocked in one statement, which a payment under way waits for or comes before; what was
replaced or returned is over for ever (a trigger sees to it). Each step is an event of the card.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from cardreader.profiles.catalogue import CPU_AES
from pos.cards.cards import UnknownCard, tail_of
from pos.cards.event_tables import card_events
from pos.cards.tables import cards
from pos.errors import Refusal
from pos.members.acts import Act, begin_act
from pos.members.states import OPEN, refuse_state

# Why a card is blocked, in `block_reason`; anything else is an alarm, such as a counter that went back.
LOST, FROZEN, REPLACED, RETURNED = "lost", "frozen", "replaced", "returned"
OVER = (REPLACED, RETURNED)


class CardIsOver(Refusal):
    """The card was replaced or returned; nothing brings it back."""

    code = "card_is_over"


class CardBlockedOtherwise(Refusal):
    """The card is blocked for another reason, which this does not lift."""

    code = "card_blocked_otherwise"


class CardTaken(Refusal):
    """The card is somebody's already."""

    code = "card_taken"


@dataclass(frozen=True, slots=True)
class NewCard:
    """A card that is nobody's yet: what it says of itself, and the code of its profile."""

    serial: str
    number: str
    profile: str = CPU_AES.code


@dataclass(frozen=True, slots=True)
class CardOnRecord:
    """A card of a member; of its number only the tail leaves this package."""

    serial: str
    tail: str
    state: str
    block_reason: str | None
    issued_at: datetime


@dataclass(frozen=True, slots=True)
class CardEvent:
    """What happened to a card by which act."""

    event_id: str
    tail: str
    kind: str


def cards_of(connection: Connection, member_id: int) -> tuple[CardOnRecord, ...]:
    """Return the cards of a member, the newest first."""
    rows = connection.execute(
        select(cards.c.serial, cards.c.number, cards.c.state, cards.c.block_reason, cards.c.issued_at)
        .where(cards.c.member_id == member_id)
        .order_by(cards.c.issued_at.desc(), cards.c.serial.desc())
    )
    return tuple(
        CardOnRecord(serial, tail_of(number), state, why, at) for serial, number, state, why, at in rows
    )


def require_card(connection: Connection, member_id: int, tail: str) -> CardOnRecord:
    """Return the member's card of those last four digits: the newest, where several end alike.

    :raises UnknownCard: when the member has none.
    """
    for card in cards_of(connection, member_id):
        if card.tail == tail:
            return card
    raise UnknownCard(card_tail=tail)


def card_events_of(connection: Connection, member_id: int) -> tuple[CardEvent, ...]:
    """Return what happened to the cards that a member has now."""
    rows = connection.execute(
        select(card_events.c.event_id, cards.c.number, card_events.c.kind)
        .join(cards, cards.c.serial == card_events.c.serial)
        .where(cards.c.member_id == member_id)
    )
    return tuple(CardEvent(event_id, tail_of(number), kind) for event_id, number, kind in rows)


def report_loss(
    connection: Connection, act: Act, member_id: int, *, serial: str | None = None
) -> tuple[str, ...]:
    """Block a member's card, or all of them without a serial, as lost; return the serials.

    The same act happens once. A card that is blocked for another reason but frozen keeps its reason.

    :raises CardIsOver: when the card was replaced or returned.
    :raises UnknownCard: when the member has no card that could be lost.
    """
    if not begin_act(connection, act, "loss", member_id):
        return ()
    return _block(connection, act, member_id, serial, LOST, "lost", also=FROZEN)


def freeze_card(connection: Connection, act: Act, member_id: int, *, serial: str) -> tuple[str, ...]:
    """Block a card for a while; the same act happens once.

    :raises CardIsOver: when the card was replaced or returned.
    :raises UnknownCard: when it is not the member's.
    """
    if not begin_act(connection, act, "freeze_card", member_id):
        return ()
    return _block(connection, act, member_id, serial, FROZEN, "frozen")


def card_found(connection: Connection, act: Act, member_id: int, *, serial: str) -> None:
    """Let a card that was reported lost pay again; the same act happens once.

    :raises CardIsOver: when it was replaced or returned meanwhile.
    :raises CardBlockedOtherwise: when it is blocked for another reason.
    """
    if begin_act(connection, act, "found", member_id):
        _unblock(connection, act, member_id, serial, LOST, "found")


def thaw_card(connection: Connection, act: Act, member_id: int, *, serial: str) -> None:
    """Let a frozen card pay again; the same act happens once.

    :raises CardIsOver: when it was replaced or returned meanwhile.
    :raises CardBlockedOtherwise: when it is blocked for another reason.
    """
    if begin_act(connection, act, "thaw_card", member_id):
        _unblock(connection, act, member_id, serial, FROZEN, "thawed")


def end_cards(connection: Connection, act: Act, member_id: int, reason: str) -> tuple[str, ...]:
    """End every card of a member that is not over yet, as replaced or returned; return the serials."""
    ended = connection.execute(
        update(cards)
        .where(cards.c.member_id == member_id, cards.c.block_reason.is_distinct_from(REPLACED))
        .where(cards.c.block_reason.is_distinct_from(RETURNED))
        .values(state="blocked", block_reason=reason)
        .returning(cards.c.serial)
    )
    return note_cards(connection, act, ended.scalars(), reason)


def move_cards(connection: Connection, act: Act, member_id: int, survivor_id: int) -> tuple[str, ...]:
    """Have every card of a merged member name the survivor; return the serials."""
    moved = connection.execute(
        update(cards)
        .where(cards.c.member_id == member_id)
        .values(member_id=survivor_id)
        .returning(cards.c.serial)
    )
    return note_cards(connection, act, moved.scalars(), "moved")


def lock_cards(connection: Connection, *member_ids: int) -> None:
    """Hold the cards of members until the commit: a payment takes its card first, and so do we."""
    of_members = select(cards.c.serial).where(cards.c.member_id.in_(member_ids))
    connection.execute(of_members.order_by(cards.c.serial).with_for_update()).all()


def give_card(connection: Connection, act: Act, member_id: int, card: NewCard) -> None:
    """Issue a card that nobody has to a member, as a part of an act.

    :raises CardTaken: when it is somebody's, or was.
    :raises FrozenMember, ClosedMember, MergedMember: when the account is not open.
    """
    refuse_state(connection, member_id, OPEN)
    taken = select(cards.c.serial).where((cards.c.serial == card.serial) | (cards.c.number == card.number))
    if connection.execute(taken).first() is not None:
        raise CardTaken(card_tail=tail_of(card.number))
    connection.execute(
        insert(cards).values(
            serial=card.serial,
            number=card.number,
            profile=card.profile,
            member_id=member_id,
            state="active",
            issued_at=act.at,
        )
    )
    note_cards(connection, act, (card.serial,), "issued")


def replace_cards(connection: Connection, act: Act, member_id: int, card: NewCard) -> bool:
    """Give a member a new card in place of all earlier ones, free of charge; tell whether it was done now.

    Balance, classes and what was used today belong to the member and stay. The earlier cards are over.

    :raises CardTaken: when the new card is somebody's already.
    :raises FrozenMember, ClosedMember, MergedMember: when the account is not open.
    """
    if not begin_act(connection, act, "replace", member_id):
        return False
    end_cards(connection, act, member_id, REPLACED)
    give_card(connection, act, member_id, card)
    return True


def issue_card(connection: Connection, act: Act, member_id: int, card: NewCard) -> bool:
    """Give a member a first or a further card beside the earlier ones; tell whether it was done now.

    :raises CardTaken: when the card is somebody's already.
    :raises FrozenMember, ClosedMember, MergedMember: when the account is not open.
    """
    if not begin_act(connection, act, "issue", member_id):
        return False
    give_card(connection, act, member_id, card)
    return True


def note_cards(connection: Connection, act: Act, serials: Iterable[str], kind: str) -> tuple[str, ...]:
    """Write what an act did to cards; return their serials."""
    found = tuple(serials)
    if found:
        rows = [{"event_id": act.id, "serial": serial, "kind": kind} for serial in found]
        connection.execute(insert(card_events), rows)
    return found


def _block(
    connection: Connection,
    act: Act,
    member_id: int,
    serial: str | None,
    reason: str,
    kind: str,
    *,
    also: str = "",
) -> tuple[str, ...]:
    """Block what may still be blocked: an active card, and one that is blocked for the reason `also`."""
    which = cards.c.member_id == member_id
    if serial is not None:
        which &= cards.c.serial == serial
    blocked = connection.execute(
        update(cards)
        .where(which, (cards.c.state == "active") | (cards.c.block_reason == also))
        .values(state="blocked", block_reason=reason)
        .returning(cards.c.serial)
    )
    found = note_cards(connection, act, blocked.scalars(), kind)
    if not found:
        _refuse_over(connection, member_id, serial)
    return found


def _unblock(
    connection: Connection, act: Act, member_id: int, serial: str, reason: str, kind: str
) -> tuple[str, ...]:
    which = (cards.c.member_id == member_id) & (cards.c.serial == serial)
    freed = connection.execute(
        update(cards)
        .where(which, cards.c.block_reason == reason)
        .values(state="active", block_reason=None)
        .returning(cards.c.serial)
    )
    found = note_cards(connection, act, freed.scalars(), kind)
    if not found:
        _refuse_over(connection, member_id, serial, is_to_be_active=True)
    return found


def _refuse_over(
    connection: Connection, member_id: int, serial: str | None, *, is_to_be_active: bool = False
) -> None:
    """Say why no card was touched; one that is as it should be already needs no saying.

    :raises UnknownCard, CardIsOver, CardBlockedOtherwise: by what stands in the way.
    """
    own = [card for card in cards_of(connection, member_id) if serial in (None, card.serial)]
    if not own:
        raise UnknownCard
    if all(card.block_reason in OVER for card in own):
        raise CardIsOver(card_tail=own[0].tail)
    if is_to_be_active and own[0].state != "active":
        raise CardBlockedOtherwise(card_tail=own[0].tail, reason=own[0].block_reason)
