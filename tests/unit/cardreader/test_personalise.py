"""Blanks become cards: written, locked, and believed only once they have proved themselves."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from cardreader.cards import identify, prove, verify_proof
from cardreader.conversation import NotOurCard, ProtocolError, Talk, UnknownKeyVersion, WrongKey, converse
from cardreader.key_ring import KeyRing
from cardreader.personalise import CardContent, personalise
from cardreader.profiles.blank import EXTERNAL_AUTHENTICATE, GET_CHALLENGE, SELECT, NotBlank
from cardreader.profiles.catalogue import profile_of
from cardreader.profiles.classic import FACTORY_KEY, sector_key
from cardreader.profiles.reader_templates import GENERIC
from cardreader.virtual.blank_card import TRIES, BlankCard
from cardreader.virtual.making import make_blank, transport_of
from cardreader.virtual.vpcd import Answering
from tests.unit.cardreader.conftest import KEYS

SERIALS = {"cpu-aes": "C0DE0137B1A40000", "cpu-sm4": "C0DE0137B1A40001", "mifare-classic": "M1-1370B1A4"}
CONTENT = CardContent("3101370000000318", date(2026, 11, 25), date(2036, 11, 24))
CHALLENGE = bytes(range(16))
ALL = pytest.mark.parametrize("profile", SERIALS)
CPU = pytest.mark.parametrize("profile", ["cpu-aes", "cpu-sm4"])
Lay = Callable[..., Answering]


@pytest.fixture
def lay(tmp_path: Path) -> Lay:
    """Return a maker of blanks; the same one each time, as it was left."""

    def make(profile: str, keys: KeyRing = KEYS) -> Answering:
        serial = SERIALS[profile]
        holds = () if profile == "mifare-classic" else transport_of(keys, serial)
        return make_blank(profile_of(profile), serial, holds, tmp_path / f"{profile}.json")

    return make


def _count(talk: Talk[object], card: Answering) -> int:
    sent = []

    def transmit(apdu: bytes) -> bytes:
        sent.append(apdu)
        return card.answer(apdu)

    converse(talk, transmit)
    return len(sent)


@ALL
def test_a_blank_becomes_a_card(lay: Lay, profile: str) -> None:
    made = converse(personalise(profile, KEYS, CONTENT), lay(profile).answer)
    assert (made.profile, made.serial, made.number) == (profile, SERIALS[profile], CONTENT.number)
    if profile != "mifare-classic":
        assert (made.valid_from, made.valid_to) == (CONTENT.valid_from, CONTENT.valid_to)
        assert (made.issuer, made.card_type, made.key_version) == (CONTENT.issuer, CONTENT.card_type, 1)


@ALL
def test_the_card_is_found_and_believed_after_power_off(lay: Lay, profile: str) -> None:
    made = converse(personalise(profile, KEYS, CONTENT), lay(profile).answer)
    card = lay(profile)
    assert converse(identify(KEYS), card.answer) == made
    card.reset()
    proof = converse(prove(profile, KEYS, CHALLENGE), card.answer)
    assert verify_proof(KEYS, proof, CHALLENGE)
    # The first value of the counter went into the proof of the card's making.
    assert proof.counter == (None if profile == "mifare-classic" else 2)


@ALL
def test_a_card_is_made_once(lay: Lay, profile: str) -> None:
    converse(personalise(profile, KEYS, CONTENT), lay(profile).answer)
    with pytest.raises(NotBlank):
        converse(personalise(profile, KEYS, CONTENT), lay(profile).answer)


@ALL
def test_a_blank_that_is_taken_away_at_any_step_can_be_made_after_all(lay: Lay, profile: str) -> None:
    for last in range(4 if profile == "mifare-classic" else 6):
        card = lay(profile)
        left = last

        def transmit(apdu: bytes, card: Answering = card) -> bytes:
            nonlocal left
            if left < 0:
                raise ConnectionError
            left -= 1
            return card.answer(apdu)

        with pytest.raises(ConnectionError):
            converse(personalise(profile, KEYS, CONTENT), transmit)
    assert converse(personalise(profile, KEYS, CONTENT), lay(profile).answer).serial == SERIALS[profile]


@CPU
def test_a_blank_is_nobodys_card(lay: Lay, profile: str) -> None:
    with pytest.raises(NotOurCard):
        converse(identify(KEYS), lay(profile).answer)


@CPU
def test_a_blank_of_another_delivery_lets_nobody_in(lay: Lay, profile: str) -> None:
    other = KeyRing.of_master(bytes(range(1, 17)))
    with pytest.raises(WrongKey):
        converse(personalise(profile, other, CONTENT), lay(profile).answer)


@CPU
def test_after_three_wrong_keys_a_blank_is_closed_for_good(lay: Lay, profile: str) -> None:
    answers = []
    for _ in range(TRIES + 1):
        card = lay(profile)
        card.answer(SELECT)
        card.answer(GET_CHALLENGE)
        answers.append(card.answer(EXTERNAL_AUTHENTICATE + bytes(16)).hex().upper())
    assert answers == ["63C2", "63C1", "63C0", "6983"]
    with pytest.raises(WrongKey):
        converse(personalise(profile, KEYS, CONTENT), lay(profile).answer)


def test_a_blank_names_the_version_of_its_transport_key(tmp_path: Path) -> None:
    card = BlankCard(bytes(8), bytes(16), tmp_path / "blank.json", version=7)
    with pytest.raises(UnknownKeyVersion, match="7"):
        converse(personalise("cpu-aes", KEYS, CONTENT), card.answer)


@CPU
@pytest.mark.parametrize(
    ("instruction", "place"), [(0x82, -1), (0xD6, -1), (0xD4, 5), (0xD4, -2), (0xD4, 3), (0xDA, -1)]
)
def test_a_command_that_was_changed_on_its_way_makes_no_card(
    lay: Lay, profile: str, instruction: int, place: int
) -> None:
    card = lay(profile)

    def transmit(apdu: bytes) -> bytes:
        if apdu[1] == instruction:
            changed = bytearray(apdu)
            changed[place] ^= 1
            apdu = bytes(changed)
        return card.answer(apdu)

    with pytest.raises(ProtocolError):
        converse(personalise(profile, KEYS, CONTENT), transmit)
    with pytest.raises(ProtocolError):
        converse(identify(KEYS), lay(profile).answer)


def test_the_factory_key_opens_no_card_of_ours(lay: Lay) -> None:
    converse(personalise("mifare-classic", KEYS, CONTENT), lay("mifare-classic").answer)
    card = lay("mifare-classic")
    card.answer(GENERIC.load_key(FACTORY_KEY))
    assert card.answer(GENERIC.authenticate(4)) == b"\x63\x00"
    master_key = KEYS.find("mifare-classic", 1) or b""
    card.answer(GENERIC.load_key(sector_key(master_key, bytes.fromhex("1370B1A4"))))
    assert card.answer(GENERIC.authenticate(4)) == b"\x90\x00"
    # Key A only reads.
    assert card.answer(bytes.fromhex("FFD6000410") + bytes(16)) == b"\x69\x82"


@pytest.mark.parametrize("profile", ["desfire-ev2", "fmcos-3des", "uid", "id-chip"])
def test_cards_of_other_kinds_are_not_made_here(profile: str) -> None:
    with pytest.raises(ValueError, match=profile):
        converse(personalise(profile, KEYS, CONTENT), lambda apdu: b"\x90\x00")


@pytest.mark.parametrize(
    ("number", "valid_to", "issuer", "card_type"),
    [
        ("310137000000031", date(2036, 1, 1), "00" * 8, 1),
        ("310137000000031X", date(2036, 1, 1), "00" * 8, 1),
        ("３" * 16, date(2036, 1, 1), "00" * 8, 1),
        ("3101370000000318", date(2020, 1, 1), "00" * 8, 1),
        ("3101370000000318", date(2036, 1, 1), "00", 1),
        ("3101370000000318", date(2036, 1, 1), "00" * 8, 256),
    ],
)
def test_what_no_card_can_hold_is_refused(number: str, valid_to: date, issuer: str, card_type: int) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - each says its own thing
        CardContent(number, date(2026, 1, 1), valid_to, issuer, card_type)


@pytest.mark.parametrize(("profile", "commands"), [("cpu-aes", 13), ("cpu-sm4", 13), ("mifare-classic", 17)])
def test_making_a_card_takes_as_many_commands_as_the_table_says(
    lay: Lay, profile: str, commands: int
) -> None:
    assert _count(personalise(profile, KEYS, CONTENT), lay(profile)) == commands
