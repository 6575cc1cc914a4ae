"""What does a virtual card of each kind hold? The one rule: what a real one would, with the same keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cardreader.ciphers import BLOCK_BYTES
from cardreader.key_ring import TRANSPORT, KeyRing
from cardreader.profiles import blank, classic, cpu_card, desfire, fmcos
from cardreader.profiles.catalogue import profile_of
from cardreader.profiles.profile import Family, Profile
from cardreader.virtual.bare_cards import BareCard, IdChip
from cardreader.virtual.blank_card import BlankCard
from cardreader.virtual.card import Personalisation, VirtualCard
from cardreader.virtual.classic_card import ClassicCard
from cardreader.virtual.desfire_card import DesfireCard, DesfireContent
from cardreader.virtual.fmcos_card import FmcosCard, FmcosContent
from cardreader.virtual.vpcd import Answering

# How many secrets of 16 bytes each kind holds: keys, or for MIFARE Classic the trailer and the record.
_HELD = {Family.CPU: 1, Family.FMCOS: 1, Family.DESFIRE: 2, Family.CLASSIC: 2, Family.CHIP: 0, Family.UID: 0}


def holds_of(profile: str, keys: KeyRing, serial: str, number: str) -> tuple[bytes, ...]:
    """Return what a genuine card holds in secret, under the current key.

    :raises KeyError: when there is no such profile, or no key for it.
    :raises ValueError: when the serial number is none of that profile.
    """
    kind = profile_of(profile)
    raw = kind.raw_serial(serial)
    if kind.algorithm is None:
        return ()
    master_key = keys.find(profile, keys.current(profile)) or b""
    if kind.family is Family.DESFIRE:
        return desfire.card_key(master_key, raw), desfire.transaction_key(master_key, raw)
    if kind.family is Family.CLASSIC:
        return classic.trailer_of(master_key, raw), classic.record_of(master_key, raw, number)
    if kind.family is Family.FMCOS:
        return (fmcos.card_key(master_key, raw),)
    return (cpu_card.card_key(master_key, serial, kind),)


def transport_of(keys: KeyRing, serial: str) -> tuple[bytes, ...]:
    """Return what a blank CPU card with that serial number holds: its transport key."""
    master_key = keys.find(TRANSPORT, keys.current(TRANSPORT)) or b""
    return (blank.transport_key(master_key, bytes.fromhex(serial)),)


def counterfeit_of(profile: str, holds: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """Return what somebody puts into a copy who has not the key.

    Of MIFARE Classic the sector's keys can be found out, but not the one that seals the record.
    """
    if profile_of(profile).family is Family.CLASSIC:
        trailer, record = holds
        return trailer, record[: BLOCK_BYTES // 2] + bytes(BLOCK_BYTES // 2)
    return tuple(bytes(BLOCK_BYTES) for _ in holds)


def require_held(profile: Profile, holds: tuple[bytes, ...], *, is_blank: bool) -> None:
    """Refuse secrets that no card of that profile has.

    :raises ValueError: when number or lengths are wrong, or there are no blanks of that profile.
    """
    if is_blank and profile.family not in (Family.CPU, Family.CLASSIC):
        raise ValueError(f"there are no blanks of {profile.code}")
    count = 0 if is_blank and profile.family is Family.CLASSIC else _HELD[profile.family]
    if [len(held) for held in holds] != [BLOCK_BYTES] * count:
        raise ValueError(f"a card of {profile.code} holds {count} secrets of {BLOCK_BYTES} bytes")


def make_card(
    profile: Profile,
    serial: str,
    number: str,
    holds: tuple[bytes, ...],
    memory: Path,
    *,
    is_ours: bool = True,
) -> Answering:
    """Return a virtual card; ``memory`` is the file of its counter and of what is written into it.

    ``is_ours`` is False for a CPU card without our application.

    :raises ValueError: when the serial number is none of that profile.
    """
    raw = profile.raw_serial(serial)

    def cpu() -> Answering:
        written = Personalisation(serial, number, holds[0], has_our_application=is_ours, profile=profile)
        return VirtualCard(written, memory)

    makers: dict[Family, Callable[[], Answering]] = {
        Family.CPU: cpu,
        Family.FMCOS: lambda: FmcosCard(FmcosContent(raw, holds[0])),
        Family.DESFIRE: lambda: DesfireCard(
            DesfireContent(raw, number, key=holds[0], transaction_key=holds[1]), memory
        ),
        Family.CLASSIC: lambda: ClassicCard.made(raw, memory, trailer=holds[0], record=holds[1]),
        Family.CHIP: lambda: IdChip(raw),
        Family.UID: lambda: BareCard(raw),
    }
    return makers[profile.family]()


def make_blank(profile: Profile, serial: str, holds: tuple[bytes, ...], memory: Path) -> Answering:
    """Return a blank card; once made, its memory makes it that card again."""
    raw = profile.raw_serial(serial)
    return ClassicCard(raw, memory) if profile.family is Family.CLASSIC else BlankCard(raw, holds[0], memory)
