"""Money is divided in one way only: the one that the scheme names."""

import pytest

from pricing.money import (
    Rounding,
    RoundingMode,
    format_fold,
    format_percent,
    format_yuan,
    share_fen,
    split_fen,
)


@pytest.mark.parametrize(
    ("mode", "amount_fen", "expected_fen"),
    [
        ("half_up", 5, 3),  # 2.5 fen
        ("half_up", 7, 4),  # 3.5 fen
        ("half_even", 5, 2),
        ("half_even", 7, 4),
        ("down", 5, 2),
        ("up", 5, 3),
        ("down", 6, 3),  # 3 fen exactly: no mode moves it
        ("up", 6, 3),
    ],
)
def test_half_a_fen_goes_where_the_mode_says(mode: RoundingMode, amount_fen: int, expected_fen: int) -> None:
    assert share_fen(amount_fen, 5_000, 1, Rounding(1, mode, "line")) == expected_fen


@pytest.mark.parametrize(
    ("mode", "pays_bp", "expected_fen"),
    [
        ("half_up", 4_999, 5_00),
        ("half_up", 4_949, 4_90),
        ("half_up", 4_950, 5_00),
        ("half_even", 4_950, 5_00),
        ("half_even", 4_850, 4_80),
        ("half_even", 4_851, 4_90),
        ("down", 4_999, 4_90),
        ("up", 4_901, 5_00),
    ],
)
def test_prices_end_in_whole_jiao_when_the_unit_is_ten_fen(
    mode: RoundingMode, pays_bp: int, expected_fen: int
) -> None:
    assert share_fen(10_00, pays_bp, 1, Rounding(10, mode, "line")) == expected_fen


def test_rounding_by_line_rounds_the_sum_of_the_portions() -> None:
    # 3 x 1.05 at 90 % is 2.835.
    assert share_fen(3 * 1_05, 9_000, 3, Rounding(1, "half_up", "line")) == 2_84


def test_rounding_by_unit_rounds_the_price_of_one_portion() -> None:
    # 1.05 at 90 % is 0.945, which rounds to 0.95 for each portion.
    assert share_fen(3 * 1_05, 9_000, 3, Rounding(1, "half_up", "unit")) == 3 * 95


def test_rounding_up_makes_nothing_dearer() -> None:
    assert share_fen(1_02, 9_999, 1, Rounding(10, "up", "line")) == 1_02


def test_a_split_gives_the_left_over_fen_to_the_largest_fractions() -> None:
    assert split_fen(1_00, (1, 1, 1)) == (34, 33, 33)
    assert split_fen(1_00, (1, 2, 3)) == (17, 33, 50)
    assert split_fen(10, (0, 5, 0)) == (0, 10, 0)


@pytest.mark.parametrize(("amount_fen", "weights"), [(-1, (1, 1)), (10, ()), (10, (0, 0)), (10, (3, -1))])
def test_a_split_without_a_meaning_is_refused(amount_fen: int, weights: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="a split needs"):
        split_fen(amount_fen, weights)


def test_a_split_of_nothing_gives_nothing() -> None:
    assert split_fen(0, (2, 1)) == (0, 0)


@pytest.mark.parametrize(
    ("amount_fen", "written"), [(0, "0.00"), (5, "0.05"), (99, "0.99"), (1_00, "1.00"), (12_50, "12.50")]
)
def test_yuan_are_written_with_two_decimals(amount_fen: int, written: str) -> None:
    assert format_yuan(amount_fen) == written


@pytest.mark.parametrize(
    ("rate_bp", "percent", "fold"),
    [
        (9_000, "90", "9"),
        (8_500, "85", "8.5"),
        (8_750, "87.5", "8.75"),
        (9_999, "99.99", "9.999"),
        (5, "0.05", "0.005"),
    ],
)
def test_rates_are_written_without_idle_zeros(rate_bp: int, percent: str, fold: str) -> None:
    assert format_percent(rate_bp) == percent
    assert format_fold(rate_bp) == fold
