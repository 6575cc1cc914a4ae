"""Cards written from docs/card-profile.md alone, on a real pcscd, over either protocol."""

from collections.abc import Callable
from datetime import date

import pytest

from cardreader.cards import identify, prove, verify_proof
from cardreader.conversation import converse
from cardreader.key_ring import KeyRing
from cardreader.link import Link
from cardreader.personalise import CardContent, personalise
from cardreader.virtual.making import transport_of
from cardreader.virtual.pcscd import PrivatePcscd
from cardreader.virtual.vpcd import Answering, Slot
from tests.integration.cardreader.conftest import KEYS, lies_on
from tests.integration.cardreader.waiting import wait_until
from tests.unit.cardreader.second.card import SecondBlank

SERIAL = "04AABBCCDDEEFF19"
CHALLENGE = bytes(range(16))
CONTENT = CardContent("3101370000000419", date(2024, 2, 29), date(2034, 2, 28))
Lay = Callable[[Answering], None]


@pytest.fixture
def lay(slots: tuple[Slot, ...], pcscd: PrivatePcscd) -> Lay:
    """Return what lays a card on the first reader and waits until pcscd knows."""

    def lay(card: Answering) -> None:
        slots[0].insert(card)
        wait_until(lambda: lies_on(pcscd.reader_names[0]))

    return lay


def _blank(keys: KeyRing, protocol: int) -> SecondBlank:
    return SecondBlank(bytes.fromhex(SERIAL), transport_of(keys, SERIAL)[0], protocol=protocol)


@pytest.mark.parametrize("protocol", [0, 1])
@pytest.mark.parametrize("profile", ["cpu-aes", "cpu-sm4"])
def test_a_blank_of_another_make_becomes_our_card(lay: Lay, reader: str, profile: str, protocol: int) -> None:
    lay(_blank(KEYS, protocol))
    with Link(reader) as link:
        made = converse(personalise(profile, KEYS, CONTENT), link.transmit)
    with Link(reader) as link:
        assert converse(identify(KEYS), link.transmit) == made
        proof = converse(prove(profile, KEYS, CHALLENGE), link.transmit)
    assert (made.serial, proof.counter) == (SERIAL, 2)
    assert verify_proof(KEYS, proof, CHALLENGE)
