"""Which benchmarks there are, and which of them a name means."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.bench import backtest, card, card_profiles, checkout, closing, lists, quote, receipt
from tests.bench.result import Result


@dataclass(frozen=True)
class Benchmark:
    """What measures, and the names of the results that it gives."""

    name: str
    measure: Callable[[], list[Result]]
    results: tuple[str, ...]


def _per_client_count(name: str) -> tuple[str, ...]:
    return tuple(f"{name}_{count}" for count in checkout.CLIENT_COUNTS)


BENCHMARKS = (
    Benchmark("quote", quote.measure, quote.RESULTS),
    Benchmark("receipt", receipt.measure, ("receipt_build",)),
    Benchmark("card", card.measure, card.RESULTS),
    Benchmark("card_profiles", card_profiles.measure, card_profiles.RESULTS),
    Benchmark("checkout_sqlite", checkout.measure_sqlite, _per_client_count("checkout_sqlite_http")),
    Benchmark(
        "checkout_postgresql", checkout.measure_postgresql, _per_client_count("checkout_postgresql_http")
    ),
    Benchmark("backtest", backtest.measure, ("backtest_100k",)),
    Benchmark("close", closing.measure, closing.RESULTS),
    Benchmark("import", lists.measure, lists.RESULTS),
    Benchmark("checkout_printer_down", checkout.measure_printer_down, ("checkout_printer_down",)),
)


def chosen(wanted: str) -> list[Benchmark]:
    """Return every benchmark whose name, or one of whose results, begins so."""
    return [
        benchmark
        for benchmark in BENCHMARKS
        if any(name.startswith(wanted) for name in (benchmark.name, *benchmark.results))
    ]
