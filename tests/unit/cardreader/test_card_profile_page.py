"""The page docs/card-profile.md says what the code does: every vector on it is made anew here."""

import re
import secrets
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from cardreader.cards import identify, prove, verify_proof
from cardreader.challenges import payment_challenge
from cardreader.conversation import Talk, converse
from cardreader.key_ring import KeyRing, parse_key_ring
from cardreader.personalise import CardContent, personalise
from cardreader.profiles import blank, cpu_card
from cardreader.profiles.catalogue import CPU_AES, CPU_SM4, profile_of
from cardreader.virtual.making import holds_of, make_blank, make_card
from cardreader.virtual.vpcd import Answering

PAGE = Path(__file__).parents[3] / "docs" / "card-profile.md"
MASTER = bytes.fromhex("5E5F606162636465666768696A6B6C6D")
SERIAL, NUMBER = "0400000000000318", "3101370000000318"
BLANK_SERIAL = "C0DE0137B1A40000"
SESSION = "0192f0c4-8a7e-7c31-9b52-6d1f3a5e7b90"
RANDOM = bytes.fromhex("1011121314151617")
OUR_RANDOM = bytes.fromhex("2021222324252627")
CHECK_CHALLENGE = bytes(range(0x30, 0x40))
CONTENT = CardContent(NUMBER, date(2026, 11, 25), date(2036, 11, 24))


def _ring() -> KeyRing:
    sections = [
        f'[{code}]\ncurrent = 1\n[{code}.keys]\n1 = "{MASTER.hex()}"\n'
        for code in ("cpu-aes", "cpu-sm4", "transport")
    ]
    return parse_key_ring("\n".join(sections))


@pytest.fixture
def chances(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Let the next random numbers be these."""
    coming: list[bytes] = []
    monkeypatch.setattr(secrets, "token_bytes", lambda length: coming.pop(0))
    return coming


def _transcript(name: str, talk: Talk[object], card: Answering) -> Iterator[tuple[str, str]]:
    exchanged: list[tuple[bytes, bytes]] = []

    def transmit(apdu: bytes) -> bytes:
        exchanged.append((apdu, card.answer(apdu)))
        return exchanged[-1][1]

    converse(talk, transmit)
    for step, (apdu, answer) in enumerate(exchanged, start=1):
        yield f"{name} command {step}", apdu.hex().upper()
        yield f"{name} answer {step}", answer.hex().upper()


def _vectors(folder: Path, chances: list[bytes]) -> Iterator[tuple[str, str]]:
    challenge = payment_challenge(SESSION, "T1", "order-1", 17_65)
    yield "challenge", challenge.hex().upper()
    for profile in (CPU_AES, CPU_SM4):
        name = profile.code.removeprefix("cpu-")
        key = cpu_card.card_key(MASTER, SERIAL, profile)
        yield f"{name} card key", key.hex().upper()
        holds = holds_of(profile.code, _ring(), SERIAL, NUMBER)
        card = make_card(profile, SERIAL, NUMBER, holds, folder / f"{name}.json")
        yield from _transcript(f"{name} identify", identify(_ring()), card)
        chances.append(RANDOM)
        card.reset()
        yield from _transcript(f"{name} prove", prove(profile.code, _ring(), challenge), card)
    transport = blank.transport_key(MASTER, bytes.fromhex(BLANK_SERIAL))
    session = blank.session_key(transport, RANDOM, OUR_RANDOM)
    yield "transport key", transport.hex().upper()
    yield "session key", session.hex().upper()
    chances += [RANDOM, OUR_RANDOM, CHECK_CHALLENGE, RANDOM]
    card = make_blank(profile_of("cpu-aes"), BLANK_SERIAL, (transport,), folder / "blank.json")
    yield from _transcript("personalise", personalise("cpu-aes", _ring(), CONTENT), card)
    yield from _written_as_sm4(session)


def _written_as_sm4(session: bytes) -> Iterator[tuple[str, str]]:
    key = cpu_card.card_key(MASTER, BLANK_SERIAL, CPU_SM4)
    card_file = cpu_card.card_file(
        CPU_SM4,
        serial=BLANK_SERIAL,
        version=1,
        issuer=CONTENT.issuer,
        card_type=CONTENT.card_type,
        valid_from=f"{CONTENT.valid_from:%Y%m%d}",
        valid_to=f"{CONTENT.valid_to:%Y%m%d}",
    )
    yield "sm4 blank card key", key.hex().upper()
    yield "sm4 wrapped key", blank.wrap_key(session, 1, key).hex().upper()
    yield "sm4 check value", blank.key_check(key).hex().upper()
    yield "sm4 lock mac", blank.lock_mac(session, card_file, NUMBER.encode("ascii")).hex().upper()


def _printed() -> dict[str, str]:
    found = re.findall(r"^([a-z0-9 ]+): ([0-9A-F]+)$", PAGE.read_text("utf-8"), re.MULTILINE)
    assert len(found) == len(dict(found))
    return dict(found)


def test_every_vector_on_the_page_is_what_the_code_makes(tmp_path: Path, chances: list[bytes]) -> None:
    assert _printed() == dict(_vectors(tmp_path, chances))


@pytest.mark.parametrize("profile", ["cpu-aes", "cpu-sm4"])
def test_the_printed_answers_alone_are_a_card_that_is_believed(profile: str) -> None:
    printed, name = _printed(), profile.removeprefix("cpu-")
    challenge = bytes.fromhex(printed["challenge"])
    answers = iter([bytes.fromhex(printed[f"{name} prove answer {step}"]) for step in (1, 2, 3)])
    proof = converse(prove(profile, _ring(), challenge), lambda apdu: next(answers))
    assert verify_proof(_ring(), proof, challenge)
