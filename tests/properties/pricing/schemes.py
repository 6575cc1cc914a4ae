"""Random schemes of the whole language: `scheme_tables` as plain TOML values, `schemes` as they are read.

Whatever is drawn is a good scheme: it refers to what it declares, and no two rows are meant for one diner.
"""

import json
import operator
from collections.abc import Mapping
from copy import deepcopy
from datetime import date, time, timedelta
from functools import cache, partial
from itertools import pairwise

from hypothesis import strategies as st

from pricing import Scheme, parse_scheme
from tests.properties.pricing.strategies import ON_DATE, Table, any_names, bands, names, some_of, write_toml

CATEGORIES = ("main", "vegetable", "soup", "dimsum", "bread")
VENDORS = ("canteen", "nonna", "qiaojiashan")
DISHES = ("pork", "tofu", "noodles", "cake.small", "toast")
TAGS = ("new", "special")
CLASSES = ("dibao", "disabled", "in_institution")
SITES = ("tianping", "kangping")
PERIODS = ("breakfast", "lunch", "dinner")
CHANNELS = ("dine_in", "take_away", "delivery")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WITHIN = {"shanghai": None, "xuhui": "shanghai", "tianping": "xuhui", "pudong": "shanghai", "suzhou": None}
AREAS = tuple(WITHIN)
PAYERS = ("canteen", "district", "town")
TIMES = (time(10, 30), time(11), "11:30", time(12), "13:00")
DAYS = [ON_DATE + timedelta(days) for days in range(-3, 4)]
MEALS: list[list[int | None]] = [[None], [1], [1, 2], [2, None]]
COUNTERS = ("pool", "rule0")

prices_fen = st.integers(0, 40_00)
amounts_fen = st.integers(1, 20_00)


def with_some(optional: Mapping[str, st.SearchStrategy[object]], most: int = 2) -> st.SearchStrategy[Table]:
    """Draw a table with a few of the keys: with all of them, hardly a rule would hold for anybody."""
    keys = st.lists(st.sampled_from(sorted(optional)), unique=True, max_size=most)
    return with_keys(keys, optional)


@st.composite
def with_keys(
    draw: st.DrawFn, keys: st.SearchStrategy[list[str]], optional: Mapping[str, st.SearchStrategy[object]]
) -> Table:
    return {key: draw(optional[key]) for key in draw(keys)}


@cache
def items() -> st.SearchStrategy[Table]:
    """Draw which items are meant; what is included and what is left out are kept apart."""
    return with_some(
        {
            "categories": some_of(CATEGORIES[:3]),
            "exclude_categories": some_of(CATEGORIES[3:]),
            "vendors": some_of(VENDORS[:2]),
            "exclude_vendors": some_of(VENDORS[2:]),
            "dishes": some_of(DISHES[:4]),
            "exclude_dishes": some_of(DISHES[4:]),
            "tags": some_of(TAGS[:1]),
            "exclude_tags": some_of(TAGS[1:]),
            "max_unit_price_fen": prices_fen,
        },
        most=1,
    )


@cache
def whens() -> st.SearchStrategy[Table]:
    """Draw when and where a rule holds; most often it does on `ON_DATE`."""
    return with_some(
        {
            "meal_periods": some_of(PERIODS),
            "channels": some_of(CHANNELS),
            "weekdays": some_of(WEEKDAYS),
            "days": st.sampled_from(["working", "rest"]),
            "sites": some_of(SITES),
            "site_areas": some_of(AREAS),
            "from_date": st.sampled_from([*DAYS[:4], str(DAYS[0])]),
            "until_date": st.sampled_from(DAYS[4:]),
            "from_time": st.sampled_from(TIMES[:3]),
            "until_time": st.sampled_from(TIMES[3:]),
        },
        most=1,
    )


@cache
def guards() -> st.SearchStrategy[Table]:
    """Draw what a row asks for besides age and tier."""
    return with_some(
        {
            "classes": some_of(CLASSES[:2]),
            "without_classes": some_of(CLASSES[2:]),
            "residence": some_of(AREAS),
            "hukou": some_of(AREAS),
            "members": st.just(True),
            "on_birthday": st.just(True),
        },
        1,
    )


def _key_of(row: Table) -> str:
    """Return what two rows of the same kind have alike, whatever order their lists are in."""
    plain = {key: sorted(value) if isinstance(value, list) else value for key, value in row.items()}
    return json.dumps(plain, sort_keys=True)


bases = st.sampled_from([{}, {"age_on": "birthday"}, {"age_on": "year_end"}])
age_bands = bands()


@st.composite
def aged(draw: st.DrawFn, guard: Table, tier_codes: tuple[str, ...] = ()) -> list[Table]:
    """Draw the rows of one guard: age bands, tiers, or one row for all."""
    ages: list[Table] = [{}]
    kind = draw(st.sampled_from(["all", "bands", "tiers"] if tier_codes else ["all", "bands"]))
    if kind == "bands":
        basis = draw(bases)
        ages = [band | basis for band in draw(age_bands)]
    elif kind == "tiers":
        ages = [{"tiers": [code]} for code in draw(some_of(tier_codes))]
    return [guard | age for age in ages]


different_guards = st.lists(guards(), unique_by=_key_of, min_size=1, max_size=2)


@st.composite
def whos(draw: st.DrawFn, tier_codes: tuple[str, ...] = ()) -> list[Table]:
    """Draw rows of which no two are meant for the same diner by mistake."""
    return [row for guard in draw(different_guards) for row in draw(aged(guard, tier_codes))]


thresholds = st.builds(
    operator.or_,
    st.one_of(
        st.fixed_dictionaries({"from_fen": st.integers(1, 30_00)}),
        st.fixed_dictionaries({"above_fen": st.integers(0, 30_00)}),
    ),
    with_some(
        {
            "price": st.sampled_from(["list", "left"]),
            "span": st.sampled_from(["bill", "day"]),
            "items": items(),
        }
    ),
)
set_prices = st.one_of(
    st.fixed_dictionaries({"unit_price_fen": prices_fen}),
    st.fixed_dictionaries({"prices": st.dictionaries(st.sampled_from(DISHES), prices_fen, min_size=1)}),
)


@st.composite
def set_meals(draw: st.DrawFn) -> Table:
    """Draw a set meal whose parts are told apart by categories, or by dishes."""
    key, codes = draw(st.sampled_from([("categories", CATEGORIES), ("dishes", DISHES)]))
    order = draw(st.permutations(codes))
    cuts = [0, *sorted(draw(st.sets(st.integers(1, len(codes) - 1), max_size=2))), len(codes)]
    parts: list[Table] = [
        {"items": {key: order[start:end]}, "portions": draw(st.integers(1, 2))}
        for start, end in pairwise(cuts)
    ]
    if draw(st.booleans()):
        parts[0]["items"]["max_unit_price_fen"] = draw(prices_fen)
    return {"price_fen": draw(prices_fen), "parts": parts}


benefits = {
    "percent": st.fixed_dictionaries({"pays_bp": st.integers(0, 9_999)}),
    "amount": st.fixed_dictionaries({"amount_fen": amounts_fen}),
    "voucher": st.fixed_dictionaries({"value_fen": amounts_fen, "whole_only": st.booleans()}),
    "set_price": set_prices,
    "set_meal": set_meals(),
}


@st.composite
def terms(draw: st.DrawFn, kinds: tuple[str, ...], tier_codes: tuple[str, ...]) -> list[Table]:
    """Draw the table of a rule; rows for the same diners differ in the meal of the day."""
    rows: list[Table] = []
    is_plain = draw(st.booleans())
    for who in draw(whos(tier_codes)):
        numbers: list[int | None] = [None] if is_plain else draw(st.sampled_from(MEALS))
        for number in numbers:
            kind = draw(st.sampled_from(kinds))
            row: Table = {"who": who, "benefit": {"kind": kind, **draw(benefits[kind])}}
            if number is not None:
                row["nth_meal"] = number
            if not is_plain and draw(st.booleans()):
                row["threshold"] = draw(thresholds)
            rows.append(row)
    return rows


scopes = with_some({"across": st.sampled_from(["sites", "site"])}, 1)


@cache
def counters(code: str) -> st.SearchStrategy[Table]:
    return with_some({"counter": st.sampled_from([code, *COUNTERS])}, 1)


@st.composite
def caps(
    draw: st.DrawFn, code: str, measures: tuple[str, ...] = ("times", "amount_fen", "portions")
) -> Table:
    cap: Table = {"per": draw(st.sampled_from(["bill", "meal", "day", "week", "month"]))}
    measure = draw(st.sampled_from(measures))
    cap[measure] = draw(amounts_fen if measure == "amount_fen" else st.integers(1, 4))
    if cap["per"] != "bill":
        cap |= draw(scopes)
    return cap | draw(counters(code))


def _bounds(cap: Table, code: str) -> tuple[object, ...]:
    (measure,) = {"times", "amount_fen", "portions"} & set(cap)
    return cap["per"], measure, cap.get("across", "sites"), cap.get("counter", code)


@cache
def cap_lists(code: str, *measures: str) -> st.SearchStrategy[list[Table]]:
    """Draw caps of which no two bound the same."""
    drawn = caps(code, measures) if measures else caps(code)
    return st.lists(drawn, unique_by=partial(_bounds, code=code), min_size=1, max_size=2)


@cache
def roundings() -> st.SearchStrategy[Table]:
    return st.fixed_dictionaries(
        {
            "unit_fen": st.sampled_from([1, 5, 10, 100]),
            "mode": st.sampled_from(["half_up", "half_even", "down", "up"]),
            "place": st.sampled_from(["line", "unit", "bill"]),
        }
    )


@cache
def further_keys(code: str) -> st.SearchStrategy[Table]:
    return with_some({"when": whens(), "caps": cap_lists(code), "rounding": roundings()})


@st.composite
def rules(draw: st.DrawFn, place: int, tier_codes: tuple[str, ...]) -> Table:
    kind = draw(st.sampled_from(["discount", "discount", "subsidy", "operator"]))
    layer, code = draw(st.integers(1, 3)), f"rule{place}"
    kinds = ("amount",) if kind == "operator" else tuple(benefits)
    rule: Table = {
        "code": code,
        "name": draw(names),
        "kind": kind,
        "payer": draw(st.sampled_from(PAYERS)),
        "layer": layer,
        "items": draw(items()),
        "terms": draw(terms(kinds, tier_codes)),
    }
    if draw(st.booleans()):
        rule["group"] = f"{'operator' if kind == 'operator' else 'group'}{layer}"
    return rule | draw(further_keys(code))


@st.composite
def accesses(draw: st.DrawFn, place: int) -> Table:
    code = f"access{place}"
    access: Table = {"code": code, "name": draw(names), "items": draw(items()), "who": draw(whos())}
    return access | draw(with_some({"when": whens(), "caps": cap_lists(code, "portions")}))


@st.composite
def tiers(draw: st.DrawFn) -> list[Table]:
    return [
        {"code": f"tier{place}", "name": draw(names), "who": who}
        for place, who in enumerate(draw(st.one_of(st.just([]), whos())))
    ]


spans = with_some({"from_date": st.sampled_from(DAYS[:4]), "until_date": st.sampled_from(DAYS[4:])})


@st.composite
def payers(draw: st.DrawFn) -> list[Table]:
    return [{"code": code, "name": draw(names), **draw(spans)} for code in draw(st.permutations(PAYERS))]


@st.composite
def areas(draw: st.DrawFn) -> list[Table]:
    return [
        {"code": code, "name": draw(names)} | ({} if within is None else {"within": within})
        for code, within in draw(st.permutations(list(WITHIN.items())))
    ]


@st.composite
def vendors(draw: st.DrawFn) -> list[Table]:
    return [
        {"code": code, "name": draw(names), "takes_discounts": draw(st.booleans())}
        for code in draw(st.permutations(VENDORS))
    ]


@st.composite
def calendars(draw: st.DrawFn) -> Table:
    kinds = draw(st.lists(st.sampled_from(["rest_dates", "working_dates"]), min_size=7, max_size=7))
    found: dict[str, list[date]] = {}
    for day, kind in zip(DAYS, kinds, strict=True):
        found.setdefault(kind, []).append(day)
    return dict(found)


def groups() -> st.SearchStrategy[list[Table]]:
    """Declare every group that a rule may name."""
    codes = [f"{kind}{layer}" for kind in ("group", "operator") for layer in (1, 2, 3)]
    choices = st.lists(st.sampled_from(["best", "first"]), min_size=len(codes), max_size=len(codes))
    return choices.map(
        lambda drawn: [{"code": code, "choose": choose} for code, choose in zip(codes, drawn, strict=True)]
    )


weighings = st.fixed_dictionaries(
    {"unit_fen": st.sampled_from([1, 10]), "mode": st.sampled_from(["half_up", "down", "up"])}
)
further_declarations = with_some(
    {"weighing": weighings, "payers": payers(), "calendar": calendars(), "groups": groups()}, 4
)


@st.composite
def scheme_tables(draw: st.DrawFn, most_rules: int = 5) -> Table:
    """Draw a scheme as the table that its TOML reads as."""
    drawn_tiers = draw(tiers())
    tier_codes = tuple(tier["code"] for tier in drawn_tiers)
    table: Table = {
        "code": "random",
        "version": draw(st.integers(1, 1_000)),
        "name": draw(any_names),
        "rounding": draw(roundings()),
        "tiers": drawn_tiers,
        "vendors": draw(vendors()),
        "areas": draw(areas()),
        "access": [draw(accesses(place)) for place in range(draw(st.integers(0, 1)))],
        "rules": [draw(rules(place, tier_codes)) for place in range(draw(st.integers(1, most_rules)))],
    }
    # A copy, which a test may change: values that are drawn by sampling are shared.
    return deepcopy(table | draw(further_declarations))


def schemes(most_rules: int = 5) -> st.SearchStrategy[Scheme]:
    """Draw a scheme."""
    return scheme_tables(most_rules).map(lambda table: parse_scheme(write_toml(table), source="random.toml"))
