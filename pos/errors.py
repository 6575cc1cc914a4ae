"""What the canteen says no to.

Rule: a refusal is expected and carries a stable code; its words in both languages stand in one table
at the edge (`pos/web/wording.py`). Anything else is a fault and is logged.
"""

from typing import Any, ClassVar


class Explained(Exception):
    """Base of what people at this machine can mend: a command says it in one line."""


class Refusal(Exception):
    """Base of every expected error; `facts` are shown to the caller beside the code."""

    code: ClassVar[str]

    def __init__(self, **facts: Any) -> None:
        super().__init__(self.code)
        self.facts = facts
