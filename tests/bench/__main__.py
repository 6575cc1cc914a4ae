"""`make bench ONLY=checkout`: run the benchmarks whose name, or a result's, begins so; all by default.

Prints each result and writes them to VAR_DIR/bench.json. A name that means nothing ends with exit code 2.
"""

import os
import sys
from pathlib import Path

from tests.bench.benchmarks import BENCHMARKS, chosen
from tests.bench.result import print_result, write_results


def main() -> None:
    """Run what was asked for."""
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    benchmarks = chosen(wanted)
    if not benchmarks:
        lines = (f"  {benchmark.name}: {', '.join(benchmark.results)}" for benchmark in BENCHMARKS)
        sys.stderr.write("\n".join([f"no benchmark and no result begins with {wanted}:", *lines, ""]))
        sys.exit(2)
    path = Path(os.environ.get("VAR_DIR", "var")) / "bench.json"
    for benchmark in benchmarks:
        results = benchmark.measure()
        if tuple(result.name for result in results) != benchmark.results:
            raise SystemExit(f"{benchmark.name} gave other results than {benchmark.results}")
        for result in results:
            print_result(result)
        write_results(path, results)


if __name__ == "__main__":
    main()
