"""The keys of this installation: files beside the database, readable by their owner only.

Rule: a key is made once, is never in the database, a log or a URL, and is never replaced silently.
"""

import contextlib
import os
import secrets
import tempfile
from pathlib import Path

CARD_KEY_BYTES = 16
TILL_KEY_BYTES = 32


class DamagedKey(Exception):
    """A key file does not hold a key; a short key would be guessed by anyone."""


def card_key(folder: Path) -> bytes:
    """Return the master key from which every card's own key is derived; made at the first call."""
    return _read_or_make(folder / "card-master.key", CARD_KEY_BYTES)


def till_key(folder: Path, till: str) -> bytes:
    """Return the key with which a till's reader agent signs; made at the first call."""
    return _read_or_make(folder / f"till-{till}.key", TILL_KEY_BYTES)


def find_till_key(folder: Path, till: str) -> bytes | None:
    """Return the key of a till if it is here; a reader agent must not make one up."""
    path = folder / f"till-{till}.key"
    return _read(path, TILL_KEY_BYTES) if path.exists() else None


def _read_or_make(path: Path, length: int) -> bytes:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        _make(path, length)
    return _read(path, length)


def _make(path: Path, length: int) -> None:
    """Make a key that is there whole or not at all; of two processes that start together one wins."""
    handle, name = tempfile.mkstemp(dir=path.parent)
    unfinished = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(length))
            file.flush()
            os.fsync(file.fileno())
        unfinished.chmod(0o400)
        with contextlib.suppress(FileExistsError):
            os.link(unfinished, path)
    finally:
        unfinished.unlink()


def _read(path: Path, length: int) -> bytes:
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii"))
    except ValueError:
        key = b""
    if len(key) != length:
        raise DamagedKey(f"{path} is no key of {length} bytes; put its copy back")
    return key
