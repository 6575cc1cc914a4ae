"""The CPU card's profile over a card in memory, and over answers that no proper card gives."""

from collections.abc import Callable
from datetime import date

import pytest

from cardreader.cards import identify, prove, verify_proof
from cardreader.challenges import payment_challenge
from cardreader.conversation import Conversation, NotOurCard, ProtocolError, Talk, converse
from cardreader.profiles.profile import CardIdentity, CardProof
from cardreader.virtual.card import VirtualCard
from tests.unit.cardreader.conftest import KEYS, SERIAL

Make = Callable[..., VirtualCard]
CHALLENGE = payment_challenge("a session that nobody guesses", "T1", "order", 17_65)
SELECTED = bytes.fromhex("6F1B8409F04858464341524431A50E880115") + bytes(11) + b"\x90\x00"
CARD_FILE = bytes.fromhex("00000000000001370101" + SERIAL + "2020010120991231" + "00000000")
NUMBER = b"3101370000000318"
PROOF = bytes(28)
OK = b"\x90\x00"


def test_card_says_who_it_is(make_card: Make) -> None:
    assert converse(identify(KEYS), make_card().answer) == CardIdentity(
        profile="cpu-aes",
        serial=SERIAL,
        issuer="0000000000000137",
        card_type=1,
        key_version=1,
        valid_from=date(2020, 1, 1),
        valid_to=date(2099, 12, 31),
        number="3101370000000318",
    )


def test_genuine_card_proves_itself(make_card: Make) -> None:
    proof = converse(prove("cpu-aes", KEYS, CHALLENGE), make_card().answer)
    assert proof.serial == SERIAL
    assert proof.counter == 1
    assert verify_proof(KEYS, proof, CHALLENGE)


def test_counterfeit_card_looks_the_same_but_proves_nothing(make_card: Make) -> None:
    counterfeit = make_card(name="counterfeit", key=bytes(16))
    assert converse(identify(KEYS), counterfeit.answer) == converse(identify(KEYS), make_card().answer)
    assert not verify_proof(KEYS, converse(prove("cpu-aes", KEYS, CHALLENGE), counterfeit.answer), CHALLENGE)


def test_card_of_someone_else_is_told_apart_from_a_broken_one(make_card: Make) -> None:
    with pytest.raises(NotOurCard):
        converse(identify(KEYS), make_card(is_ours=False).answer)


def test_identity_does_not_show_the_whole_number(make_card: Make) -> None:
    identity = converse(identify(KEYS), make_card().answer)
    assert identity.tail == "0318"
    assert "310137" not in repr(identity)


@pytest.mark.parametrize(
    ("day", "is_valid"),
    [
        (date(2019, 12, 31), False),
        (date(2020, 1, 1), True),
        (date(2099, 12, 31), True),
        (date(2100, 1, 1), False),
    ],
)
def test_validity_includes_both_ends(make_card: Make, day: date, is_valid: bool) -> None:
    assert converse(identify(KEYS), make_card().answer).is_valid_on(day) is is_valid


def test_challenge_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        converse(prove("cpu-aes", KEYS, bytes(15)), lambda apdu: OK)


def test_conversation_counts_its_steps(make_card: Make) -> None:
    card = make_card()
    conversation = Conversation(identify(KEYS))
    steps = []
    while conversation.apdu is not None:
        steps.append(conversation.step)
        conversation.answer(card.answer(conversation.apdu))
    assert steps == [0, 1, 2]
    assert conversation.result.serial == SERIAL


def test_conversation_that_ended_takes_no_more_answers() -> None:
    conversation = Conversation(identify(KEYS))
    with pytest.raises(ProtocolError):
        conversation.answer(b"")
    assert conversation.apdu is None
    with pytest.raises(RuntimeError):
        conversation.answer(OK)


@pytest.mark.parametrize("bad", [b"", b"\x90", OK, b"\x6f\x00", b"\x69\x82", b"\x61\x10", bytes(300) + OK])
@pytest.mark.parametrize(
    ("step", "answers"),
    [
        ("select", []),
        ("read_card", [SELECTED]),
        ("read_number", [SELECTED, CARD_FILE + OK]),
    ],
)
def test_bad_answer_names_the_step_of_the_identification(step: str, answers: list[bytes], bad: bytes) -> None:
    assert _refusal(identify(KEYS), [*answers, bad]).step == step


@pytest.mark.parametrize("bad", [b"", b"\x90", OK, b"\x6f\x00", PROOF[1:] + OK, PROOF + b"\x00" + OK])
def test_bad_answer_names_the_step_of_the_proof(bad: bytes) -> None:
    assert _refusal(prove("cpu-aes", KEYS, CHALLENGE), [SELECTED, CARD_FILE + OK, bad]).step == "authenticate"


@pytest.mark.parametrize(
    "control",
    [
        "6F",
        "6F00",
        "6E0B8409F04858464341524431",
        "6F0A8409F04858464341524431",
        "6F0B8509F04858464341524431",
        "6F0B8408F04858464341524431",
        "6F0B8409F04858464341524432",
    ],
)
def test_another_application_is_refused(control: str) -> None:
    assert _refusal(identify(KEYS), [bytes.fromhex(control) + OK]).step == "select"


@pytest.mark.parametrize(
    "dates",
    ["2020010A20991231", "2020013220991231", "0000000020991231", "2020010120991301", "2020010120191231"],
)
def test_dates_that_are_none_are_refused(dates: str) -> None:
    card_file = CARD_FILE[:18] + bytes.fromhex(dates) + CARD_FILE[26:]
    assert _refusal(identify(KEYS), [SELECTED, card_file + OK, NUMBER + OK]).step == "read_card"


@pytest.mark.parametrize("number", [b"310137000000031X", b" 101370000000318", "３１０１".encode() + b"0000"])
def test_number_that_is_not_16_digits_is_refused(number: bytes) -> None:
    assert _refusal(identify(KEYS), [SELECTED, CARD_FILE + OK, number + OK]).step == "read_number"


def test_proof_takes_apart_what_the_card_answered() -> None:
    answer = bytes.fromhex("0000002A" + "1011121314151617" + "A0A1A2A3A4A5A6A7A8A9AAABACADAEAF")
    answers = iter([SELECTED, CARD_FILE + OK, answer + OK])
    proof = converse(prove("cpu-aes", KEYS, CHALLENGE), lambda apdu: next(answers))
    assert proof == CardProof("cpu-aes", SERIAL, 1, 42, answer[4:])


def _refusal(talk: Talk[CardIdentity] | Talk[CardProof], answers: list[bytes]) -> ProtocolError:
    remaining = iter(answers)
    with pytest.raises(ProtocolError) as caught:
        converse(talk, lambda apdu: next(remaining))
    return caught.value
