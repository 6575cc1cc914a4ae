"""What a tray costs now: the till's wishes, today's menu and the scheme in force become a quote.

Rule: ORM rows and database ids stop here; `pricing` sees values only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from inventory.menu import MenuItem, require_on_menu
from inventory.periods import MealPeriod, period_at, periods_of_a_day
from pos.cards.cards import CardHolder
from pos.pricebook.pricebook import scheme_in_force
from pos.sales.tickets import TicketLine, wanted_portions
from pos.shifts.shifts import Till
from pricing import Basket, BasketLine, Diner, Item, Quote, Scheme, quote_basket


@dataclass(frozen=True, slots=True)
class PricedTray:
    """A tray with its quote; the quote's lines stand in the order of `lines`."""

    lines: tuple[TicketLine, ...]
    wanted: Mapping[int, int]
    items: Mapping[int, MenuItem]
    period: MealPeriod
    scheme: Scheme
    quote: Quote


def price_tray(
    connection: Connection, till: Till, lines: tuple[TicketLine, ...], holder: CardHolder | None, at: datetime
) -> PricedTray:
    """Price a tray for the holder of the card on the reader, or for a guest.

    :raises EmptyBasket, InvalidQuantity: when the tray is not well formed.
    :raises UnknownDish, NotOnMenu, SoldOut: when the menu does not have it.
    """
    wanted = wanted_portions(lines)
    business_date = till.business_date(at)
    period = period_at(periods_of_a_day(connection), at.astimezone(till.site.zone).time())
    items = require_on_menu(connection, wanted, menu_date=business_date, period_code=period.code)
    scheme = scheme_in_force(connection, till.site.scheme_code, business_date)
    basket = Basket(
        lines=tuple(BasketLine(_priced(items[line.menu_item_id]), line.quantity) for line in lines),
        on_date=business_date,
        meal_period=period.code,
    )
    quote = quote_basket(basket, diner_of(holder), scheme)
    return PricedTray(lines, wanted, items, period, scheme, quote)


def diner_of(holder: CardHolder | None) -> Diner:
    """Return what a price may depend on in a person; a guest has nothing."""
    if holder is None:
        return Diner()
    return Diner(birth_date=holder.member.birth_date, classes=holder.member.classes)


def _priced(item: MenuItem) -> Item:
    return Item(item.dish_code, item.category_code, item.vendor_code, item.price_fen)
