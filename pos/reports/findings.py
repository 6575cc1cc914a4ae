"""What an audit of the books says: how much was looked at, and what does not agree."""

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Disagreement:
    """What does not agree: the check, the row, and both figures in words."""

    check: str
    what: str
    detail: str


@dataclass
class Findings:
    """How much was checked, and what disagrees."""

    checked: dict[str, int] = field(default_factory=dict)
    disagreements: list[Disagreement] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Return the findings as JSON values."""
        return {
            "agrees": not self.disagreements,
            "checked": self.checked,
            "disagreements": [asdict(found) for found in self.disagreements],
        }
