"""Who wants what, where and when, as the engine is told? Nothing is looked up here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time

NO_CODES: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Item:
    """A dish as it stands on today's menu, with its one list price.

    ``code``, ``category``, ``vendor`` and ``tags`` are stable texts; ``unit_price_fen`` is the list price
    of one portion, 0 or more, or of ``per_g`` grams where the dish is weighed. There is no second price
    list: who pays less gets a named reduction.

    :raises ValueError: when the price is not a whole number of fen, 0 or more, or the weight not 1 or more.
    """

    code: str
    category: str
    vendor: str
    unit_price_fen: int
    tags: frozenset[str] = NO_CODES
    per_g: int | None = None

    def __post_init__(self) -> None:
        # A float from a careless caller would pass every comparison and spoil every sum after it.
        if type(self.unit_price_fen) is not int or self.unit_price_fen < 0:
            raise ValueError(f"a price is a whole number of fen, 0 or more, not {self.unit_price_fen!r}")
        if self.per_g is not None and (type(self.per_g) is not int or self.per_g < 1):
            raise ValueError(f"a price is for a whole number of grams, 1 or more, not {self.per_g!r}")


@dataclass(frozen=True, slots=True)
class BasketLine:
    """``quantity`` portions (1 or more) of one item; of a weighed item one portion of ``weight_g`` grams.

    :raises ValueError: when the quantity is not a whole number, 1 or more, or when a weight is missing,
        out of place, not a whole number of 1 or more, or comes with more than one portion.
    """

    item: Item
    quantity: int
    weight_g: int | None = None

    def __post_init__(self) -> None:
        if type(self.quantity) is not int or self.quantity < 1:
            raise ValueError(f"a quantity is a whole number, 1 or more, not {self.quantity!r}")
        if (self.weight_g is None) != (self.item.per_g is None):
            raise ValueError("what is sold by weight, and nothing else, has a weight")
        if self.weight_g is not None:
            if type(self.weight_g) is not int or self.weight_g < 1:
                raise ValueError(f"a weight is a whole number of grams, 1 or more, not {self.weight_g!r}")
            if self.quantity != 1:
                raise ValueError("what is weighed is one portion")


@dataclass(frozen=True, slots=True)
class Occasion:
    """When and where a meal is bought; all texts are stable ones that the rules' ``when`` is compared with.

    ``on_date`` is the business date, ``at_time`` the local time (None: unknown, and no rule that asks for
    a time holds), ``site`` the code of the canteen and ``site_area`` the smallest area in which it stands
    ("": unknown).
    """

    on_date: date
    meal_period: str
    channel: str = "dine_in"
    at_time: time | None = None
    site: str = ""
    site_area: str = ""


@dataclass(frozen=True, slots=True)
class Basket:
    """What is wanted, and on which occasion. The lines may be empty."""

    lines: tuple[BasketLine, ...]
    occasion: Occasion


@dataclass(frozen=True, slots=True)
class Diner:
    """What a price may depend on in a person. ``Diner()`` is a guest: no card, or an unknown one.

    ``classes`` are stable texts that the canteen has checked a proof for ("dibao", "disabled"), each with
    the last day on which the proof counts (None: without end). ``residence`` and ``hukou`` are the smallest
    known areas ("": unknown). Without a birth date no rule that asks for an age fits.
    """

    birth_date: date | None = None
    classes: Mapping[str, date | None] = field(default_factory=dict)
    residence: str = ""
    hukou: str = ""

    @property
    def is_guest(self) -> bool:
        """Say whether nothing at all is known of the diner."""
        return self.birth_date is None and not (self.classes or self.residence or self.hukou)
