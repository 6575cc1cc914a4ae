"""What is a discount scheme? The values that a scheme consists of; `parse_scheme` makes and checks them.

A rule says for which items and when it holds, who gets which benefit (its terms), who pays for it, and how
it goes together with other rules: layers follow one another, of a group only the best rule is taken.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from pricing.basket import NO_CODES, Item
from pricing.benefits import Benefit
from pricing.money import Rounding
from pricing.text import Text

RuleKind = Literal["discount", "subsidy"]
RULE_KINDS: tuple[RuleKind, ...] = ("discount", "subsidy")


@dataclass(frozen=True, slots=True)
class Tier:
    """A price class by name, as the till and the receipt show it."""

    code: str
    name: Text


@dataclass(frozen=True, slots=True)
class Who:
    """Which diners are meant; every condition that is given has to hold, and none given means everyone.

    ``min_age`` and ``max_age`` are completed years, both inclusive, and need a birth date. Of ``classes``
    and of ``tiers`` one is enough.
    """

    min_age: int | None = None
    max_age: int | None = None
    classes: frozenset[str] = NO_CODES
    tiers: frozenset[str] = NO_CODES


@dataclass(frozen=True, slots=True)
class TierDefinition:
    """A tier and who is in it; ``who.tiers`` is empty."""

    tier: Tier
    who: Who


@dataclass(frozen=True, slots=True)
class Vendor:
    """A vendor in the house, and the switch whether discounts reach its goods at all (subsidies do)."""

    code: str
    name: Text
    takes_discounts: bool


@dataclass(frozen=True, slots=True)
class Items:
    """Which items a rule is for; a condition that is empty or None does not narrow.

    ``categories`` and ``vendors`` name what is included, ``tags`` what has to be there (one is enough),
    ``exclude_vendors`` and ``exclude_tags`` what is left out in any case. ``max_unit_price_fen`` is the
    dearest list price of one portion that still counts.
    """

    categories: frozenset[str] = NO_CODES
    vendors: frozenset[str] = NO_CODES
    exclude_vendors: frozenset[str] = NO_CODES
    tags: frozenset[str] = NO_CODES
    exclude_tags: frozenset[str] = NO_CODES
    max_unit_price_fen: int | None = None


@dataclass(frozen=True, slots=True)
class When:
    """When a rule holds; ``from_date`` is its first day, ``until_date`` the first day after it."""

    meal_periods: frozenset[str] = NO_CODES
    channels: frozenset[str] = NO_CODES
    from_date: date | None = None
    until_date: date | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """One row of a rule's table: these diners get this benefit."""

    who: Who
    benefit: Benefit


@dataclass(frozen=True, slots=True)
class Rule:
    """One promise of the canteen or of a third party.

    ``kind`` is ``discount`` (price given up by the seller) or ``subsidy`` (owed to us by ``payer``). Of the
    terms the first that fits the diner counts.
    """

    code: str
    name: Text
    kind: RuleKind
    payer: str
    layer: int
    group: str | None
    items: Items
    when: When
    terms: tuple[Term, ...]


Group = tuple[int, ...]
"""Positions of rules in the scheme, of which only the best one is taken; a rule alone is a group of one."""


@dataclass(frozen=True, slots=True)
class Lane:
    """What a layer means for the items of one category and vendor.

    ``groups`` may reduce the price; ``refusals`` are rules (by position) that leave the vendor out, and the
    words for it.
    """

    groups: tuple[Group, ...]
    refusals: tuple[tuple[int, Text], ...]


Lanes = Mapping[tuple[str, str], Lane]
"""The lanes of one layer by category and vendor; `ANY_OTHER` stands for all that the scheme does not name."""

ANY_OTHER = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What the engine looks up in a scheme, worked out once by `make_plan`.

    ``layers`` are in the order of their numbers. ``min_ages`` holds for each rule, by position, the ages
    from which its terms start (ascending).
    """

    layers: tuple[Lanes, ...]
    categories: frozenset[str]
    vendors: frozenset[str]
    min_ages: tuple[tuple[int, ...], ...]

    def find_place(self, item: Item) -> tuple[str, str]:
        """Find the key of the lane for an item whose category or vendor the scheme may not name."""
        return (
            item.category if item.category in self.categories else ANY_OTHER,
            item.vendor if item.vendor in self.vendors else ANY_OTHER,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Scheme:
    """A whole scheme in one version. Made by `parse_scheme` only, which has checked all references.

    ``hash`` is the SHA-256 (hex) of the canonical form: the same for every way of writing the same scheme.
    Schemes of the same hash are equal.
    """

    code: str
    version: int
    name: Text
    rounding: Rounding
    tiers: tuple[TierDefinition, ...]
    vendors: tuple[Vendor, ...]
    rules: tuple[Rule, ...]
    hash: str
    plan: Plan = field(repr=False)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scheme) and self.hash == other.hash

    def __hash__(self) -> int:
        return hash(self.hash)
