"""How is the file of master keys made, and how does a new version come into it? The one rule: texts only.

The form is that of :mod:`cardreader.key_ring`. Whoever calls keeps the text where only its owner reads it.
"""

from __future__ import annotations

import secrets
import tomllib
from typing import Any

from cardreader.key_ring import KEY_BYTES, TRANSPORT, VERSION_MAX, BadKeyRing, parse_key_ring
from cardreader.profiles.catalogue import KEYED

_WITH_KEYS = (*(profile.code for profile in KEYED), TRANSPORT)


def new_key_file(*, is_test: bool) -> str:
    """Return a file with a fresh key for every profile; ``is_test`` marks keys for demo and training."""
    sections = {code: {"current": 1, "keys": {"1": _fresh()}} for code in _WITH_KEYS}
    return _written(is_test, sections)


def with_new_version(text: str, profile: str) -> str:
    """Return the file with a fresh key as the current one of ``profile``; the older ones stay for its cards.

    :raises BadKeyRing: when the text is no key file, or no version is left.
    :raises KeyError: when it has no keys for the profile.
    """
    parse_key_ring(text)
    content = tomllib.loads(text)
    section = content[profile]
    version = max(map(int, section["keys"])) + 1
    if version > VERSION_MAX:
        raise BadKeyRing(f"[{profile}] has used up its versions")
    section["keys"][str(version)] = _fresh()
    section["current"] = version
    return _written(content.pop("is_test", False), content)


def _fresh() -> str:
    return secrets.token_hex(KEY_BYTES)


def _written(is_test: bool, sections: dict[str, Any]) -> str:
    lines = [f"is_test = {str(is_test).lower()}"]
    for code, section in sections.items():
        lines += ["", f"[{code}]", f"current = {section['current']}", f"[{code}.keys]"]
        lines += [f'{version} = "{key}"' for version, key in section["keys"].items()]
    return "\n".join([*lines, ""])
