"""`make bench ONLY=checkout`: run the benchmarks whose name begins so, all by default.

Prints each result and writes them to VAR_DIR/bench.json.
"""

import os
import sys
from pathlib import Path

from tests.bench import card, checkout, quote, receipt
from tests.bench.result import print_result, write_results

BENCHMARKS = {
    "quote": quote.measure,
    "receipt": receipt.measure,
    "card": card.measure,
    "checkout_sqlite": checkout.measure_sqlite,
    "checkout_postgresql": checkout.measure_postgresql,
    "checkout_printer_down": checkout.measure_printer_down,
}


def main() -> None:
    """Run what was asked for."""
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    # A name that was printed selects the benchmark that printed it.
    chosen = [name for name in BENCHMARKS if name.startswith(wanted) or wanted.startswith(name)]
    if not chosen:
        sys.exit(f"there is no benchmark {wanted}: {', '.join(BENCHMARKS)}")
    path = Path(os.environ.get("VAR_DIR", "var")) / "bench.json"
    for name in chosen:
        results = BENCHMARKS[name]()
        for result in results:
            print_result(result)
        write_results(path, results)


main()
