"""Personal values: sealed for one person and one field, with keys that roll, found by digests."""

import stat
from pathlib import Path

import pytest

from pos.secrets import DamagedKey
from pos.vault import NoPersonalKeys, Unopenable, Vault, add_key, open_vault
from pos.vault.vault import version_of

KEYS = {1: bytes(32)}
INDEX = bytes(range(32))


def vault() -> Vault:
    return Vault(KEYS, INDEX)


def test_what_is_sealed_opens_to_the_same() -> None:
    key = vault().new_key("M1")
    sealed = key.seal("name", "陈美娟")

    assert vault().open_key(key.wrapped, "M1").open("name", sealed) == "陈美娟"
    assert "陈美娟".encode() not in sealed


def test_the_same_value_is_sealed_differently_each_time() -> None:
    key = vault().new_key("M1")

    assert key.seal("name", "陈美娟") != key.seal("name", "陈美娟")


@pytest.mark.parametrize(("owner", "field"), [("M1", "phone"), ("M2", "name")])
def test_a_seal_moved_to_another_field_or_member_does_not_open(owner: str, field: str) -> None:
    key = vault().new_key("M1")
    other = key if owner == "M1" else vault().new_key(owner)

    with pytest.raises(Unopenable):
        other.open(field, key.seal("name", "陈美娟"))


def test_the_key_of_one_member_is_not_that_of_another() -> None:
    key = vault().new_key("M1")

    with pytest.raises(Unopenable):
        vault().open_key(key.wrapped, "M2")


@pytest.mark.parametrize("place", [0, 1, 5, 20])
def test_a_seal_of_which_a_byte_was_changed_does_not_open(place: int) -> None:
    key = vault().new_key("M1")
    sealed = bytearray(key.seal("name", "陈美娟"))
    sealed[place] ^= 1

    with pytest.raises(Unopenable):
        key.open("name", bytes(sealed))


@pytest.mark.parametrize("damage", [b"", b"\x01", bytes(10), bytes(79)])
def test_what_is_no_seal_or_key_does_not_open(damage: bytes) -> None:
    with pytest.raises(Unopenable):
        vault().open_key(damage, "M1")
    with pytest.raises(Unopenable):
        vault().new_key("M1").open("name", damage)


def test_keys_roll_and_what_was_sealed_stays_as_it_is() -> None:
    old = vault().new_key("M1")
    sealed = old.seal("name", "陈美娟")
    both = Vault({**KEYS, 2: bytes([2]) * 32}, INDEX)

    wrapped = both.rewrap(old.wrapped, "M1")

    assert (version_of(old.wrapped), version_of(wrapped)) == (1, 2)
    assert Vault({2: bytes([2]) * 32}, INDEX).open_key(wrapped, "M1").open("name", sealed) == "陈美娟"
    with pytest.raises(Unopenable):
        vault().open_key(wrapped, "M1")


def test_who_has_another_index_key_gets_other_digests() -> None:
    digest = vault().digest("phone", "19900000001")

    assert vault().digest("phone", "19900000001") == digest
    assert Vault(KEYS, bytes(32)).digest("phone", "19900000001") != digest
    assert vault().digest("phone_tail", "19900000001") != digest
    assert len(digest) == 16


def test_the_keys_are_never_shown() -> None:
    shown = repr(vault()) + repr(vault().new_key("M1")) + str(vault().__dict__.keys())

    assert KEYS[1].hex() not in shown
    assert repr(vault()) == "Vault(versions=[1])"


def test_keys_are_made_once_and_only_where_they_may_be(tmp_path: Path) -> None:
    with pytest.raises(NoPersonalKeys):
        open_vault(tmp_path)
    made = open_vault(tmp_path, may_make=True)
    wrapped = made.new_key("M1").wrapped

    assert open_vault(tmp_path).open_key(wrapped, "M1")
    assert open_vault(tmp_path).digest("name", "x") == made.digest("name", "x")
    files = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert files == {"personal-1.key": 0o400, "personal-index.key": 0o400}


def test_a_lost_index_key_is_missed_rather_than_made_anew(tmp_path: Path) -> None:
    open_vault(tmp_path, may_make=True)
    (tmp_path / "personal-index.key").unlink()

    with pytest.raises(NoPersonalKeys):
        open_vault(tmp_path)


def test_a_vault_in_use_finds_a_key_that_came_later(tmp_path: Path) -> None:
    in_use = open_vault(tmp_path, may_make=True)
    assert add_key(tmp_path) == 2
    wrapped = open_vault(tmp_path).new_key("M1").wrapped

    assert version_of(wrapped) == 2
    assert in_use.open_key(wrapped, "M1")
    assert version_of(in_use.new_key("M2").wrapped) == 2


def test_nothing_rolls_where_there_is_no_key(tmp_path: Path) -> None:
    with pytest.raises(NoPersonalKeys):
        add_key(tmp_path)


def test_keys_come_from_the_environment_instead(tmp_path: Path) -> None:
    given = f"1:{bytes(32).hex()}, 2:{'02' * 32},index:{INDEX.hex()}"

    assert version_of(open_vault(tmp_path, given).new_key("M1").wrapped) == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "given", ["1", "1:00", f"1:{'0' * 64}", f"index:{'0' * 64}", f"x:{'0' * 64},index:{'0' * 64}", "1:secret"]
)
def test_what_is_no_key_in_the_environment_is_refused_without_being_repeated(
    tmp_path: Path, given: str
) -> None:
    with pytest.raises(DamagedKey) as refused:
        open_vault(tmp_path, given)
    assert given not in str(refused.value)
