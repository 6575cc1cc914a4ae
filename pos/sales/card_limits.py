"""How much may this card pay, by what its proof is worth?

Rule: the limits are the site's settings; a limit of nothing keeps the card from every sale in its member's
name, in cash too, for a copied number must get neither a member's price nor a subsidy.
"""

from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import Connection, func, select

from cardreader.profiles.catalogue import PROFILES
from cardreader.profiles.profile import Trust
from pos.cards.alarms import TWO_TILLS, raise_alarm
from pos.cards.cards import CardHolder
from pos.cards.tables import cards
from pos.errors import Refusal
from pos.limits.limits import limits_of
from pos.sales.refund_tables import refunds
from pos.sales.tables import orders

# Nobody pays at one till and queues at the next as fast as that.
TWO_TILLS_WITHIN: Final = timedelta(minutes=5)


class CardPaysNothing(Refusal):
    """Such a card shows who its owner is, and pays nothing."""

    code = "card_pays_nothing"


class CardLimitReached(Refusal):
    """The card may not pay that much: `limit_fen` of an order or a day, `left_fen` is what is left of it."""

    code = "card_limit_reached"


def may_pay(connection: Connection, holder: CardHolder, site_code: str) -> bool:
    """Tell whether the card can pay anything at a site."""
    limits = limits_of(connection, site_code)
    return all(limits[f"{holder.trust}_{what}"] != 0 for what in ("order", "day"))


def note_two_tills(
    connection: Connection, holder: CardHolder | None, *, till_code: str, at: datetime
) -> None:
    """Tell the manager of a card that can be copied and paid at another till a few minutes ago.

    In the transaction of the sale: what is sold is known to have been told. A guest has no card.
    """
    if holder is None or holder.trust is Trust.STRONG:
        return
    elsewhere = select(orders.c.id).where(
        orders.c.card_serial == holder.serial,
        orders.c.till_code != till_code,
        orders.c.at > at - TWO_TILLS_WITHIN,
    )
    if connection.execute(elsewhere.limit(1)).first() is not None:
        raise_alarm(connection, TWO_TILLS, serial=holder.serial, till_code=till_code, at=at)


def refuse_above_limits(
    connection: Connection, holder: CardHolder | None, *, site_code: str, business_date: date, total_fen: int
) -> None:
    """Refuse what is above the card's limits of an order and of a day; a guest has none.

    Called again in the transaction of the charge, after the card's counter has moved: its row is held until
    the commit then, so two payments of one card see one another.

    :raises CardPaysNothing: when such a card pays nothing here.
    :raises CardLimitReached: when the order, or the day with it, comes to more.
    """
    if holder is None:
        return
    limits = limits_of(connection, site_code)
    order_fen, day_fen = limits[f"{holder.trust}_order"], limits[f"{holder.trust}_day"]
    if 0 in (order_fen, day_fen):
        raise CardPaysNothing(card_tail=holder.tail)
    if order_fen is not None and total_fen > order_fen:
        raise CardLimitReached(period="order", limit_fen=order_fen, left_fen=order_fen)
    if day_fen is not None:
        left_fen = max(day_fen - _spent_fen(connection, holder, business_date), 0)
        if total_fen > left_fen:
            raise CardLimitReached(period="day", limit_fen=day_fen, left_fen=left_fen)


def _spent_fen(connection: Connection, holder: CardHolder, business_date: date) -> int:
    """Return what the member paid on a business date by cards of this trust, replaced ones too.

    Less what was given back of it since.
    """
    profiles = [profile.code for profile in PROFILES if profile.trust is holder.trust]
    alike = select(cards.c.serial).where(cards.c.member_id == holder.member.id, cards.c.profile.in_(profiles))
    that_day = orders.c.card_serial.in_(alike) & (orders.c.business_date == business_date)
    paid = select(func.coalesce(func.sum(orders.c.total_fen), 0)).where(that_day)
    back = (
        select(func.coalesce(func.sum(refunds.c.total_fen), 0))
        .join(orders, orders.c.id == refunds.c.order_id)
        .where(that_day)
    )
    return int(connection.execute(paid).scalar_one()) - int(connection.execute(back).scalar_one())
