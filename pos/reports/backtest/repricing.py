"""A past period priced again under a scheme: the story of a back-test, from the first sale to the sums.

Rule: it only reads, and what it holds at a time depends on the members and the days, not on the sales.
"""

import logging
from collections.abc import Callable
from datetime import date

from pos.database import Database
from pos.reports.backtest.comparing import Comparing
from pos.reports.backtest.counters import Counters, counted_from
from pos.reports.backtest.naming import known_names
from pos.reports.backtest.reading import PAGE_ORDERS, Sold, count_orders, read_orders
from pos.reports.backtest.result import Comparison
from pricing import NO_USAGE, Basket, Quote, Scheme, quote_basket
from pricing.scheme.scheme import all_whos

log = logging.getLogger(__name__)

Passed = Callable[[int], None]


class Backtest:
    """One back-test: a scheme and a period, half-open, in business dates."""

    def __init__(
        self,
        database: Database,
        scheme: Scheme,
        *,
        from_date: date,
        until_date: date,
        page_orders: int = PAGE_ORDERS,
    ) -> None:
        self._database = database
        self._scheme = scheme
        self._from_date = from_date
        self._until_date = until_date
        self._page_orders = page_orders
        self._counted_from = counted_from(scheme, from_date)
        self._asks_for_places = any(who.residence or who.hukou for who in all_whos(scheme))
        self.counters = Counters(scheme)
        self.comparing = Comparing()

    def count_orders(self) -> int:
        """Return how many orders there are to price."""
        return count_orders(self._database, self._counted_from, self._until_date)

    def run(self, passed: Passed = lambda done: None) -> Comparison:
        """Price every order and return what was found; `passed` is told after each page how many are done.

        What `passed` raises ends it.
        """
        done = 0
        pages = read_orders(self._database, self._counted_from, self._until_date, most=self._page_orders)
        for page in pages:
            for order in page:
                self._price(order)
            done += len(page)
            passed(done)
        return self.comparing.close(
            self._scheme,
            known_names(self._database, self._scheme, self.comparing.sold_under),
            from_date=self._from_date,
            until_date=self._until_date,
            counted_from=self._counted_from,
        )

    def _price(self, order: Sold) -> None:
        is_of_period = order.day >= self._from_date
        quote = self._quote(order)
        if isinstance(quote, str):
            if is_of_period:
                self.comparing.leave_out(order, quote)
            return
        if quote.barred:
            if is_of_period:
                self.comparing.bar(order, quote)
            return
        if order.member_id is not None and quote.uses:
            self.counters.add(order.member_id, quote.uses)
        if is_of_period:
            self.comparing.compare(order, quote)
            if self._asks_for_places and order.member_id is not None:
                self.comparing.assume("places_as_today")

    def _quote(self, order: Sold) -> Quote | str:
        """Return what the order costs under the scheme, or the reason why nobody can tell."""
        birth_date = order.diner.birth_date
        if birth_date is not None and birth_date > order.day:
            return "born_later"
        usage = NO_USAGE
        if order.member_id is not None:
            usage = self.counters.used_by(order.member_id, order.occasion)
        try:
            return quote_basket(Basket(order.lines, order.occasion), order.diner, self._scheme, usage)
        except ValueError as error:
            # One odd order must not cost the answer to all others; the result counts it.
            log.warning("order %s cannot be priced again: %s", order.number, error)
            return "not_priceable"
