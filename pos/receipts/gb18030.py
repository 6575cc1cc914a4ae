"""Which bytes does a Chinese printer take for a text, and how many columns do they fill?

Rule: one column per byte. wcwidth gives one column to `×“”—·` and others that fill two on paper.
Only the two-byte part of GB18030 (that is GBK) is ever sent: a printer with a GBK font prints the
four-byte forms as stray digits (a price of 192.00 came out as 0 6192.00 on a real one).
"""

import unicodedata
from functools import lru_cache

# Stands for a character that no GBK font has; visible, so that nobody takes the rest for the whole name.
MISSING = "〓"
_REPLACED = {"¥": "￥", "\t": " ", "\n": " ", "\r": " "}


def printable(text: str) -> str:
    """Return the text as paper will show it: every character has a GBK code, MISSING stands for the rest."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_printable_character(character) for character in unicodedata.normalize("NFC", text))


def encode(text: str) -> bytes:
    """Encode a printable text; ASCII and two-byte hanzi only.

    :raises UnicodeEncodeError: for a text that did not go through `printable`
    """
    return text.encode("gbk")


def columns(text: str) -> int:
    """Count the columns that a printable text fills: 1 per ASCII character, 2 per any other.

    :raises UnicodeEncodeError: for a text that did not go through `printable`
    """
    return len(encode(text))


@lru_cache(maxsize=4096)
def _printable_character(character: str) -> str:
    if character in _REPLACED:
        return _REPLACED[character]
    category = unicodedata.category(character)
    # Controls, joiners and combining marks: a printer would obey the first and lose its place on the rest.
    if category in ("Cc", "Cf", "Mn", "Me", "Cs"):
        return ""
    if category == "Zs" and character != "\u3000":
        return " "
    if _is_gbk(character):
        return character
    # ½ becomes 1/2, ² becomes 2: half portions are on the menu.
    compatible = unicodedata.normalize("NFKC", character).replace("\u2044", "/")
    return compatible if compatible.isprintable() and _is_gbk(compatible) else MISSING


def _is_gbk(text: str) -> bool:
    try:
        text.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True
