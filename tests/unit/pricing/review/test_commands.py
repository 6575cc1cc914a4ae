"""``check``, ``explain`` and ``compare`` of ``python -m pricing``, as a person or a script runs them."""

from pathlib import Path

import pytest

from tests.unit.pricing.engine.trays import HEAD, discount, pays
from tests.unit.pricing.samples import DEMO_PATH
from tests.unit.pricing.test_command_line import run

GOOD = HEAD + discount(pays(9000))
WARNED = HEAD + discount(pays(9000, "{}"), caps='[{ per = "day", times = 1 }]')
FAULTY = HEAD + discount([pays(9000, "{ members = true }"), pays(8000, '{ classes = ["dibao"] }')])


def write(folder: Path, text: str, name: str = "scheme.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_sound_scheme_passes_without_a_word(tmp_path: Path) -> None:
    for path in (DEMO_PATH, write(tmp_path, GOOD)):
        done = run("check", path)
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_warnings_are_one_line_each_and_pass(tmp_path: Path) -> None:
    path = write(tmp_path, WARNED)
    done = run("check", path)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode() == (
        f"{path}: rule tier: terms[0]: who: warning: guests get nothing, since it is counted by person; "
        "if that is meant, say members = true\n"
    )


def test_a_part_that_can_never_work_ends_with_1(tmp_path: Path) -> None:
    path = write(tmp_path, FAULTY)
    done = run("check", path)
    assert (done.returncode, done.stderr) == (1, b"")
    assert done.stdout.decode() == (
        f"{path}: rule tier: terms[1]: error: it never counts: the terms before it are for everybody "
        "whom it is for\n"
    )


def test_a_refused_scheme_ends_every_command_with_2(tmp_path: Path) -> None:
    bad = write(tmp_path, GOOD.replace("pays_bp = 9000", "pays_bp = 90.0"), "bad.toml")
    gone = tmp_path / "gone.toml"
    calls = [("check", bad), ("explain", bad), ("compare", DEMO_PATH, bad), ("compare", bad, DEMO_PATH)]
    for call in calls:
        done = run(*call)
        assert (done.returncode, done.stdout) == (2, b"")
        assert done.stderr.decode().startswith(f"{bad}: rule tier: terms[0].benefit.pays_bp: must be")
        assert done.stderr.count(b"\n") == 1
    done = run("check", gone)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode() == f"{gone}: cannot be read: No such file or directory\n"


def test_a_refusal_is_utf_8_whatever_the_console_is_set_to(tmp_path: Path) -> None:
    path = write(tmp_path, "新 = 1", "方案.toml")
    done = run("check", path, PYTHONIOENCODING="ascii", PYTHONUTF8="1")
    assert done.returncode == 2
    assert done.stderr.decode().startswith(f"{path}: ")


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("zh", ["试验 [test]", "  第1版，共1条规则。", "", "tier优惠 [tier]"]),
        ("en", ["Test [test]", "  Version 1, with 1 rule.", "", "Offer tier [tier]"]),
        (
            "both",
            [
                "试验 / Test [test]",
                "  第1版，共1条规则。",
                "  Version 1, with 1 rule.",
                "",
                "tier优惠 / Offer tier [tier]",
            ],
        ),
    ],
)
def test_a_scheme_is_explained_in_the_language_that_is_asked_for(
    tmp_path: Path, language: str, lines: list[str]
) -> None:
    done = run("explain", write(tmp_path, GOOD), "--language", language, PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode().splitlines()[: len(lines)] == lines


def test_both_languages_are_written_where_none_is_asked_for(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    assert run("explain", path).stdout == run("explain", path, "--language", "both").stdout


def test_a_comparison_shows_the_old_sentence_and_the_new_one(tmp_path: Path) -> None:
    old, new = write(tmp_path, GOOD), write(tmp_path, GOOD.replace("9000", "8000"), "new.toml")
    done = run("compare", old, new)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode().splitlines() == [
        "changed: rule tier: terms[0]",
        "  - 60岁及以上的会员，全部菜品打9折。",
        "  - Members aged 60 or over pay 90 % for all dishes.",
        "  + 60岁及以上的会员，全部菜品打8折。",
        "  + Members aged 60 or over pay 80 % for all dishes.",
    ]
    assert run("compare", old, new, "--language", "en").stdout.decode().count("\n") == 3
    assert run("compare", old, old).stdout == b""


def test_each_command_has_its_help() -> None:
    helped = run("--help")
    assert helped.returncode == 0
    for command in ("quote", "check", "explain", "compare"):
        assert f"    {command} ".encode() in helped.stdout
        done = run(command, "--help")
        assert done.returncode == 0
        assert b"status 2" in done.stdout
