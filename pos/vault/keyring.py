"""Where are the keys of the personal values, and how does a new one come in?

Rule: they are in files beside the database or in the environment, never in the database; a key is made only
where nothing was sealed yet, for a new one in the place of a lost one would hide the loss.

CANTEEN_PERSONAL_KEYS gives them instead: "1:<64 hex digits>,2:<64 hex digits>,index:<64 hex digits>".
"""

import re
from functools import partial
from pathlib import Path

from pos.errors import Explained
from pos.secrets import DamagedKey, read_key, read_or_make_key
from pos.vault.vault import KEY_BYTES, Vault

VERSIONED = re.compile(r"personal-([1-9][0-9]{0,3})\.key")
INDEX = "index"


class NoPersonalKeys(Explained):
    """Personal values are sealed, and their keys are not here."""


def open_vault(folder: Path, given: str = "", *, may_make: bool = False) -> Vault:
    """Return the vault with the keys of a folder, or with those that the environment gives.

    :raises NoPersonalKeys: when there are none and none may be made.
    :raises DamagedKey: when one is no key.
    """
    if given:
        return _read_given(given)
    versions = _versions(folder)
    if may_make and not versions:
        read_or_make_key(_file(folder, 1), KEY_BYTES)
        versions = _versions(folder)
    index = folder / "personal-index.key"
    if not versions or not (may_make or index.exists()):
        raise NoPersonalKeys(
            f"{folder} has no personal-1.key or no personal-index.key: put the copies of these files back"
        )
    return Vault(_keys(folder), read_or_make_key(index, KEY_BYTES), partial(_keys, folder))


def add_key(folder: Path) -> int:
    """Make an outer key of the next version, which wraps from now on; return the version.

    :raises NoPersonalKeys: when there is none yet.
    """
    versions = _versions(folder)
    if not versions:
        raise NoPersonalKeys(f"{folder} has no key of personal values that could roll")
    version = max(versions) + 1
    read_or_make_key(_file(folder, version), KEY_BYTES)
    return version


def _keys(folder: Path) -> dict[int, bytes]:
    return {version: read_key(_file(folder, version), KEY_BYTES) for version in _versions(folder)}


def _versions(folder: Path) -> list[int]:
    names = [path.name for path in folder.glob("personal-*.key")] if folder.is_dir() else []
    return sorted(int(found[1]) for name in names if (found := VERSIONED.fullmatch(name)))


def _file(folder: Path, version: int) -> Path:
    return folder / f"personal-{version}.key"


def _read_given(given: str) -> Vault:
    """Read the keys of the environment; what is wrong is said without repeating any of it."""
    keys: dict[str, bytes] = {}
    for entry in given.split(","):
        name, _, digits = entry.strip().partition(":")
        if not re.fullmatch(rf"[0-9a-fA-F]{{{2 * KEY_BYTES}}}", digits):
            raise DamagedKey(
                "CANTEEN_PERSONAL_KEYS: each key has 64 hexadecimal digits, after its name and a colon"
            )
        keys[name] = bytes.fromhex(digits)
    index_key = keys.pop(INDEX, None)
    if index_key is None or not keys or not all(re.fullmatch(r"[1-9][0-9]{0,3}", name) for name in keys):
        raise DamagedKey("CANTEEN_PERSONAL_KEYS names each key by its version, and one of them 'index'")
    return Vault({int(name): key for name, key in keys.items()}, index_key)
