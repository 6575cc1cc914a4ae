"""Random visits to a canteen: who comes when and where, with which tray, and after which uses."""

from datetime import date, time

from hypothesis import strategies as st

from pricing import Basket, BasketLine, Diner, Item, Occasion, Scheme, Usage, Used, usage_keys
from tests.properties.pricing.schemes import (
    AREAS,
    CATEGORIES,
    CHANNELS,
    CLASSES,
    DISHES,
    PERIODS,
    SITES,
    TAGS,
    VENDORS,
)
from tests.properties.pricing.strategies import ON_DATE

UNKNOWN = ("",)

occasions = st.builds(
    Occasion,
    st.just(ON_DATE),
    st.sampled_from(PERIODS),
    st.sampled_from(CHANNELS),
    st.none() | st.sampled_from([time(10), time(10, 30), time(11, 29), time(12), time(13)]),
    st.sampled_from(UNKNOWN + SITES),
    st.sampled_from(UNKNOWN + AREAS),
)
diners = st.builds(
    Diner,
    st.none() | st.dates(date(1920, 1, 1), ON_DATE) | st.just(ON_DATE.replace(year=1946)),
    st.dictionaries(
        st.sampled_from(CLASSES), st.sampled_from([None, ON_DATE, date(2026, 11, 24)]), max_size=2
    ),
    st.sampled_from(UNKNOWN + AREAS),
    st.sampled_from(UNKNOWN + AREAS),
)


@st.composite
def lines(draw: st.DrawFn) -> BasketLine:
    """Draw a line; a dish has one category, vendor and price wherever it stands."""
    place = draw(st.integers(0, len(DISHES) - 1))
    per_g = draw(st.sampled_from([None, None, 50, 500]))
    item = Item(
        DISHES[place],
        CATEGORIES[place],
        draw(st.sampled_from([*VENDORS, "stranger"])),
        draw(st.integers(0, 40_00)),
        draw(st.frozensets(st.sampled_from(TAGS))),
        per_g,
    )
    if per_g is None:
        return BasketLine(item, draw(st.integers(1, 4)))
    return BasketLine(item, 1, draw(st.integers(1, 1_000)))


baskets = st.builds(Basket, st.lists(lines(), min_size=1, max_size=5).map(tuple), occasions)


@st.composite
def usages(draw: st.DrawFn, scheme: Scheme, occasion: Occasion) -> Usage:
    """Draw what a diner has used of some of the counters that a quote looks at."""
    counts = st.integers(0, 3)
    used = st.builds(Used, counts, st.integers(0, 10_00), counts, st.integers(0, 20_00))
    keys = usage_keys(scheme, occasion)
    return {key: draw(used) for key in keys if draw(st.booleans())}
