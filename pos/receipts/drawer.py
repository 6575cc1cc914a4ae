"""How does a till's drawer open? By a pulse through its receipt printer, as a job of its own.

Rule: a pulse is no paper that may wait: it is sent at once and at most once, or not at all.
"""

from datetime import datetime, timedelta

from pos.receipts.documents import Document, Pulse

KIND = "drawer_pulse"
# Who waits longer has opened it by its key, or is no longer in front of it.
PULSE_LIFE = timedelta(seconds=20)


def drawer_pulse() -> Document:
    """Return the job that opens the drawer and prints nothing."""
    return Document(KIND, "", (Pulse(),))


def is_too_late(kind: str, *, created_at: datetime, at: datetime) -> bool:
    """Tell whether a job is a pulse that nobody waits for any more."""
    return kind == KIND and created_at <= at - PULSE_LIFE
