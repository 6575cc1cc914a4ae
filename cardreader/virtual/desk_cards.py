"""Which cards has the desk? The one rule: a file that is not right names the place.

Whoever loads the demo writes the file: a list of {"code", "serial", "number", "kind", "key"}, the key in hex.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

_CODE = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_SERIAL = re.compile(r"[0-9A-Fa-f]{16}", re.ASCII)
_NUMBER = re.compile(r"[0-9]{16}", re.ASCII)
_KEY = re.compile(r"[0-9A-Fa-f]{32}", re.ASCII)


class CardKind(StrEnum):
    """What a card on the desk is. A counterfeit looks genuine and has a wrong key."""

    GENUINE = "genuine"
    COUNTERFEIT = "counterfeit"
    UNKNOWN = "unknown"  # someone else's card, without our application


@dataclass(frozen=True, slots=True)
class DeskCard:
    """A card of the file."""

    code: str
    serial: str
    number: str
    kind: CardKind
    key: bytes


def read_cards(path: Path) -> dict[str, DeskCard]:
    """Read the cards by code.

    :raises ValueError: when the file is not a list of such cards; names the place.
    """
    cards = {}
    content = json.loads(path.read_text("utf-8"))
    if not isinstance(content, list):
        raise ValueError(f"{path}: not a list of cards")
    for index, entry in enumerate(content):
        card = _card(entry, f"{path}, card {index}")
        cards[card.code] = card
    return cards


def _card(entry: object, where: str) -> DeskCard:
    if not isinstance(entry, dict):
        raise ValueError(f"{where}: not a card")
    for name, form in (("code", _CODE), ("serial", _SERIAL), ("number", _NUMBER), ("key", _KEY)):
        value = entry.get(name)
        if not isinstance(value, str) or not form.fullmatch(value):
            raise ValueError(f"{where}: {name} does not match {form.pattern}")
    if entry.get("kind") not in tuple(CardKind):
        raise ValueError(f"{where}: kind is none of {', '.join(CardKind)}")
    return DeskCard(
        code=entry["code"],
        serial=entry["serial"].upper(),
        number=entry["number"],
        kind=CardKind(entry["kind"]),
        key=bytes.fromhex(entry["key"]),
    )
