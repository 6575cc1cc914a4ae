"""The keys of this installation: files beside the database, readable by their owner only.

Rule: a key is made once, is never in the database, a log or a URL, and is never replaced silently.
"""

import contextlib
import os
import secrets
import stat
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from cardreader.key_file import new_key_file, with_new_version
from cardreader.key_ring import BadKeyRing, KeyRing, parse_key_ring
from pos.errors import Explained

CARD_KEY_BYTES = 16
TILL_KEY_BYTES = 32
PEPPER_BYTES = 32
# The text of a key file, for those whose secrets come from a vault of their own.
CARD_KEYS_VARIABLE = "CANTEEN_CARD_KEYS"


class DamagedKey(Explained):
    """A key file does not hold a key; a short key would be guessed by anyone."""


class KeysNotHere(Explained):
    """The keys come from somewhere else, so they cannot be changed here."""


def card_keys(folder: Path, environ: Mapping[str, str], *, is_demo: bool) -> KeyRing:
    """Return the master keys of the cards: from the environment, or from the file, made at the first call.

    An installation from before there were several kinds of cards has one key, which the others come from.

    :raises DamagedKey: when they cannot be read, others can read the file, or they are test keys outside the
        demo.
    """
    ring = _card_keys(folder, environ, is_demo=is_demo)
    if ring.is_test and not is_demo:
        raise DamagedKey("the card keys are test keys: everybody could make cards that pay")
    return ring


def roll_card_keys(folder: Path, environ: Mapping[str, str], profile: str) -> KeyRing:
    """Make a new current key for a profile; cards made with the older ones stay good.

    :raises KeysNotHere: when the keys come from the environment, or are the one key of an older installation.
    :raises DamagedKey: when the file has no keys for that profile, or no version is left.
    """
    path = _ring_path(folder)
    if CARD_KEYS_VARIABLE in environ:
        raise KeysNotHere(f"the card keys come from {CARD_KEYS_VARIABLE}: add the new version there")
    if not path.exists():
        raise KeysNotHere(f"there is no {path}")
    try:
        text = with_new_version(path.read_text(encoding="utf-8"), profile)
    except KeyError as error:
        raise DamagedKey(f"{path} has no keys for {profile}") from error
    except ValueError as error:
        raise DamagedKey(f"{path}: {error}") from error
    with _written_aside(path, text) as unfinished:
        unfinished.replace(path)
    return _read_ring(path)


def card_key(folder: Path) -> bytes:
    """Return the single master key of an installation from before there were several kinds of cards."""
    return read_or_make_key(folder / "card-master.key", CARD_KEY_BYTES)


def till_key(folder: Path, till: str) -> bytes:
    """Return the key with which a till's reader agent signs; made at the first call."""
    return read_or_make_key(folder / f"till-{till}.key", TILL_KEY_BYTES)


def pin_pepper(folder: Path) -> bytes:
    """Return the key under which PINs, passwords and one-time codes are hashed; made at the first call."""
    return read_or_make_key(folder / "pin-pepper.key", PEPPER_BYTES)


def find_till_key(folder: Path, till: str) -> bytes | None:
    """Return the key of a till if it is here; a reader agent must not make one up."""
    path = folder / f"till-{till}.key"
    return read_key(path, TILL_KEY_BYTES) if path.exists() else None


def _ring_path(folder: Path) -> Path:
    return folder / "card-keys.toml"


def _card_keys(folder: Path, environ: Mapping[str, str], *, is_demo: bool) -> KeyRing:
    given = environ.get(CARD_KEYS_VARIABLE)
    if given is not None:
        try:
            return parse_key_ring(given)
        except BadKeyRing as error:
            raise DamagedKey(f"{CARD_KEYS_VARIABLE}: {error}") from error
    path = _ring_path(folder)
    if not path.exists() and (folder / "card-master.key").exists():
        return KeyRing.of_master(card_key(folder))
    if not path.exists():
        _make(path, new_key_file(is_test=is_demo))
    return _read_ring(path)


def _read_ring(path: Path) -> KeyRing:
    _refuse_open_to_others(path)
    try:
        return parse_key_ring(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise DamagedKey(f"{path}: {error}; put its copy back") from error


def read_or_make_key(path: Path, length: int) -> bytes:
    """Return the key of a file, which is made at the first call.

    :raises DamagedKey: when it holds none of that length in bytes, or others can read it.
    """
    if not path.exists():
        _make(path, secrets.token_hex(length))
    return read_key(path, length)


def _refuse_open_to_others(path: Path) -> None:
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise DamagedKey(f"{path} can be read by others than its owner: chmod 0400 {path}")


def _make(path: Path, content: str) -> None:
    """Make a file that is there whole or not at all; of two processes that start together one wins."""
    with _written_aside(path, content) as unfinished, contextlib.suppress(FileExistsError):
        os.link(unfinished, path)


@contextlib.contextmanager
def _written_aside(path: Path, content: str) -> Iterator[Path]:
    """Give a file beside `path` with its future content, safe on disk and its owner's only."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    unfinished = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.chmod(0o400)
        yield unfinished
    finally:
        unfinished.unlink(missing_ok=True)


def read_key(path: Path, length: int) -> bytes:
    """Return the key of a file.

    :raises DamagedKey: when it holds none of that length in bytes, or others can read it.
    """
    _refuse_open_to_others(path)
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii"))
    except ValueError:
        key = b""
    if len(key) != length:
        raise DamagedKey(f"{path} is no key of {length} bytes; put its copy back")
    return key
