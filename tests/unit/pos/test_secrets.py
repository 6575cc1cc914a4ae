"""Keys of an installation: made once, whole, and never guessed."""

import stat
from pathlib import Path

import pytest

from cardreader.key_file import new_key_file
from cardreader.key_ring import TRANSPORT
from cardreader.profiles.catalogue import KEYED
from pos.secrets import (
    CARD_KEY_BYTES,
    CARD_KEYS_VARIABLE,
    TILL_KEY_BYTES,
    DamagedKey,
    KeysNotHere,
    card_key,
    card_keys,
    find_till_key,
    roll_card_keys,
    till_key,
)

RING = "card-keys.toml"


def test_a_key_is_made_once(tmp_path: Path) -> None:
    first = card_key(tmp_path / "secrets")

    assert len(first) == CARD_KEY_BYTES
    assert card_key(tmp_path / "secrets") == first


def test_each_till_has_its_own_key(tmp_path: Path) -> None:
    assert len(till_key(tmp_path, "T1")) == TILL_KEY_BYTES
    assert till_key(tmp_path, "T1") != till_key(tmp_path, "T2")


def test_only_the_owner_reads_a_key(tmp_path: Path) -> None:
    card_key(tmp_path / "secrets")

    assert stat.S_IMODE((tmp_path / "secrets" / "card-master.key").stat().st_mode) == 0o400
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700
    assert [path.name for path in (tmp_path / "secrets").iterdir()] == ["card-master.key"]


@pytest.mark.parametrize("content", ["", "ab", "no hexadecimal digits here", "00" * 15])
def test_a_damaged_key_is_no_key(tmp_path: Path, content: str) -> None:
    (tmp_path / "card-master.key").write_text(content)

    with pytest.raises(DamagedKey, match=r"card-master\.key"):
        card_key(tmp_path)


def test_a_reader_agent_makes_no_key_up(tmp_path: Path) -> None:
    assert find_till_key(tmp_path, "T1") is None
    made = till_key(tmp_path, "T1")
    assert find_till_key(tmp_path, "T1") == made


def test_the_card_keys_are_made_once_for_every_kind_of_card(tmp_path: Path) -> None:
    first = card_keys(tmp_path, {}, is_demo=False)

    codes = [profile.code for profile in KEYED] + [TRANSPORT]
    keys = [first.find(code, 1) for code in codes]
    assert None not in keys
    assert len(set(keys)) == len(codes)
    assert [card_keys(tmp_path, {}, is_demo=False).find(code, 1) for code in codes] == keys
    assert stat.S_IMODE((tmp_path / RING).stat().st_mode) == 0o400


def test_the_one_key_of_an_older_installation_goes_on_opening_its_cards(tmp_path: Path) -> None:
    older = card_key(tmp_path)

    assert card_keys(tmp_path, {}, is_demo=False).find("cpu-aes", 1) == older
    assert not (tmp_path / RING).exists()


def test_the_environment_gives_the_card_keys_before_any_file(tmp_path: Path) -> None:
    text = new_key_file(is_test=False)

    given = card_keys(tmp_path, {CARD_KEYS_VARIABLE: text}, is_demo=False)

    assert (given.find("cpu-aes", 1) or b"?").hex() in text
    assert list(tmp_path.iterdir()) == []


def test_the_keys_of_a_demo_are_refused_where_money_is_real(tmp_path: Path) -> None:
    assert card_keys(tmp_path, {}, is_demo=True).is_test

    with pytest.raises(DamagedKey, match="test keys"):
        card_keys(tmp_path, {}, is_demo=False)


def test_a_printed_key_is_a_test_key_whatever_the_file_says(tmp_path: Path) -> None:
    printed = '[cpu-aes]\ncurrent = 1\n[cpu-aes.keys]\n1 = "2B7E151628AED2A6ABF7158809CF4F3C"\n'

    with pytest.raises(DamagedKey, match="test keys"):
        card_keys(tmp_path, {CARD_KEYS_VARIABLE: printed}, is_demo=False)


def test_card_keys_that_others_can_read_are_refused(tmp_path: Path) -> None:
    card_keys(tmp_path, {}, is_demo=False)
    (tmp_path / RING).chmod(0o440)

    with pytest.raises(DamagedKey, match="chmod 0400"):
        card_keys(tmp_path, {}, is_demo=False)


def test_every_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    till_key(tmp_path, "T1")
    card_key(tmp_path)
    for name in ("till-T1.key", "card-master.key"):
        (tmp_path / name).chmod(0o644)

    with pytest.raises(DamagedKey, match=r"chmod 0400 .*till-T1\.key"):
        till_key(tmp_path, "T1")
    with pytest.raises(DamagedKey, match=r"chmod 0400 .*card-master\.key"):
        card_keys(tmp_path, {}, is_demo=False)


@pytest.mark.parametrize("content", ["", "no keys", "[cpu-aes]\ncurrent = 1\n[cpu-aes.keys]\n1 = 'ab'\n"])
def test_damaged_card_keys_are_none_and_never_shown(tmp_path: Path, content: str) -> None:
    (tmp_path / RING).touch(mode=0o600)
    (tmp_path / RING).write_text(content)

    for environ in ({}, {CARD_KEYS_VARIABLE: content}):
        with pytest.raises(DamagedKey) as refused:
            card_keys(tmp_path, environ, is_demo=False)
        assert "ab'" not in str(refused.value)


def test_a_new_version_is_current_and_the_older_one_stays(tmp_path: Path) -> None:
    before = card_keys(tmp_path, {}, is_demo=False)

    rolled = roll_card_keys(tmp_path, {}, "cpu-aes")

    assert rolled.current("cpu-aes") == 2
    assert rolled.find("cpu-aes", 1) == before.find("cpu-aes", 1) != rolled.find("cpu-aes", 2)
    assert rolled.current("cpu-sm4") == 1
    assert stat.S_IMODE((tmp_path / RING).stat().st_mode) == 0o400
    assert [path.name for path in tmp_path.iterdir()] == [RING]
    assert card_keys(tmp_path, {}, is_demo=False).current("cpu-aes") == 2


def test_keys_from_elsewhere_are_not_rolled_here(tmp_path: Path) -> None:
    text = new_key_file(is_test=False)
    for environ in ({}, {CARD_KEYS_VARIABLE: text}):
        with pytest.raises(KeysNotHere):
            roll_card_keys(tmp_path, environ, "cpu-aes")


def test_a_kind_of_card_without_keys_has_none_to_roll(tmp_path: Path) -> None:
    card_keys(tmp_path, {}, is_demo=False)

    with pytest.raises(DamagedKey, match="uid"):
        roll_card_keys(tmp_path, {}, "uid")


def test_the_versions_of_a_key_run_out(tmp_path: Path) -> None:
    card_keys(tmp_path, {}, is_demo=False)
    for _ in range(254):
        roll_card_keys(tmp_path, {}, "cpu-sm4")

    with pytest.raises(DamagedKey, match="used up"):
        roll_card_keys(tmp_path, {}, "cpu-sm4")
    assert card_keys(tmp_path, {}, is_demo=False).current("cpu-sm4") == 255
