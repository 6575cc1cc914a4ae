"""On which lines, and how many portions of them, does a rule for the bill work?"""

from collections.abc import Sequence
from typing import NamedTuple

from pricing.basket import BasketLine
from pricing.money import part_fen, per_portion
from pricing.quotes import order_of


class Parts(NamedTuple):
    """The lines that a rule works on: where they stand, what they cost now, and how many portions of each."""

    places: Sequence[int]
    prices_fen: Sequence[int]
    portions: Sequence[int]


def dearest_portions(
    parts: Parts, lines: Sequence[BasketLine], limit: int, reducible: Sequence[bool]
) -> Parts:
    """Keep no more than so many portions, the dearest first, and none that nothing would be taken off."""
    portions = [0] * len(parts.places)
    for number in _dearest_first(parts, lines):
        if not reducible[number]:
            continue
        portions[number] = min(parts.portions[number], limit)
        limit -= portions[number]
    prices_fen = [
        part_fen(price_fen, kept, whole)
        for price_fen, kept, whole in zip(parts.prices_fen, portions, parts.portions, strict=True)
    ]
    return Parts(parts.places, prices_fen, portions)


def _dearest_first(parts: Parts, lines: Sequence[BasketLine]) -> list[int]:
    """Return the parts by number, the dearest portion first, like ones in an order of their own.

    What counts is what a portion costs now: the price of what is weighed is for its unit of weight, and an
    earlier layer may have left nothing of a dear dish.
    """
    return sorted(
        range(len(parts.places)),
        key=lambda number: (
            -per_portion(parts.prices_fen[number], parts.portions[number]),
            *order_of(lines[parts.places[number]], parts.prices_fen[number]),
        ),
    )
