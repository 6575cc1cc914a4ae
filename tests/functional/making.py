"""Cards for stories: a blank on the card desk becomes a card of the canteen."""

import subprocess
import sys

from tests.canteen import RunningCanteen

READER = "Virtual Reader 1 00 00"


def make_card(canteen: RunningCanteen, blank: str, number: str) -> list[str]:
    """Have a blank made into the card of a number; return what was said."""
    making = subprocess.Popen(
        [sys.executable, "-m", "pos.cli", "card", "personalise", "--reader", READER, "--first", number],
        env={**canteen.environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert making.stdout is not None
    assert READER in making.stdout.readline()
    canteen.post("/api/desk/T1/insert", {"card": blank})
    said, _ = making.communicate(timeout=60)
    assert making.returncode == 0
    canteen.post("/api/desk/T1/remove", {})
    return said.splitlines()
