"""What is a deed? Something that somebody did, or tried to do, and that the ledger does not say itself.

Rule: its facts name no person and hold no secret: codes, numbers and amounts only.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

# The chain of everything that is done away from a till.
OFFICE: Final = "office"

KINDS: Final = frozenset(
    {
        # People and devices
        "signed_on",
        "sign_on_refused",
        "signed_off",
        "session_ended",
        "locked",
        "unlocked",
        "device_enrolled",
        "device_revoked",
        "staff_added",
        "staff_changed",
        "role_changed",
        "approval_given",
        "approval_refused",
        # At the till
        "line_removed",
        "ticket_cleared",
        "price_override",
        "drawer_opened",
        "reprint",
        "ticket_held",
        "ticket_resumed",
        "hold_cancelled",
        "tender_resolved",
        # A write that was asked for in good form and refused
        "refusal",
        # In the office
        "reveal",
        "limit_changed",
        "scheme_scheduled",
        "scheme_withdrawn",
        "menu_changed",
        "audit_run",
        "backup",
        "restore",
    }
)


@dataclass(frozen=True, slots=True)
class Deed:
    """One act of one person.

    `till_code` is None away from a till. `object_` names what it was done to: an order's number, a member's
    code, a line. A deed with a `key` is written once, however often it is recorded.
    """

    kind: str
    actor: str
    at: datetime
    till_code: str | None = None
    object_: str = ""
    reason: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    key: str | None = None

    def __post_init__(self) -> None:
        """Refuse a deed of no kind or of nobody: both are mistakes of a program."""
        if self.kind not in KINDS:
            raise ValueError(f"no deed is called {self.kind}")
        if not self.actor.strip():
            raise ValueError(f"somebody did it: {self.kind}")

    @property
    def chain_code(self) -> str:
        """Return the chain that the deed belongs to: its till's, or the office's."""
        return self.till_code or OFFICE

    @property
    def facts_json(self) -> str:
        """Return the facts in the one form in which they are kept and sealed."""
        return json.dumps(dict(self.facts), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
