"""What a benchmark found, and the file in which runs are compared over time."""

import json
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median


@dataclass(frozen=True)
class Result:
    """A figure with the floor that it was measured against; what does not apply is None."""

    name: str
    value: float
    unit: str
    floor: float | None = None
    ratio: float | None = None
    p50_ms: float | None = None
    p99_ms: float | None = None
    cpu_ms: float | None = None
    p95_ms: float | None = None


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which a share (0 to 1) of the values lies."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def middle(values: Sequence[float]) -> float:
    """Return the median."""
    return float(median(values))


def write_results(path: Path, results: Sequence[Result]) -> None:
    """Write results into the file; results of other names that it has already stay."""
    known = {entry["name"]: entry for entry in json.loads(path.read_text())} if path.exists() else {}
    machine = f"{platform.machine()} {platform.system()} {platform.python_version()}"
    for result in results:
        known[result.name] = {**asdict(result), "machine": machine}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(list(known.values()), indent=1))


def print_result(result: Result) -> None:
    """Print a result as one line for people."""
    parts = [f"{result.name:34} {result.value:10.3f} {result.unit:8}"]
    for label, value in (
        ("floor", result.floor),
        ("ratio", result.ratio),
        ("p50 ms", result.p50_ms),
        ("p95 ms", result.p95_ms),
        ("p99 ms", result.p99_ms),
        ("CPU ms", result.cpu_ms),
    ):
        if value is not None:
            parts.append(f"{label} {value:.3f}")
    print("  ".join(parts), flush=True)  # noqa: T201 - a program for people
