"""The keys of this installation: files beside the database, readable by their owner only.

Rule: a key is made once, is never in the database, a log or a URL, and is never replaced silently.
"""

import os
import secrets
from pathlib import Path

CARD_KEY_BYTES = 16
TILL_KEY_BYTES = 32


def card_key(folder: Path) -> bytes:
    """Return the master key from which every card's own key is derived; made at the first call."""
    return _read_or_make(folder / "card-master.key", CARD_KEY_BYTES)


def till_key(folder: Path, till: str) -> bytes:
    """Return the key with which a till's reader agent signs; made at the first call."""
    return _read_or_make(folder / f"till-{till}.key", TILL_KEY_BYTES)


def _read_or_make(path: Path, length: int) -> bytes:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        # O_EXCL: of two processes that start together one makes the key, and the other reads it.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    except FileExistsError:
        return bytes.fromhex(path.read_text(encoding="ascii"))
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(length))
    return bytes.fromhex(path.read_text(encoding="ascii"))
