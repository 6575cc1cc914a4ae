"""The file of master keys: read exactly, never shown."""

import pytest

from cardreader.key_ring import TRANSPORT, BadKeyRing, KeyRing, parse_key_ring
from cardreader.profiles.catalogue import PROFILES

ONE, TWO = "5E5F606162636465666768696A6B6C6D", "7E7F808182838485868788898A8B8C8D"
FILE = f"""
is_test = false

[cpu-aes]
current = 2
[cpu-aes.keys]
1 = "{ONE}"
2 = "{TWO}"
3 = "{ONE}"

[fmcos-3des]
current = 0
[fmcos-3des.keys]
0 = "{ONE}{TWO[:16]}"
"""


def test_keys_are_found_by_profile_and_version() -> None:
    ring = parse_key_ring(FILE)
    assert ring.find("cpu-aes", 1) == bytes.fromhex(ONE)
    assert ring.find("cpu-aes", 2) == bytes.fromhex(TWO)
    assert ring.find("fmcos-3des", 0) == bytes.fromhex(ONE + TWO[:16])
    assert ring.find("cpu-aes", 4) is None
    assert ring.find("cpu-sm4", 1) is None
    assert (ring.has("cpu-aes"), ring.has("cpu-sm4")) == (True, False)


def test_the_current_version_comes_first() -> None:
    ring = parse_key_ring(FILE)
    assert ring.current("cpu-aes") == 2
    assert ring.versions("cpu-aes") == (2, 3, 1)
    assert ring.versions("cpu-sm4") == ()
    with pytest.raises(KeyError):
        ring.current("cpu-sm4")


def test_no_key_shows() -> None:
    shown = repr(parse_key_ring(FILE)) + repr(KeyRing.of_master(bytes.fromhex(ONE)))
    assert ONE not in shown.upper()
    assert repr(bytes.fromhex(ONE)) not in shown
    assert repr(bytes.fromhex(ONE))[2:-1] not in shown


@pytest.mark.parametrize("key", ["00" * 16, "FF" * 16, "000102030405060708090a0b0c0d0e0f"])
def test_keys_that_everybody_knows_are_test_keys_whatever_the_file_says(key: str) -> None:
    assert not parse_key_ring(FILE).is_test
    assert parse_key_ring(FILE.replace(TWO, key)).is_test
    assert parse_key_ring(FILE.replace("false", "true")).is_test
    assert KeyRing.of_master(bytes.fromhex(key)).is_test
    assert KeyRing.of_master(bytes.fromhex(ONE), is_test=True).is_test
    assert not KeyRing.of_master(bytes.fromhex(ONE)).is_test


def test_one_master_key_gives_every_profile_a_key_of_its_own() -> None:
    ring = KeyRing.of_master(bytes.fromhex(ONE))
    codes = [*(profile.code for profile in PROFILES if profile.algorithm), TRANSPORT]
    keys = {code: ring.find(code, ring.current(code)) for code in codes}
    assert keys["cpu-aes"] == bytes.fromhex(ONE)
    assert len(set(keys.values())) == len(codes)
    assert None not in keys.values()


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("is_test = false", 'is_test = "no"', "is_test"),
        ("[cpu-aes]\n", "[cpu-des]\n", "cpu-des"),
        ("[cpu-aes]\n", "[uid]\n", "uid"),
        ("current = 2", "current = 9", "current"),
        ("current = 2", 'current = "2"', "current"),
        ("current = 0", "current = true", "current"),
        ("current = 2", "", "current and keys"),
        ("current = 2", "current = 2\nold = 1", "current and keys"),
        (f'3 = "{ONE}"', f'256 = "{ONE}"', "version"),
        (f'3 = "{ONE}"', f'03 = "{ONE}"', "version"),
        (f'3 = "{ONE}"', f'x = "{ONE}"', "version"),
        (f'3 = "{ONE}"', f'3 = "{ONE}00"', "3 has not 32 hex digits"),
        (f'3 = "{ONE}"', '3 = "5E5F606162636465666768696A6B6CXX"', "3 has not 32"),
        (f'3 = "{ONE}"', "3 = 1234", "3 has not 32"),
        (f"{ONE}{TWO[:16]}", f"{ONE}{TWO[:14]}", "32 or 48"),
        ("[cpu-aes]\n", "[cpu-aes\n", "TOML"),
    ],
)
def test_a_file_that_is_none_is_refused_by_place_and_without_its_keys(
    was: str, becomes: str, says: str
) -> None:
    assert was in FILE
    with pytest.raises(BadKeyRing, match=says) as refused:
        parse_key_ring(FILE.replace(was, becomes))
    assert ONE[:8] not in str(refused.value)
    assert refused.value.__cause__ is None


def test_a_key_in_the_place_of_a_name_is_not_shown_whole() -> None:
    with pytest.raises(BadKeyRing) as refused:
        parse_key_ring(f"[{ONE}]\ncurrent = 1")
    assert ONE[:8] not in str(refused.value)


@pytest.mark.parametrize("text", ["", "is_test = true"])
def test_a_file_without_keys_is_refused(text: str) -> None:
    with pytest.raises(BadKeyRing, match="no key"):
        parse_key_ring(text)


def test_a_master_key_of_another_length_is_refused() -> None:
    with pytest.raises(BadKeyRing, match="16 bytes"):
        KeyRing.of_master(bytes(15))
