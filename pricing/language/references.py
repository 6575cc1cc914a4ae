"""Which codes may a rule name? Those that its scheme declares.

A slip of the pen would otherwise silently take a discount away.
"""

from typing import NamedTuple

from pricing.basket import NO_CODES
from pricing.language.tables import Table


class Codes(NamedTuple):
    """What a scheme declares. ``payers`` and ``groups`` that are empty bind no rule: any name will do."""

    areas: frozenset[str] = NO_CODES
    vendors: frozenset[str] = NO_CODES
    tiers: frozenset[str] = NO_CODES
    payers: frozenset[str] = NO_CODES
    groups: frozenset[str] = NO_CODES


def require_declared(table: Table, key: str, named: frozenset[str], declared: frozenset[str]) -> None:
    """Refuse codes under a key that are not among those that are declared."""
    unknown = named - declared
    if unknown:
        table.refuse(key, f"names {min(unknown)}, which the scheme does not declare")


def refuse_both(table: Table, key: str, both: frozenset[str]) -> None:
    """Refuse a key of exclusions that leaves out what is included."""
    if both:
        table.refuse(key, f"leaves out {min(both)}, which is included as well")
