"""Two implementations of docs/card-profile.md meet: the cards of each and the talks of the other."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from cardreader.cards import identify, prove, verify_proof
from cardreader.challenges import payment_challenge
from cardreader.conversation import NotOurCard, ProtocolError, WrongKey, converse
from cardreader.key_ring import parse_key_ring
from cardreader.personalise import CardContent, personalise
from cardreader.profiles.blank import NotBlank
from cardreader.profiles.catalogue import profile_of
from cardreader.virtual.blank_card import BlankCard
from cardreader.virtual.card import Personalisation, VirtualCard
from tests.unit.cardreader.second.card import SecondBlank, SecondCard
from tests.unit.cardreader.second.chip import AES, SM4, cmac
from tests.unit.cardreader.second.server import (
    CardFile,
    Exchange,
    NotOurs,
    SecondServer,
    TalkEnded,
    Verdict,
    card_key,
    challenge_of,
    mac,
    over_t0,
    transport_key,
)
from tests.unit.cardreader.second.server import identify as identify_theirs
from tests.unit.cardreader.second.server import prove as prove_theirs

MASTERS = {"cpu-aes": bytes(range(1, 17)), "cpu-sm4": bytes(range(33, 49)), "transport": bytes(range(65, 81))}
VERSION = 7
KEYS = parse_key_ring(
    "\n".join(
        f'[{code}]\ncurrent = {VERSION}\n[{code}.keys]\n{VERSION} = "{key.hex()}"'
        for code, key in MASTERS.items()
    )
)
ALGORITHMS = {"cpu-aes": AES, "cpu-sm4": SM4}
SERIAL, NUMBER = "04AABBCCDDEEFF19", "3101370000000419"
ISSUER, DAYS = "0000000000000137", (date(2024, 2, 29), date(2034, 2, 28))
CONTENT = CardContent(NUMBER, *DAYS)
CHALLENGE = payment_challenge("a session nobody guesses é", "收银台", "order-9", 12_50, 5_00)
WRONG = bytes(16)
PROFILE = pytest.mark.parametrize("profile", ALGORITHMS)
PROTOCOL = pytest.mark.parametrize("protocol", [0, 1])
NAMES = {"ours": "F04858464341524431", "blank": "F0485846424C414E4B"}


def _server() -> SecondServer:
    keys = {(ALGORITHMS[profile], VERSION): MASTERS[profile] for profile in ALGORITHMS}
    return SecondServer(keys, {VERSION: MASTERS["transport"]})


def _wire(answer: Exchange, protocol: int) -> Exchange:
    return answer if protocol else over_t0(answer)


def _key(profile: str) -> bytes:
    return card_key(ALGORITHMS[profile], MASTERS[profile], bytes.fromhex(SERIAL))


def _their_card(
    profile: str, protocol: int = 1, key: bytes | None = None, store: Callable[[int], None] | None = None
) -> SecondCard:
    card_file = CardFile(ISSUER, VERSION, SERIAL, *DAYS, ALGORITHMS[profile]).pack()
    number = NUMBER.encode("ascii")
    return SecondCard(card_file, number, key or _key(profile), protocol=protocol, store=store)


def _our_card(folder: Path, profile: str, protocol: int = 1, key: bytes | None = None) -> VirtualCard:
    written = Personalisation(
        SERIAL, NUMBER, key or _key(profile), version=VERSION, profile=profile_of(profile)
    )
    return VirtualCard(written, folder / "card.json", is_t0=not protocol)


def _their_blank(protocol: int = 1, key: bytes | None = None) -> SecondBlank:
    serial = bytes.fromhex(SERIAL)
    key = key or transport_key(MASTERS["transport"], serial)
    return SecondBlank(serial, key, version=VERSION, protocol=protocol)


def _our_blank(folder: Path, key: bytes | None = None) -> BlankCard:
    serial = bytes.fromhex(SERIAL)
    key = key or transport_key(MASTERS["transport"], serial)
    return BlankCard(serial, key, folder / "blank.json", version=VERSION)


def _make(exchange: Exchange, server: SecondServer, profile: str) -> CardFile:
    return server.personalise(exchange, NUMBER, ISSUER, VERSION, DAYS, ALGORITHMS[profile])


@pytest.mark.parametrize("algorithm", [AES, SM4])
def test_their_two_ways_to_reckon_cmac_agree(algorithm: int) -> None:
    for length in range(50):
        message = bytes(range(length))
        assert cmac(algorithm, MASTERS["cpu-aes"], message) == mac(algorithm, MASTERS["cpu-aes"], message)


def test_both_make_the_same_challenge_of_a_payment() -> None:
    assert challenge_of("a session nobody guesses é", "收银台", "order-9", 12_50, 5_00) == CHALLENGE


@PROFILE
@PROTOCOL
def test_their_card_is_ours(profile: str, protocol: int) -> None:
    card = _their_card(profile, protocol)
    identity = converse(identify(KEYS, atr=card.atr), _wire(card.answer, protocol))
    assert (identity.profile, identity.key_version) == (profile, VERSION)
    assert (identity.serial, identity.number, identity.issuer) == (SERIAL, NUMBER, ISSUER)
    assert (identity.valid_from, identity.valid_to) == DAYS


@PROFILE
@PROTOCOL
def test_their_card_proves_itself_to_us(profile: str, protocol: int) -> None:
    stored: list[int] = []
    card = _their_card(profile, protocol, store=stored.append)
    for counter in (1, 2):
        card.reset()
        proof = converse(prove(profile, KEYS, CHALLENGE), _wire(card.answer, protocol))
        assert proof.counter == counter == stored[-1]
        assert verify_proof(KEYS, proof, CHALLENGE)
        assert not verify_proof(KEYS, proof, bytes(16))


@PROFILE
@PROTOCOL
def test_their_counterfeit_proves_nothing_to_us(profile: str, protocol: int) -> None:
    card = _their_card(profile, protocol, key=WRONG)
    assert converse(identify(KEYS), _wire(card.answer, protocol)).serial == SERIAL
    proof = converse(prove(profile, KEYS, CHALLENGE), _wire(card.answer, protocol))
    assert not verify_proof(KEYS, proof, CHALLENGE)


@PROFILE
@PROTOCOL
def test_our_card_proves_itself_to_them(tmp_path: Path, profile: str, protocol: int) -> None:
    exchange, server = _wire(_our_card(tmp_path, profile, protocol).answer, protocol), _server()
    identity = identify_theirs(exchange)
    assert (identity.number, identity.card.serial, identity.card.version) == (NUMBER, SERIAL, VERSION)
    first, second = (prove_theirs(exchange, CHALLENGE) for _ in range(2))
    assert [server.judge(proof) for proof in (first, second)] == [Verdict.TAKEN, Verdict.TAKEN]
    # Recorded, and played once more.
    assert server.judge(first) is Verdict.COPY
    assert server.blocked == {SERIAL}


@PROFILE
@PROTOCOL
def test_our_counterfeit_proves_nothing_to_them(tmp_path: Path, profile: str, protocol: int) -> None:
    exchange = _wire(_our_card(tmp_path, profile, protocol, key=WRONG).answer, protocol)
    proof = prove_theirs(exchange, CHALLENGE)
    with pytest.raises(TalkEnded, match="the proof is wrong"):
        _server().judge(proof)


@PROFILE
@PROTOCOL
def test_we_make_a_card_of_their_blank(profile: str, protocol: int) -> None:
    blank = _their_blank(protocol)
    exchange = _wire(blank.answer, protocol)
    with pytest.raises(NotOurCard):
        converse(identify(KEYS), exchange)
    made = converse(personalise(profile, KEYS, CONTENT), exchange)
    assert (made.profile, made.serial, made.number) == (profile, SERIAL, NUMBER)
    blank.reset()
    # One with the same content that is delivered as a card says the same of itself.
    assert converse(identify(KEYS), exchange) == converse(identify(KEYS), _their_card(profile).answer)
    proof = converse(prove(profile, KEYS, CHALLENGE), exchange)
    assert verify_proof(KEYS, proof, CHALLENGE)
    assert proof.counter == 2
    with pytest.raises(NotBlank):
        converse(personalise(profile, KEYS, CONTENT), exchange)


@PROFILE
def test_they_make_a_card_of_our_blank(tmp_path: Path, profile: str) -> None:
    blank, server = _our_blank(tmp_path), _server()
    with pytest.raises(NotOurs):
        identify_theirs(blank.answer)
    made = _make(blank.answer, server, profile)
    blank.reset()
    assert identify_theirs(blank.answer).card == made
    assert server.judge(prove_theirs(blank.answer, CHALLENGE)) is Verdict.TAKEN
    assert server.counters == {SERIAL: 2}
    with pytest.raises(NotOurs):
        _make(blank.answer, server, profile)


@PROFILE
def test_what_they_made_of_our_blank_proves_itself_to_us(tmp_path: Path, profile: str) -> None:
    blank = _our_blank(tmp_path)
    _make(blank.answer, _server(), profile)
    proof = converse(prove(profile, KEYS, CHALLENGE), blank.answer)
    assert verify_proof(KEYS, proof, CHALLENGE)


@PROFILE
def test_what_we_made_of_their_blank_proves_itself_to_them(profile: str) -> None:
    blank, server = _their_blank(), _server()
    converse(personalise(profile, KEYS, CONTENT), blank.answer)
    assert server.judge(prove_theirs(blank.answer, CHALLENGE)) is Verdict.TAKEN


@PROFILE
def test_a_blank_of_another_delivery_lets_neither_in(tmp_path: Path, profile: str) -> None:
    with pytest.raises(WrongKey):
        converse(personalise(profile, KEYS, CONTENT), _their_blank(key=WRONG).answer)
    with pytest.raises(TalkEnded, match="63C2"):
        _make(_our_blank(tmp_path, key=WRONG).answer, _server(), profile)


def _changing(card: SecondCard, command: int, place: int) -> Exchange:
    """Carry the commands to a card, and change a byte of the answer to one of them, counted from 0."""
    answers: list[bytes] = []

    def exchange(apdu: bytes) -> bytes:
        answer = bytearray(card.answer(apdu))
        if len(answers) == command:
            answer[place] ^= 0x0F
        answers.append(bytes(answer))
        return answers[-1]

    return exchange


def _we_believe(exchange: Exchange, profile: str) -> bool:
    try:
        return verify_proof(KEYS, converse(prove(profile, KEYS, CHALLENGE), exchange), CHALLENGE)
    except ProtocolError:
        return False


def _they_believe(exchange: Exchange) -> bool:
    try:
        _server().believe(prove_theirs(exchange, CHALLENGE))
    except TalkEnded:
        return False
    return True


@PROFILE
@pytest.mark.parametrize(
    ("command", "place", "is_believed"),
    [
        *[(0, place, False) for place in (0, 1, 2, 3, 4, 12)],
        # What follows the name, the issuer, the type of card and the reserved bytes are not looked at.
        (0, 13, True),
        *[(1, place, True) for place in (0, 8, 27, 29)],
        # The version, the serial number, the algorithm.
        *[(1, place, False) for place in (9, 10, 17, 26)],
        *[(2, place, False) for place in (0, 3, 4, 11, 12, 27, 28, 29)],
    ],
)
def test_both_believe_the_same_of_what_was_changed_on_its_way(
    profile: str, command: int, place: int, is_believed: bool
) -> None:
    assert _we_believe(_changing(_their_card(profile), command, place), profile) is is_believed
    assert _they_believe(_changing(_their_card(profile), command, place)) is is_believed


@PROTOCOL
@pytest.mark.parametrize("is_selected", [False, True])
@pytest.mark.parametrize(
    "command",
    [
        "00",
        "00A4040008F048584643415244",
        "00A4040009F0",
        "00A4040009F0485846424C414E4B",
        "00B095001E",
        "00B0960010",
        "00B0970010",
        "00B095011E",
        "00B0950000",
        "00B0960011",
        "00B09500",
        "0088000110" + "00" * 15,
        "008800010F" + "00" * 15,
        "0088000110" + "00" * 16,
        "00C0000010",
        "80B095001E",
        "80DA000008" + "00" * 8,
    ],
)
def test_both_cards_say_the_same_status(
    tmp_path: Path, protocol: int, is_selected: bool, command: str
) -> None:
    said = set()
    for card in (_their_card("cpu-aes", protocol), _our_card(tmp_path, "cpu-aes", protocol)):
        if is_selected:
            card.answer(bytes.fromhex("00A4040009" + NAMES["ours"]))
        answer = card.answer(bytes.fromhex(command))
        said.add((len(answer), answer[-2:].hex()))
    assert len(said) == 1


@pytest.mark.parametrize("is_selected", [False, True])
@pytest.mark.parametrize(
    "commands",
    [
        ["ours"],
        ["enter"],
        ["challenge"],
        ["challenge", "enter"] * 4,
        ["challenge", "enter", "enter"],
        ["write"],
        ["install"],
        ["lock"],
        ["read"],
    ],
)
def test_both_blanks_say_the_same_status(tmp_path: Path, is_selected: bool, commands: list[str]) -> None:
    apdus = {
        "ours": "00A4040009" + NAMES["ours"] + "00",
        "challenge": "0084000008",
        "enter": "0082000010" + "00" * 16,
        "write": "00D6960010" + "30" * 16,
        "install": "80D4010018" + "00" * 24 + "00",
        "lock": "80DA000008" + "00" * 8,
        "read": "00B095001E",
    }
    said = []
    for blank in (_their_blank(), _our_blank(tmp_path)):
        if is_selected:
            blank.answer(bytes.fromhex("00A4040009" + NAMES["blank"] + "00"))
        said.append([blank.answer(bytes.fromhex(apdus[command]))[-2:].hex() for command in commands])
    assert said[0] == said[1]
