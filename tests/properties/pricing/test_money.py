"""Properties of the division of money."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from pricing.money import (
    ROUNDING_MODES,
    ROUNDING_PLACES,
    WHOLE_BP,
    Rounding,
    share_fen,
    split_fen,
)
from tests.properties.pricing.strategies import steady

amounts_fen = st.integers(0, 10_000_00)
rates_bp = st.integers(0, WHOLE_BP)
roundings = st.builds(
    Rounding, st.integers(1, 1_00), st.sampled_from(ROUNDING_MODES), st.sampled_from(ROUNDING_PLACES)
)
weights = st.lists(st.integers(0, 1_000), min_size=1, max_size=12).filter(any)


@steady
@given(amounts_fen, weights)
def test_a_split_adds_up_exactly(amount_fen: int, weights: list[int]) -> None:
    assert sum(split_fen(amount_fen, weights)) == amount_fen


@steady
@given(amounts_fen, weights)
def test_each_part_of_a_split_is_within_a_fen_of_its_share(amount_fen: int, weights: list[int]) -> None:
    for part_fen, weight in zip(split_fen(amount_fen, weights), weights, strict=True):
        assert part_fen >= 0
        assert abs(part_fen - Fraction(amount_fen * weight, sum(weights))) < 1


@steady
@given(amounts_fen, rates_bp, st.integers(1, 20), roundings)
def test_a_share_lies_between_nothing_and_the_whole(
    amount_fen: int, pays_bp: int, quantity: int, rounding: Rounding
) -> None:
    assert 0 <= share_fen(amount_fen, pays_bp, quantity, rounding) <= amount_fen


@steady
@given(amounts_fen, rates_bp, st.integers(1, 20), roundings)
def test_a_share_is_off_by_less_than_a_step(
    amount_fen: int, pays_bp: int, quantity: int, rounding: Rounding
) -> None:
    exact = Fraction(amount_fen * pays_bp, WHOLE_BP)
    step = rounding.unit_fen * (quantity if rounding.place == "unit" else 1)
    off = share_fen(amount_fen, pays_bp, quantity, rounding) - exact
    limit = Fraction(step, 2) if rounding.mode.startswith("half") else Fraction(step)
    assert abs(off) <= limit
    assert rounding.mode != "down" or off <= 0
    assert rounding.mode != "up" or off >= 0


@steady
@given(amounts_fen, rates_bp, st.integers(1, 20), roundings)
def test_a_reduced_price_is_a_multiple_of_the_unit(
    amount_fen: int, pays_bp: int, quantity: int, rounding: Rounding
) -> None:
    price_fen = share_fen(amount_fen, pays_bp, quantity, rounding)
    assert price_fen == amount_fen or price_fen % rounding.unit_fen == 0


@steady
@given(st.integers(0, 100_00), rates_bp, st.integers(1, 20), st.sampled_from(ROUNDING_MODES))
def test_rounding_by_unit_makes_many_tickets_cost_what_one_does(
    unit_price_fen: int, pays_bp: int, quantity: int, mode: str
) -> None:
    rounding = next(Rounding(1, each, "unit") for each in ROUNDING_MODES if each == mode)
    together = share_fen(unit_price_fen * quantity, pays_bp, quantity, rounding)
    assert together == quantity * share_fen(unit_price_fen, pays_bp, 1, rounding)


@steady
@given(amounts_fen, rates_bp, rates_bp, st.integers(1, 20), roundings)
def test_who_pays_a_smaller_share_never_pays_more(
    amount_fen: int, one_bp: int, other_bp: int, quantity: int, rounding: Rounding
) -> None:
    low, high = sorted((one_bp, other_bp))
    assert share_fen(amount_fen, low, quantity, rounding) <= share_fen(amount_fen, high, quantity, rounding)
