"""The file of cards that the desk reads."""

import json
from pathlib import Path

import pytest

from cardreader.virtual.desk_cards import CardKind, DeskCard, read_cards

CARD = {
    "code": "wang",
    "serial": "0400000000000abc",
    "number": "3101370000000318",
    "kind": "genuine",
    "key": "00" * 16,
}


def _file(tmp_path: Path, content: object) -> Path:
    path = tmp_path / "cards.json"
    path.write_text(json.dumps(content), "utf-8")
    return path


def test_cards_are_read_by_code(tmp_path: Path) -> None:
    assert read_cards(_file(tmp_path, [CARD])) == {
        "wang": DeskCard("wang", "0400000000000ABC", "3101370000000318", CardKind.GENUINE, bytes(16))
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("code", "../wang"),
        ("code", ""),
        ("serial", "0400"),
        ("number", "310137000000031X"),
        ("kind", "golden"),
        ("kind", ["genuine"]),
        ("key", "00"),
        ("key", None),
    ],
)
def test_card_that_cannot_be_is_refused_by_place_and_name(tmp_path: Path, name: str, value: object) -> None:
    with pytest.raises(ValueError, match=f"card 1: {name}"):
        read_cards(_file(tmp_path, [CARD, {**CARD, name: value}]))


@pytest.mark.parametrize("content", [{}, "cards", [1]])
def test_file_of_something_else_is_refused(tmp_path: Path, content: object) -> None:
    with pytest.raises(ValueError, match="not a"):
        read_cards(_file(tmp_path, content))
