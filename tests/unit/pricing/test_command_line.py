"""``python -m pricing quote SCHEME.toml CASE.json``, as a person or a script runs it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.pricing.samples import DEMO, DEMO_PATH, HEAD, rule_text

CASE = {
    "basket": {
        "occasion": {"on_date": "2026-11-25", "meal_period": "lunch"},
        "lines": [
            {
                "item": {
                    "code": "hongshaorou",
                    "category": "main",
                    "vendor": "canteen",
                    "unit_price_fen": 1600,
                },
                "quantity": 1,
            }
        ],
    },
    "diner": {"birth_date": "1948-11-25"},
}
ROOT = DEMO_PATH.parents[2]


def run(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "pricing", *map(str, arguments)]
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, check=False, timeout=60
    )


@pytest.fixture
def case_path(tmp_path: Path) -> Path:
    path = tmp_path / "case.json"
    path.write_text(json.dumps(CASE), encoding="utf-8")
    return path


def test_a_quote_goes_to_standard_output(case_path: Path) -> None:
    done = run("quote", DEMO_PATH, case_path)
    assert (done.returncode, done.stderr) == (0, b"")
    values = json.loads(done.stdout)
    assert (values["list_total_fen"], values["discount_total_fen"], values["total_fen"]) == (1600, 240, 1360)
    assert values["scheme"] == {"code": "demo", "version": 1, "hash": DEMO.hash}
    assert values["tier"]["code"] == "senior70"


def test_what_was_used_before_is_heeded(tmp_path: Path, case_path: Path) -> None:
    scheme = tmp_path / "scheme.toml"
    rule = rule_text("meal") + 'caps = [{ per = "day", times = 1 }]\n'
    scheme.write_text(HEAD + rule, encoding="utf-8")
    assert json.loads(run("quote", scheme, case_path).stdout)["total_fen"] == 1440
    used = [{"counter": "meal", "per": "day", "times": 1}]
    case_path.write_text(json.dumps({**CASE, "usage": used}), encoding="utf-8")
    values = json.loads(run("quote", scheme, case_path).stdout)
    assert values["total_fen"] == 1600
    assert values["declined"][0]["reason"]["zh"] == "今日已享受过"


def test_the_quote_is_utf_8_whatever_the_console_is_set_to(case_path: Path) -> None:
    done = run("quote", DEMO_PATH, case_path, PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert "78岁（70–79岁），8.5折" in done.stdout.decode()


def test_a_byte_order_mark_is_no_fault(tmp_path: Path, case_path: Path) -> None:
    marked = tmp_path / "marked.toml"
    marked.write_bytes(b"\xef\xbb\xbf" + DEMO_PATH.read_bytes())
    assert run("quote", marked, case_path).returncode == 0


def test_a_bad_scheme_ends_with_2_and_names_file_rule_and_field(tmp_path: Path, case_path: Path) -> None:
    bad = tmp_path / "bad.toml"
    text = DEMO_PATH.read_text(encoding="utf-8")
    bad.write_text(text.replace("max_unit_price_fen = 500", "max_unit_price_fen = 5.00"), encoding="utf-8")
    done = run("quote", bad, case_path)
    assert (done.returncode, done.stdout) == (2, b"")
    message = done.stderr.decode()
    assert message.startswith(f"{bad}: rule dim_sum: items.max_unit_price_fen: must be a whole number")
    assert message.count("\n") == 1


def test_a_bad_case_ends_with_2_and_names_file_and_field(tmp_path: Path) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text(json.dumps({**CASE, "diner": {"birthday": "1948-11-25"}}), encoding="utf-8")
    done = run("quote", DEMO_PATH, bad)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().startswith(f"{bad}: diner.birthday: is not known here")


def test_a_file_that_is_not_there_is_named(tmp_path: Path, case_path: Path) -> None:
    missing = tmp_path / "missing"
    for arguments in ((missing, case_path), (DEMO_PATH, missing)):
        done = run("quote", *arguments)
        assert done.returncode == 2
        assert done.stderr.decode() == f"{missing}: cannot be read: No such file or directory\n"


def test_a_file_that_is_not_utf_8_is_named(tmp_path: Path, case_path: Path) -> None:
    gbk = tmp_path / "gbk"
    gbk.write_bytes("名称".encode("gbk"))
    for arguments in ((gbk, case_path), (DEMO_PATH, gbk)):
        done = run("quote", *arguments)
        assert done.returncode == 2
        assert done.stderr.decode() == f"{gbk}: is not written in UTF-8\n"


@pytest.mark.parametrize("arguments", [(), ("price",), ("quote",), ("quote", "only-one.toml")])
def test_a_wrong_call_ends_with_2_and_shows_the_usage(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"usage: python -m pricing")


def test_half_a_surrogate_pair_is_shown_as_it_is_escaped(tmp_path: Path) -> None:
    case = tmp_path / "case.json"
    case.write_text('{"\\ud800": 1, "\\ud800": 2}', encoding="utf-8")
    done = run("quote", DEMO_PATH, case)
    assert (done.returncode, done.stderr.decode()) == (2, f"{case}: '\\ud800': is given twice\n")
    done = run("check", tmp_path / "\udc80.toml")
    assert (done.returncode, b"\\udc80.toml: cannot be read" in done.stderr) == (2, True)


def test_help_is_given_when_asked_for() -> None:
    done = run("quote", "--help")
    assert done.returncode == 0
    assert b"SCHEME.toml CASE.json" in done.stdout
