"""On which lines, and how many portions of them, does a rule for the bill work?"""

from collections.abc import Sequence
from typing import NamedTuple

from pricing.basket import BasketLine
from pricing.money import part_fen


class Parts(NamedTuple):
    """The lines that a rule works on: where they stand, what they cost now, and how many portions of each."""

    places: Sequence[int]
    prices_fen: Sequence[int]
    portions: Sequence[int]


def order_of(parts: Parts, number: int, lines: Sequence[BasketLine]) -> tuple[str, int, int]:
    """Return what tells parts apart but for their place on the tray."""
    return lines[parts.places[number]].item.code, parts.prices_fen[number], parts.portions[number]


def dearest_portions(parts: Parts, lines: Sequence[BasketLine], limit: int) -> Parts:
    """Keep no more than so many portions, those of the dearest items first."""
    portions = [0] * len(parts.places)
    for number in _dearest_first(parts, lines):
        portions[number] = min(parts.portions[number], limit)
        limit -= portions[number]
    prices_fen = [
        part_fen(price_fen, kept, whole)
        for price_fen, kept, whole in zip(parts.prices_fen, portions, parts.portions, strict=True)
    ]
    return Parts(parts.places, prices_fen, portions)


def _dearest_first(parts: Parts, lines: Sequence[BasketLine]) -> list[int]:
    """Return the parts by number, the dearest dish first, like ones in an order of their own."""
    return sorted(
        range(len(parts.places)),
        key=lambda number: (
            -lines[parts.places[number]].item.unit_price_fen,
            *order_of(parts, number, lines),
        ),
    )
