"""Every kind of card in memory: who it is, whether it proves itself, and how many commands that takes."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from cardreader.cards import identify, prove, verify_proof
from cardreader.conversation import (
    Conversation,
    NotOurCard,
    ProtocolError,
    Talk,
    UnknownKeyVersion,
    WrongKey,
    converse,
)
from cardreader.key_ring import KeyRing, parse_key_ring
from cardreader.profiles.catalogue import PROFILES, profile_of, profile_of_serial
from cardreader.profiles.profile import CardIdentity, CardProof, Trust
from cardreader.virtual.bare_cards import BareCard
from cardreader.virtual.making import counterfeit_of, holds_of, make_card
from cardreader.virtual.vpcd import Answering
from tests.unit.cardreader.conftest import KEYS

NUMBER = "3101370000000318"
CHALLENGE = bytes(range(100, 116))
SERIALS = {
    "cpu-aes": "0400000000000318",
    "cpu-sm4": "0400000000000319",
    "desfire-ev2": "DF-04A1370C0DE081",
    "fmcos-3des": "FM-91370000000000638897",
    "mifare-classic": "M1-C0DE0641",
    "id-chip": "ID-C0DE013700000066",
    "uid": "UID-C0DE0651",
}
# Commands to identify and to prove: without a hint where it can help, the table of docs/cards.md.
COMMANDS = {
    "cpu-aes": (3, 3),
    "cpu-sm4": (3, 3),
    "desfire-ev2": (4, 8),
    "fmcos-3des": (4, 3),
    "mifare-classic": (4, 4),
    "id-chip": (4, 1),
    "uid": (2, 1),
}
PROVING = [profile.code for profile in PROFILES if profile.trust is not Trust.UID]
COUNTING = [profile.code for profile in PROFILES if profile.has_counter]
KEYED = pytest.mark.parametrize("profile", PROVING)
ALL = pytest.mark.parametrize("profile", SERIALS)
Lay = Callable[..., Answering]


@pytest.fixture
def lay(tmp_path: Path) -> Lay:
    """Return a maker of cards of any kind."""

    def make(profile: str, *, false: bool = False, name: str = "card", keys: KeyRing = KEYS) -> Answering:
        holds = holds_of(profile, keys, SERIALS[profile], NUMBER)
        if false:
            holds = counterfeit_of(profile, holds)
        memory = tmp_path / f"{profile}-{name}.json"
        return make_card(profile_of(profile), SERIALS[profile], NUMBER, holds, memory)

    return make


def _prove(profile: str, card: Answering, challenge: bytes = CHALLENGE) -> CardProof:
    card.reset()
    return converse(prove(profile, KEYS, challenge), card.answer)


def _identify(card: Answering) -> CardIdentity:
    return converse(identify(KEYS, atr=card.atr), card.answer)


@ALL
def test_a_card_says_which_kind_it_is_and_who(lay: Lay, profile: str) -> None:
    identity = _identify(lay(profile))
    assert (identity.profile, identity.serial) == (profile, SERIALS[profile])
    has_number = profile in ("cpu-aes", "cpu-sm4", "mifare-classic")
    assert identity.number == (NUMBER if has_number else None)
    assert identity.tail == (NUMBER if has_number else SERIALS[profile])[-4:]
    assert identity.key_version == (1 if profile in PROVING else 0)


@ALL
def test_the_power_on_answer_is_not_needed(lay: Lay, profile: str) -> None:
    card = lay(profile)
    assert converse(identify(KEYS), card.answer) == _identify(card)


@KEYED
def test_a_genuine_card_proves_itself(lay: Lay, profile: str) -> None:
    proof = _prove(profile, lay(profile))
    assert (proof.profile, proof.serial, proof.key_version) == (profile, SERIALS[profile], 1)
    assert verify_proof(KEYS, proof, CHALLENGE)
    assert "evidence" not in repr(proof)


@KEYED
def test_a_counterfeit_shows_its_owner_but_proves_nothing(lay: Lay, profile: str) -> None:
    card = lay(profile, false=True)
    assert _identify(card).serial == SERIALS[profile]
    try:
        believed = verify_proof(KEYS, _prove(profile, card), CHALLENGE)
    except WrongKey:
        # Such a card shows already in the conversation that it has not the key.
        assert profile == "desfire-ev2"
    else:
        assert not believed


@pytest.mark.parametrize("profile", COUNTING)
def test_a_copy_shows_by_its_counter(lay: Lay, profile: str) -> None:
    first = [_prove(profile, lay(profile)).counter for _ in range(3)]
    copied = _prove(profile, lay(profile, name="copy"))
    assert first == [1, 2, 3]
    assert copied.counter == 1
    assert verify_proof(KEYS, copied, CHALLENGE)


@pytest.mark.parametrize("profile", ["cpu-aes", "cpu-sm4", "desfire-ev2", "fmcos-3des"])
def test_a_proof_is_for_one_challenge(lay: Lay, profile: str) -> None:
    proof = _prove(profile, lay(profile))
    assert not verify_proof(KEYS, proof, bytes(16))


@KEYED
def test_a_proof_with_anything_changed_is_not_believed(lay: Lay, profile: str) -> None:
    proof = _prove(profile, lay(profile))
    other_serial = proof.serial[:-1] + ("0" if proof.serial[-1] != "0" else "1")
    others = [code for code in SERIALS if code != profile]
    changed = [
        replace(proof, serial=other_serial),
        replace(proof, serial="M1-not hexadecimal"),
        replace(proof, key_version=2),
        replace(proof, evidence=proof.evidence[:-1] + bytes((proof.evidence[-1] ^ 1,))),
        replace(proof, evidence=proof.evidence[:-1]),
        replace(proof, evidence=b""),
        *(replace(proof, profile=code) for code in others),
    ]
    if proof.counter is not None:
        changed += [replace(proof, counter=proof.counter + 1), replace(proof, counter=None)]
    assert not any(verify_proof(KEYS, each, CHALLENGE) for each in changed)


@KEYED
def test_a_proof_is_not_believed_under_another_master_key(lay: Lay, profile: str) -> None:
    proof = _prove(profile, lay(profile))
    assert not verify_proof(KeyRing.of_master(bytes(16)), proof, CHALLENGE)


@pytest.mark.parametrize("profile", ["uid", "id-chip"])
def test_a_bare_number_names_itself_but_is_never_believed(lay: Lay, profile: str) -> None:
    proof = _prove(profile, lay(profile))
    assert proof == CardProof(profile, SERIALS[profile], 0, None, b"")
    assert not verify_proof(KEYS, proof, CHALLENGE)


@ALL
def test_a_card_of_another_kind_in_its_place_is_refused(lay: Lay, profile: str) -> None:
    for other in SERIALS:
        if other == profile or (profile == "uid" and other in ("mifare-classic", "desfire-ev2")):
            continue
        with pytest.raises(ProtocolError):
            _prove(profile, lay(other))


@pytest.mark.parametrize("other", ["mifare-classic", "desfire-ev2"])
def test_a_card_in_the_place_of_a_bare_one_names_itself_as_bare(lay: Lay, other: str) -> None:
    # By a serial number under which no card of its kind is kept.
    assert _prove("uid", lay(other)).serial == f"UID-{SERIALS[other].partition('-')[2]}"


def _count(talk: Talk[object], card: Answering) -> int:
    card.reset()
    conversation = Conversation(talk)
    while conversation.apdu is not None:
        conversation.answer(card.answer(conversation.apdu))
    return conversation.step


@ALL
def test_each_kind_takes_as_many_commands_as_the_table_says(lay: Lay, profile: str) -> None:
    card = lay(profile)
    identifying = _count(identify(KEYS, atr=card.atr), card)
    assert (identifying, _count(prove(profile, KEYS, CHALLENGE), card)) == COMMANDS[profile]


@pytest.mark.parametrize(("profile", "commands"), [("mifare-classic", 8), ("uid", 6)])
def test_without_the_hint_a_memory_card_takes_more(lay: Lay, profile: str, commands: int) -> None:
    assert _count(identify(KEYS), lay(profile)) == commands


def test_kinds_without_a_key_are_not_asked_for(lay: Lay) -> None:
    keys = parse_key_ring('[cpu-aes]\ncurrent = 1\n[cpu-aes.keys]\n1 = "5E5F606162636465666768696A6B6C6D"')
    card = lay("mifare-classic")
    asking = Conversation(identify(keys, atr=card.atr))
    asking.answer(card.answer(asking.apdu or b""))
    assert asking.apdu is None
    assert asking.result == CardIdentity("uid", "UID-C0DE0641", 0)
    assert converse(identify(keys), lay("desfire-ev2").answer).serial == "UID-04A1370C0DE081"


@pytest.mark.parametrize("profile", ["cpu-aes", "cpu-sm4", "desfire-ev2", "fmcos-3des"])
def test_a_card_of_a_version_that_is_gone_is_told_apart(lay: Lay, profile: str) -> None:
    later = parse_key_ring(
        f'[{profile}]\ncurrent = 2\n[{profile}.keys]\n2 = "5E5F606162636465666768696A6B6C6D"'
    )
    with pytest.raises(UnknownKeyVersion):
        converse(identify(later), lay(profile).answer)


def test_a_classic_card_of_an_earlier_version_is_found_by_trying(lay: Lay) -> None:
    old = KEYS.find("mifare-classic", 1)
    assert old is not None
    both = parse_key_ring(
        "[mifare-classic]\ncurrent = 2\n[mifare-classic.keys]\n"
        f'1 = "{old.hex()}"\n2 = "5E5F606162636465666768696A6B6C6D"'
    )
    card = lay("mifare-classic")
    assert converse(identify(both), card.answer).key_version == 1
    proof = converse(prove("mifare-classic", both, CHALLENGE), card.answer)
    assert proof.key_version == 1
    assert verify_proof(both, proof, CHALLENGE)


@pytest.mark.parametrize("uid", ["08112233", "08000000"])
def test_a_random_number_is_nobodys(uid: str) -> None:
    with pytest.raises(ProtocolError, match="random"):
        converse(identify(KEYS), BareCard(bytes.fromhex(uid)).answer)


@pytest.mark.parametrize("uid", ["", "0011", "001122334455", "00" * 8, "00" * 11])
def test_a_number_of_another_length_is_none(uid: str) -> None:
    with pytest.raises(ProtocolError, match="bytes"):
        converse(identify(KEYS), BareCard(bytes.fromhex(uid)).answer)


def test_a_reader_that_knows_no_number_has_no_card_of_ours() -> None:
    with pytest.raises(NotOurCard):
        converse(identify(KEYS), lambda apdu: b"\x6a\x81")


def test_a_serial_number_tells_its_kind() -> None:
    kinds = {serial: profile_of_serial(serial).code for serial in SERIALS.values()}
    assert kinds == {serial: code.replace("sm4", "aes") for code, serial in SERIALS.items()}
