"""A quote of ten lines, with all its reasons, against the same rules by hand and in two rule engines."""

import time
from collections.abc import Callable

from pricing import quote_basket
from tests.bench import putuo
from tests.bench.result import Result, middle

ROUNDS = 41
QUOTES = 250
RESULTS = ("quote_10_lines", "quote_10_lines_zen", "quote_10_lines_jsonlogic")


def measure() -> list[Result]:
    """Time all four in turn, round by round; each has to come to the same price first."""
    scheme = putuo.putuo()
    ways: dict[str, Callable[[], int]] = {
        "floor": lambda: putuo.floor(
            putuo.LINES, putuo.BORN, putuo.ON_DAY, "putuo", "shanghai", False, "dine_in", {}
        )[3],
        RESULTS[0]: lambda: quote_basket(putuo.BASKET, putuo.DINER, scheme, {}).total_fen,
        RESULTS[1]: putuo.zen(),
        RESULTS[2]: putuo.jsonlogic(),
    }
    prices = {name: way() for name, way in ways.items()}
    if len(set(prices.values())) > 1:
        raise SystemExit(f"they do not agree on the price: {prices}")
    times_us: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            times_us[name].append(_time_us(way))
    floor_us = middle(times_us["floor"])
    return [
        Result(name, value, "us", floor_us, value / floor_us)
        for name in RESULTS
        for value in (middle(times_us[name]),)
    ]


def _time_us(way: Callable[[], int]) -> float:
    start_s = time.perf_counter()
    for _ in range(QUOTES):
        way()
    return (time.perf_counter() - start_s) / QUOTES * 1e6
