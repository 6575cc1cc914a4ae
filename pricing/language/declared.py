"""What does a scheme declare besides its rules? Tiers, payers, vendors, areas, groups and special days."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from pricing.language.overlaps import find_overlap
from pricing.language.people import PERSON_KEYS, read_who
from pricing.language.references import Codes, require_declared
from pricing.language.tables import Table
from pricing.scheme.areas import ancestors_of
from pricing.scheme.conditions import Calendar
from pricing.scheme.people import Area, Tier, TierDefinition
from pricing.scheme.rules import CHOICES, Group
from pricing.scheme.scheme import NO_CALENDAR, Payer, Vendor

NamedT = TypeVar("NamedT")


@dataclass(frozen=True, slots=True)
class Declared:
    """All that a scheme declares."""

    tiers: tuple[TierDefinition, ...]
    payers: tuple[Payer, ...]
    vendors: tuple[Vendor, ...]
    areas: tuple[Area, ...]
    groups: tuple[Group, ...]
    calendar: Calendar

    def codes(self) -> Codes:
        """Return the codes that rules may name."""
        return Codes(
            areas=frozenset(area.code for area in self.areas),
            vendors=frozenset(vendor.code for vendor in self.vendors),
            tiers=frozenset(entry.tier.code for entry in self.tiers),
            payers=frozenset(payer.code for payer in self.payers),
            groups=frozenset(group.code for group in self.groups),
        )


def read_declared(top: Table) -> Declared:
    """Read what stands beside the rules of a scheme."""
    areas = _read_areas(top)
    return Declared(
        tiers=_read_tiers(top, Codes(areas=frozenset(area.code for area in areas))),
        payers=_read_named(
            top.maybe_tables("payers", ("code", "name", "from_date", "until_date")),
            _read_payer,
            lambda payer: payer.code,
        ),
        vendors=_read_named(
            top.maybe_tables("vendors", ("code", "name", "takes_discounts")),
            lambda table: Vendor(table.code("code"), table.text("name"), table.boolean("takes_discounts")),
            lambda vendor: vendor.code,
        ),
        areas=areas,
        groups=_read_named(
            top.maybe_tables("groups", ("code", "choose")),
            lambda table: Group(table.code("code"), table.choice("choose", CHOICES)),
            lambda group: group.code,
        ),
        calendar=_read_calendar(top),
    )


def _read_named(
    tables: tuple[Table, ...], read: Callable[[Table], NamedT], code_of: Callable[[NamedT], str]
) -> tuple[NamedT, ...]:
    """Read entries that are told apart by their codes."""
    entries: dict[str, NamedT] = {}
    for table in tables:
        entry = read(table)
        code = code_of(entry)
        if code in entries:
            table.refuse("code", f"is used twice: {code}")
        entries[code] = entry
    return tuple(entries.values())


def _read_tiers(top: Table, codes: Codes) -> tuple[TierDefinition, ...]:
    tables = top.maybe_tables("tiers", ("code", "name", "who"))
    entries = _read_named(
        tables,
        lambda table: TierDefinition(
            Tier(table.code("code"), table.text("name")), read_who(table.table("who", PERSON_KEYS), codes)
        ),
        lambda entry: entry.tier.code,
    )
    overlap = find_overlap(tuple(entry.who for entry in entries))
    if overlap is not None:
        first, second = overlap
        tables[second].refuse("who", f"someone could also be in the tier {entries[first].tier.code}")
    return entries


def _read_payer(table: Table) -> Payer:
    code, name = table.code("code"), table.text("name")
    table.require_order("from_date", "until_date")
    return Payer(code, name, table.maybe_day("from_date"), table.maybe_day("until_date"))


def _read_areas(top: Table) -> tuple[Area, ...]:
    tables = top.maybe_tables("areas", ("code", "name", "within"))
    areas = _read_named(
        tables,
        lambda table: Area(table.code("code"), table.text("name"), table.maybe_code("within")),
        lambda area: area.code,
    )
    codes = frozenset(area.code for area in areas)
    for table, area in zip(tables, areas, strict=True):
        require_declared(table, "within", frozenset({area.within} if area.within else ()), codes)
    _refuse_circles(tables, areas)
    return areas


def _refuse_circles(tables: tuple[Table, ...], areas: tuple[Area, ...]) -> None:
    for table, area in zip(tables, areas, strict=True):
        try:
            ancestors_of(area.code, areas)
        except ValueError:
            table.refuse("within", f"leads in a circle from {area.code}: no area lies within itself")


def _read_calendar(top: Table) -> Calendar:
    if "calendar" not in top:
        return NO_CALENDAR
    table = top.table("calendar", ("rest_dates", "working_dates"))
    calendar = Calendar(table.days("rest_dates"), table.days("working_dates"))
    both = calendar.rest_dates & calendar.working_dates
    if both:
        table.refuse("working_dates", f"names {min(both)}, which is among rest_dates as well")
    return calendar
