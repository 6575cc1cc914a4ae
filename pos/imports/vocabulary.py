"""By which words may a list name an area or a class?

Rule: only what a version of the scheme or the usual classes know; an area also by its name without 街道
or 区, and with the areas around it in front.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pos.imports.cells import ascii_text
from pricing import Scheme
from pricing.scheme.names import CLASS_NAMES, class_name
from pricing.scheme.scheme import all_whos

_SUFFIX = re.compile(r"(?<=..)(街道办事处|街道|镇|乡|区|市|省|县)$")
# 上海市徐汇区天平街道 names three areas within each other.
DEEPEST = 5


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Spellings of areas and classes, each with its code."""

    areas: Mapping[str, str]
    within: Mapping[str, str | None]
    classes: Mapping[str, str]

    def find_area(self, text: str) -> str | None:
        """Return the code of the area that a text names, or None."""
        return self._area(_plain(text), DEEPEST)

    def _area(self, plain: str, deepest: int) -> str | None:
        code = self.areas.get(plain)
        if code is not None or deepest == 0:
            return code
        for spelling, outer in self.areas.items():
            if plain.startswith(spelling):
                inner = self._area(plain[len(spelling) :], deepest - 1)
                if inner is not None and self._lies_within(inner, outer):
                    return inner
        return None

    def _lies_within(self, inner: str, outer: str) -> bool:
        step = self.within.get(inner)
        for _ in range(DEEPEST):
            if step is None or step == outer:
                break
            step = self.within.get(step)
        return step == outer


def vocabulary_of(schemes: Iterable[Scheme]) -> Vocabulary:
    """Return the words that a canteen's schemes know, the newest first."""
    areas: dict[str, str] = {}
    within: dict[str, str | None] = {}
    classes: set[str] = set(CLASS_NAMES)
    for scheme in schemes:
        for who in all_whos(scheme):
            classes |= who.classes | who.without_classes
        for area in scheme.areas:
            within.setdefault(area.code, area.within)
            for name in (area.name.zh, area.name.en, area.code, _SUFFIX.sub("", area.name.zh)):
                areas.setdefault(_plain(name), area.code)
    return Vocabulary(areas, within, _class_spellings(classes))


def _class_spellings(codes: Iterable[str]) -> dict[str, str]:
    spellings = {}
    for code in sorted(codes):
        name = class_name(code)
        for spelling in (code, name.zh, name.en):
            # As `values.read_classes` splits and spells them.
            spellings[ascii_text(spelling).casefold()] = code
    return spellings


def _plain(text: str) -> str:
    return ascii_text(text).casefold()
