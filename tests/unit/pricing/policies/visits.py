"""A visit to a canteen under a published policy, in few words."""

from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from pricing import (
    NO_USAGE,
    Basket,
    BasketLine,
    Diner,
    Item,
    Occasion,
    Quote,
    Scheme,
    Usage,
    UsageKey,
    Used,
    parse_scheme,
    quote_basket,
)
from pricing.published import published_policies

# A Wednesday, and a working day everywhere.
DAY = date(2026, 11, 25)
YESTERDAY, TOMORROW = DAY - timedelta(days=1), DAY + timedelta(days=1)
SATURDAY = date(2026, 11, 28)
LUNCH = Occasion(DAY, "lunch", at_time=time(11, 0))
GUEST = Diner()


def policy(code: str, *changes: tuple[str, str]) -> Scheme:
    """Return a published policy, with settings of its text replaced; each has to be there."""
    [text] = [one.text for one in published_policies() if one.code == code]
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return parse_scheme(text, source=code)


def aged(years: int, *classes: str, lives: str = "", hukou: str = "", on: date = DAY) -> Diner:
    """Return somebody who becomes that old on the day."""
    return Diner(on.replace(year=on.year - years), dict.fromkeys(classes), lives, hukou)


def until(last_day: date, diner: Diner) -> Diner:
    """Return a diner whose proofs count until a day, that day included."""
    return replace(diner, classes=dict.fromkeys(diner.classes, last_day))


def dish(fen: int, code: str = "dish", category: str = "main", *tags: str) -> Item:
    """Return a dish."""
    return Item(code, category, "canteen", fen, frozenset(tags))


FEE = "delivery_fee"


def fee(fen: int) -> Item:
    """Return the fee for a delivery, as a canteen has it on its menu."""
    return dish(fen, "fee", "fee", FEE)


def weigh(
    fen: int, *, per_g: int, weight_g: int, scheme: Scheme, diner: Diner, at_time: time | None = None
) -> int:
    """Return what a plate from the scales costs at Wednesday's lunch."""
    plate = BasketLine(Item("buffet", "main", "canteen", fen, per_g=per_g), 1, weight_g=weight_g)
    occasion = replace(LUNCH, at_time=at_time)
    return quote_basket(Basket((plate,), occasion), diner, scheme).total_fen


def eat(scheme: Scheme, diner: Diner, *tray: Item, usage: Usage = NO_USAGE, **where: object) -> Quote:
    """Price a tray at Wednesday's lunch, or `where` else."""
    occasion = replace(LUNCH, **where)  # type: ignore[arg-type]
    return quote_basket(Basket(tuple(BasketLine(item, 1) for item in tray), occasion), diner, scheme, usage)


def pays(scheme: Scheme, diner: Diner, *tray: Item, **where: object) -> int:
    """Return what the diner pays."""
    return eat(scheme, diner, *tray, usage=NO_USAGE, **where).total_fen


def claims_fen(quote: Quote) -> list[int]:
    """Return what is owed to the canteen for serving the diner."""
    return [claim.amount_fen for claim in quote.operator_claims]


@dataclass
class Days:
    """Visits of one diner, one after the other, each of which is sold."""

    scheme: Scheme
    diner: Diner

    def __post_init__(self) -> None:
        """Begin with nothing used."""
        self._usage: dict[UsageKey, Used] = {}

    def pays(self, *tray: Item, **where: object) -> int:
        """Buy a tray, and return what it cost."""
        return self.buy(*tray, **where).total_fen

    def buy(self, *tray: Item, **where: object) -> Quote:
        """Buy a tray, and return its quote."""
        sold = eat(self.scheme, self.diner, *tray, usage=self._usage, **where)
        for key, used in sold.uses:
            before = self._usage.get(key, Used())
            self._usage[key] = Used(*(a + b for a, b in zip(before, used, strict=True)))
        return sold
