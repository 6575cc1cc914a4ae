"""How a dish is found by its sound: initials and spellings of its Chinese name.

Rule: every reading of a character that has several is kept, for the cashier types what she says.
"""

from itertools import islice, product

# A name of many ambiguous characters would otherwise have thousands of readings.
MAX_READINGS = 24


def search_keys(name_zh: str) -> str:
    """Return the keys of a name, space-separated: each reading's initials, then each reading's spelling."""
    # Its dictionary takes longer to load than most programs of ours take to start.
    from pypinyin import Style, pinyin

    hanzi = "".join(character for character in name_zh if "\u4e00" <= character <= "\u9fff")
    readings = pinyin(hanzi, style=Style.NORMAL, heteronym=True, v_to_u=False)
    chosen = list(islice(product(*readings), MAX_READINGS))
    initials = dict.fromkeys("".join(syllable[0] for syllable in reading) for reading in chosen)
    spellings = dict.fromkeys("".join(reading) for reading in chosen)
    return " ".join([*initials, *spellings])
