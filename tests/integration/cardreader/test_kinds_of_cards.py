"""Every kind of card through the real card service: found out, asked for a proof, and made from a blank."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from cardreader.cards import identify, prove, verify_proof
from cardreader.conversation import ProtocolError, WrongKey, converse
from cardreader.link import Link
from cardreader.personalise import CardContent, personalise
from cardreader.profiles.catalogue import PROFILES, profile_of
from cardreader.profiles.profile import Trust
from cardreader.virtual.bare_cards import BareCard
from cardreader.virtual.making import counterfeit_of, holds_of, make_blank, make_card, transport_of
from cardreader.virtual.vpcd import Answering, Fault, FaultKind, Slot
from tests.integration.cardreader.conftest import KEYS, lies_on
from tests.integration.cardreader.waiting import wait_until

NUMBER = "3101370000000318"
CHALLENGE = bytes(range(16))
CONTENT = CardContent(NUMBER, date(2026, 1, 1), date(2036, 1, 1))
SERIALS = {
    "cpu-aes": "0400000000000318",
    "cpu-sm4": "0400000000000319",
    "desfire-ev2": "DF-04A1370C0DE081",
    "fmcos-3des": "FM-91370000000000638897",
    "mifare-classic": "M1-C0DE0641",
    "id-chip": "ID-C0DE013700000066",
    "uid": "UID-C0DE0651",
}
Slots = tuple[Slot, ...]
Lay = Callable[..., None]


@pytest.fixture
def lay(slots: Slots, reader: str) -> Lay:
    """Return what lays a card on the first reader and waits until it lies there."""

    def put(card: Answering, fault: Fault | None = None) -> None:
        slots[0].remove()
        wait_until(lambda: not lies_on(reader))
        slots[0].insert(card, fault=fault)
        wait_until(lambda: lies_on(reader))

    return put


def _card(profile: str, folder: Path, *, false: bool = False) -> Answering:
    holds = holds_of(profile, KEYS, SERIALS[profile], NUMBER)
    if false:
        holds = counterfeit_of(profile, holds)
    return make_card(profile_of(profile), SERIALS[profile], NUMBER, holds, folder / f"{profile}.json")


def test_there_is_a_card_of_every_profile() -> None:
    assert set(SERIALS) == {profile.code for profile in PROFILES}


@pytest.mark.parametrize("profile", SERIALS)
def test_every_kind_is_found_out_and_believed_as_far_as_it_can_be(
    lay: Lay, reader: str, tmp_path: Path, profile: str
) -> None:
    lay(_card(profile, tmp_path))
    with Link(reader) as link:
        identity = converse(identify(KEYS, reader), link.transmit)
    with Link(reader) as link:
        proof = converse(prove(profile, KEYS, CHALLENGE, reader), link.transmit)
    assert (identity.profile, identity.serial) == (proof.profile, proof.serial) == (profile, SERIALS[profile])
    assert verify_proof(KEYS, proof, CHALLENGE) is (profile_of(profile).trust is not Trust.UID)


@pytest.mark.parametrize("profile", ["cpu-sm4", "fmcos-3des", "mifare-classic", "desfire-ev2"])
def test_a_counterfeit_of_any_kind_is_not_believed(
    lay: Lay, reader: str, tmp_path: Path, profile: str
) -> None:
    lay(_card(profile, tmp_path, false=True))
    with Link(reader) as link:
        try:
            proof = converse(prove(profile, KEYS, CHALLENGE, reader), link.transmit)
        except WrongKey:
            assert profile == "desfire-ev2"
            return
    assert not verify_proof(KEYS, proof, CHALLENGE)


def test_a_random_serial_number_is_refused(lay: Lay, reader: str) -> None:
    lay(BareCard(bytes.fromhex("08A1B2C3")))
    with Link(reader) as link, pytest.raises(ProtocolError, match="random"):
        converse(identify(KEYS, reader), link.transmit)


def test_a_slow_card_is_read_all_the_same(lay: Lay, reader: str, tmp_path: Path) -> None:
    slow = Fault(FaultKind.SLOW, is_lasting=True, wait_s=0.2)
    lay(_card("cpu-aes", tmp_path), slow)
    with Link(reader) as link:
        assert converse(identify(KEYS, reader), link.transmit).serial == SERIALS["cpu-aes"]


@pytest.mark.parametrize(
    ("profile", "serial"),
    [
        ("cpu-aes", "C0DE0137B1A40000"),
        ("cpu-sm4", "C0DE0137B1A40001"),
        ("mifare-classic", "M1-1370B1A4"),
    ],
)
def test_a_blank_is_made_a_card_on_the_reader(
    lay: Lay, reader: str, tmp_path: Path, profile: str, serial: str
) -> None:
    holds = () if profile == "mifare-classic" else transport_of(KEYS, serial)
    lay(make_blank(profile_of(profile), serial, holds, tmp_path / "blank.json"))
    with Link(reader) as link:
        made = converse(personalise(profile, KEYS, CONTENT, reader), link.transmit)
    with Link(reader) as link:
        assert converse(identify(KEYS, reader), link.transmit) == made
    assert (made.serial, made.number) == (serial, NUMBER)
