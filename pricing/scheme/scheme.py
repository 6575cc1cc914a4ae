"""A whole scheme: its tiers, payers, vendors, places and days, and its rules."""

from dataclasses import dataclass
from datetime import date

from pricing.money import Rounding
from pricing.scheme.conditions import Calendar, Cap
from pricing.scheme.people import Area, TierDefinition, Who
from pricing.scheme.rules import Access, Group, Rule
from pricing.text import Text


@dataclass(frozen=True, slots=True)
class Vendor:
    """A vendor in the house, and the switch whether discounts reach its goods at all (subsidies do)."""

    code: str
    name: Text
    takes_discounts: bool


@dataclass(frozen=True, slots=True)
class Payer:
    """Who bears a reduction, and from which day until before which day the agreement with them runs."""

    code: str
    name: Text
    from_date: date | None = None
    until_date: date | None = None


NO_CALENDAR = Calendar()
FEN = Rounding(1, "half_up", "line")


@dataclass(frozen=True, slots=True, eq=False)
class Scheme:
    """A whole scheme in one version. Made by `parse_scheme` only, which has checked all references.

    ``rounding`` is for what percentages leave, ``weighing`` for the list price of what is weighed. ``hash``
    is the SHA-256 (hex) of the canonical form: the same for every way of writing the same scheme. Schemes of
    the same hash are equal.
    """

    code: str
    version: int
    name: Text
    rounding: Rounding
    weighing: Rounding
    tiers: tuple[TierDefinition, ...]
    payers: tuple[Payer, ...]
    vendors: tuple[Vendor, ...]
    areas: tuple[Area, ...]
    calendar: Calendar
    groups: tuple[Group, ...]
    access: tuple[Access, ...]
    rules: tuple[Rule, ...]
    hash: str

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scheme) and self.hash == other.hash

    def __hash__(self) -> int:
        return hash(self.hash)


def all_whos(scheme: Scheme) -> tuple[Who, ...]:
    """Return every condition on diners that stands anywhere in a scheme."""
    return (
        *(entry.who for entry in scheme.tiers),
        *(term.who for rule in scheme.rules for term in rule.terms),
        *(who for access in scheme.access for who in access.who),
    )


def all_caps(scheme: Scheme) -> tuple[Cap, ...]:
    """Return every cap that stands anywhere in a scheme."""
    return (
        *(cap for rule in scheme.rules for cap in rule.caps),
        *(cap for access in scheme.access for cap in access.caps),
    )
