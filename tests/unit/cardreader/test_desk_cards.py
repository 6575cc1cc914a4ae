"""The file of cards that the desk reads."""

import json
from pathlib import Path

import pytest

from cardreader.profiles.catalogue import profile_of
from cardreader.virtual.desk_cards import CardKind, DeskCard, read_cards, write_cards

CARD = {
    "code": "wang",
    "profile": "cpu-aes",
    "serial": "0400000000000abc",
    "number": "3101370000000318",
    "kind": "genuine",
    "fault": None,
    "holds": ["5e" * 16],
}
WANG = DeskCard(
    "wang", profile_of("cpu-aes"), "0400000000000ABC", "3101370000000318", CardKind.GENUINE, (b"\x5e" * 16,)
)


def _file(tmp_path: Path, content: object) -> Path:
    path = tmp_path / "cards.json"
    path.write_text(json.dumps(content), "utf-8")
    return path


def test_cards_are_read_by_code(tmp_path: Path) -> None:
    assert read_cards(_file(tmp_path, [CARD])) == {"wang": WANG}


def test_cards_are_read_as_they_were_written(tmp_path: Path) -> None:
    cards = (
        WANG,
        DeskCard("slow", WANG.profile, WANG.serial, WANG.number, CardKind.CLONED, WANG.holds, "slow"),
        DeskCard("uid", profile_of("uid"), "UID-026F6C3A", WANG.number, CardKind.GENUINE, ()),
        DeskCard("m1", profile_of("mifare-classic"), "M1-026F6C3A", "", CardKind.BLANK, ()),
    )
    path = tmp_path / "folder" / "cards.json"
    write_cards(path, cards)
    assert read_cards(path) == {card.code: card for card in cards}
    assert path.stat().st_mode & 0o077 == 0


def test_what_a_card_holds_is_not_shown(tmp_path: Path) -> None:
    assert "5e" * 4 not in repr(WANG)
    with pytest.raises(ValueError, match="holds") as refused:
        read_cards(_file(tmp_path, [{**CARD, "holds": ["5e" * 15]}]))
    assert "5e" not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("code", "../wang"),
        ("code", ""),
        ("profile", "cpu"),
        ("serial", "0400"),
        ("serial", "M1-026F6C3A"),
        ("number", "310137000000031X"),
        ("number", None),
        ("kind", "golden"),
        ("kind", ["genuine"]),
        ("fault", "broken"),
        ("holds", ["00"]),
        ("holds", [None]),
        ("holds", []),
        ("holds", None),
    ],
)
def test_card_that_cannot_be_is_refused_by_place_and_name(tmp_path: Path, name: str, value: object) -> None:
    with pytest.raises(ValueError, match=f"card 1: {name}"):
        read_cards(_file(tmp_path, [CARD, {**CARD, name: value}]))


def test_there_are_no_blanks_of_cards_that_are_not_made_here(tmp_path: Path) -> None:
    blank = {**CARD, "profile": "desfire-ev2", "serial": "DF-04A1370C0DE081", "kind": "blank"}
    with pytest.raises(ValueError, match="holds"):
        read_cards(_file(tmp_path, [blank]))


@pytest.mark.parametrize("content", [{}, "cards", [1]])
def test_file_of_something_else_is_refused(tmp_path: Path, content: object) -> None:
    with pytest.raises(ValueError, match="not a"):
        read_cards(_file(tmp_path, content))
