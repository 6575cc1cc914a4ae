"""By what is a member found, when the database holds no name?

Rule: a digest is made under a key that is not in the database, of a value in one form; what is typed in
search of somebody is turned into the same digests. Nothing is ever opened in order to search.
"""

import re
import unicodedata
from collections.abc import Iterator

from inventory.pinyin import search_keys
from pos.members.people import Person
from pos.vault import Vault

Token = tuple[str, str]

PHONE_DIGITS = 11
TAIL_DIGITS = 4
ID_CHARACTERS = 18
# Surnames of two characters that are common enough to be typed without.
DOUBLE_SURNAMES = frozenset(
    ("欧阳", "司马", "上官", "诸葛", "司徒", "夏侯", "东方", "皇甫", "尉迟", "公孙", "令狐", "慕容")
)


def tokens_of(person: Person) -> frozenset[Token]:
    """Return by which kinds and values a person is found."""
    tokens = set(_tokens_of_name(person.name))
    if person.phone:
        tokens |= {("phone", person.phone), ("phone_tail", person.phone[-TAIL_DIGITS:])}
    if person.id_number:
        tokens.add(("id_number", person.id_number))
    return frozenset(tokens)


def digests_of(vault: Vault, person: Person) -> dict[bytes, str]:
    """Return the digests by which a person is found, each with its kind."""
    return {vault.digest(kind, value): kind for kind, value in tokens_of(person)}


def identifying_digests(vault: Vault, person: Person) -> dict[str, bytes]:
    """Return by kind the digests of a person's whole name, phone and identity number, as far as known."""
    values = {"name": _folded(person.name), "phone": person.phone, "id_number": person.id_number}
    return {kind: vault.digest(kind, value) for kind, value in values.items() if value}


def sought_in(text: str) -> frozenset[Token]:
    """Return for which kinds and values somebody is looking who typed a text."""
    plain = _folded(text)
    compact = re.sub(r"[-+]", "", plain)
    sought: set[Token] = set()
    if compact.isdigit() or re.fullmatch(r"[0-9]{17}x", compact):
        number = compact.removeprefix("86") if len(compact) == PHONE_DIGITS + 2 else compact
        if len(number) == PHONE_DIGITS:
            sought.add(("phone", number))
        elif len(number) == TAIL_DIGITS:
            sought.add(("phone_tail", number))
        elif len(number) == ID_CHARACTERS:
            sought.add(("id_number", number.upper()))
    elif plain.isascii():
        letters = re.sub(r"[^a-z]", "", plain)
        if letters:
            sought |= {("spelling", letters), ("initials", letters), ("name", plain)}
    elif plain:
        sought |= {("name", plain), ("given_name", plain)}
    return frozenset(sought)


def digests_for(vault: Vault, text: str) -> list[bytes]:
    """Return the digests for which somebody is looking who typed a text."""
    return [vault.digest(kind, value) for kind, value in sorted(sought_in(text))]


def _tokens_of_name(name: str) -> Iterator[Token]:
    plain = _folded(name)
    yield "name", plain
    given = plain[2 if plain[:2] in DOUBLE_SURNAMES else 1 :]
    if len(given) > 1 and not plain.isascii():
        yield "given_name", given
    if plain.isascii():
        yield "spelling", re.sub(r"[^a-z]", "", plain)
        return
    for key in search_keys(plain).split():
        yield ("initials" if len(key) <= len(plain) else "spelling"), key


def _folded(text: str) -> str:
    return re.sub(r"[\s·•.]", "", unicodedata.normalize("NFKC", text)).casefold()
