"""A till to sell at."""

from pathlib import Path

import pytest

from pos.database import Database
from tests.integration.backtests.selling import Counter


@pytest.fixture
def counter(database: Database, tmp_path: Path) -> Counter:
    """Give a till of the demo canteen whose clock is in the test's hand."""
    return Counter(database, tmp_path)
