"""Which cards seem to be copied or forged, and has anybody looked at it?

Rule: an alarm is raised once for what goes on; as long as nobody has seen it, the same again adds nothing.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, literal, select, update

from inventory.tables_base import Moment
from pos.cards.alarm_tables import card_alarms
from pos.cards.cards import tail_of
from pos.cards.tables import cards
from pos.errors import Refusal
from pos.members.tables import members

# An answer that was recorded, or a copy of the card that went on counting by itself: the card is blocked.
COUNTER_WENT_BACK = "counter_went_back"
# Something answered for this card without its key. The card is not blocked: a forger could block anybody.
FORGED_ANSWER = "forged_answer"
# A card that can be copied paid at two tills within minutes.
TWO_TILLS = "two_tills"


class UnknownAlarm(Refusal):
    """There is no such alarm."""

    code = "unknown_alarm"


@dataclass(frozen=True, slots=True)
class Alarm:
    """What was noticed of whose card, where and when; who has seen it, if anybody."""

    id: int
    kind: str
    card_tail: str
    member_code: str
    till_code: str
    raised_at: datetime
    seen_by: str | None
    seen_at: datetime | None


def raise_alarm(connection: Connection, kind: str, *, serial: str, till_code: str, at: datetime) -> None:
    """Raise an alarm about a card, unless the same one waits to be seen."""
    unseen = select(card_alarms.c.id).where(
        card_alarms.c.kind == kind,
        card_alarms.c.card_serial == serial,
        card_alarms.c.till_code == till_code,
        card_alarms.c.seen_at.is_(None),
    )
    row = select(literal(kind), literal(serial), literal(till_code), literal(at, Moment)).where(
        ~unseen.exists()
    )
    columns = ("kind", "card_serial", "till_code", "raised_at")
    connection.execute(insert(card_alarms).from_select(columns, row))


def alarms(connection: Connection, *, most: int = 200) -> tuple[Alarm, ...]:
    """Return those that nobody has seen, and after them the newest others."""
    rows = connection.execute(
        select(card_alarms, cards.c.number, members.c.code.label("member_code"))
        .join(cards, cards.c.serial == card_alarms.c.card_serial)
        .join(members, members.c.id == cards.c.member_id)
        .order_by(card_alarms.c.seen_at.is_not(None), card_alarms.c.id.desc())
        .limit(most)
    )
    return tuple(
        Alarm(
            row.id,
            row.kind,
            tail_of(row.number),
            row.member_code,
            row.till_code,
            row.raised_at,
            row.seen_by,
            row.seen_at,
        )
        for row in rows
    )


def see_alarm(connection: Connection, id_: int, *, by: str, at: datetime) -> None:
    """Note that somebody has looked at an alarm; whoever was first stays.

    :raises UnknownAlarm: when there is none of that number.
    """
    if connection.execute(select(card_alarms.c.id).where(card_alarms.c.id == id_)).first() is None:
        raise UnknownAlarm(alarm=id_)
    connection.execute(
        update(card_alarms)
        .where(card_alarms.c.id == id_, card_alarms.c.seen_at.is_(None))
        .values(seen_by=by, seen_at=at)
    )
