"""Keys of an installation: made once, whole, and never guessed."""

import stat
from pathlib import Path

import pytest

from pos.secrets import CARD_KEY_BYTES, TILL_KEY_BYTES, DamagedKey, card_key, find_till_key, till_key


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
