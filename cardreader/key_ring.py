"""Which master keys are there? The one rule: a key never shows, and each has its profile and its version.

A key file is TOML::

    is_test = false

    [cpu-aes]
    current = 2

    [cpu-aes.keys]
    1 = "32 hex digits"
    2 = "32 hex digits"

Each section is named by the code of a profile. ``current`` is the version for new cards; the others serve the
cards that are out. ``[transport.keys]`` holds the keys under which blank cards are delivered.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from cardreader.profiles.catalogue import CPU_AES, KEYED
from cardreader.profiles.profile import Algorithm

KEY_BYTES = 16
TRANSPORT = "transport"
VERSION_MAX = 255
_FIRST_VERSION = 1
_LENGTHS = {
    profile.code: (16, 24) if profile.algorithm is Algorithm.TRIPLE_DES else (16,) for profile in KEYED
} | {TRANSPORT: (16,)}
# Printed in standards and data sheets: whoever tries keys tries these first.
_PUBLISHED = frozenset(
    bytes.fromhex(key)
    for key in (
        "000102030405060708090A0B0C0D0E0F",
        "00112233445566778899AABBCCDDEEFF",
        "0123456789ABCDEFFEDCBA9876543210",
        "2B7E151628AED2A6ABF7158809CF4F3C",
        "404142434445464748494A4B4C4D4E4F",
    )
)


class BadKeyRing(ValueError):
    """The text is no key ring. Says the place, never the key."""


@dataclass(frozen=True, slots=True)
class _Masters:
    current: int
    by_version: Mapping[int, bytes] = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The master keys by profile and version.

    ``is_test`` says that the keys are known to others than this canteen: for demo and training only.
    """

    is_test: bool
    _masters: Mapping[str, _Masters] = field(repr=False)

    @classmethod
    def of_master(cls, master_key: bytes, *, is_test: bool = False) -> KeyRing:
        """Make a ring of one key: that of ``cpu-aes``, from which those of all others are derived.

        :raises BadKeyRing: when it has not 16 bytes.
        """
        if len(master_key) != KEY_BYTES:
            raise BadKeyRing("a master key has 16 bytes")
        masters = {code: _derived(master_key, code) for code in _LENGTHS} | {CPU_AES.code: master_key}
        return cls(
            is_test or _is_published(master_key),
            {code: _Masters(_FIRST_VERSION, {_FIRST_VERSION: key}) for code, key in masters.items()},
        )

    def has(self, profile: str) -> bool:
        """Say whether there is any key for a profile."""
        return profile in self._masters

    def find(self, profile: str, version: int) -> bytes | None:
        """Return the master key of that version, or None."""
        masters = self._masters.get(profile)
        return None if masters is None else masters.by_version.get(version)

    def current(self, profile: str) -> int:
        """Return the version for new cards.

        :raises KeyError: when there is no key for the profile.
        """
        return self._masters[profile].current

    def versions(self, profile: str) -> tuple[int, ...]:
        """Return the versions that there are, the current one first, then the newest."""
        masters = self._masters.get(profile)
        if masters is None:
            return ()
        return (masters.current, *sorted(masters.by_version.keys() - {masters.current}, reverse=True))


def parse_key_ring(text: str) -> KeyRing:
    """Read a key file.

    Keys that are printed in a standard or consist of one byte mark the ring as one of test keys, whatever
    the file says.

    :raises BadKeyRing: when it is not of the form above; names the place, never a key.
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        # The error's own words may quote a key, and so does its context.
        raise BadKeyRing("the key file is not TOML") from (None if error else error)
    is_test = content.pop("is_test", False)
    if not isinstance(is_test, bool):
        raise BadKeyRing("is_test is true or false")
    if not content:
        raise BadKeyRing("there is no key")
    masters = {code: _parse_section(code, section) for code, section in content.items()}
    keys = [key for section in masters.values() for key in section.by_version.values()]
    return KeyRing(is_test or any(map(_is_published, keys)), masters)


def _parse_section(code: str, section: object) -> _Masters:
    if code not in _LENGTHS:
        raise BadKeyRing(f"[{_shown(code)}] is the code of no profile with keys")
    if not isinstance(section, dict) or section.keys() != {"current", "keys"}:
        raise BadKeyRing(f"[{code}] has current and keys, nothing else")
    keys: Any = section["keys"]
    if not isinstance(keys, dict):
        raise BadKeyRing(f"[{code}.keys] is no table")
    by_version = {
        _parse_version(code, version): _parse_key(code, version, key) for version, key in keys.items()
    }
    current = section["current"]
    if type(current) is not int or current not in by_version:
        raise BadKeyRing(f"[{code}] current is none of the versions in [{code}.keys]")
    return _Masters(current, by_version)


def _parse_version(code: str, version: str) -> int:
    is_number = version.isascii() and version.isdecimal() and version == str(int(version))
    if not is_number or int(version) > VERSION_MAX:
        raise BadKeyRing(f"[{code}.keys]: a version is a number from 0 to {VERSION_MAX}")
    return int(version)


def _parse_key(code: str, version: str, key: object) -> bytes:
    try:
        raw = bytes.fromhex(key) if isinstance(key, str) else b""
    except ValueError:
        raw = b""
    if len(raw) not in _LENGTHS[code]:
        lengths = " or ".join(str(2 * length) for length in _LENGTHS[code])
        raise BadKeyRing(f"[{code}.keys] {version} has not {lengths} hex digits")
    return raw


def _derived(master_key: bytes, code: str) -> bytes:
    return HKDFExpand(SHA256(), KEY_BYTES, b"canteen master key " + code.encode()).derive(master_key)


def _is_published(key: bytes) -> bool:
    return len(set(key)) == 1 or key in _PUBLISHED


def _shown(code: str) -> str:
    # Somebody may have pasted a key in the wrong place.
    return code if len(code) < KEY_BYTES else code[:4] + "..."
