"""Do the age bands of a scheme follow one another without gaps, and without ages that are in two of them?

Rule: only bands that differ by age alone are one table; a gap that another row fills is none.
"""

from collections.abc import Hashable, Iterator
from dataclasses import replace
from itertools import combinations, groupby
from typing import NamedTuple

from pricing.review.findings import Finding, error, note, warning
from pricing.review.persons import NO_HIGHEST_AGE, Band, Way, are_covered, asks_age, band_of
from pricing.review.weak_places.extents import items_are_apart, whens_are_apart
from pricing.scheme.people import Who
from pricing.scheme.rules import Rule
from pricing.scheme.scheme import Scheme

LONGEST_SLIP = 5
"""A gap of at most so many years is taken for a slip of the pen; children and elders lie further apart."""


class Row(NamedTuple):
    """One row of a table of age bands, and where it stands."""

    place: str
    who: Who
    nth_meal: int | None = None


def lint_bands(scheme: Scheme) -> Iterator[Finding]:
    """Find gaps and overlaps among the tiers, the terms of a rule, and the discounts of a group."""
    tiers = [Row(f"tier {entry.tier.code}", entry.who) for entry in scheme.tiers]
    yield from _overlaps(tiers)
    yield from _gaps(tiers, scheme)
    for rule in scheme.rules:
        rows = _rows(rule)
        yield from _overlaps(rows)
        yield from _gaps(rows, scheme)
    yield from _lint_groups(scheme)


def _rows(rule: Rule) -> list[Row]:
    return [
        Row(f"rule {rule.code}: terms[{number}]", term.who, term.nth_meal)
        for number, term in enumerate(rule.terms)
    ]


def _kind_of(row: Row) -> Hashable:
    """Return all that a row asks for besides an age."""
    return replace(row.who, min_age=None, max_age=None), row.nth_meal


def _tables(rows: list[Row]) -> Iterator[list[Row]]:
    """Bring the rows together that differ by age alone, by the age from which they hold."""
    banded = [row for row in rows if asks_age(row.who)]
    for kind in dict.fromkeys(_kind_of(row) for row in banded):
        yield sorted((row for row in banded if _kind_of(row) == kind), key=lambda row: band_of(row.who))


def _overlaps(rows: list[Row]) -> Iterator[Finding]:
    for table in _tables(rows):
        for one, other in combinations(table, 2):
            both = _both(one, other)
            if both is not None:
                yield _overlap(one, other, both)


def _both(one: Row, other: Row) -> Band | None:
    first, second = band_of(one.who), band_of(other.who)
    both = Band(max(first.min_age, second.min_age), min(first.max_age, second.max_age))
    return both if both.min_age <= both.max_age else None


def _overlap(one: Row, other: Row, both: Band) -> Finding:
    ages = _ages(both)
    return error(
        other.place,
        zh=f"{ages}岁同时属于{one.place}，先写的一行生效",
        en=f"age {ages} is in {one.place} as well; the row that stands first counts",
    )


def _ages(band: Band) -> str:
    if band.min_age == band.max_age:
        return str(band.min_age)
    return f"{band.min_age}–{'' if band.max_age >= NO_HIGHEST_AGE else band.max_age}"


def _gaps(rows: list[Row], scheme: Scheme) -> Iterator[Finding]:
    for table in _tables(rows):
        reached = table[0]
        for row in table[1:]:
            last, start = band_of(reached.who).max_age, band_of(row.who).min_age
            if last + 1 < start and not _is_filled(Band(last + 1, start - 1), row, rows, scheme):
                yield from _gap(reached, row, Band(last + 1, start - 1))
            if band_of(row.who).max_age > last:
                reached = row


def _is_filled(gap: Band, beside: Row, rows: list[Row], scheme: Scheme) -> bool:
    who = replace(beside.who, min_age=gap.min_age, max_age=gap.max_age)
    others = [row.who for row in rows if row.nth_meal in (None, beside.nth_meal)]
    return all(are_covered(Way((who,), tier), others, scheme) for tier in who.tiers or (None,))


def _gap(before: Row, after: Row, gap: Band) -> Iterator[Finding]:
    """Report a gap; between single ages, such as round birthdays, there is none."""
    if any(row.who.min_age == row.who.max_age for row in (before, after)):
        return
    ages = _ages(gap)
    report = warning if gap.max_age - gap.min_age < LONGEST_SLIP else note
    yield report(
        after.place,
        zh=f"{ages}岁既不在此档，也不在{before.place}",
        en=f"age {ages} is neither here nor in {before.place}",
    )


def _lint_groups(scheme: Scheme) -> Iterator[Finding]:
    discounts = [rule for rule in scheme.rules if rule.kind == "discount" and rule.group is not None]
    for _, members in groupby(sorted(discounts, key=lambda rule: rule.group or ""), lambda rule: rule.group):
        rules = list(members)
        for one, other in combinations(rules, 2):
            if not items_are_apart(one.items, other.items) and not whens_are_apart(one, other, scheme):
                yield from _edges(one, other)
        yield from _gaps_between(rules, scheme)


def _edges(one: Rule, other: Rule) -> Iterator[Finding]:
    """Find bands of two rules that run into each other; one that lies within the other is meant so."""
    for first in _rows(one):
        for second in _rows(other):
            low, high = sorted((first, second), key=lambda row: band_of(row.who))
            lower, upper = band_of(low.who), band_of(high.who)
            if not (asks_age(low.who) and asks_age(high.who)) or _kind_of(low) != _kind_of(high):
                continue
            if lower.min_age < upper.min_age <= lower.max_age < upper.max_age:
                ages = _ages(Band(upper.min_age, lower.max_age))
                yield warning(
                    second.place,
                    zh=f"{ages}岁同时属于{first.place}，两项不同享",
                    en=f"age {ages} is in {first.place} as well, and only one of them is given",
                )


def _gaps_between(rules: list[Rule], scheme: Scheme) -> Iterator[Finding]:
    """Find gaps in a table that was written as several rules, for the same items and occasions."""
    for alike in {(rule.items, rule.when): None for rule in rules}:
        table = [rule for rule in rules if (rule.items, rule.when) == alike]
        if len(table) > 1:
            within = {finding for rule in table for finding in _gaps(_rows(rule), scheme)}
            rows = [row for rule in table for row in _rows(rule)]
            yield from (finding for finding in _gaps(rows, scheme) if finding not in within)
