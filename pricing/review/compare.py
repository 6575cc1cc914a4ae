"""What is different in another version of a scheme, in the sentences in which each is explained?

Rule: whatever changes the hash of a scheme, but for its version, is a change here (tested).
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from pricing.review.changes import Change, change_of, compare_named, compare_order
from pricing.review.compared_rules import compare_rules
from pricing.review.sentences.declared import (
    area_sentence,
    payer_sentence,
    rest_sentence,
    tier_sentence,
    vendor_sentence,
    working_sentence,
)
from pricing.review.sentences.order import choice_sentence
from pricing.review.sentences.roundings import rounding_sentence, weighing_sentence
from pricing.review.vocabulary import NO_NAMES, Vocabulary
from pricing.scheme.rules import Group
from pricing.scheme.scheme import Scheme
from pricing.text import Text


def compare(old: Scheme, new: Scheme, names: Mapping[str, Text] = NO_NAMES) -> tuple[Change, ...]:
    """Return how a scheme differs from an older one; two versions that say the same differ in nothing.

    ``names`` are words for codes, as of `explain`.
    """
    if old.hash and old.hash == new.hash:
        return ()
    before, after = Vocabulary(old, names), Vocabulary(new, names)
    return (
        *_compare_heads(old, new),
        *_compare_tiers(before, after),
        *compare_rules(before, after),
        *_compare_declared(before, after),
        *_compare_calendars(old, new),
    )


def _compare_heads(old: Scheme, new: Scheme) -> Iterator[Change]:
    if old.code != new.code:
        yield change_of("code", Text(zh=old.code, en=old.code), Text(zh=new.code, en=new.code))
    if old.name != new.name:
        yield change_of("name", old.name, new.name)
    if old.rounding != new.rounding:
        yield change_of("rounding", rounding_sentence(old.rounding), rounding_sentence(new.rounding))
    if old.weighing != new.weighing:
        yield change_of("weighing", weighing_sentence(old.weighing), weighing_sentence(new.weighing))


def _compare_tiers(before: Vocabulary, after: Vocabulary) -> Iterator[Change]:
    old = {entry.tier.code: entry for entry in before.scheme.tiers}
    new = {entry.tier.code: entry for entry in after.scheme.tiers}
    yield from compare_named(
        "tier",
        old,
        new,
        (lambda entry: tier_sentence(entry, before), lambda entry: tier_sentence(entry, after)),
    )
    yield from compare_order("tier", list(old), list(new))


def _compare_declared(before: Vocabulary, after: Vocabulary) -> Iterator[Change]:
    old, new = before.scheme, after.scheme
    yield from compare_named(
        "vendor",
        {vendor.code: vendor for vendor in old.vendors},
        {vendor.code: vendor for vendor in new.vendors},
        (vendor_sentence, vendor_sentence),
    )
    yield from compare_named(
        "payer",
        {payer.code: payer for payer in old.payers},
        {payer.code: payer for payer in new.payers},
        (payer_sentence, payer_sentence),
    )
    yield from compare_named(
        "area",
        {area.code: area for area in old.areas},
        {area.code: area for area in new.areas},
        (lambda area: area_sentence(area, before), lambda area: area_sentence(area, after)),
    )
    yield from compare_named("group", _groups(old), _groups(new), (choice_sentence, choice_sentence))


def _groups(scheme: Scheme) -> dict[str, Group]:
    return {group.code: group for group in scheme.groups}


def _compare_calendars(old: Scheme, new: Scheme) -> Iterator[Change]:
    for place, before, after, say in (
        ("rest_dates", old.calendar.rest_dates, new.calendar.rest_dates, rest_sentence),
        ("working_dates", old.calendar.working_dates, new.calendar.working_dates, working_sentence),
    ):
        if before != after:
            yield change_of(f"calendar: {place}", _maybe(before, say), _maybe(after, say))


def _maybe(dates: frozenset[date], say: Callable[[frozenset[date]], Text]) -> Text | None:
    return say(dates) if dates else None
