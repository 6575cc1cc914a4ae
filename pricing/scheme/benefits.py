"""What does a rule give? One frozen dataclass for each shape of benefit; the set is closed.

The eleven shapes of the published policies come from these five together with thresholds, caps, conditions
and layers: "up to 15 yuan" is an `Amount` (never more than what is left to pay), "a quarter, at most 3 yuan"
a `Percent` with a cap, a free bowl of noodles a `Percent` that leaves 0 on one portion.
"""

from dataclasses import dataclass

from pricing.scheme.conditions import Items


@dataclass(frozen=True, slots=True)
class Percent:
    """The diner pays ``pays_bp`` basis points of the price (9000 = pays 90 %, 九折); 0 is free."""

    pays_bp: int


@dataclass(frozen=True, slots=True)
class Amount:
    """``amount_fen`` off the bill, never more than what is left to pay."""

    amount_fen: int


@dataclass(frozen=True, slots=True)
class Voucher:
    """As many vouchers of ``value_fen`` as the caps and the bill allow, each counted as one use.

    With ``whole_only`` a voucher is used only where it can be used up; else the last one may cover less than
    its value, and no change is given.
    """

    value_fen: int
    whole_only: bool


@dataclass(frozen=True, slots=True)
class SetPrice:
    """A fixed price for a portion (of a weighed dish: for its unit of weight); it makes nothing dearer.

    ``unit_price_fen`` is for all items of the rule; ``prices`` gives each dish its own, and dishes that it
    does not name get nothing. Exactly one of the two is stated.
    """

    unit_price_fen: int | None = None
    prices: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class SetPart:
    """So many portions of these items belong to a set meal."""

    items: Items
    portions: int


@dataclass(frozen=True, slots=True)
class SetMeal:
    """Dishes that together cost ``price_fen``, whatever each costs alone; as many sets as the tray holds.

    No item fits two parts. The dearest dishes go first, and a set is only made where it is cheaper. What the
    set costs is split over its dishes exactly, in proportion to their prices.
    """

    price_fen: int
    parts: tuple[SetPart, ...]

    @property
    def size(self) -> int:
        """Return how many portions make one set."""
        return sum(part.portions for part in self.parts)


Benefit = Percent | Amount | Voucher | SetPrice | SetMeal
