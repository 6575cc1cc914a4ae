"""Properties that hold for every scheme, basket and diner."""

from dataclasses import replace
from datetime import date
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from pricing import Basket, BasketLine, Diner, Occasion, parse_scheme, quote_basket
from tests.properties.pricing import oracle
from tests.properties.pricing.strategies import (
    CATEGORIES,
    ON_DATE,
    Table,
    baskets,
    birth_dates,
    diners,
    lines,
    schemes,
    steady,
    write_toml,
)
from tests.unit.pricing.samples import DEMO

every_category = st.sampled_from(
    [*CATEGORIES, "half", "soup", "cold", "staple", "breakfast", "pastry", "set"]
)


@steady
@given(schemes(), baskets, diners)
def test_a_quote_adds_up_and_no_total_is_negative(table: Table, basket: Basket, diner: Diner) -> None:
    quote = quote_basket(basket, diner, parse_scheme(write_toml(table), source="random"))
    reductions = [reduction for line in quote.lines for reduction in line.reductions]
    for line, wanted in zip(quote.lines, basket.lines, strict=True):
        assert (line.item, line.quantity) == (wanted.item, wanted.quantity)
        assert line.list_fen == wanted.item.unit_price_fen * wanted.quantity
        assert line.total_fen == line.list_fen - sum(one.amount_fen for one in line.reductions)
        assert line.total_fen >= 0
    assert all(one.amount_fen > 0 for one in reductions)
    assert all(one.amount_fen > 0 for one in quote.reductions)
    assert quote.list_total_fen == sum(line.list_fen for line in quote.lines)
    assert quote.total_fen == sum(line.total_fen for line in quote.lines)
    assert quote.total_fen == quote.list_total_fen - quote.discount_total_fen - quote.subsidy_total_fen
    for kind, total_fen in (("discount", quote.discount_total_fen), ("subsidy", quote.subsidy_total_fen)):
        assert total_fen == sum(one.amount_fen for one in reductions if one.kind == kind)
        assert total_fen == sum(one.amount_fen for one in quote.reductions if one.kind == kind)
    for total in quote.reductions:
        assert total.amount_fen == sum(
            one.amount_fen for one in reductions if one.rule_code == total.rule_code
        )
    order = [rule["code"] for rule in table["rules"]]
    codes = [total.rule_code for total in quote.reductions]
    assert codes == sorted(codes, key=order.index)


@steady
@given(schemes(), baskets, diners)
def test_a_second_engine_comes_to_the_same_amounts(table: Table, basket: Basket, diner: Diner) -> None:
    quote = quote_basket(basket, diner, parse_scheme(write_toml(table), source="random"))
    assert [
        {one.rule_code: one.amount_fen for one in line.reductions} for line in quote.lines
    ] == oracle.price_basket(basket, diner, table)
    tier = None if quote.tier is None else quote.tier.code
    assert tier == oracle.find_tier(diner, ON_DATE, table)


@steady
@given(schemes(), baskets, diners, st.randoms(use_true_random=False))
def test_the_order_of_the_lines_changes_no_line(
    table: Table, basket: Basket, diner: Diner, random: Random
) -> None:
    scheme = parse_scheme(write_toml(table), source="random")
    order = list(range(len(basket.lines)))
    random.shuffle(order)
    turned = replace(basket, lines=tuple(basket.lines[place] for place in order))
    quote, other = quote_basket(basket, diner, scheme), quote_basket(turned, diner, scheme)
    assert other.lines == tuple(quote.lines[place] for place in order)
    assert (other.total_fen, other.reductions) == (quote.total_fen, quote.reductions)


@steady
@given(schemes(), baskets, diners)
def test_a_rule_is_applied_or_declined_at_most_once_on_a_line(
    table: Table, basket: Basket, diner: Diner
) -> None:
    quote = quote_basket(basket, diner, parse_scheme(write_toml(table), source="random"))
    for line in quote.lines:
        codes = [one.rule_code for one in line.reductions] + [one.rule_code for one in line.declined]
        assert len(set(codes)) == len(codes)
        assert len({one.reason for one in line.declined}) == len(line.declined)


@steady
@given(st.lists(st.tuples(lines, every_category), max_size=6), birth_dates, birth_dates)
def test_nobody_pays_more_than_someone_younger_in_the_demo_scheme(
    drawn: list[tuple[BasketLine, str]], one: date, other: date
) -> None:
    """It follows from the table: with age, every share of every category stays or falls."""
    wanted = tuple(
        BasketLine(replace(line.item, category=category), line.quantity) for line, category in drawn
    )
    basket = Basket(wanted, Occasion(ON_DATE, "lunch"))
    old, young = (quote_basket(basket, Diner(born), DEMO) for born in sorted((one, other)))
    assert old.total_fen <= young.total_fen <= quote_basket(basket, Diner(), DEMO).total_fen
    for of_old, of_young in zip(old.lines, young.lines, strict=True):
        assert of_old.total_fen <= of_young.total_fen
