"""A card in memory, talked to without any reader."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cardreader.key_ring import KeyRing
from cardreader.profiles.cpu_card import card_key
from cardreader.virtual.card import Personalisation, VirtualCard

MASTER_KEY = bytes(range(16))
KEYS = KeyRing.of_master(MASTER_KEY)
SERIAL = "0400000000000318"


@pytest.fixture
def make_card(tmp_path: Path) -> Callable[..., VirtualCard]:
    """Return a maker of cards; all that are made with one name share a counter."""

    def make(
        *, name: str = "card", key: bytes | None = None, is_t0: bool = False, is_ours: bool = True
    ) -> VirtualCard:
        written = Personalisation(
            serial=SERIAL,
            number="3101370000000318",
            key=key if key is not None else card_key(MASTER_KEY, SERIAL),
            has_our_application=is_ours,
        )
        return VirtualCard(written, tmp_path / f"{name}.json", is_t0=is_t0)

    return make
