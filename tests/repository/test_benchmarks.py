"""`make bench ONLY=...` takes every name that it prints, and refuses one that means nothing."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench.benchmarks import BENCHMARKS, Benchmark, chosen


def _bench(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.bench", *arguments]
    settings = {**os.environ, "VAR_DIR": str(folder)}
    return subprocess.run(command, env=settings, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("benchmark", BENCHMARKS, ids=lambda benchmark: benchmark.name)
def test_a_benchmark_is_chosen_by_its_name_and_by_each_result(benchmark: Benchmark) -> None:
    for name in (benchmark.name, *benchmark.results):
        assert benchmark in chosen(name)


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ("", [benchmark.name for benchmark in BENCHMARKS]),
        ("checkout", ["checkout_sqlite", "checkout_postgresql", "checkout_printer_down"]),
        ("checkout_sqlite_http_4", ["checkout_sqlite"]),
        ("checkout_sqlite_http_5", []),
        ("card_to_paid", ["card"]),
        ("cards", []),
    ],
)
def test_a_name_chooses_what_begins_so(wanted: str, names: list[str]) -> None:
    assert [benchmark.name for benchmark in chosen(wanted)] == names


def test_a_name_that_means_nothing_measures_nothing(tmp_path: Path) -> None:
    done = _bench("typo", folder=tmp_path)

    assert (done.returncode, done.stdout) == (2, "")
    for benchmark in BENCHMARKS:
        assert f"{benchmark.name}: {', '.join(benchmark.results)}" in done.stderr
    assert not list(tmp_path.iterdir())


def test_what_was_measured_is_written_down(tmp_path: Path) -> None:
    done = _bench("receipt_build", folder=tmp_path)

    assert done.returncode == 0, done.stderr
    [entry] = json.loads((tmp_path / "bench.json").read_text())
    assert entry["name"] == "receipt_build"
