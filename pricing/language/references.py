"""Which codes may a rule name? Those that its scheme declares.

A slip of the pen would otherwise silently take a discount away.
"""

from typing import NamedTuple

from pricing.basket import NO_CODES


class Codes(NamedTuple):
    """What a scheme declares. ``payers`` and ``groups`` that are empty bind no rule: any name will do."""

    areas: frozenset[str] = NO_CODES
    vendors: frozenset[str] = NO_CODES
    tiers: frozenset[str] = NO_CODES
    payers: frozenset[str] = NO_CODES
    groups: frozenset[str] = NO_CODES
