"""Blanks become members' cards at the counter: written, proven, issued, and paid with."""

import subprocess
import sys

from tests.canteen import RunningCanteen, wait_until

READER = "Virtual Reader 1 00 00"


def test_a_blank_of_the_demo_is_made_into_a_card_with_progress(canteen: RunningCanteen) -> None:
    making = subprocess.Popen(
        [sys.executable, "-m", "pos.cli", "card", "personalise",
         "--reader", READER, "--first", "9137000000700007"],
        env={**canteen.environ, "PYTHONUNBUFFERED": "1"}, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert making.stdout is not None
    assert READER in making.stdout.readline()

    canteen.post("/api/desk/T1/insert", {"card": "blank-1"})

    said, _ = making.communicate(timeout=60)
    assert making.returncode == 0
    assert said.splitlines() == ["1/1 ...0007 is made; lay the next blank down", "1 of 1 cards are made"]
    canteen.post("/api/desk/T1/remove", {})
    canteen.post("/api/desk/T1/insert", {"card": "blank-1"})
    wait_until(lambda: _problem(canteen) == "unknown_card", "the new card, which nobody has yet")
    canteen.post("/api/desk/T1/remove", {})


def test_a_number_that_is_none_is_refused_before_a_blank_is_spoilt(canteen: RunningCanteen) -> None:
    for number in ("1234", "12345678901234567", "number", "9999999999999999"):
        refused = canteen.command(
            "card", "personalise", "--reader", READER, "--first", number, "--count", "2"
        )
        assert (refused.returncode, refused.stdout) == (1, "")
        assert refused.stderr.startswith("Error: ")


def test_a_reader_that_is_not_there_is_named(canteen: RunningCanteen) -> None:
    refused = canteen.command("card", "personalise", "--reader", "Reader 9", "--first", "9137000000700008")

    assert refused.returncode == 1
    assert "there is no reader Reader 9" in refused.stderr


def _problem(canteen: RunningCanteen) -> str | None:
    card = canteen.get("/api/tills/T1/snapshot")["card"]
    problem: str | None = card and card["problem"] and card["problem"]["code"]
    return problem
