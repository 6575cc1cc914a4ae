"""What does a virtual card remember without power? The one rule: on disk before the answer is out."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any


class CardMemory:
    """A small JSON file that outlives the process.

    A counter that went back would look like a copied card, and be refused.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> dict[str, Any]:
        """Return what was kept last; {} for a new card."""
        try:
            kept = json.loads(self._path.read_text("utf-8"))
        except FileNotFoundError:
            return {}
        return dict(kept)

    def write(self, content: dict[str, Any]) -> None:
        """Keep ``content`` instead."""
        new = self._path.with_suffix(".new")
        with new.open("w", encoding="utf-8") as file:
            json.dump(content, file)
            file.flush()
            os.fsync(file.fileno())
        new.replace(self._path)

    @property
    def counter(self) -> int:
        """How often the card has counted."""
        return int(self.read().get("counter", 0))

    def count(self) -> int:
        """Count once more; return the new value."""
        counter = self.counter + 1
        self.write({**self.read(), "counter": counter})
        return counter
