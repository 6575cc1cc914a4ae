"""How money is divided: the only module that applies a rate to fen or cuts an amount into parts.

Everything is a whole number of fen in ``int``; rates are basis points (10000 bp = 100 %). Nothing here
guesses a rounding: none of the published canteen policies states one, so the scheme has to.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

WHOLE_BP = 10_000

RoundingMode = Literal["half_up", "half_even", "down", "up"]
RoundingPlace = Literal["line", "unit", "bill"]


def _half_up(numerator: int, denominator: int) -> int:
    return (2 * numerator + denominator) // (2 * denominator)


def _half_even(numerator: int, denominator: int) -> int:
    quotient, rest = divmod(numerator, denominator)
    if 2 * rest == denominator:
        return quotient + quotient % 2
    return quotient + (2 * rest > denominator)


def _down(numerator: int, denominator: int) -> int:
    return numerator // denominator


def _up(numerator: int, denominator: int) -> int:
    return -(-numerator // denominator)


_DIVIDE: dict[RoundingMode, Callable[[int, int], int]] = {
    "half_up": _half_up,
    "half_even": _half_even,
    "down": _down,
    "up": _up,
}
ROUNDING_MODES: tuple[RoundingMode, ...] = tuple(_DIVIDE)
ROUNDING_PLACES: tuple[RoundingPlace, ...] = ("line", "unit", "bill")


@dataclass(frozen=True, slots=True)
class Rounding:
    """How the scheme turns a fraction of a fen into money.

    ``unit_fen`` is the step (1 fen, 10 for whole jiao, 100 for whole yuan), ``mode`` the direction, seen
    from the price that the diner pays: ``down`` favours the diner. ``place`` says what is rounded:
    ``line`` the price of the whole line, once, which deviates least from the exact share; ``unit`` the
    price of one portion, so that two tickets of one portion cost exactly what one ticket of two costs;
    ``bill`` the price of all lines of a rule together.
    """

    unit_fen: int
    mode: RoundingMode
    place: RoundingPlace


def share_fen(amount_fen: int, pays_bp: int, quantity: int, rounding: Rounding) -> int:
    """Return what is left to pay of a line when the diner pays ``pays_bp`` of it.

    ``amount_fen`` (>= 0) is the price of all ``quantity`` (>= 1) portions together. The price is what is
    rounded, never the reduction, because the price is what a label shows. Rounding up cannot make a line
    dearer than it was.
    """
    step_fen = rounding.unit_fen * quantity if rounding.place == "unit" else rounding.unit_fen
    price_fen = _DIVIDE[rounding.mode](amount_fen * pays_bp, WHOLE_BP * step_fen) * step_fen
    return price_fen if price_fen < amount_fen else amount_fen


def round_fen(amount_fen: int, unit_fen: int, mode: RoundingMode) -> int:
    """Return the multiple of a unit (> 0) that lies next to an amount (>= 0) in that direction."""
    return _DIVIDE[mode](amount_fen, unit_fen) * unit_fen


def weigh_fen(unit_price_fen: int, weight_g: int, per_g: int, rounding: Rounding) -> int:
    """Return the price of a weight when ``per_g`` grams cost ``unit_price_fen``."""
    step_fen = rounding.unit_fen
    return _DIVIDE[rounding.mode](unit_price_fen * weight_g, per_g * step_fen) * step_fen


def part_fen(amount_fen: int, portions: int, of_portions: int) -> int:
    """Return what the first of so many equal portions cost together, whole fen, rounded down.

    The differences between neighbours add up to the amount: nothing is lost between portions.
    """
    return amount_fen * portions // of_portions


def per_portion(amount_fen: int, portions: int) -> Fraction:
    """Return exactly what one of so many equal portions costs, to compare by; nobody pays a fraction."""
    return Fraction(amount_fen, portions)


def count_whole(amount_fen: int, unit_fen: int) -> int:
    """Return how many times an amount holds a unit (> 0) in full."""
    return amount_fen // unit_fen


def count_covering(amount_fen: int, unit_fen: int) -> int:
    """Return how many units (> 0) it takes to cover an amount."""
    return -(-amount_fen // unit_fen)


def split_fen(amount_fen: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Split an amount in proportion to weights so that the parts add up to it exactly.

    Each part lies within one fen of its exact share; the fen that are left go to the largest fractions, the
    earlier part first. A part of weight 0 gets nothing.

    :raises ValueError: when the amount or a weight is negative, or the weights add up to nothing.
    """
    whole = sum(weights)
    if amount_fen < 0 or whole <= 0 or min(weights) < 0:
        raise ValueError(
            "a split needs an amount of 0 or more, and weights of 0 or more that add up to more than 0"
        )
    shares = [divmod(amount_fen * weight, whole) for weight in weights]
    parts = [quotient for quotient, _ in shares]
    by_fraction = sorted(range(len(shares)), key=lambda place: -shares[place][1])
    for place in by_fraction[: amount_fen - sum(parts)]:
        parts[place] += 1
    return tuple(parts)


def deal_fen(amounts: Sequence[int], parts: int) -> tuple[tuple[int, ...], ...]:
    """Deal amounts over equal parts: the shares of each part add up to the same, those of each amount to it.

    Returns for each part its share of each amount; a share lies within one fen of its exact one. What is left
    of an amount goes on where that of the one before it ended.

    :raises ValueError: when an amount is negative, or they are together no multiple of the parts.
    """
    if parts <= 0 or min(amounts, default=0) < 0 or sum(amounts) % parts:
        raise ValueError("what is dealt is a multiple of the parts, of amounts of 0 or more")
    dealt: list[list[int]] = [[] for _ in range(parts)]
    place = 0
    for amount_fen in amounts:
        each, left = divmod(amount_fen, parts)
        favoured = {(place + further) % parts for further in range(left)}
        for part, shares in enumerate(dealt):
            shares.append(each + (part in favoured))
        place = (place + left) % parts
    return tuple(tuple(shares) for shares in dealt)


def format_yuan(amount_fen: int) -> str:
    """Write an amount of 0 or more in yuan with two decimals: 6_50 -> ``6.50``."""
    return f"{amount_fen // 100}.{amount_fen % 100:02d}"


def format_percent(rate_bp: int) -> str:
    """Write a rate in percent, without idle zeros: 8750 -> ``87.5``."""
    return _decimal(rate_bp, 2)


def format_fold(rate_bp: int) -> str:
    """Write a rate in tenths, as Chinese price labels do: 8500 -> ``8.5`` (8.5折)."""
    return _decimal(rate_bp, 3)


def _decimal(rate_bp: int, places: int) -> str:
    whole, fraction = divmod(rate_bp, 10**places)
    return f"{whole}.{fraction:0{places}d}".rstrip("0").rstrip(".")
