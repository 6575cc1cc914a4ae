"""How does this reader load a key of a MIFARE Classic card? The one rule: one line for each kind of reader.

PC/SC part 3 names the commands, but makers differ in their parameters. Sources: their reference manuals.
"""

from __future__ import annotations

from dataclasses import dataclass

_KEY_A = 0x60


@dataclass(frozen=True, slots=True)
class ReaderTemplate:
    """The parameters of LOAD KEYS and GENERAL AUTHENTICATE.

    ``names`` are parts of PC/SC names of readers, in lower case. ``load_p1`` and ``load_p2`` are the
    structure and place of the key; ``slot`` is the key number that GENERAL AUTHENTICATE is told.
    """

    code: str
    names: tuple[str, ...] = ()
    load_p1: int = 0x00
    load_p2: int = 0x00
    slot: int = 0x00

    def load_key(self, key: bytes) -> bytes:
        """Return LOAD KEYS with a key of 6 bytes. The reader answers it, whether or not a card is there."""
        return bytes((0xFF, 0x82, self.load_p1, self.load_p2, len(key))) + key

    def authenticate(self, block: int) -> bytes:
        """Return GENERAL AUTHENTICATE for a block with the loaded key as key A."""
        return bytes((0xFF, 0x86, 0x00, 0x00, 0x05, 0x01, 0x00, block, _KEY_A, self.slot))


GENERIC = ReaderTemplate("generic")
READER_TEMPLATES = (
    ReaderTemplate("acr122", ("acr122", "acr1252", "acr1251", "acr1255")),
    # The session key has a place of its own.
    ReaderTemplate("acr128", ("acr128", "acr1281"), load_p2=0x20, slot=0x20),
    ReaderTemplate("identiv-utrust", ("utrust", "cloud 3700", "cloud 4700"), load_p2=0x60, slot=0x60),
    # Takes the type of the key where the others take its place.
    ReaderTemplate("scl3711", ("scl3711", "scl3711-nfc"), load_p2=_KEY_A, slot=0x01),
    GENERIC,
)


def reader_template(reader_name: str) -> ReaderTemplate:
    """Return the template for the reader of that PC/SC name; ``generic`` for one that is not known."""
    name = reader_name.lower()
    return next((t for t in READER_TEMPLATES if any(part in name for part in t.names)), GENERIC)
