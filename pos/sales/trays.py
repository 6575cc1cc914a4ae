"""What a tray costs now: the till's wishes, today's menu and the scheme in force become a quote.

Rule: ORM rows and database ids stop here; `pricing` sees values only.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from sqlalchemy import Connection

from inventory.menu import NONE_RESERVED, MenuItem, require_on_menu
from inventory.periods import MealPeriod, period_at, periods_begun, periods_of_a_day
from pos.cards.cards import CardHolder
from pos.members.members import Member
from pos.pricebook.pricebook import scheme_in_force
from pos.sales.tickets import TicketLine, wanted_portions
from pos.shifts.shifts import Till
from pos.usage.usage import usage_of
from pricing import (
    NO_USAGE,
    Basket,
    BasketLine,
    Diner,
    Item,
    Occasion,
    Quote,
    QuoteLine,
    Scheme,
    Usage,
    quote_basket,
    usage_keys,
)


@dataclass(frozen=True)
class PricedTray:
    """A tray with its quote, and the member's uses that the quote counted on."""

    lines: tuple[TicketLine, ...]
    wanted: Mapping[int, int]
    items: Mapping[int, MenuItem]
    period_code: str
    scheme: Scheme
    usage: Usage
    quote: Quote

    @cached_property
    def quote_lines(self) -> tuple[QuoteLine, ...]:
        """Return the lines of the quote, in the order of `lines`, with their parts of what the bill got."""
        return self.quote.lines


def price_tray(
    connection: Connection,
    till: Till,
    lines: tuple[TicketLine, ...],
    holder: CardHolder | None,
    at: datetime,
    *,
    reserved: Mapping[int, int] = NONE_RESERVED,
) -> PricedTray:
    """Price a tray for the holder of the card on the reader, or for a guest; see `price_for`."""
    return price_for(connection, till, lines, holder.member if holder else None, at, reserved=reserved)


def price_for(
    connection: Connection,
    till: Till,
    lines: tuple[TicketLine, ...],
    member: Member | None,
    at: datetime,
    *,
    reserved: Mapping[int, int] = NONE_RESERVED,
) -> PricedTray:
    """Price a tray for a member or a guest; `reserved` are portions that are kept for this very tray.

    :raises EmptyBasket, InvalidQuantity: when the tray is not well formed.
    :raises UnknownDish, NotOnMenu, SoldOut: when the menu does not have it.
    """
    wanted = wanted_portions(lines)
    local = at.astimezone(till.site.zone)
    today = local.date()
    meals = periods_of_a_day(connection)
    begun = periods_begun(meals, local.time())
    items = require_on_menu(connection, wanted, menu_date=today, periods=begun, reserved=reserved)
    period_code = _meal_of(items.values(), meals)
    scheme = scheme_in_force(connection, till.site.scheme_code, today)
    occasion = Occasion(
        on_date=today,
        meal_period=period_code,
        at_time=local.time(),
        site=till.site.code,
        site_area=till.site.area,
    )
    basket = Basket(
        tuple(BasketLine(_priced(items[line.menu_item_id]), line.quantity) for line in lines), occasion
    )
    usage: Usage = NO_USAGE
    if member is not None:
        usage = usage_of(connection, member.id, usage_keys(scheme, occasion))
    quote = quote_basket(basket, Diner() if member is None else member.diner_on(today), scheme, usage)
    return PricedTray(lines, wanted, items, period_code, scheme, usage, quote)


def _meal_of(items: Iterable[MenuItem], meals: Iterable[MealPeriod]) -> str:
    """Return the meal that a tray is had at: the latest of its dishes, whichever was put on it first.

    It is the menu's, not the clock's: who was in the queue when lunch ended still buys lunch.
    """
    menus = {item.period_code for item in items}
    return [meal.code for meal in meals if meal.code in menus][-1]


def menu_to_sell(connection: Connection, till: Till, at: datetime) -> tuple[date, MealPeriod]:
    """Return the day and the meal whose menu a till shows at a moment."""
    local = at.astimezone(till.site.zone)
    return local.date(), period_at(periods_of_a_day(connection), local.time())


def _priced(item: MenuItem) -> Item:
    return Item(item.dish_code, item.category_code, item.vendor_code, item.price_fen)
