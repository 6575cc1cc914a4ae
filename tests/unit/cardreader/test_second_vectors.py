"""The second implementation makes every vector of docs/card-profile.md, too."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.unit.cardreader.second.card import SecondBlank, SecondCard
from tests.unit.cardreader.second.chip import AES, SM4, Chip
from tests.unit.cardreader.second.server import (
    CardFile,
    Exchange,
    SecondServer,
    Verdict,
    card_key,
    challenge_of,
    identify,
    mac,
    prove,
    transport_key,
)

PAGE = Path(__file__).parents[3] / "docs" / "card-profile.md"
PRINTED = dict(re.findall(r"^([a-z0-9 ]+): ([0-9A-F]+)$", PAGE.read_text("utf-8"), re.MULTILINE))
MASTER = bytes.fromhex("5E5F606162636465666768696A6B6C6D")
SERIAL, BLANK_SERIAL = "0400000000000318", "C0DE0137B1A40000"
ISSUER, NUMBER = "0000000000000137", "3101370000000318"
RANDOM, OUR_RANDOM = bytes.fromhex("1011121314151617"), bytes.fromhex("2021222324252627")
FIRST_CHALLENGE = bytes(range(0x30, 0x40))
CHALLENGE = challenge_of("0192f0c4-8a7e-7c31-9b52-6d1f3a5e7b90", "T1", "order-1", 17_65, 17_65)
CARD_DAYS = (date(2020, 1, 1), date(2099, 12, 31))
MADE_DAYS = (date(2026, 11, 25), date(2036, 11, 24))
BOTH = pytest.mark.parametrize(("name", "algorithm"), [("aes", AES), ("sm4", SM4)])


def _server() -> SecondServer:
    return SecondServer({(AES, 1): MASTER, (SM4, 1): MASTER}, {1: MASTER})


def _card(algorithm: int) -> SecondCard:
    card_file = CardFile(ISSUER, 1, SERIAL, *CARD_DAYS, algorithm).pack()
    key = card_key(algorithm, MASTER, bytes.fromhex(SERIAL))
    return SecondCard(card_file, NUMBER.encode("ascii"), key, random=lambda length: RANDOM[:length])


def _blank() -> SecondBlank:
    serial = bytes.fromhex(BLANK_SERIAL)
    return SecondBlank(serial, transport_key(MASTER, serial), random=lambda length: RANDOM[:length])


def _recorded(name: str, chip: Chip, told: dict[str, str]) -> Exchange:
    def exchange(apdu: bytes) -> bytes:
        answer = chip.answer(apdu)
        step = len(told) // 2 + 1
        told[f"{name} command {step}"] = apdu.hex().upper()
        told[f"{name} answer {step}"] = answer.hex().upper()
        return answer

    return exchange


def _printed(name: str) -> dict[str, str]:
    return {
        key: text for key, text in PRINTED.items() if key.startswith((f"{name} command", f"{name} answer"))
    }


def _ours(chances: Iterator[bytes], length: int) -> bytes:
    chance = next(chances)
    assert len(chance) == length
    return chance


def _personalised(algorithm: int) -> dict[str, str]:
    told: dict[str, str] = {}
    chances = iter((OUR_RANDOM, FIRST_CHALLENGE))
    exchange = _recorded("personalise", _blank(), told)
    _server().personalise(
        exchange, NUMBER, ISSUER, 1, MADE_DAYS, algorithm, random=lambda length: _ours(chances, length)
    )
    return told


def test_the_keys_and_the_challenge() -> None:
    blank = transport_key(MASTER, bytes.fromhex(BLANK_SERIAL))
    assert PRINTED["challenge"] == CHALLENGE.hex().upper()
    assert PRINTED["transport key"] == blank.hex().upper()
    assert PRINTED["session key"] == mac(AES, blank, b"\x03SES" + RANDOM + OUR_RANDOM).hex().upper()


@BOTH
def test_a_card(name: str, algorithm: int) -> None:
    assert PRINTED[f"{name} card key"] == card_key(algorithm, MASTER, bytes.fromhex(SERIAL)).hex().upper()
    card, told = _card(algorithm), dict[str, str]()
    assert identify(_recorded(f"{name} identify", card, told)).number == NUMBER
    assert told == _printed(f"{name} identify")
    card.reset()
    told = {}
    proof = prove(_recorded(f"{name} prove", card, told), CHALLENGE)
    assert told == _printed(f"{name} prove")
    assert _server().judge(proof) is Verdict.TAKEN


def test_a_blank_becomes_a_card() -> None:
    assert _personalised(AES) == _printed("personalise")


def test_a_blank_becomes_a_card_of_sm4() -> None:
    told = _personalised(SM4)
    key = card_key(SM4, MASTER, bytes.fromhex(BLANK_SERIAL))
    wrapped, check = told["personalise command 6"][10:-2], told["personalise answer 6"][:-4]
    lock_mac = told["personalise command 7"][10:]
    assert PRINTED["sm4 blank card key"] == key.hex().upper()
    assert (PRINTED["sm4 wrapped key"], PRINTED["sm4 check value"]) == (wrapped, check)
    assert PRINTED["sm4 lock mac"] == lock_mac
