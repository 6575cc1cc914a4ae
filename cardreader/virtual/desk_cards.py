"""Which cards has the desk? The one rule: a file that is not right names the place.

Whoever loads the demo writes the file: a list of {"code", "profile", "serial", "number", "kind", "fault",
"holds"}. ``number`` is null for a blank, ``fault`` for a card that works. ``holds`` is what the card holds in
secret, as a list of hex texts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from cardreader.profiles.catalogue import PROFILES, profile_of
from cardreader.profiles.profile import Profile
from cardreader.virtual.making import make_blank, make_card, require_held
from cardreader.virtual.vpcd import Answering, Fault, FaultKind

_CODE = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_SERIAL = re.compile(r"([A-Z0-9]{2,3}-)?([0-9A-Fa-f]{2}){4,10}", re.ASCII)
_NUMBER = re.compile(r"[0-9]{16}", re.ASCII)
_SLOW_S = 0.6
# Its 6th command is a CPU card's answer to the first payment.
_IN_THE_PAYMENT = 5


class CardKind(StrEnum):
    """What a card on the desk is. A counterfeit looks genuine and holds other secrets."""

    GENUINE = "genuine"
    COUNTERFEIT = "counterfeit"
    CLONED = "cloned"  # holds the same secrets, but counts for itself
    UNKNOWN = "unknown"  # someone else's card, without our application
    STAFF = "staff"  # genuine, of somebody who works here
    BLANK = "blank"  # nothing is written into it yet


# What may be wrong with a card, by the word in the file.
FAULTS = {
    "torn": Fault(FaultKind.TORN, _IN_THE_PAYMENT),
    "torn_after": Fault(FaultKind.TORN_AFTER, _IN_THE_PAYMENT),
    "mute": Fault(FaultKind.MUTE, _IN_THE_PAYMENT),
    "slow": Fault(FaultKind.SLOW, is_lasting=True, wait_s=_SLOW_S),
    "garbage": Fault(FaultKind.GARBAGE, answer=bytes.fromhex("6F6F6F"), is_lasting=True),
}


@dataclass(frozen=True, slots=True)
class DeskCard:
    """A card of the file. ``number`` is "" for a blank."""

    code: str
    profile: Profile
    serial: str
    number: str
    kind: CardKind
    holds: tuple[bytes, ...] = field(repr=False)
    fault: str | None = None

    def make(self, memories: Path) -> Answering:
        """Return it as something that can be laid on a reader.

        What it remembers is kept by its code, for a copy has the serial number of another card.
        """
        memory = memories / f"{self.code}.json"
        if self.kind is CardKind.BLANK:
            return make_blank(self.profile, self.serial, self.holds, memory)
        is_ours = self.kind is not CardKind.UNKNOWN
        return make_card(self.profile, self.serial, self.number, self.holds, memory, is_ours=is_ours)


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


def write_cards(path: Path, cards: Iterable[DeskCard]) -> None:
    """Write a file of cards, readable by its owner only: it holds keys."""
    entries = [
        {
            "code": card.code,
            "profile": card.profile.code,
            "serial": card.serial,
            "number": card.number or None,
            "kind": card.kind.value,
            "fault": card.fault,
            "holds": [held.hex() for held in card.holds],
        }
        for card in cards
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(json.dumps(entries, indent=1), encoding="utf-8")


def _card(entry: object, where: str) -> DeskCard:
    if not isinstance(entry, dict):
        raise ValueError(f"{where}: not a card")
    _require(entry, "kind", tuple(CardKind), where)
    _require(entry, "profile", tuple(profile.code for profile in PROFILES), where)
    _require(entry, "fault", (None, *FAULTS), where)
    is_blank = entry["kind"] == CardKind.BLANK
    if not (is_blank and entry.get("number") is None):
        _match(entry, "number", _NUMBER, where)
    _match(entry, "code", _CODE, where)
    _match(entry, "serial", _SERIAL, where)
    profile, serial = profile_of(entry["profile"]), entry["serial"].upper()
    try:
        profile.raw_serial(serial)
    except ValueError as error:
        raise ValueError(f"{where}: serial is {error}") from error
    try:
        holds = tuple(bytes.fromhex(held) for held in entry["holds"])
        require_held(profile, holds, is_blank=is_blank)
    except (KeyError, TypeError, ValueError):
        # Without the error's own words: they may hold a key.
        raise ValueError(f"{where}: holds is not what a card of {profile.code} holds") from None
    number, kind = entry.get("number") or "", CardKind(entry["kind"])
    return DeskCard(entry["code"], profile, serial, number, kind, holds, entry["fault"])


def _require(entry: dict[str, Any], name: str, allowed: tuple[object, ...], where: str) -> None:
    if entry.setdefault(name, None) not in allowed:
        raise ValueError(f"{where}: {name} is none of {', '.join(map(str, allowed))}")


def _match(entry: dict[str, Any], name: str, form: re.Pattern[str], where: str) -> None:
    value = entry.get(name)
    if not isinstance(value, str) or not form.fullmatch(value):
        raise ValueError(f"{where}: {name} does not match {form.pattern}")
