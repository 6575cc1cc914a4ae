"""Properties of whole bills under schemes of every shape: amounts, thresholds, caps, sets, vouchers."""

from datetime import date
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from pricing import (
    NO_USAGE,
    Basket,
    BasketLine,
    Diner,
    Item,
    Quote,
    Scheme,
    Usage,
    UsageKey,
    period_of,
    quote_basket,
)
from pricing.scheme.benefits import Percent, SetPrice
from pricing.scheme.conditions import Cap
from pricing.scheme.rules import Term
from tests.properties.pricing.strategies import steady
from tests.unit.pricing.engine.trays import LUNCH, off, pays, rule, scheme, used_by

CATEGORIES = ("main", "half", "vegetable", "dimsum", "bread")
SET = (
    '{{ who = {{}}, benefit = {{ kind = "set_meal", price_fen = {fen}, parts = ['
    '{{ items = {{ categories = ["main"] }}, portions = 1 }}, '
    '{{ items = {{ categories = ["half"] }}, portions = {portions} }}] }} }}'
)

fen = st.integers(1, 30_00)
rates = st.integers(0, 9_999)
thresholds = st.builds(
    '{{ {kind} = {fen}, price = "{price}", span = "{span}" }}'.format,
    kind=st.sampled_from(("from_fen", "above_fen")),
    fen=fen,
    price=st.sampled_from(("list", "left")),
    span=st.sampled_from(("bill", "day")),
)
terms = st.one_of(
    st.builds(lambda bp: pays(bp, "{}"), rates),
    st.builds(lambda amount: off(amount, "{}"), fen),
    st.builds(lambda amount, bound: off(amount, "{}", threshold=bound), fen, thresholds),
    st.builds(
        '{{ who = {{}}, benefit = {{ kind = "voucher", value_fen = {value}, whole_only = {whole} }} }}'
        "".format,
        value=st.integers(50, 10_00),
        whole=st.sampled_from(("true", "false")),
    ),
    st.builds(
        '{{ who = {{}}, benefit = {{ kind = "set_price", unit_price_fen = {unit} }} }}'.format,
        unit=st.integers(0, 20_00),
    ),
    st.builds(SET.format, fen=fen, portions=st.integers(1, 2)),
)
caps = st.builds(
    '[{{ per = "{per}", {bound}, counter = "{counter}" }}]'.format,
    per=st.sampled_from(("bill", "meal", "day", "week", "month")),
    bound=st.one_of(
        st.builds("times = {}".format, st.integers(1, 3)),
        st.builds("amount_fen = {}".format, st.integers(1, 12_00)),
        st.builds("portions = {}".format, st.integers(1, 4)),
    ),
    counter=st.sampled_from(("one", "two")),
)
roundings = st.builds(
    '{{ unit_fen = {unit}, mode = "{mode}", place = "{place}" }}'.format,
    unit=st.sampled_from((1, 10, 100)),
    mode=st.sampled_from(("half_up", "half_even", "down", "up")),
    place=st.sampled_from(("line", "unit", "bill")),
)
selections = st.sampled_from(
    ("{}", '{ categories = ["main", "half"] }', '{ vendors = ["canteen"] }', "{ max_unit_price_fen = 500 }")
)
items = st.builds(
    lambda number, category, price: Item(
        f"{category}{number}", category, "nonna" if category == "bread" else "canteen", price
    ),
    st.integers(0, 3),
    st.sampled_from(CATEGORIES),
    st.integers(0, 30_00),
)
lines = st.builds(BasketLine, items, st.integers(1, 4))
trays = st.lists(lines, max_size=6)
MEMBER = Diner(date(1944, 5, 1))


@st.composite
def schemes(draw: st.DrawFn) -> Scheme:
    """Draw a scheme of up to five rules; those of a group stand in one layer."""
    written = []
    for number in range(draw(st.integers(1, 5))):
        further = {}
        if draw(st.booleans()):
            further["caps"] = draw(caps)
        if draw(st.booleans()):
            further["rounding"] = draw(roundings)
        layer = draw(st.integers(1, 3))
        if draw(st.booleans()):
            further["group"] = f'"g{layer}"'
        written.append(
            rule(
                draw(terms),
                f"r{number}",
                kind=draw(st.sampled_from(("discount", "subsidy"))),
                layer=layer,
                items=draw(selections),
                **further,
            )
        )
    return scheme(*written)


def priced(tray: list[BasketLine], under: Scheme, usage: Usage = NO_USAGE) -> Quote:
    return quote_basket(Basket(tuple(tray), LUNCH), MEMBER, under, usage)


@steady
@given(schemes(), trays)
def test_all_parts_add_up_and_nothing_is_negative_or_dearer_than_the_list(
    under: Scheme, tray: list[BasketLine]
) -> None:
    quote = priced(tray, under)
    for line in quote.lines:
        assert 0 <= line.total_fen <= line.list_fen
        assert all(reduction.amount_fen > 0 for reduction in line.reductions)
        assert line.total_fen == line.list_fen - sum(one.amount_fen for one in line.reductions)
    for total in quote.reductions:
        parts = [one for line in quote.lines for one in line.reductions if one.rule_code == total.rule_code]
        assert total.amount_fen == sum(one.amount_fen for one in parts) > 0
    assert quote.total_fen == sum(line.total_fen for line in quote.lines)
    assert quote.total_fen == quote.list_total_fen - quote.discount_total_fen - quote.subsidy_total_fen
    by_kind = {
        kind: sum(one.amount_fen for one in quote.reductions if one.kind == kind)
        for kind in ("discount", "subsidy")
    }
    assert by_kind == {"discount": quote.discount_total_fen, "subsidy": quote.subsidy_total_fen}


@steady
@given(schemes(), trays, st.randoms(use_true_random=False))
def test_the_order_of_the_tray_changes_no_line(under: Scheme, tray: list[BasketLine], random: Random) -> None:
    order = list(range(len(tray)))
    random.shuffle(order)
    there, turned = priced(tray, under), priced([tray[place] for place in order], under)
    assert (there.total_fen, there.uses) == (turned.total_fen, turned.uses)
    assert [(one.rule_code, one.amount_fen) for one in there.reductions] == [
        (one.rule_code, one.amount_fen) for one in turned.reductions
    ]

    def shown(quote: Quote) -> list[tuple[str, int, int, int]]:
        return sorted((one.item.code, one.list_fen, one.quantity, one.total_fen) for one in quote.lines)

    assert shown(there) == shown(turned)


@steady
@given(schemes(), st.lists(trays, min_size=1, max_size=4))
def test_no_cap_is_ever_exceeded(under: Scheme, visits: list[list[BasketLine]]) -> None:
    sold: list[Quote] = []
    for tray in visits:
        sold.append(priced(tray, under, used_by(*sold)))
    usage = used_by(*sold)
    for one in under.rules:
        for cap in one.caps:
            # A rule that shares the counter without this bound may go beyond it.
            is_shared = any(
                c.counter == cap.counter and c != cap for other in under.rules for c in other.caps
            )
            for key, used in usage.items():
                if _counts(cap, key) and not is_shared:
                    assert cap.times is None or used.times <= cap.times
                    assert cap.amount_fen is None or used.amount_fen <= cap.amount_fen
                    assert cap.portions is None or used.portions <= cap.portions


@steady
@given(schemes(), trays)
def test_what_is_counted_is_what_was_given(under: Scheme, tray: list[BasketLine]) -> None:
    quote = priced(tray, under)
    given_fen = {one.rule_code: one.amount_fen for one in quote.reductions}
    for key, used in quote.uses:
        counted = [one for one in under.rules if any(_counts(cap, key) for cap in one.caps)]
        counted += [one for one in under.rules if one.day_counter == key.counter]
        assert used.amount_fen == sum(given_fen.get(one.code, 0) for one in counted)


def _counts(cap: Cap, key: UsageKey) -> bool:
    if cap.per == "bill" or cap.counter != key.counter:
        return False
    return key.period == period_of(cap.per, LUNCH.on_date, LUNCH.meal_period)


@steady
@given(schemes(), trays, lines)
def test_another_dish_lowers_the_total_by_no_more_than_thresholds_and_sets_explain(
    under: Scheme, tray: list[BasketLine], more: BasketLine
) -> None:
    before, after = priced(tray, under), priced([*tray, more], under)
    explained_fen = sum(
        max(0, _reduction_fen(after, one.code) - _reduction_fen(before, one.code))
        for one in under.rules
        if any(term.threshold is not None or not _grows_with_the_price(term) for term in one.terms)
    )
    # A layer rounds what the layers before left of each line, which is shared out anew with each dish.
    first = min(one.layer for one in under.rules)
    rounded_fen = sum((one.rounding or under.rounding).unit_fen for one in under.rules if one.layer > first)
    assert after.total_fen >= before.total_fen - explained_fen - rounded_fen * (len(tray) + 1)


@steady
@given(schemes(), trays, st.randoms(use_true_random=False))
def test_refunding_all_lines_in_any_order_gives_back_what_was_paid(
    under: Scheme, tray: list[BasketLine], random: Random
) -> None:
    quote = priced(tray, under)
    lines, paid_fen = list(quote.lines), quote.total_fen
    owed_fen = {total.rule_code: total.amount_fen for total in quote.reductions}
    random.shuffle(lines)
    for line in lines:
        paid_fen -= line.total_fen
        for reduction in line.reductions:
            owed_fen[reduction.rule_code] -= reduction.amount_fen
        assert paid_fen >= 0
        assert all(fen >= 0 for fen in owed_fen.values())
    assert paid_fen == 0
    assert not any(owed_fen.values())


def _reduction_fen(quote: Quote, code: str) -> int:
    return sum(total.amount_fen for total in quote.reductions if total.rule_code == code)


def _grows_with_the_price(term: Term) -> bool:
    return isinstance(term.benefit, Percent | SetPrice)
