"""Which dishes of a tray make set meals, and what does each of them then cost?"""

from collections.abc import Sequence
from typing import NamedTuple

from pricing.basket import BasketLine
from pricing.engine.parts import Parts
from pricing.engine.selection import selects
from pricing.money import part_fen, split_fen
from pricing.quotes import order_of
from pricing.scheme.benefits import SetMeal, SetPart


class Portion(NamedTuple):
    """One portion on the tray: what it costs now, and the number of the part that it is of."""

    price_fen: int
    part: int


def cut_set_meals(
    benefit: SetMeal, parts: Parts, lines: Sequence[BasketLine], most: int | None
) -> tuple[list[int], int]:
    """Make as many set meals as the tray holds and ``most`` (None: no bound) allows.

    The dearest portions go first; a set is made only while it is cheaper than its dishes. Return what is
    taken off each part, and the number of sets.
    """
    slots = [_portions_for(slot, parts, lines) for slot in benefit.parts]
    cuts_fen = [0] * len(parts.places)
    sets = 0
    while most is None or sets < most:
        chosen = [
            portion
            for slot, portions in zip(benefit.parts, slots, strict=True)
            for portion in portions[sets * slot.portions : (sets + 1) * slot.portions]
        ]
        prices_fen = [portion.price_fen for portion in chosen]
        if len(chosen) < benefit.size or sum(prices_fen) <= benefit.price_fen:
            break
        for portion, set_fen in zip(chosen, split_fen(benefit.price_fen, prices_fen), strict=True):
            cuts_fen[portion.part] += portion.price_fen - set_fen
        sets += 1
    return cuts_fen, sets


def _portions_for(slot: SetPart, parts: Parts, lines: Sequence[BasketLine]) -> list[Portion]:
    """List the single portions that fit a slot, dearest first; those of a line add up to its price."""
    fitting = [number for number, place in enumerate(parts.places) if selects(slot.items, lines[place].item)]
    fitting.sort(key=lambda number: order_of(lines[parts.places[number]], parts.prices_fen[number]))
    portions = [
        Portion(
            part_fen(parts.prices_fen[number], count + 1, parts.portions[number])
            - part_fen(parts.prices_fen[number], count, parts.portions[number]),
            number,
        )
        for number in fitting
        for count in range(parts.portions[number])
    ]
    return sorted(portions, key=lambda portion: -portion.price_fen)
