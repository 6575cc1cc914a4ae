"""Which published policies come with the product, to be tried and to start a scheme from?

Rule: they are files beside the code; the core of `pricing` reads none of them.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pricing.language.parsing import parse_scheme
from pricing.text import Text


@dataclass(frozen=True, slots=True)
class PublishedPolicy:
    """A policy as a scheme's text, with its code, its name, and the place that it was published for."""

    code: str
    name: Text
    place: Text
    text: str


@cache
def published_policies() -> tuple[PublishedPolicy, ...]:
    """Return all published policies, by code."""
    found = []
    for file in sorted(files("pricing").joinpath("policies").iterdir(), key=lambda one: one.name):
        if file.name.endswith(".toml"):
            text = file.read_text(encoding="utf-8")
            scheme = parse_scheme(text, source=file.name)
            found.append(PublishedPolicy(scheme.code, scheme.name, _place_of(text), text))
    return tuple(found)


def _place_of(text: str) -> Text:
    """Read the place from the first line of a file, "# 上海市 | Shanghai": the language has no key for it."""
    zh, _, en = text.partition("\n")[0].removeprefix("# ").partition(" | ")
    return Text(zh=zh, en=en)
