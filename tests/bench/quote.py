"""One quote of ten lines against the least that a computer has to do for it."""

import time
from datetime import date
from pathlib import Path

from pos.demo import load
from pricing import Basket, BasketLine, Diner, Item, parse_scheme, quote_basket
from tests.bench.result import Result, middle

ROUNDS = 41
QUOTES = 250
PRICES_FEN = (16_00, 12_00, 8_00, 7_00, 5_00, 3_00, 2_50, 5_00, 1_00, 9_00)
CATEGORIES = ("main", "main", "half", "half", "vegetable", "dimsum", "dimsum", "dimsum", "staple", "bread")
ON_DAY = date(2026, 11, 25)
SENIOR = Diner(birth_date=date(1950, 1, 1))


def measure() -> list[Result]:
    """Time both in turn; the floor knows the tier, the rates and nothing of reasons."""
    toml = (Path(load.__file__).parent / "scheme.toml").read_text(encoding="utf-8")
    scheme = parse_scheme(toml, source="demo")
    lines = tuple(
        BasketLine(Item(f"d{place}", category, "nonna" if category == "bread" else "canteen", price), 1)
        for place, (category, price) in enumerate(zip(CATEGORIES, PRICES_FEN, strict=True))
    )
    basket = Basket(lines, ON_DAY, "lunch")
    priced = [
        (price, 9000 if category == "dimsum" else 10_000 if category == "bread" else 8500)
        for category, price in zip(CATEGORIES, PRICES_FEN, strict=True)
    ]
    if quote_basket(basket, SENIOR, scheme).total_fen != _floor(priced):
        raise SystemExit("the floor and the engine disagree on the price")
    floors, quotes = [], []
    for _ in range(ROUNDS):
        floors.append(_time_us(lambda: _floor(priced)))
        quotes.append(_time_us(lambda: quote_basket(basket, SENIOR, scheme)))
    floor, value = middle(floors), middle(quotes)
    return [Result("quote_10_lines", value, "us", floor, value / floor)]


def _floor(priced: list[tuple[int, int]]) -> int:
    """Hand-written: round half up per line, add up."""
    total = 0
    for price_fen, rate_bp in priced:
        total += (price_fen * rate_bp * 2 + 10_000) // 20_000
    return total


def _time_us(work: object) -> float:
    start_s = time.perf_counter()
    for _ in range(QUOTES):
        work()  # type: ignore[operator]
    return (time.perf_counter() - start_s) / QUOTES * 1e6
