"""Whatever bytes a card answers, the profile gives a value or names the step at which it refused."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cardreader.cards import identify, prove
from cardreader.challenges import payment_challenge
from cardreader.conversation import ProtocolError, Talk, converse
from cardreader.key_ring import KeyRing
from cardreader.profiles.catalogue import profile_of
from cardreader.profiles.cpu_card import AID
from cardreader.profiles.profile import CardIdentity, CardProof

KEYS = KeyRing.of_master(bytes(range(16)))
STEPS = {
    *("select", "read_card", "read_number", "authenticate", "key_version"),
    *("read_chip", "read_uid", "load_key", "read_record"),
}
SELECTED = bytes((0x6F, 11, 0x84, 9)) + AID + b"\x90\x00"
CARD_FILE = bytes.fromhex("0000000000000137010104000000000003182020010120991231") + bytes(4) + b"\x90\x00"

# Random bytes seldom pass the first step, so some answers are good ones, or good ones cut or changed.
_good = st.sampled_from(
    [SELECTED, CARD_FILE, b"3101370000000318\x90\x00", bytes(28) + b"\x90\x00", b"\x90\x00", b"\x6a\x82"]
)
_cut = st.builds(lambda answer, length: answer[:length], _good, st.integers(0, 40))
_any_file = st.binary(min_size=30, max_size=30).map(lambda content: content + b"\x90\x00")
answers = st.lists(st.one_of(_good, _cut, _any_file, st.binary(max_size=300)), min_size=3, max_size=3)
texts = st.text(max_size=20)


def _is_identity(value: object) -> bool:
    if isinstance(value, CardIdentity) and value.profile not in ("cpu-aes", "cpu-sm4"):
        profile = profile_of(value.profile)
        return 4 <= len(profile.raw_serial(value.serial)) <= 10
    return (
        isinstance(value, CardIdentity)
        and len(bytes.fromhex(value.serial)) == len(bytes.fromhex(value.issuer or "")) == 8
        and value.number is not None
        and len(value.number) == 16
        and value.number.isascii()
        and value.number.isdigit()
        and isinstance(value.valid_from, date)
        and isinstance(value.valid_to, date)
        and value.valid_from <= value.valid_to
    )


def _is_proof(value: object) -> bool:
    return (
        isinstance(value, CardProof)
        and len(bytes.fromhex(value.serial)) == 8
        and value.counter is not None
        and 0 <= value.counter < 1 << 32
        and len(value.evidence) == 24
    )


@pytest.mark.parametrize(
    ("begin", "is_whole"),
    [(lambda: identify(KEYS), _is_identity), (lambda: prove("cpu-aes", KEYS, bytes(16)), _is_proof)],
)
@given(answers=answers)
@example(answers=[SELECTED, CARD_FILE, b"3101370000000318\x90\x00"])
@example(answers=[SELECTED, CARD_FILE, bytes(28) + b"\x90\x00"])
def test_any_answers_give_a_whole_value_or_a_refusal(
    begin: Callable[[], Talk[object]], is_whole: Callable[[object], bool], answers: list[bytes]
) -> None:
    remaining = iter(answers)
    try:
        outcome = converse(begin(), lambda apdu: next(remaining, b"\x6a\x82"))
    except ProtocolError as error:
        outcome = error
    assert is_whole(outcome) or (isinstance(outcome, ProtocolError) and outcome.step in STEPS)


@given(
    one=st.tuples(texts, texts, texts, st.integers(1, 1 << 40)),
    other=st.tuples(texts, texts, texts, st.integers(1, 1 << 40)),
)
@example(one=("s", "T1", "2", 1), other=("s", "T", "12", 1))
def test_two_payments_never_share_a_challenge(
    one: tuple[str, str, str, int], other: tuple[str, str, str, int]
) -> None:
    challenges = [
        payment_challenge("0123456789abcdef" + session, till, order, amount_fen)
        for session, till, order, amount_fen in (one, other)
    ]
    assert (challenges[0] == challenges[1]) == (one == other)
