"""Where does each order of the period belong, and what do all of them come to?

Rule: only the day that passes by is kept order by order apart; whatever is over is a sum.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from pos.reports.backtest.reading import Sold
from pos.reports.backtest.result import (
    NOTHING,
    Assumed,
    Barred,
    BarredRule,
    Comparison,
    DayPart,
    Extreme,
    LeftOut,
    Names,
    Sums,
    TierPart,
    names_of,
)
from pos.reports.backtest.tally import Tally, sums_of
from pricing import Quote, Scheme, Text

TierPair = tuple[str, str]
NO_TIER = ""

REASONS = {
    "born_later": Text(zh="出生日期晚于用餐日", en="The birth date on file lies after the sale"),
    "not_priceable": Text(zh="无法按该方案计价", en="The scheme cannot price it"),
}
ASSUMPTIONS = {
    "places_as_today": Text(
        zh="居住地和户籍按现有登记计算", en="Residence and hukou were taken as they are on file today"
    ),
}


@dataclass(frozen=True)
class KnownNames:
    """The words of tiers as sold, of tiers of the scheme that is tried, and of the payers of both."""

    sold_tiers: Mapping[str, Text]
    scheme_tiers: Mapping[str, Text]
    payers: Mapping[str, Text]


@dataclass
class _Aside:
    """Orders that are only told as they were sold."""

    orders: int = 0
    sold: Sums = NOTHING

    def add(self, order: Sold) -> None:
        self.orders += 1
        self.sold = self.sold.plus(sums_of(order))


@dataclass
class _Day:
    """The business date that passes by."""

    day: date
    cells: dict[TierPair, Tally] = field(default_factory=dict)
    barred: int = 0
    left_out: int = 0


class Comparing:
    """Takes the orders of the period in order of time, each with its fate."""

    def __init__(self) -> None:
        self.sold_under: set[tuple[str, int]] = set()
        self._total = Tally()
        self._tiers: dict[TierPair, Tally] = {}
        self._days: list[tuple[_Day, Tally]] = []
        self._today: _Day | None = None
        self._barred = _Aside()
        self._barred_by: dict[str, tuple[Text, int]] = {}
        self._left_out: dict[str, _Aside] = {}
        self._assumed: dict[str, int] = {}
        self._gain: Extreme | None = None
        self._loss: Extreme | None = None

    def compare(self, order: Sold, quote: Quote) -> None:
        """Add an order on both sides."""
        pair = (order.tier_code or NO_TIER, quote.tier.code if quote.tier else NO_TIER)
        cells = self._day_of(order).cells
        cell = cells.get(pair)
        if cell is None:
            cell = cells[pair] = Tally()
        cell.add(order, quote)
        self._look_for_extremes(order, quote.total_fen)

    def bar(self, order: Sold, quote: Quote) -> None:
        """Set an order aside that rules of access would not have let through."""
        self._day_of(order).barred += 1
        self._barred.add(order)
        for code, name in {barred.rule_code: barred.name for barred in quote.barred}.items():
            _, count = self._barred_by.get(code, (name, 0))
            self._barred_by[code] = (name, count + 1)

    def leave_out(self, order: Sold, reason: str) -> None:
        """Set an order aside that cannot be priced again, for one of `REASONS`."""
        self._day_of(order).left_out += 1
        self._left_out.setdefault(reason, _Aside()).add(order)

    def assume(self, what: str) -> None:
        """Count an order of which one of `ASSUMPTIONS` is made."""
        self._assumed[what] = self._assumed.get(what, 0) + 1

    def close(
        self, scheme: Scheme, names: KnownNames, *, from_date: date, until_date: date, counted_from: date
    ) -> Comparison:
        """Return all that was found."""
        self._end_day()

        def payer(code: str) -> Names:
            return names_of(code, names.payers)

        return Comparison(
            scheme_code=scheme.code,
            scheme_version=scheme.version,
            scheme_hash=scheme.hash,
            scheme_name=scheme.name,
            from_date=from_date,
            until_date=until_date,
            counted_from=counted_from,
            total=self._total.part(payer),
            days=tuple(
                DayPart(day.day, tally.part(payer), day.barred, day.left_out) for day, tally in self._days
            ),
            tiers=tuple(
                TierPart(
                    names_of(sold, names.sold_tiers) if sold else None,
                    names_of(tried, names.scheme_tiers) if tried else None,
                    tally.part(payer),
                )
                for (sold, tried), tally in sorted(self._tiers.items())
            ),
            barred=self._all_barred(),
            left_out=self._all_left_out(),
            assumed=tuple(
                Assumed(names_of(what, ASSUMPTIONS), count) for what, count in sorted(self._assumed.items())
            ),
            largest_gain=self._gain,
            largest_loss=self._loss,
        )

    def _all_barred(self) -> Barred:
        rules = tuple(
            BarredRule(Names(code, name), count) for code, (name, count) in sorted(self._barred_by.items())
        )
        return Barred(self._barred.orders, self._barred.sold, rules)

    def _all_left_out(self) -> tuple[LeftOut, ...]:
        return tuple(
            LeftOut(names_of(reason, REASONS), aside.orders, aside.sold)
            for reason, aside in sorted(self._left_out.items())
        )

    def _day_of(self, order: Sold) -> _Day:
        self.sold_under.add(order.scheme)
        today = self._today
        if today is None or today.day != order.day:
            self._end_day()
            today = self._today = _Day(order.day)
        return today

    def _end_day(self) -> None:
        """Put the tallies of the day that is over into those of the day, the tiers and the total."""
        if self._today is None:
            return
        of_day = Tally()
        for pair, cell in self._today.cells.items():
            of_day.absorb(cell)
            self._tiers.setdefault(pair, Tally()).absorb(cell)
        self._total.absorb(of_day)
        self._today.cells = {}
        # A set of members for each day of a year would be as many as its sales.
        of_day.let_members_go()
        self._days.append((self._today, of_day))
        self._today = None

    def _look_for_extremes(self, order: Sold, scheme_fen: int) -> None:
        difference_fen = scheme_fen - order.paid_fen
        if difference_fen < 0 and (self._gain is None or difference_fen < _difference_fen(self._gain)):
            self._gain = Extreme(order.id, order.number, order.day, order.paid_fen, scheme_fen)
        elif difference_fen > 0 and (self._loss is None or difference_fen > _difference_fen(self._loss)):
            self._loss = Extreme(order.id, order.number, order.day, order.paid_fen, scheme_fen)


def _difference_fen(extreme: Extreme) -> int:
    return extreme.scheme_fen - extreme.sold_fen
