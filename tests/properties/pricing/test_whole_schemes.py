"""Properties of quotes under schemes in which the whole language is mixed."""

from collections import Counter
from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from pricing import Basket, Diner, Quote, Scheme, Used, quote_basket, usage_keys
from pricing.scheme.conditions import Cap
from tests.properties.pricing.schemes import COUNTERS, schemes
from tests.properties.pricing.strategies import steady
from tests.properties.pricing.visits import baskets, diners, usages


@steady
@given(schemes(), baskets, diners, st.data())
def test_nothing_is_dearer_than_its_list_price_and_all_adds_up(
    scheme: Scheme, basket: Basket, diner: Diner, data: st.DataObject
) -> None:
    quote = quote_basket(basket, diner, scheme, data.draw(usages(scheme, basket.occasion)))
    taken: Counter[str] = Counter()
    for line in quote.lines:
        assert 0 <= line.total_fen <= line.list_fen
        assert line.list_fen - line.total_fen == sum(one.amount_fen for one in line.reductions)
        assert all(one.amount_fen > 0 for one in line.reductions)
        for one in line.reductions:
            taken[one.rule_code] += one.amount_fen
    assert taken == {one.rule_code: one.amount_fen for one in quote.reductions}
    assert quote.total_fen == sum(line.total_fen for line in quote.lines)
    assert quote.list_total_fen == sum(line.list_fen for line in quote.lines)
    assert quote.list_total_fen - quote.discount_total_fen - quote.subsidy_total_fen == quote.total_fen


@steady
@given(schemes(), baskets, diners, st.data(), st.randoms(use_true_random=False))
def test_the_order_of_the_lines_changes_no_amount(
    scheme: Scheme, basket: Basket, diner: Diner, data: st.DataObject, random: Random
) -> None:
    usage = data.draw(usages(scheme, basket.occasion))
    turned = replace(basket, lines=tuple(random.sample(basket.lines, len(basket.lines))))
    quote, other = (quote_basket(one, diner, scheme, usage) for one in (basket, turned))
    assert _paid(other) == _paid(quote)
    assert [(one.rule_code, one.amount_fen) for one in other.reductions] == [
        (one.rule_code, one.amount_fen) for one in quote.reductions
    ]
    assert other.uses == quote.uses


def _paid(quote: Quote) -> list[tuple[str, int, int]]:
    return sorted((line.item.code, line.list_fen, line.total_fen) for line in quote.lines)


@steady
@given(schemes(), baskets, diners, st.data())
def test_no_cap_is_exceeded_by_what_a_sale_adds(
    scheme: Scheme, basket: Basket, diner: Diner, data: st.DataObject
) -> None:
    usage = data.draw(usages(scheme, basket.occasion))
    quote = quote_basket(basket, diner, scheme, usage)
    keys = usage_keys(scheme, basket.occasion)
    assert {use.key for use in quote.uses} <= set(keys)
    for rule in scheme.rules:
        for cap in rule.caps:
            # What a counter that rules share allows is not the same for all of them.
            if cap.per == "bill" or cap.counter != rule.code or cap.counter in COUNTERS:
                continue
            for key, added in quote.uses:
                before = usage.get(key, Used())
                if key.counter == rule.code and _is_of(cap, key.period):
                    assert _excess(cap, before, added) <= 0


def _is_of(cap: Cap, period: str) -> bool:
    shapes = {
        "meal": "/" in period,
        "week": "W" in period,
        "month": len(period) == 7,
        "day": len(period) == 10,
    }
    return shapes.get(cap.per, False)


def _excess(cap: Cap, before: Used, added: Used) -> int:
    """Return by how much a cap is exceeded, where the sale adds anything to what it bounds."""
    for name in ("times", "amount_fen", "portions"):
        bound = getattr(cap, name)
        if bound is not None and getattr(added, name):
            return int(getattr(before, name) + getattr(added, name) - bound)
    return 0


@steady
@given(schemes(), baskets)
def test_a_guest_uses_nothing(scheme: Scheme, basket: Basket) -> None:
    assert quote_basket(basket, Diner(), scheme).uses == ()
