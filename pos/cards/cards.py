"""Whose card it is, and whether it has just proved itself.

Rule: the card on the reader only shows its owner; a charge needs the card's own answer, whose counter is
used up in the transaction of the charge. A counter that goes back is a copy: the card is blocked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, bindparam, update

from cardreader.cards import verify_proof
from cardreader.key_ring import KeyRing
from cardreader.profiles.catalogue import profile_of
from cardreader.profiles.profile import CardProof, Trust
from pos.cards.tables import cards
from pos.errors import Refusal
from pos.members.members import Member, member_of, select_members
from pos.members.states import REFUSALS
from pos.members.tables import members


class UnknownCard(Refusal):
    """The card is genuine in form, but no member has it."""

    code = "unknown_card"


class BlockedCard(Refusal):
    """The card is blocked; a loss was reported, or it looks like a copy."""

    code = "blocked_card"


class LostCard(BlockedCard):
    """The card was reported lost."""

    code = "lost_card"


class FrozenCard(BlockedCard):
    """The card is blocked for a while."""

    code = "frozen_card"


class ReplacedCard(BlockedCard):
    """Another card took over; this one is over for ever."""

    code = "replaced_card"


class ReturnedCard(BlockedCard):
    """The card was returned and its money paid out."""

    code = "returned_card"


class ExpiredCard(Refusal):
    """The card is not valid today."""

    code = "expired_card"


class UnreadableCard(Refusal):
    """The card did not answer as a card of ours does."""

    code = "card_unreadable"


class CardProofRefused(Refusal):
    """The answer was not made by this card's key for this payment."""

    code = "card_proof_refused"


class CardCounterWentBack(Refusal):
    """The card's counter is not above the last one seen: a recorded answer or a copy of the card."""

    code = "card_counter_went_back"

    def __init__(self, serial: str) -> None:
        super().__init__()
        # For whoever blocks the card; not a fact that is shown.
        self.serial = serial


@dataclass(frozen=True, slots=True)
class CardHolder:
    """A card and the member whom it names; of its number only the tail is kept outside the database."""

    serial: str
    tail: str
    member: Member
    profile: str

    @property
    def trust(self) -> Trust:
        """Return what a proof of this card is worth."""
        return profile_of(self.profile).trust


@dataclass(frozen=True, slots=True)
class CardPayment:
    """The card's own answer to the challenge over one payment, and the session that the challenge names."""

    session: str
    proof: CardProof


BLOCKS: Final[Mapping[str, type[BlockedCard]]] = {
    "lost": LostCard,
    "frozen": FrozenCard,
    "replaced": ReplacedCard,
    "returned": ReturnedCard,
}

_BY_SERIAL = (
    select_members()
    .join(cards, cards.c.member_id == members.c.id)
    .add_columns(
        cards.c.serial,
        cards.c.number,
        cards.c.state,
        cards.c.profile,
        cards.c.block_reason,
        members.c.state,
    )
    .where(cards.c.serial == bindparam("serial"))
)
_COUNT_UP = (
    update(cards)
    .where(cards.c.serial == bindparam("the_serial"), cards.c.state == "active")
    .where(cards.c.counter < bindparam("the_counter"))
    .values(counter=bindparam("the_counter"))
)
# A card without a counter is counted here, so that each of its payments has a number all the same.
_COUNT_ON = (
    update(cards)
    .where(cards.c.serial == bindparam("the_serial"), cards.c.state == "active")
    .values(counter=cards.c.counter + 1)
    .returning(cards.c.counter)
)


def require_holder(connection: Connection, serial: str) -> CardHolder:
    """Return the card of that serial with its member.

    :raises UnknownCard: when no member has it.
    :raises BlockedCard, LostCard, FrozenCard, ReplacedCard, ReturnedCard: when it is blocked, by the reason.
    :raises FrozenMember, ClosedMember: when its owner's account is not open.
    """
    row = connection.execute(_BY_SERIAL, {"serial": serial}).first()
    if row is None:
        raise UnknownCard
    *member, serial, number, state, profile, block_reason, member_state = row
    if state != "active":
        raise BLOCKS.get(block_reason, BlockedCard)(card_tail=tail_of(number))
    if member_state in REFUSALS:
        raise REFUSALS[member_state](card_tail=tail_of(number))
    return CardHolder(serial, tail_of(number), member_of(member), profile)


def tail_of(number: str) -> str:
    """Return the last four digits of a card's number: all of it that a screen, a paper or a log may show."""
    return number[-4:]


def accept_proof(connection: Connection, proof: CardProof, *, challenge: bytes, keys: KeyRing) -> int:
    """Check a card's answer and use up its counter, in the transaction of the charge; return the counter.

    A bare serial number proves nothing and is taken as it is: what it may pay is a matter of its limits.

    :raises CardProofRefused: when the answer was not made by that card for that challenge.
    :raises BlockedCard: when it was blocked meanwhile.
    :raises CardCounterWentBack: when its counter was seen before; the caller blocks the card.
    """
    profile = profile_of(proof.profile)
    if profile.has_counter and proof.counter is None:
        raise CardProofRefused
    if profile.trust is not Trust.UID and not verify_proof(keys, proof, challenge):
        raise CardProofRefused
    counter = _counted(connection, proof)
    if counter is None:
        # Blocked since it was looked at, or a counter that was seen before.
        require_holder(connection, proof.serial)
        raise CardCounterWentBack(proof.serial)
    return counter


def _counted(connection: Connection, proof: CardProof) -> int | None:
    if proof.counter is not None:
        return proof.counter if count_up(connection, proof) else None
    counted: int | None = connection.execute(_COUNT_ON, {"the_serial": proof.serial}).scalar()
    return counted


def count_up(connection: Connection, proof: CardProof) -> bool:
    """Move a card's counter on to the one in a verified proof; tell whether it was above the last."""
    moved = connection.execute(_COUNT_UP, {"the_serial": proof.serial, "the_counter": proof.counter})
    return moved.rowcount == 1


def block_card(connection: Connection, serial: str, *, reason: str) -> None:
    """Block a card at once and everywhere; one that is blocked keeps its first reason."""
    connection.execute(
        update(cards)
        .where(cards.c.serial == serial, cards.c.state == "active")
        .values(state="blocked", block_reason=reason)
    )
