"""The virtual card answers like a real one, rules of both transmission protocols included."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cardreader.cards import prove
from cardreader.conversation import ProtocolError, converse
from cardreader.profiles.cpu_card import INTERNAL_AUTHENTICATE, READ_CARD_FILE, SELECT
from cardreader.virtual.card import VirtualCard
from tests.unit.cardreader.conftest import KEYS

Make = Callable[..., VirtualCard]
CHALLENGE = bytes(16)


def test_counter_goes_up_with_each_proof(make_card: Make) -> None:
    card = make_card()
    assert [converse(prove("cpu-aes", KEYS, CHALLENGE), card.answer).counter for _ in range(3)] == [1, 2, 3]


def test_counter_outlives_the_process(make_card: Make) -> None:
    converse(prove("cpu-aes", KEYS, CHALLENGE), make_card().answer)
    assert converse(prove("cpu-aes", KEYS, CHALLENGE), make_card().answer).counter == 2


def test_a_card_that_has_counted_to_the_end_proves_nothing_more(make_card: Make, tmp_path: Path) -> None:
    (tmp_path / "card.json").write_text('{"counter": 4294967294}', encoding="ascii")
    assert converse(prove("cpu-aes", KEYS, CHALLENGE), make_card().answer).counter == 0xFFFF_FFFF
    with pytest.raises(ProtocolError, match="6985"):
        converse(prove("cpu-aes", KEYS, CHALLENGE), make_card().answer)


def test_two_proofs_over_one_challenge_differ(make_card: Make) -> None:
    card = make_card()
    first, second = (converse(prove("cpu-aes", KEYS, CHALLENGE), card.answer) for _ in range(2))
    assert first.evidence != second.evidence


@pytest.mark.parametrize("apdu", [READ_CARD_FILE, INTERNAL_AUTHENTICATE + CHALLENGE + b"\x00"])
def test_nothing_is_told_before_the_application_is_chosen(make_card: Make, apdu: bytes) -> None:
    assert make_card().answer(apdu) == b"\x69\x85"


def test_power_on_forgets_the_chosen_application(make_card: Make) -> None:
    card = make_card()
    card.answer(SELECT)
    card.reset()
    assert card.answer(READ_CARD_FILE) == b"\x69\x85"


def test_wrong_expected_length_is_corrected(make_card: Make) -> None:
    card = make_card()
    card.answer(SELECT)
    assert card.answer(READ_CARD_FILE[:-1] + b"\x00") == b"\x6c\x1e"


def test_over_t0_the_answer_is_fetched(make_card: Make) -> None:
    card = make_card(is_t0=True)
    announced = card.answer(SELECT[:-1])
    assert announced[0] == 0x61
    fetched = card.answer(bytes((0x00, 0xC0, 0x00, 0x00, announced[1])))
    assert (len(fetched) - 2, fetched[-2:]) == (announced[1], b"\x90\x00")
    assert card.answer(b"\x00\xc0\x00\x00\x10") == b"\x6f\x00"


def test_over_t0_a_command_with_data_has_no_expected_length(make_card: Make) -> None:
    assert make_card(is_t0=True).answer(SELECT) == b"\x67\x00"


@pytest.mark.parametrize(
    ("apdu", "status"),
    [
        (b"\x00\xa4", "6700"),
        (b"\x00\xa4\x04\x00\x09\xf0", "6700"),
        (b"\x00\xb0\x97\x00\x10", "6A82"),
        (b"\x00\xb0\x95\x01\x1e", "6A82"),
        (b"\x00\xb0\x95\x00", "6700"),
        (INTERNAL_AUTHENTICATE[:4] + b"\x08" + bytes(8), "6700"),
        (b"\x00\xd6\x00\x00\x01\x00", "6D00"),
    ],
)
def test_what_the_card_does_not_know_is_refused(make_card: Make, apdu: bytes, status: str) -> None:
    card = make_card()
    card.answer(SELECT)
    assert card.answer(apdu).hex().upper() == status
