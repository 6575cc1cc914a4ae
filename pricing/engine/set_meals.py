"""Which dishes of a tray make set meals, and what does each of them then cost?"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from pricing.engine.lines import OpenLine
from pricing.engine.selection import selects
from pricing.money import part_fen, split_fen
from pricing.scheme.benefits import SetMeal, SetPart

if TYPE_CHECKING:
    from pricing.engine.cuts import Part


class Portion(NamedTuple):
    """One portion on the tray: what it costs now, its dish, and the part it is of."""

    price_fen: int
    code: str
    part: int


def cut_set_meals(
    benefit: SetMeal, parts: "Sequence[Part]", lines: Sequence[OpenLine], most: int | None
) -> tuple[list[int], int]:
    """Make as many set meals as the tray holds and ``most`` (None: no bound) allows.

    The dearest portions go first; a set is made only while it is cheaper than its dishes. Return what is
    taken off each part, and the number of sets.
    """
    slots = [_portions_for(slot, parts, lines) for slot in benefit.parts]
    cuts_fen = [0] * len(parts)
    sets = 0
    while most is None or sets < most:
        chosen = [
            portion
            for slot, portions in zip(benefit.parts, slots, strict=True)
            for portion in portions[sets * slot.portions : (sets + 1) * slot.portions]
        ]
        prices_fen = [portion.price_fen for portion in chosen]
        if len(chosen) < _size(benefit) or sum(prices_fen) <= benefit.price_fen:
            break
        shares_fen = split_fen(benefit.price_fen, prices_fen)
        for portion, share_fen in zip(chosen, shares_fen, strict=True):
            cuts_fen[portion.part] += portion.price_fen - share_fen
        sets += 1
    return cuts_fen, sets


def _size(benefit: SetMeal) -> int:
    return sum([slot.portions for slot in benefit.parts])


def _portions_for(slot: SetPart, parts: "Sequence[Part]", lines: Sequence[OpenLine]) -> list[Portion]:
    """List the single portions that fit a slot, dearest first; the parts of a line's price add up to it."""
    portions = [
        Portion(
            part_fen(part.price_fen, number + 1, part.portions)
            - part_fen(part.price_fen, number, part.portions),
            part.code,
            place,
        )
        for place, part in enumerate(parts)
        if selects(slot.items, lines[part.place].item)
        for number in range(part.portions)
    ]
    return sorted(portions, key=lambda portion: (-portion.price_fen, portion.code, portion.part))
