"""Random schemes, baskets and diners; schemes as plain tables, and as text written without `pricing`."""

from datetime import date, timedelta
from functools import cache
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from pricing import Basket, BasketLine, Diner, Item, Occasion

Table = dict[str, Any]

# No test may depend on how busy the machine is.
steady = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

ON_DATE = date(2026, 11, 25)
CATEGORIES = ("main", "vegetable", "dimsum", "bread")
VENDORS = ("canteen", "nonna", "qiaojiashan")
TAGS = ("new", "special")
CLASSES = ("dibao", "disabled")
OTHER_WHOS: list[list[Table]] = [
    [{}],
    [{"classes": ["dibao"]}, {}],
    [{"classes": ["disabled", "dibao"]}],
]
PERIODS = ("breakfast", "lunch")
CHANNELS = ("dine_in", "take_away")

texts = st.text(
    st.characters(min_codepoint=33, max_codepoint=0x2FFFF, exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp")),
    min_size=1,
    max_size=12,
).filter(str.strip)
any_names = st.fixed_dictionaries({"zh": texts, "en": texts})
names = st.sampled_from([{"zh": "敬老", "en": "Seniors"}, {"zh": "“引号”", "en": '"\\ #=[]'}])


# A strategy is drawn from thousands of times, and takes longer to build than to draw from.
@cache
def some_of(codes: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(codes), unique=True, min_size=1)


@st.composite
def bands(draw: st.DrawFn) -> list[Table]:
    """Draw age bands that follow one another, some of them left out."""
    starts = sorted(draw(st.sets(st.integers(1, 100), min_size=1, max_size=4)))
    ends = [start - 1 for start in starts[1:]] + [None]
    whos: list[Table] = [{"min_age": start} for start in starts]
    for who, end in zip(whos, ends, strict=True):
        if end is not None:
            who["max_age"] = end
    kept = draw(st.sets(st.integers(0, len(whos) - 1), min_size=1))
    return [who for place, who in enumerate(whos) if place in kept]


@st.composite
def tiers(draw: st.DrawFn) -> list[Table]:
    whos = draw(st.one_of(st.just([]), bands()))
    entries = [{"code": f"tier{place}", "name": draw(names), "who": who} for place, who in enumerate(whos)]
    if draw(st.booleans()):
        classes = draw(some_of(CLASSES))
        entries.insert(0, {"code": "special", "name": draw(names), "who": {"classes": classes}})
    return entries


@st.composite
def whos(draw: st.DrawFn, tier_codes: tuple[str, ...]) -> list[Table]:
    """Draw the conditions of a rule's terms, of which no two are meant for the same diner."""
    choices = [bands(), st.sampled_from(OTHER_WHOS)]
    if tier_codes:
        choices.append(some_of(tier_codes).map(lambda codes: [{"tiers": [code]} for code in codes]))
    return draw(st.one_of(choices))


@st.composite
def items(draw: st.DrawFn) -> Table:
    chosen = draw(
        st.fixed_dictionaries(
            {},
            optional={
                "categories": some_of(CATEGORIES[:3]),
                "max_unit_price_fen": st.integers(0, 10_00),
                "exclude_tags": st.just(["special"]),
                "tags": st.just(["new"]),
            },
        )
    )
    key = draw(st.sampled_from([None, "vendors", "exclude_vendors"]))
    if key is not None:
        chosen[key] = draw(some_of(VENDORS[:2]))
    return chosen


whens = st.fixed_dictionaries(
    {},
    optional={
        "meal_periods": some_of(PERIODS),
        "channels": some_of(CHANNELS),
        "from_date": st.sampled_from([ON_DATE, ON_DATE + timedelta(1)]),
        "until_date": st.sampled_from([ON_DATE + timedelta(2), ON_DATE + timedelta(365)]),
    },
)


@st.composite
def rules(draw: st.DrawFn, place: int, tier_codes: tuple[str, ...]) -> Table:
    layer = draw(st.integers(1, 3))
    rule: Table = {
        "code": f"rule{place}",
        "name": draw(names),
        "kind": draw(st.sampled_from(["discount", "subsidy"])),
        "payer": draw(st.sampled_from(["canteen", "district"])),
        "layer": layer,
        "items": draw(items()),
        "terms": [
            {"who": who, "benefit": {"kind": "percent", "pays_bp": draw(st.integers(0, 9_999))}}
            for who in draw(whos(tier_codes))
        ],
    }
    when = draw(whens)
    if when:
        rule["when"] = when
    if draw(st.booleans()):
        rule["group"] = f"group{layer}"
    return rule


@st.composite
def schemes(draw: st.DrawFn) -> Table:
    """Draw a scheme as the table that its TOML reads as."""
    drawn_tiers = draw(tiers())
    tier_codes = tuple(tier["code"] for tier in drawn_tiers)
    return {
        "code": "random",
        "version": draw(st.integers(1, 1_000)),
        "name": draw(any_names),
        "rounding": {
            "unit_fen": draw(st.sampled_from([1, 5, 10, 100])),
            "mode": draw(st.sampled_from(["half_up", "half_even", "down", "up"])),
            "place": draw(st.sampled_from(["line", "unit"])),
        },
        "tiers": drawn_tiers,
        "vendors": [
            {"code": code, "name": draw(names), "takes_discounts": draw(st.booleans())}
            for code in VENDORS[:2]
        ],
        "rules": [draw(rules(place, tier_codes)) for place in range(draw(st.integers(0, 5)))],
    }


lines = st.builds(
    BasketLine,
    st.builds(
        Item,
        code=st.just("dish"),
        category=st.sampled_from(CATEGORIES),
        vendor=st.sampled_from(VENDORS),
        unit_price_fen=st.integers(0, 40_00),
        tags=st.frozensets(st.sampled_from(TAGS)),
    ),
    st.integers(1, 9),
)
baskets = st.builds(
    Basket,
    st.lists(lines, max_size=6).map(tuple),
    st.builds(Occasion, st.just(ON_DATE), st.sampled_from(PERIODS), st.sampled_from(CHANNELS)),
)
birth_dates = st.dates(date(1920, 1, 1), ON_DATE)
diners = st.builds(
    Diner, st.none() | birth_dates, st.dictionaries(st.sampled_from(CLASSES), st.none(), max_size=2)
)


def write_toml(table: Table) -> str:
    """Write a table as TOML, every value in one line."""
    return "".join(f"{_key(key)} = {_value(value)}\n" for key, value in table.items())


def _key(key: str) -> str:
    return key if key.replace("_", "").isalnum() and key.isascii() else _value(key)


def _value(value: object) -> str:
    match value:
        case dict():
            return "{" + ", ".join(f"{_key(key)} = {_value(member)}" for key, member in value.items()) + "}"
        case list():
            return "[" + ", ".join(_value(member) for member in value) + "]"
        case bool():
            return "true" if value else "false"
        case str():
            return '"' + "".join(f"\\U{ord(character):08X}" for character in value) + '"'
        case _:
            return str(value)
