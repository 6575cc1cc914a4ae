"""Keys and MACs against published vectors, and against values made with another program (openssl mac)."""

from dataclasses import replace

import pytest

from cardreader.cards import verify_proof
from cardreader.challenges import payment_challenge
from cardreader.ciphers import cmac, cmac_sm4, diversify, diversify_3des, diversify_sm4
from cardreader.key_ring import KeyRing
from cardreader.profiles.cpu_card import card_key, proof_mac
from cardreader.profiles.desfire import session_keys
from cardreader.profiles.profile import CardProof

RFC_4493_KEY = bytes.fromhex("2B7E151628AED2A6ABF7158809CF4F3C")
RFC_4493_SUBKEYS = (
    bytes.fromhex("FBEED618357133667C85E08F7236A8DE"),
    bytes.fromhex("F7DDAC306AE266CCF90BC11EE46D513B"),
)
RFC_4493_MESSAGE = bytes.fromhex(
    "6BC1BEE22E409F96E93D7E117393172AAE2D8A571E03AC9C9EB76FAC45AF8E51"
    "30C81C46A35CE411E5FBC1191A0A52EFF69F2445DF4F9B17AD2B417BE66C3710"
)
AN10922_KEY = bytes.fromhex("00112233445566778899AABBCCDDEEFF")
SERIAL = "0400000000000318"
CHALLENGE = bytes(range(16))
KEYS = KeyRing.of_master(AN10922_KEY)
RANDOM = bytes.fromhex("1011121314151617")
PROOF = CardProof(
    profile="cpu-aes",
    serial=SERIAL,
    key_version=1,
    counter=42,
    evidence=RANDOM
    + proof_mac(
        card_key(AN10922_KEY, SERIAL),
        challenge=CHALLENGE,
        card_random=bytes.fromhex("1011121314151617"),
        counter=42,
        serial=SERIAL,
    ),
)


@pytest.mark.parametrize(
    ("length", "code"),
    [
        (0, "BB1D6929E95937287FA37D129B756746"),
        (16, "070A16B46B4D4144F79BDD9DD04A287C"),
        (40, "DFA66747DE9AE63030CA32611497C827"),
        (64, "51F0BEBF7E3B9D92FC49741779363CFE"),
    ],
)
def test_cmac_is_that_of_rfc_4493(length: int, code: str) -> None:
    assert cmac(RFC_4493_KEY, RFC_4493_MESSAGE[:length]) == bytes.fromhex(code)


def test_derivation_is_that_of_an10922() -> None:
    derived = diversify(AN10922_KEY, bytes.fromhex("04782E21801D803042F54E585020416275"))
    assert derived == bytes.fromhex("A8DD63A3B89D54B37CA802473FDA9175")


@pytest.mark.parametrize("length", [1, 8, 15])
def test_short_input_is_padded_to_two_blocks(length: int) -> None:
    derived_from = bytes(range(length))
    padded = (b"\x01" + derived_from + b"\x80").ljust(32, b"\x00")
    # CMAC masks a whole last block with the first subkey; AN10922 wants the second one for padded input.
    swapped = bytes(a ^ b ^ c for a, b, c in zip(padded[16:], *RFC_4493_SUBKEYS, strict=True))
    assert diversify(RFC_4493_KEY, derived_from) == cmac(RFC_4493_KEY, padded[:16] + swapped)


@pytest.mark.parametrize("length", [1, 8, 14])
def test_plain_cmac_derives_another_key_from_short_input(length: int) -> None:
    assert diversify(RFC_4493_KEY, bytes(length)) != cmac(RFC_4493_KEY, b"\x01" + bytes(length))


@pytest.mark.parametrize("length", [16, 17, 30, 31])
def test_plain_cmac_derives_the_same_key_from_long_input(length: int) -> None:
    assert diversify(RFC_4493_KEY, bytes(length)) == cmac(RFC_4493_KEY, b"\x01" + bytes(length))


@pytest.mark.parametrize(("key_length", "length"), [(16, 0), (16, 32), (15, 8), (32, 8)])
def test_wrong_lengths_are_refused(key_length: int, length: int) -> None:
    with pytest.raises(ValueError, match="bytes"):
        diversify(bytes(key_length), bytes(length))


def test_card_key_is_derived_from_serial_number_and_application() -> None:
    assert card_key(AN10922_KEY, SERIAL) == bytes.fromhex("A9021DC25495FA5A2A2816A313B593DC")


def test_proof_mac_covers_challenge_random_counter_and_serial_number() -> None:
    mac = proof_mac(
        bytes.fromhex("A8DD63A3B89D54B37CA802473FDA9175"),
        challenge=CHALLENGE,
        card_random=bytes.fromhex("1011121314151617"),
        counter=42,
        serial=SERIAL,
    )
    assert mac == bytes.fromhex("5155E0621223CBB65541658F88BC49A0")


def test_proof_of_the_right_card_is_believed() -> None:
    assert verify_proof(KEYS, PROOF, CHALLENGE)


@pytest.mark.parametrize(
    "forged",
    [
        replace(PROOF, serial="0400000000000319"),
        replace(PROOF, counter=43),
        replace(PROOF, evidence=bytes(8) + PROOF.evidence[8:]),
        replace(PROOF, evidence=RANDOM + bytes(16)),
        replace(PROOF, evidence=b""),
        replace(PROOF, counter=None),
        replace(PROOF, key_version=2),
        replace(PROOF, profile="cpu-sm4"),
        replace(PROOF, profile="mifare-classic"),
        replace(PROOF, profile="uid"),
    ],
)
def test_proof_with_anything_changed_is_not_believed(forged: CardProof) -> None:
    assert not verify_proof(KEYS, forged, CHALLENGE)


def test_proof_is_not_believed_for_another_challenge() -> None:
    assert not verify_proof(KEYS, PROOF, bytes(16))


def test_proof_is_not_believed_under_another_master_key() -> None:
    assert not verify_proof(KeyRing.of_master(RFC_4493_KEY), PROOF, CHALLENGE)


def test_challenge_has_the_documented_layout() -> None:
    challenge = payment_challenge("0123456789abcdef", "T1", "order-1", 17_65)
    assert challenge == bytes.fromhex("8676C98C4410AB9F5F73AC346B05B1A5")


def test_challenge_keeps_neighbouring_fields_apart() -> None:
    session = "0123456789abcdef"
    assert payment_challenge(session, "T1", "2", 1) != payment_challenge(session, "T", "12", 1)
    assert payment_challenge(session + "T", "1", "2", 1) != payment_challenge(session, "T1", "2", 1)


def test_challenge_differs_with_each_thing_it_binds() -> None:
    session, other = "0123456789abcdef", "0123456789abcdeg"
    challenges = {
        payment_challenge(session, "T1", "order", 17_65),
        payment_challenge(other, "T1", "order", 17_65),
        payment_challenge(session, "T2", "order", 17_65),
        payment_challenge(session, "T1", "other", 17_65),
        payment_challenge(session, "T1", "order", 17_66),
        payment_challenge(session, "T1", "order", 17_65, 17_64),
        payment_challenge(session, "T1", "order", 17_65, 0),
    }
    assert len(challenges) == 7


@pytest.mark.parametrize(
    ("session", "amount_fen"),
    [
        ("0123456789abcde", 1),
        ("0123456789abcdef", -1),
        ("0123456789abcdef", 1 << 63),
    ],
)
def test_challenge_refuses_a_guessable_session_and_an_amount_that_is_none(
    session: str, amount_fen: int
) -> None:
    with pytest.raises(ValueError, match=r"session|payment"):
        payment_challenge(session, "T1", "order", amount_fen)


@pytest.mark.parametrize("wallet_fen", [-1, 17_66])
def test_challenge_refuses_a_wallets_part_that_is_no_part(wallet_fen: int) -> None:
    with pytest.raises(ValueError, match="a part"):
        payment_challenge("0123456789abcdef", "T1", "order", 17_65, wallet_fen)


def test_sm4_is_that_of_the_national_standard() -> None:
    # GB/T 32907-2016, A.1; a derivation of half the block and its complement is one block of the cipher.
    key = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210")
    assert diversify_sm4(key, bytes.fromhex("0123456789ABCDEF")) == bytes.fromhex(
        "681EDF34D206965E86B3E94F536E4246"
    )


def test_cmac_with_sm4_agrees_with_another_program() -> None:
    # openssl mac -cipher SM4-CBC -macopt hexkey:0123456789ABCDEFFEDCBA9876543210 CMAC
    key = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210")
    assert cmac_sm4(key, RFC_4493_MESSAGE[:40]) == bytes.fromhex("67A8E59526F59125B5D91E626D23A37A")


def test_3des_derivation_agrees_with_another_program() -> None:
    # openssl enc -des-ede, block by block, of the number and of its complement
    key = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210")
    assert diversify_3des(key, bytes.fromhex("0000000000638897")) == bytes.fromhex(
        "80B2103F156D62926D3746A0D07A40C2"
    )


def test_session_keys_of_desfire_are_those_of_an12196() -> None:
    keys = session_keys(
        bytes(16),
        bytes.fromhex("13C5DB8A5930439FC3DEF9A4C675360F"),
        bytes.fromhex("B9E2FC789B64BF237CCCAA20EC7E6E48"),
    )
    assert keys == (
        bytes.fromhex("1309C877509E5A215007FF0ED19CA564"),
        bytes.fromhex("4C6626F5E72EA694202139295C7A7FC7"),
    )


@pytest.mark.parametrize(("key_length", "length"), [(15, 8), (16, 7), (16, 16)])
def test_wrong_lengths_are_refused_by_the_other_derivations(key_length: int, length: int) -> None:
    with pytest.raises(ValueError, match="bytes"):
        diversify_sm4(bytes(key_length), bytes(length))
    with pytest.raises(ValueError, match="bytes"):
        diversify_3des(bytes(key_length), bytes(length))
