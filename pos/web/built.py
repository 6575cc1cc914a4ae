"""Which files did the build of a screen leave? Their names have the hash of what is in them.

Rule: read once; a server belongs to one build.
"""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

BUILT = Path(__file__).parent / "screens" / "dist"


def script_of(name: str) -> str:
    """Return the script of a screen."""
    file: str = _manifest()[_entry(name)]["file"]
    return file


def styles_of(name: str) -> list[str]:
    """Return the styles of a screen and of what it imports, in the order of the build."""
    found: dict[str, None] = {}

    def visit(key: str) -> None:
        chunk = _manifest()[key]
        for imported in chunk.get("imports", ()):
            visit(imported)
        found.update(dict.fromkeys(chunk.get("css", ())))

    visit(_entry(name))
    return list(found)


def _entry(name: str) -> str:
    return f"src/{name}/main.tsx"


@lru_cache(maxsize=1)
def _manifest() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((BUILT / "manifest.json").read_text(encoding="utf-8"))
    return loaded
