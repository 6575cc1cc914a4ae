"""100,000 wild answers: whatever a card of any kind says at any step, the talk refuses by name or goes on.

An answer is wild when it is random, cut, lengthened, changed in a bit, taken from another step, or another
status word. The good answers around it were recorded for another challenge, so no outcome may be believed.
"""

import random
from pathlib import Path

import pytest

from cardreader.cards import identify, prove, verify_proof
from cardreader.conversation import Conversation, ProtocolError
from cardreader.key_ring import KeyRing
from cardreader.profiles.catalogue import profile_of
from cardreader.profiles.profile import CardIdentity, CardProof
from cardreader.virtual.making import holds_of, make_card
from cardreader.virtual.vpcd import Answering

KEYS = KeyRing.of_master(bytes(range(16)))
CHALLENGE, RECORDED = bytes(range(16)), bytes(range(1, 17))
NUMBER = "3101370000000318"
SERIALS = {
    "cpu-aes": "0400000000000318",
    "cpu-sm4": "0400000000000319",
    "desfire-ev2": "DF-04A1370C0DE081",
    "fmcos-3des": "FM-91370000000000638897",
    "mifare-classic": "M1-C0DE0641",
    "id-chip": "ID-C0DE013700000066",
    "uid": "UID-C0DE0651",
}
STATUS_WORDS = (
    *(b"\x90\x00", b"\x91\x00", b"\x91\xaf", b"\x91\xae", b"\x63\x00", b"\x63\xc0"),
    *(b"\x6a\x82", b"\x6a\x81", b"\x6d\x00", b"\x6e\x00", b"\x6f\x00", b"\x69\x82"),
)
TALKS = len(SERIALS) * 2
ANSWERS = 100_000
MOST_STEPS = 20


def _card(profile: str, folder: Path) -> Answering:
    holds = holds_of(profile, KEYS, SERIALS[profile], NUMBER)
    if profile == "desfire-ev2":
        # Its key lets it come as far as the seal, which is a false one.
        holds = (holds[0], bytes(16))
    return make_card(profile_of(profile), SERIALS[profile], NUMBER, holds, folder / f"{profile}.json")


def _begin(profile: str, challenge: bytes | None) -> Conversation[CardIdentity] | Conversation[CardProof]:
    if challenge is None:
        return Conversation(identify(KEYS))
    return Conversation(prove(profile, KEYS, challenge))


def _recorded(profile: str, card: Answering, challenge: bytes | None) -> list[bytes]:
    """Return what a card answers to a whole talk."""
    card.reset()
    talk, answers = _begin(profile, challenge), []
    while talk.apdu is not None:
        answers.append(card.answer(talk.apdu))
        talk.answer(answers[-1])
    return answers


def _wild(chance: random.Random, good: list[bytes], step: int) -> bytes:
    answer = good[min(step, len(good) - 1)]
    which = chance.randrange(7)
    if which == 0:
        return chance.randbytes(chance.choice((0, 1, 2, 3, 6, 10, 18, 30, 32, 34, 258, 300)))
    if which == 1:
        return answer[: chance.randrange(len(answer))]
    if which == 2:
        return answer[:-2] + chance.choice(STATUS_WORDS)
    if which == 3:
        return chance.choice(STATUS_WORDS)
    if which == 4:
        return chance.choice(good)
    if which == 5:
        # The right length, and random content.
        return chance.randbytes(len(answer) - 2) + answer[-2:]
    place = chance.randrange(len(answer))
    return answer[:place] + bytes((answer[place] ^ 1 << chance.randrange(8),)) + answer[place + 1 :]


def _run(
    profile: str,
    challenge: bytes | None,
    card: Answering,
    good: list[bytes],
    chance: random.Random,
    first: int | None = None,
) -> int:
    """Hold one talk with a wild answer at step `first`, by default any; return how many wild ones it took."""
    card.reset()
    talk, wild = _begin(profile, challenge), 0
    if first is None:
        first = chance.randrange(len(good))
    # The card itself answers until then: the steps of DESFire hang on each other.
    is_live = profile == "desfire-ev2"
    try:
        while talk.apdu is not None:
            assert talk.step < MOST_STEPS
            if talk.step == first or (talk.step > first and chance.random() < 0.3):
                wild += 1
                talk.answer(_wild(chance, good, talk.step))
            elif is_live:
                talk.answer(card.answer(talk.apdu))
            else:
                talk.answer(good[min(talk.step, len(good) - 1)])
    except ProtocolError:
        return wild
    _judge(talk.result, good)
    return wild


def _judge(outcome: CardIdentity | CardProof, good: list[bytes]) -> None:
    profile = profile_of(outcome.profile)
    assert profile.raw_serial(outcome.serial)
    if isinstance(outcome, CardIdentity):
        assert outcome.number is None or (len(outcome.number) == 16 and outcome.number.isdecimal())
        assert len(outcome.tail) == 4
    elif verify_proof(KEYS, outcome, CHALLENGE):
        # A record of MIFARE Classic binds no payment: it is good whenever it is whole.
        assert outcome.profile == "mifare-classic"
        assert (outcome.serial, outcome.evidence) == (SERIALS["mifare-classic"], good[-1][:-2])


@pytest.mark.parametrize("is_proof", [False, True], ids=["identify", "prove"])
@pytest.mark.parametrize("profile", SERIALS)
def test_wild_answers_end_in_a_refusal_or_prove_nothing(profile: str, is_proof: bool, tmp_path: Path) -> None:
    chance = random.Random(f"{profile} {is_proof}")
    card = _card(profile, tmp_path)
    good = _recorded(profile, card, RECORDED if is_proof else None)
    wild = 0
    while wild < ANSWERS // TALKS + 1:
        wild += _run(profile, CHALLENGE if is_proof else None, card, good, chance)


@pytest.mark.soak
@pytest.mark.parametrize("is_proof", [False, True], ids=["identify", "prove"])
@pytest.mark.parametrize("profile", SERIALS)
def test_as_many_wild_answers_at_each_step_alone(profile: str, is_proof: bool, tmp_path: Path) -> None:
    chance = random.Random(f"{profile} {is_proof} each")
    card = _card(profile, tmp_path)
    challenge = CHALLENGE if is_proof else None
    good = _recorded(profile, card, RECORDED if is_proof else None)
    for step in range(len(good)):
        wild = 0
        while wild < ANSWERS:
            wild += _run(profile, challenge, card, good, chance, step)
