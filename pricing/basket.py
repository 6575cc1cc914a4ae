"""Who wants what: the basket and the diner, as the engine is told about them. Nothing is looked up here."""

from dataclasses import dataclass
from datetime import date

NO_CODES: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Item:
    """A dish as it stands on today's menu, with its one list price.

    ``code``, ``category``, ``vendor`` and ``tags`` are stable texts; ``unit_price_fen`` is the list price
    of one portion, 0 or more. There is no second price list: who pays less gets a named reduction.

    :raises ValueError: when the price is not a whole number of fen, 0 or more.
    """

    code: str
    category: str
    vendor: str
    unit_price_fen: int
    tags: frozenset[str] = NO_CODES

    def __post_init__(self) -> None:
        # A float from a careless caller would pass every comparison and spoil every sum after it.
        if type(self.unit_price_fen) is not int or self.unit_price_fen < 0:
            raise ValueError(f"a price is a whole number of fen, 0 or more, not {self.unit_price_fen!r}")


@dataclass(frozen=True, slots=True)
class BasketLine:
    """``quantity`` portions (1 or more) of one item.

    :raises ValueError: when the quantity is not a whole number, 1 or more.
    """

    item: Item
    quantity: int

    def __post_init__(self) -> None:
        if type(self.quantity) is not int or self.quantity < 1:
            raise ValueError(f"a quantity is a whole number, 1 or more, not {self.quantity!r}")


@dataclass(frozen=True, slots=True)
class Basket:
    """What is wanted, on which business date, in which meal period and through which channel.

    The lines may be empty. ``meal_period`` ("lunch") and ``channel`` ("dine_in") are stable texts that the
    rules' ``when`` is compared with.
    """

    lines: tuple[BasketLine, ...]
    on_date: date
    meal_period: str
    channel: str = "dine_in"


@dataclass(frozen=True, slots=True)
class Diner:
    """What a price may depend on in a person. ``Diner()`` is a guest: no card, or an unknown one.

    ``classes`` are stable texts that the canteen has checked a proof for ("dibao", "disabled"). Without a
    birth date no rule that asks for an age fits.
    """

    birth_date: date | None = None
    classes: frozenset[str] = NO_CODES

    @property
    def is_guest(self) -> bool:
        """Say whether nothing at all is known of the diner."""
        return self.birth_date is None and not self.classes
